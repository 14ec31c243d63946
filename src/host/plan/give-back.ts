import type * as Y from 'yjs'
import { CallFailed } from '../../contract/calls.ts'
import type { Author, Entry } from '../../model/envelope.ts'
import { editsOf, writeEdit, type Edit } from '../../sync/edits-of.ts'
import { isOfOwnBranch } from '../../sync/envelope-ground.ts'
import { giveBackEntry } from '../../sync/given-back.ts'
import { replayAs } from '../../sync/replay.ts'
import { markOf } from '../../sync/record-mark.ts'
import { nameOfOut, type OutRecord } from '../../sync/taken-out.ts'
import type { HealthBook } from '../health/health-book.ts'
import type { PlanHostParts } from '../plan-host.ts'
import { nodeRecordCrypto } from '../vault/record-crypto.ts'
import { journalParts } from '../vault/rebuild-plan.ts'
import type { PlanTruth } from './plan-truth.ts'

export interface GiveBackParts extends Pick<PlanHostParts, 'id' | 'newId' | 'onFault'> {
  readonly truth: PlanTruth
  readonly health: HealthBook
}

/** Writes one change of the host's own. */
export type WriteChange = (
  change: string,
  author: Author,
  act: (doc: Y.Doc, log: (entry: Entry) => void) => void,
) => Promise<unknown>

/** One change of which something was taken out. */
interface Lost {
  readonly author: Author
  readonly names: string[]
  readonly entries: Entry[]
  readonly edits: Edit[]
}

/** Own edits that do not count any more come back as new ones, beside all else that goes on. */
export function giveBackSoon(parts: GiveBackParts, write: WriteChange): void {
  const { out } = parts.truth.ledger
  const { leases } = parts.truth.journal
  let under: Promise<void> = Promise.resolve()
  const look = (): void => {
    under = under
      .then(() => {
        const own = out
          .records()
          .filter(
            (one) =>
              leases.isOurs(one.client) &&
              !leases.isShared(one.client) &&
              out.givenBackBy(one) === null &&
              isOfOwnBranch(one, out),
          )
        return own.length === 0 || parts.truth.readOnly() !== null ? undefined : giveBack(parts, own, write)
      })
      .catch((error: unknown) => {
        // A plan that is closed or opened anew meanwhile: the next host goes on.
        const isOver = error instanceof CallFailed && ['closed', 'opened-anew'].includes(error.type)
        if (!isOver) parts.onFault('giving back', error)
      })
  }
  parts.health.toGiveBack(look, () => under)
  look()
}

/** What they did is seen by making the plan once more as this host's windows knew it, beside the one that counts. */
async function giveBack(
  { id, truth, newId, health }: GiveBackParts,
  own: readonly OutRecord[],
  write: WriteChange,
): Promise<void> {
  const wanted = new Set(own.map(nameOfOut))
  const changes = new Map<string, Lost>()
  const asKnown = truth.ledger.out.forks().map((fork) => {
    const all = [fork.kept, ...fork.lost]
    const kept = all.find(({ mark }) => mark === fork.first) ?? fork.kept
    return { ...fork, kept, lost: all.filter((rival) => rival !== kept) }
  })
  await truth.writing()
  const world = await replayAs(
    {
      crypto: nodeRecordCrypto(() => new Uint8Array()),
      planId: id,
      deviceKeys: (device) => truth.ledger.keyOf(device) ?? NO_KEY,
      base: null,
      read: () => journalParts(truth.journal.read()),
      breath: () => new Promise((resolve) => setImmediate(resolve)),
    },
    asKnown,
    (record, doc, apply) => {
      const name = nameOfOut({ ...record, mark: markOf(record.signature) })
      if (!wanted.has(name)) return apply()
      const lost = changes.get(record.change) ?? { author: record.author, names: [], entries: [], edits: [] }
      lost.edits.push(...editsOf(doc, apply))
      lost.names.push(name)
      lost.entries.push(...record.entries)
      changes.set(record.change, lost)
    },
  )
  world?.doc.destroy()
  for (const { author, names, entries, edits } of changes.values())
    await write(newId(), author, (doc, log) => {
      for (const name of names) log(giveBackEntry(name))
      for (const entry of entries.slice(0, MAX_WORDS)) log(entry)
      for (const edit of edits) writeEdit(doc, edit)
    })
  health.changed(changes.size > 0)
}

/** Of a change's own words; the rest of a record's room is for the names of what comes back. */
const MAX_WORDS = 50
const NO_KEY = new Uint8Array()
