import { join } from 'node:path'
import { loadavg } from 'node:os'
import type { Meter } from './peer-questions.ts'
import { letIn, metersOf, now, startPeer, until, untilQuiet, type Peer } from './peers.ts'

/** An empty peer that comes into a room. Milliseconds from the person's yes; megabytes. */
export interface FirstSync {
  readonly records: number
  readonly load: number
  /** The joiner has the plan, still empty. */
  readonly in: number
  /** The long records of its import are applied: its items can be read, as they were then. */
  readonly readable: number
  /** Everything is applied, checked record by record, and on disk. */
  readonly whole: number
  readonly sent: number
  readonly giver: Spent
  readonly taker: Spent
  readonly faults: readonly string[]
}

interface Spent {
  readonly cpu: number
  readonly stall: number
  /** The longest turn of its loop in processor time. */
  readonly turn: number
  readonly rss: number
}

/** Bytes of an update that only an import makes. */
const OF_IMPORT = 50_000

export async function measureFirstSync(options: {
  /** Where the giver's plan lies; a plan is imported from `file` where there is none. */
  readonly data: string
  readonly joiner: string
  readonly file: string
  /** Where profiles of both are written; null: none are. */
  readonly profile: string | null
}): Promise<FirstSync> {
  const giver = await startPeer('giver', options.data, true)
  const taker = await startPeer('taker', options.joiner, true)
  const both = [giver, taker]
  try {
    const plan = (await giver.ask('plans', null))[0] ?? (await giver.ask('import', { file: options.file }))
    await giver.ask('open', { plan })
    let records = await giver.ask('watch', { plan })
    await untilQuiet(both)
    records += (await giver.ask('arrivals', null)).length
    if (options.profile !== null) await profile(both, options.profile)
    const before = await metersOf(both)
    let began = 0
    await letIn(giver, taker, plan, () => (began = now()))
    const inAt = now()
    const early = await taker.ask('watch', { plan })
    const times: number[] = Array.from({ length: early }, () => now())
    let readable = now()
    await until(async () => {
      // Letting it in is a record too.
      records += (await giver.ask('arrivals', null)).length
      for (const [, , at, bytes] of await taker.ask('arrivals', null)) {
        times.push(at)
        if (bytes > OF_IMPORT) readable = at
      }
      return times.length >= records
    }, 100)
    const after = await metersOf(both)
    const load = loadavg()[0] as number
    if (options.profile !== null) await profile(both, options.profile)
    const faults = (await Promise.all(both.map((peer) => peer.ask('faults', null)))).flat()
    return {
      records,
      load,
      in: inAt - began,
      readable: readable - began,
      whole: (times[records - 1] as number) - began,
      sent: after.reduce((sum, { sent }, i) => sum + sent - (before[i] as Meter).sent, 0) / 1e6,
      giver: spent(before[0] as Meter, after[0] as Meter),
      taker: spent(before[1] as Meter, after[1] as Meter),
      faults,
    }
  } finally {
    await Promise.all(both.map((peer) => peer.end().catch(() => undefined)))
  }
}

const spent = (before: Meter, after: Meter): Spent => ({
  cpu: after.cpu - before.cpu,
  stall: after.stall,
  turn: after.turn,
  rss: after.rss,
})

async function profile(peers: readonly Peer[], folder: string): Promise<void> {
  for (const peer of peers) await peer.ask('profile', { file: join(folder, `${peer.name}.cpuprofile`) })
}
