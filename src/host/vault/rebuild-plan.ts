import type * as Y from 'yjs'
import { faultOf } from '../../sync/gate.ts'
import type { SavedPlanLedger } from '../../sync/plan-ledger.ts'
import { replayJournal } from '../../sync/replay.ts'
import { isDamage, type Damage, type JournalRecord } from './damage.ts'
import { JOURNAL_START, type Position } from './position.ts'
import { nodeRecordCrypto } from './record-crypto.ts'
import type { SnapshotFile } from './snapshot-file.ts'
import { isSameFar } from './snapshot-fits.ts'

export interface RebuiltPlan {
  readonly doc: Y.Doc
  readonly ledger: SavedPlanLedger
  readonly records: number
  /** Where reading must go on: before the first thing that is damaged or held back, else behind the last record. */
  readonly end: Position
}

/** Replays a journal, from a snapshot on if there is one. What the journal holds was judged before it was written there. */
export async function rebuildPlan(
  plan: string,
  from: SnapshotFile | null,
  read: (from: Position) => AsyncIterable<JournalRecord | Damage>,
  end: Position,
): Promise<RebuiltPlan> {
  const { doc, ledger, records, openFrom } = await replayJournal({
    crypto: nodeRecordCrypto(() => {
      throw new Error('Nothing is signed while a plan is replayed.')
    }),
    planId: plan,
    deviceKeys: () => NO_KEY,
    base: from && { state: from.state, saved: from.meta as unknown as SavedPlanLedger, records: from.records },
    read: (start) => journalParts(read(start === 'base' && from !== null ? from.end : JOURNAL_START)),
    breath: () => Promise.resolve(),
  })
  const fault = faultOf(doc)
  if (fault !== null) throw new Error(`The journal of plan ${plan} does not add up: ${fault}`)
  if (from !== null && !isSameFar(doc, ledger.vector()))
    throw new Error(`The snapshot that plan ${plan} is counted on from holds another state than it says.`)
  return { doc, ledger: ledger.toJSON(), records, end: openFrom ?? end }
}

export async function* journalParts(journal: AsyncIterable<JournalRecord | Damage>) {
  for await (const one of journal)
    yield isDamage(one) ? { damage: one.message, position: one.position } : { bytes: one.bytes, position: one.position }
}

/** Signatures are not checked again, so no key is ever looked at. */
const NO_KEY = new Uint8Array()
