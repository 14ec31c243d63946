import type { PushAnswer } from '../contract/plan-messages.ts'
import type { Envelope } from '../model/envelope.ts'
import { createRecentEdits } from './recent-edits.ts'
import type { WindowCache } from './window-cache.ts'

const BATCH_EDITS = 200
const BATCH_BYTES = 4 * 1024 * 1024

/** Own edits in the order of the line, oldest first; each leaves when it is on disk or refused. The cache has them too. */
export class Outbox {
  private readonly plan: string
  private readonly cache: WindowCache
  private edits: Envelope[] = []
  private readonly recent = createRecentEdits()
  /** Edits that are sent a second time, since the host lost them. */
  private repeated = 0
  private whenEmpty: (() => void)[] = []

  constructor(plan: string, cache: WindowCache) {
    this.plan = plan
    this.cache = cache
  }

  get size(): number {
    return this.edits.length
  }

  /** The lines that wait here. */
  get lines(): Set<number> {
    return new Set(this.edits.map(({ client }) => client))
  }

  /** The line's oldest edit that waits here. */
  firstOf(client: number): Envelope | undefined {
    return this.edits.find((edit) => edit.client === client)
  }

  /** Resolves when the cache has it, or has given it up. */
  add(edit: Envelope): Promise<void> {
    this.edits.push(edit)
    return this.cache.keep(this.plan, edit)
  }

  /** What is sent next. Whether a line that was set back may go on, one edit tells as well as many. */
  next(): Envelope[] {
    return this.repeated > 0 ? this.edits.slice(0, 1) : batchOf(this.edits)
  }

  settle({ saved, refused }: PushAnswer): void {
    const stored = new Set(saved.map(nameOf))
    const gone = new Set([...saved, ...refused].map(nameOf))
    this.recent.keep(this.edits.filter((edit) => stored.has(nameOf(edit))))
    this.edits = this.edits.filter((edit) => !gone.has(nameOf(edit)))
    void this.cache.drop(this.plan, [...saved, ...refused])
    if (this.edits.length > 0) return
    this.whenEmpty.forEach((resolve) => resolve())
    this.whenEmpty = []
  }

  /** Resolves when nothing waits any more. */
  emptied(): Promise<void> {
    return this.edits.length === 0 ? Promise.resolve() : new Promise((resolve) => this.whenEmpty.push(resolve))
  }

  /** Puts the line's edits behind `seq` up to `last` in front once more, as they were; false if not all of them are here. */
  async repeat(client: number, seq: number, last: number): Promise<boolean> {
    const asSent = this.recent.behind(client, seq, last)
    if (asSent === null) return false
    this.repeated = asSent.length
    this.edits = [...asSent, ...this.edits]
    for (const edit of asSent) await this.cache.keep(this.plan, edit)
    return true
  }

  /** How many edits were sent a second time since this was asked last. */
  takeRepeated(): number {
    const count = this.repeated
    this.repeated = 0
    return count
  }

  /** One edit in place of all that wait of its line. */
  async replaceLine(edit: Envelope): Promise<void> {
    const replaced = this.edits.filter(({ client }) => client === edit.client)
    this.edits = [edit, ...this.edits.filter(({ client }) => client !== edit.client)]
    await this.cache.keep(this.plan, edit)
    await this.cache.drop(this.plan, replaced)
  }

  /** Takes what waits here out of the cache: it is on disk by another way. */
  forget(): Promise<void> {
    return this.cache.drop(this.plan, this.edits)
  }
}

/** As many as travel together. */
export function batchOf(edits: readonly Envelope[]): Envelope[] {
  const batch: Envelope[] = []
  let bytes = 0
  for (const edit of edits) {
    if (batch.length > 0 && (batch.length >= BATCH_EDITS || bytes + edit.update.length > BATCH_BYTES)) break
    batch.push(edit)
    bytes += edit.update.length
  }
  return batch
}

function nameOf({ client, seq }: { client: number; seq: number }): string {
  return `${client}/${seq}`
}
