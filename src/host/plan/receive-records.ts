import { createAsking } from '../../sync/asking.ts'
import type { PlanRecord } from '../../sync/record.ts'
import type { Judgement, Refusal } from '../../sync/gate.ts'
import type { Missing } from '../../sync/ledger.ts'
import type { HeldRecords } from '../../sync/held.ts'
import type { AsideRecords } from '../../sync/membership/aside-records.ts'
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
  /** Their device was removed before anybody had them, or is no member and nobody took them in. */
  readonly aside: number
}

/** Where a record comes from: this host's own journal, where it lies already, or somebody. */
export type Source = JournalPlace | string

export interface Batch {
  readonly received: Received
  /** How many of the records were looked at. */
  readonly count: number
  readonly onDisk: readonly Promise<void>[]
  /** Second records of some number: which counts must be found out, and the plan opened anew. */
  readonly split: readonly PlanRecord[]
  /** Lines of which records came in. */
  readonly lines: ReadonlySet<number>
}

export interface Receiving {
  /** The first of these, or more, as long as `hasTime` says so. Needs a turn. */
  receive(records: readonly Uint8Array[], from: string, hasTime: () => boolean): Batch
  /** The same for one that is long: what else there is to do gets its time between judging and applying it. Needs a turn. */
  receiveLong(bytes: Uint8Array, from: string, breath: () => Promise<void>): Promise<Batch>
  /** A record was taken otherwise: what waited for it comes in. */
  tookElsewhere(client: number, seq: number): void
  /** Who belongs to the plan changed by a statement of this host. Needs a turn. */
  lookAgain(): void
  /** What waiting records wait for, as far as it is time to ask somebody for it. */
  due(now: number): readonly Missing[]
}

/** The way in for records that were signed already: from a backup, a repair, another host. */
export function createReceiving(
  truth: PlanTruth,
  held: HeldRecords<Source>,
  aside: AsideRecords<Source>,
  refused: (refusal: Refusal, bytes: Uint8Array, from: Source) => void,
): Receiving {
  let onDisk: Promise<void>[] = []
  let applied = 0
  let takenOut = 0
  let split: PlanRecord[] = []
  let lines = new Set<number>()
  const asking = createAsking()
  const intake: Intake<Source> = createIntake({
    ledger: truth.ledger,
    doc: truth.doc,
    held,
    aside,
    asking,
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
  /** What came in by itself: the truth waits for it, nobody else counts it. */
  const forgetCounts = (): void => {
    onDisk = []
    applied = takenOut = 0
  }
  const receive = (records: readonly Uint8Array[], from: string, hasTime: () => boolean, judged?: Judgement): Batch => {
    const answers = { known: 0, refused: 0, aside: 0 }
    const before = held.size()
    let count = 0
    for (const bytes of records) {
      if (count > 0 && !hasTime()) break
      count++
      const answer = intake.receive(bytes, from, judged)
      if (answer === 'known') answers.known++
      if (answer === 'refuse') answers.refused++
      if (answer === 'aside') answers.aside++
    }
    const received = { ...answers, applied, takenOut, held: Math.max(0, held.size() - before) }
    const batch = { received, count, onDisk, split, lines }
    lines = new Set()
    onDisk = []
    applied = takenOut = 0
    split = []
    return batch
  }
  return {
    due: (now) => asking.due(now),
    receive: (records, from, hasTime) => receive(records, from, hasTime),
    async receiveLong(bytes, from, breath) {
      const judged = truth.ledger.judge(bytes, { doc: truth.doc })
      await breath()
      return receive([bytes], from, () => true, judged)
    },
    tookElsewhere(client, seq) {
      intake.tookElsewhere(client, seq)
      forgetCounts()
    },
    lookAgain() {
      intake.lookAgain()
      forgetCounts()
    },
  }
}

const inJournalAlready = (): Promise<number> => Promise.resolve(0)
