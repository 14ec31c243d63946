import { createAsking } from '../../sync/asking.ts'
import type { PlanRecord } from '../../sync/record.ts'
import type { Refusal } from '../../sync/gate.ts'
import type { HeldRecords } from '../../sync/held.ts'
import { createIntake, type Intake } from '../../sync/intake.ts'
import type { JournalPlace } from '../../sync/replay.ts'
import type { PlanTruth } from './plan-truth.ts'

/** What became of records from elsewhere. */
export interface Received {
  readonly applied: number
  readonly known: number
  /** They wait for records that have not come; they are forgotten when the host ends, so send them again. */
  readonly held: number
  readonly refused: number
  /** They are kept and do not count, since they are of a losing branch of a split line. */
  readonly takenOut: number
}

/** Where a record comes from: this host's own journal, where it lies already, or somebody. */
export type Source = JournalPlace | string

export interface Batch {
  readonly received: Received
  readonly onDisk: readonly Promise<void>[]
  /** Second records of some number: which counts must be found out, and the plan opened anew. */
  readonly split: readonly PlanRecord[]
  /** Lines of which records came in. */
  readonly lines: ReadonlySet<number>
}

export interface Receiving {
  /** Needs a turn. */
  receive(records: readonly Uint8Array[], from: string): Batch
  /** A record was taken otherwise: what waited for it comes in. */
  tookElsewhere(client: number, seq: number): void
}

/** The way in for records that were signed already: from a backup, a repair, another host. */
export function createReceiving(
  truth: PlanTruth,
  held: HeldRecords<Source>,
  refused: (refusal: Refusal, bytes: Uint8Array, from: Source) => void,
): Receiving {
  let onDisk: Promise<void>[] = []
  let applied = 0
  let takenOut = 0
  let split: PlanRecord[] = []
  let lines = new Set<number>()
  const intake: Intake<Source> = createIntake({
    ledger: truth.ledger,
    doc: truth.doc,
    held,
    asking: createAsking(),
    take(record, from) {
      applied++
      if (typeof from === 'string') lines.add(record.client)
      onDisk.push(truth.take(record, null, typeof from === 'string' ? undefined : inJournalAlready))
    },
    takeOut(record, from) {
      takenOut++
      if (typeof from === 'string') onDisk.push(truth.keep(record.bytes))
    },
    split: ({ record }) => void split.push(record),
    refused,
  })
  return {
    receive(records, from) {
      const count = { known: 0, refused: 0 }
      const before = held.size()
      for (const bytes of records) {
        const answer = intake.receive(bytes, from)
        if (answer === 'known') count.known++
        if (answer === 'refuse') count.refused++
      }
      const received = { ...count, applied, takenOut, held: Math.max(0, held.size() - before) }
      const batch = { received, onDisk, split, lines }
      lines = new Set()
      onDisk = []
      applied = takenOut = 0
      split = []
      return batch
    },
    tookElsewhere(client, seq) {
      intake.tookElsewhere(client, seq)
      onDisk = []
      applied = takenOut = 0
    },
  }
}

const inJournalAlready = (): Promise<number> => Promise.resolve(0)
