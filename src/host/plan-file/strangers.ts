import { CallFailed } from '../../contract/calls.ts'
import type { AcceptReport, StrangeChange, Stranger } from '../../contract/plan-file-calls.ts'
import type { Entry } from '../../model/envelope.ts'
import { accepting } from '../../sync/membership/stating.ts'
import { fingerprintOf } from '../../sync/noise/fingerprint.ts'
import { decodeRecord, type PlanRecord } from '../../sync/record.ts'
import type { PlanHost } from '../plan-host.ts'
import type { FileDevice } from './file-content.ts'
import { provenLines } from './proven-lines.ts'
import type { KeptRecords, Shelf } from './shelf.ts'

/**
 * Devices that wrote in a plan without belonging to its room: they got it as a file, edited it and sent it back. What they
 * wrote waits on the shelf until a person takes it, a member lets the device in, or somebody else of the room took it.
 */
export interface Strangers {
  /** What came in otherwise meanwhile, such as from a device that was let in, is no longer kept. */
  list(plan: string): Promise<readonly Stranger[]>
  accept(plan: string, device: string): Promise<AcceptReport>
  turnAway(plan: string, device: string): Promise<void>
  /** Puts records of one device on the shelf, beside what is there of it. Gives how many of them are not what it signed. */
  keep(plan: string, device: FileDevice, records: AsyncIterable<readonly Uint8Array[]>): Promise<number>
}

export interface StrangersParts {
  readonly shelf: Shelf
  readonly open: (plan: string) => Promise<PlanHost>
  /** Makes this device the founder of a plan that has none, as opening a room does. */
  readonly found: (plan: string) => Promise<void>
  /** This device, as it is in a plan. */
  readonly own: (plan: string) => string
  readonly person: () => string | null
}

/** Changes that are listed of each device. */
const MOST_CHANGES = 50
const MOST_ENTRIES = 200

export function createStrangers({ shelf, open, found, own, person }: StrangersParts): Strangers {
  /** One thing at a time with a plan's shelf. */
  const turns = new Map<string, Promise<unknown>>()
  const inTurn = <T>(plan: string, act: () => Promise<T>): Promise<T> => {
    const next = (turns.get(plan) ?? Promise.resolve()).catch(() => undefined).then(act)
    turns.set(plan, next)
    return next
  }

  return {
    list: (plan) =>
      inTurn(plan, async () => {
        const strangers: Stranger[] = []
        for (const device of await shelf.devices(plan)) {
          const left = await shelf.read(plan, device, async (kept) => strangerOf(await open(plan), kept))
          if (left?.records === 0) await shelf.remove(plan, device)
          else if (left !== null) strangers.push(left)
        }
        return strangers
      }),
    accept: (plan, device) =>
      inTurn(plan, async () => {
        const host = await open(plan)
        await found(plan)
        if (!host.ledger.membership.isMember(own(plan)))
          throw new CallFailed(
            'no-member',
            'This device does not belong to the plan’s room itself, so it cannot take anybody in. Somebody who does can.',
          )
        const report = await shelf.read(plan, device, (kept) => takeIn(host, kept))
        if (report === null) throw nothingOf(device)
        if (report.waiting === 0) await shelf.remove(plan, device)
        return report
      }),
    turnAway: (plan, device) =>
      inTurn(plan, async () => {
        if (!(await shelf.devices(plan)).includes(device)) throw nothingOf(device)
        await shelf.remove(plan, device)
      }),
    keep: (plan, device, records) =>
      inTurn(plan, async () => {
        const { ledger } = await open(plan)
        const lines = provenLines({ plan, ...device, lineOf: (client) => ledger.lineOf(client) })
        const write = (kept: KeptRecords | null): Promise<void> =>
          shelf.keep(plan, device, onlyNext(lines, kept, records))
        const wasThere = await shelf.read(plan, device.device, async (kept) => {
          await write(kept)
          return true
        })
        if (wasThere === null) await write(null)
        return lines.refused()
      }),
  }

  async function takeIn(host: PlanHost, kept: KeptRecords): Promise<AcceptReport> {
    const { device, key, name } = kept.device
    const marks: Record<string, number> = {}
    for await (const records of newOnes(host, kept))
      for (const { client, seq } of records) marks[client] = Math.max(marks[client] ?? 0, seq)
    const entry: Entry = { name: 'room.accept', record: `devices/${device}`, field: '', from: null, to: name, why: '' }
    if (Object.keys(marks).length > 0)
      await host.state(accepting({ device, key, name }, marks), { person: person(), role: null, forTeam: null }, [
        entry,
      ])
    const sum = { applied: 0, waiting: 0, refused: 0 }
    for await (const records of newOnes(host, kept)) {
      const received = await host.receive(bytesOf(records), FROM)
      sum.applied += received.applied
      sum.waiting += received.held
      sum.refused += received.refused
    }
    return { device, name, ...sum }
  }
}

const FROM = 'a plan file'

/** What is kept and not here yet. */
async function* newOnes({ ledger }: PlanHost, kept: KeptRecords): AsyncGenerator<PlanRecord[]> {
  for await (const records of kept.records())
    yield records.flatMap((bytes) => {
      const record = decodeRecord(bytes)
      const isNew = record.ok && record.value.seq > (ledger.lineOf(record.value.client)?.seq ?? 0)
      return isNew ? [record.value] : []
    })
}

async function strangerOf(host: PlanHost, kept: KeptRecords): Promise<Stranger> {
  const { device, key, name } = kept.device
  const changes = new Map<string, { time: number; person: string | null; entries: Entry[] }>()
  let count = 0
  for await (const records of newOnes(host, kept))
    for (const { change, time, author, entries } of records) {
      count++
      const one = changes.get(change) ?? { time, person: author.person, entries: [] }
      one.entries.push(...entries.slice(0, MOST_ENTRIES - one.entries.length))
      changes.set(change, one)
    }
  const listed = [...changes].map(([change, one]): StrangeChange => ({ change, ...one })).reverse()
  return {
    device,
    name,
    fingerprint: fingerprintOf(key),
    wasRemoved: host.ledger.membership.isRemoved(device),
    records: count,
    changes: listed.slice(0, MOST_CHANGES),
    others: Math.max(0, listed.length - MOST_CHANGES),
  }
}

async function* onlyNext(
  lines: ReturnType<typeof provenLines>,
  kept: KeptRecords | null,
  more: AsyncIterable<readonly Uint8Array[]>,
): AsyncGenerator<readonly Uint8Array[]> {
  if (kept !== null) for await (const records of kept.records()) yield records.filter((one) => lines.next(one) !== null)
  for await (const records of more) yield records.filter((one) => lines.next(one) !== null)
}

/** What is received may be kept for long; these are views of a whole chunk. */
const bytesOf = (records: readonly PlanRecord[]): Uint8Array[] => records.map(({ bytes }) => bytes.slice())

function nothingOf(device: string): CallFailed {
  return new CallFailed('no-stranger', `Nothing of a device ${device} is kept aside in this plan.`)
}
