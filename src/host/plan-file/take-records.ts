import { CallFailed } from '../../contract/calls.ts'
import { markOf } from '../../sync/record-mark.ts'
import { SIGNATURE_LENGTH } from '../../sync/record.ts'
import { quickHeader } from '../history/record-facts.ts'
import type { PlanHost } from '../plan-host.ts'
import type { OpenPlanFile } from './read-plan-file.ts'

/** What became of a file's records. */
export interface Taken {
  readonly applied: number
  readonly known: number
  readonly waiting: number
  readonly refused: number
  /** Records of devices that may not write this plan, or not so far. They were not looked at. */
  readonly strangers: ReadonlyMap<string, number>
}

export const FROM = 'a plan file'
/** No honest file has one: whatever made this one is no Ordinal, and each takes room on the disk. */
const MOST_REFUSED = 100

/** Hands a file's records to the gate, but those of devices that may not write. The file was checked before. */
export async function takeRecords(
  host: () => Promise<PlanHost>,
  file: OpenPlanFile,
  tell: (read: number) => void,
): Promise<Taken> {
  const sum = { applied: 0, known: 0, refused: 0 }
  const strangers = new Map<string, number>()
  let read = 0
  for await (const records of file.records()) {
    if (!records.ok) throw new CallFailed(records.error.type, records.error.message)
    let batch: Uint8Array[] = []
    let mayState = false
    for (const bytes of records.value) {
      const { ledger } = await host()
      const header = quickHeader(bytes)
      if (header === null) sum.refused++
      else if (isKnown(ledger, header, bytes)) sum.known++
      else {
        if (mayState && isStranger(ledger, header, file)) {
          // Who may write may stand in what was not taken yet.
          await take(batch)
          batch = []
          mayState = false
        }
        if (isStranger((await host()).ledger, header, file))
          strangers.set(header.device, (strangers.get(header.device) ?? 0) + 1)
        else {
          batch.push(bytes.slice())
          mayState ||= statesSomething(bytes)
        }
      }
    }
    await take(batch)
    tell((read += records.value.length))
    if (sum.refused > MOST_REFUSED)
      throw new CallFailed(
        'not-honest',
        `More than ${MOST_REFUSED} records of this file were refused: no Ordinal made it. What was in order before is in the plan; nothing else is.`,
      )
  }
  const others = [...strangers.values()].reduce((all, count) => all + count, 0)
  const waiting = Math.max(0, read - sum.applied - sum.known - sum.refused - others)
  return { ...sum, waiting, strangers }

  async function take(batch: readonly Uint8Array[]): Promise<void> {
    if (batch.length === 0) return
    const { applied, known, refused, takenOut } = await (await host()).receive(batch, FROM)
    sum.applied += applied + takenOut
    sum.known += known
    sum.refused += refused
  }
}

type Header = Pick<NonNullable<ReturnType<typeof quickHeader>>, 'client' | 'seq' | 'device'>

/** The same record is here: the gate would say so too, after reading all of it. */
function isKnown({ out, lines }: PlanHost['ledger'], { client, seq, device }: Header, bytes: Uint8Array): boolean {
  const line = lines.line(client)
  if (line === undefined || seq > line.seq || line.device !== device || out.touches(client)) return false
  const mark = lines.markAt(client, seq)
  return mark === undefined || mark === markOf(bytes.subarray(-SIGNATURE_LENGTH))
}

function isStranger(
  { membership, keyOf }: PlanHost['ledger'],
  { client, seq, device }: Header,
  file: OpenPlanFile,
): boolean {
  // What the founder says first makes the founder known.
  if (membership.root() === null && device === file.about.founder?.device) return false
  return keyOf(device) === undefined || seq > membership.limit(device, client)
}

/** Whether its header may say something of who belongs to the plan. */
function statesSomething(bytes: Uint8Array): boolean {
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).subarray(4, end).includes('"m":')
}
