import { createAsking } from '../../sync/asking.ts'
import type { Refusal } from '../../sync/gate.ts'
import { createHeldRecords, type HeldRecords } from '../../sync/held.ts'
import { createIntake, type Intake } from '../../sync/intake.ts'
import type { PlanTruth } from './plan-truth.ts'

/** What became of records from elsewhere. */
export interface Received {
  readonly applied: number
  readonly known: number
  /** They wait for records that have not come; they are forgotten when the host ends, so send them again. */
  readonly held: number
  readonly refused: number
}

export interface Receiving {
  /** Needs a turn. `onDisk` settles when what was applied is on disk. */
  receive(records: readonly Uint8Array[], from: string): { received: Received; onDisk: Promise<void>[] }
  /** A record was taken otherwise: what waited for it comes in. */
  tookElsewhere(client: number, seq: number): Promise<void>[]
}

/** The way in for records that were signed already: from a backup, a repair, another host. */
export function createReceiving(
  truth: PlanTruth,
  { refused }: { refused: (refusal: Refusal, bytes: Uint8Array, from: string) => void },
): Receiving {
  let onDisk: Promise<void>[] = []
  const held: HeldRecords<string> = createHeldRecords()
  const intake: Intake<string> = createIntake({
    ledger: truth.ledger,
    doc: truth.doc,
    held,
    asking: createAsking(),
    take: (record) => void onDisk.push(truth.take(record, null)),
    refused,
  })
  const taken = (): Promise<void>[] => {
    const all = onDisk
    onDisk = []
    return all
  }
  return {
    receive(records, from) {
      const count = { applied: 0, known: 0, held: 0, refused: 0 }
      const before = held.size()
      for (const bytes of records) {
        const answer = intake.receive(bytes, from)
        if (answer === 'known') count.known++
        if (answer === 'refuse') count.refused++
      }
      const all = taken()
      return { received: { ...count, applied: all.length, held: Math.max(0, held.size() - before) }, onDisk: all }
    },
    tookElsewhere(client, seq) {
      intake.tookElsewhere(client, seq)
      return taken()
    },
  }
}
