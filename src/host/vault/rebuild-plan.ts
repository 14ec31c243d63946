import * as Y from 'yjs'
import { faultOf } from '../../sync/gate.ts'
import { createPlanLedger, type SavedPlanLedger } from '../../sync/plan-ledger.ts'
import { isDamage, type Damage, type JournalRecord } from './damage.ts'
import type { Position } from './position.ts'
import { nodeRecordCrypto } from './record-crypto.ts'
import type { SnapshotFile } from './snapshot-file.ts'

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
  journal: AsyncIterable<JournalRecord | Damage>,
  end: Position,
): Promise<RebuiltPlan> {
  const doc = new Y.Doc()
  if (from !== null) Y.applyUpdate(doc, from.state)
  const ledger = createPlanLedger({
    crypto: nodeRecordCrypto(() => {
      throw new Error('Nothing is signed while a plan is replayed.')
    }),
    planId: plan,
    deviceKeys: () => NO_KEY,
    saved: from?.meta as SavedPlanLedger | undefined,
  })
  let records = from?.records ?? 0
  let stopped: Position | null = null
  for await (const one of journal) {
    if (isDamage(one)) {
      stopped ??= one.position
      continue
    }
    const answer = ledger.judge(one.bytes, { doc, verified: true })
    if (answer.answer === 'known') continue
    if (answer.answer !== 'apply') {
      stopped ??= one.position
      continue
    }
    Y.applyUpdate(doc, answer.record.update)
    ledger.accept(answer.record)
    records++
  }
  const fault = faultOf(doc)
  if (fault !== null) throw new Error(`The journal of plan ${plan} does not add up: ${fault}`)
  return { doc, ledger: ledger.toJSON(), records, end: stopped ?? end }
}

/** Signatures are not checked again, so no key is ever looked at. */
const NO_KEY = new Uint8Array()
