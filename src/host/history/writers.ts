import * as Y from 'yjs'
import { readUpdate } from '../../sync/update-form.ts'
import type { Position } from '../../sync/conflict-id.ts'
import type { HistoryIndex } from './history-index.ts'
import type { IndexKeeper } from './index-keeper.ts'
import { quickHeader, updateOf, type QuickHeader } from './record-facts.ts'

/** Who wrote something, and what. */
export interface Writer {
  readonly client: number
  readonly seq: number
  readonly person: string | null
  readonly role: string | null
  readonly device: string
  readonly time: number
  readonly change: string
  /** What the struct holds; null where it holds no value, or was overwritten by its own record. */
  readonly value: unknown
}

/** The records that hold these writes; null for one that is not there or cannot be read. */
export async function writersOf(
  index: HistoryIndex,
  keeper: IndexKeeper,
  positions: readonly Position[],
): Promise<(Writer | null)[]> {
  const found: (Writer | null)[] = []
  for (const at of positions) {
    const record =
      'clock' in at ? index.holding(at.client, at.clock) : (index.lines.get(at.client)?.bySeq.get(at.seq - 1) ?? -1)
    const bytes = record < 0 ? null : await keeper.read(index, record)
    const header = bytes === null ? null : quickHeader(bytes)
    if (bytes === null || header === null) {
      found.push(null)
      continue
    }
    const { client, seq, author, device, time, change } = header
    const value = 'clock' in at ? valueAt(updateOf(bytes), at.clock) : null
    found.push({ client, seq, person: author.person, role: author.role, device, time, change, value })
  }
  return found
}

function valueAt(update: Uint8Array, clock: number): unknown {
  for (const struct of readUpdate(update)?.structs ?? []) {
    if (!(struct instanceof Y.Item) || clock < struct.id.clock || clock >= struct.id.clock + struct.length) continue
    const { content } = struct
    // Values that one line wrote one after the other may lie in one struct.
    if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON)
      return content.arr[clock - struct.id.clock] ?? null
    return content instanceof Y.ContentString ? content.str : null
  }
  return null
}

/** What is needed to say what a text was to each of several people: see sync/text-versions.ts. */
export interface TextPastParts {
  /** All that touched the record that the text stands in, oldest first. */
  readonly records: readonly { readonly client: number; readonly seq: number; readonly update: Uint8Array }[]
  /** For each head: how far it knew each line, itself among them. */
  readonly knew: readonly (readonly (readonly [client: number, seq: number])[])[]
}

/** Records beyond which nobody compares versions of a text. */
const MOST_RECORDS = 20_000

/** Null where too much was written, or some of it cannot be read. */
export async function textPastOf(
  index: HistoryIndex,
  keeper: IndexKeeper,
  path: string,
  heads: readonly { readonly client: number; readonly seq: number }[],
  knowledge: LineKnowledge,
): Promise<TextPastParts | null> {
  const touching = index.touching(path).reverse()
  if (touching.length > MOST_RECORDS) return null
  const records: TextPastParts['records'][number][] = []
  for (const record of touching) {
    const bytes = await keeper.read(index, record)
    if (bytes === null) return null
    const client = index.clientOf(record)
    records.push({ client, seq: index.seqOf(record), update: updateOf(bytes).slice() })
  }
  const knew: TextPastParts['knew'][number][] = []
  for (const head of heads) {
    const known = await knowledge.at(index, head.client, head.seq)
    if (known === null) return null
    knew.push([...known])
  }
  return { records, knew }
}

/**
 * What a line's writer knew with each of its records. A record says only what is new since its line's last one, so all of a
 * line is read, once; what is read is kept as long as questions come.
 */
export interface LineKnowledge {
  /** How far it knew each line with this record, itself among them; null where some of the line cannot be read. */
  at(index: HistoryIndex, client: number, seq: number): Promise<Map<number, number> | null>
  forget(): void
}

export function createLineKnowledge(keeper: Pick<IndexKeeper, 'read'>): LineKnowledge {
  const lines = new Map<number, { read: number; readonly news: [seq: number, other: number, known: number][] }>()
  let of: HistoryIndex | null = null
  return {
    async at(index, client, seq) {
      if (of !== index) lines.clear()
      of = index
      const line = index.lines.get(client)
      if (line === undefined || seq > line.bySeq.length) return null
      const known = lines.get(client) ?? { read: 0, news: [] }
      lines.set(client, known)
      while (known.read < seq) {
        const next = known.read + 1
        const record = line.bySeq.get(next - 1)
        const bytes = record < 0 ? null : await keeper.read(index, record)
        const header: QuickHeader | null = bytes === null ? null : quickHeader(bytes)
        if (header === null) return null
        // Another question may have read on meanwhile.
        if (known.read !== next - 1) continue
        for (let at = 0; at < header.after.length; at += 2)
          if (header.after[at] !== client)
            known.news.push([next, header.after[at] as number, header.after[at + 1] as number])
        known.read = next
      }
      const knew = new Map([[client, seq]])
      for (const [since, other, far] of known.news) {
        if (since > seq) break
        knew.set(other, Math.max(knew.get(other) ?? 0, far))
      }
      return knew
    },
    forget: () => lines.clear(),
  }
}
