import { loadavg } from 'node:os'
import { join } from 'node:path'
import { seeded } from '../../support/random.ts'
import { summary, type Summary } from '../measures.ts'
import type { Edited, Meter } from './peer-questions.ts'
import { letIn, metersOf, now, pause, startPeer, until, untilQuiet, type Peer } from './peers.ts'

/** What one size of a room costs. Milliseconds, kilobytes, megabytes. */
export interface MeshFigures {
  readonly peers: number
  readonly load: number
  /** One device's way in, from its knock until it is in. */
  readonly joined: Summary
  /** Until the slowest peer has an edit; until half of them have it; until it is saved where it was made. */
  readonly all: Summary
  readonly half: Summary
  readonly saved: Summary
  /** That all peers sent until each had all and was linked with each, for one device that came in; megabytes. */
  readonly joinWire: number
  /** That all peers sent for one edit, rest taken off. */
  readonly wire: number
  /** Processor time of one edit: at all peers together, and at one of them. */
  readonly work: number
  readonly each: number
  /** At rest, of one peer: per cent of a processor, kilobytes a second. */
  readonly restCpu: number
  readonly restWire: number
  readonly rss: number
  readonly own: number
  /** Longest stall of any peer while edits were made. */
  readonly stall: number
  readonly faults: readonly string[]
}

const REST_MS = 20_000
/** Windows that edit: each holds a document of its own, which would not be measured as a headless peer. */
const EDITORS = 8
/** Between two edits, more or less. */
const PAUSE_MS = 250
const SEED = 7

/** A room of real hosts in processes of their own, joined one by one: one edit to all of them. */
export async function measureMesh(options: {
  readonly folder: string
  readonly file: string
  readonly peers: number
  readonly edits: number
  readonly say: (line: string) => void
}): Promise<MeshFigures> {
  const { folder, say } = options
  const random = seeded(SEED)
  const peers: Peer[] = [await startPeer('peer 1', join(folder, 'peer-1'), true)]
  try {
    const opener = peers[0] as Peer
    const plan = await opener.ask('import', { file: options.file })
    await opener.ask('open', { plan })
    const joined: number[] = []
    while (peers.length < options.peers) {
      const name = `peer ${peers.length + 1}`
      const peer = await startPeer(name, join(folder, name.replace(' ', '-')), false)
      peers.push(peer)
      const began = now()
      await letIn(opener, peer, plan)
      joined.push(now() - began)
      if (peers.length % 10 === 0) say(`${peers.length} are in ...`)
    }
    say('Waiting until each is linked with each ...')
    await until(async () => {
      const here = await Promise.all(peers.map((peer) => peer.ask('here', { plan })))
      return here.every((count) => count === peers.length - 1)
    }, 1000)
    await untilQuiet(peers)
    say('At rest ...')
    const before = await metersOf(peers)
    await pause(REST_MS)
    const rested = await metersOf(peers)
    const rest = between(before, rested)
    say('Edits ...')
    const held = await Promise.all(peers.map((peer) => peer.ask('watch', { plan })))
    if (new Set(held).size > 1) throw new Error(`They do not hold the same: ${[...new Set(held)].join(', ')} records.`)
    const editors = [...peers].sort(() => random() - 0.5).slice(0, EDITORS)
    for (const peer of editors) await peer.ask('edit', { plan, n: null })
    for (const [i, peer] of editors.entries()) await peer.ask('edit', { plan, n: 100_000 + i })
    // Not until all is quiet: a plan left alone for 15 s makes its snapshot, and thirty at once need the memory of thirty machines.
    await pause(3_000)
    await Promise.all(peers.map((peer) => peer.ask('arrivals', null)))
    const atFirst = await metersOf(peers)
    const edits: (Edited & { by: Peer })[] = []
    for (let n = 0; n < options.edits; n++) {
      const by = editors[Math.floor(random() * editors.length)] as Peer
      edits.push({ ...((await by.ask('edit', { plan, n })) as Edited), by })
      await pause(PAUSE_MS * (0.5 + random()))
    }
    const load = loadavg()[0] as number
    await pause(1_000)
    const work = between(atFirst, await metersOf(peers))
    const seen = await arrivalTimes(peers, edits)
    const faults = (await Promise.all(peers.map((peer) => peer.ask('faults', null)))).flat()
    const beside = work.ms / rest.ms
    const total = work.cpu - rest.cpu * beside
    return {
      peers: peers.length,
      load,
      joined: summary(joined),
      all: summary(seen.map((times) => Math.max(...times))),
      half: summary(seen.map((times) => summary(times).p50)),
      saved: summary(edits.map(({ saved }) => saved)),
      joinWire: before.reduce((sum, { sent }) => sum + sent, 0) / 1e6 / joined.length,
      wire: (work.sent - rest.sent * beside) / 1000 / edits.length,
      work: total / edits.length,
      each: total / edits.length / peers.length,
      restCpu: (100 * rest.cpu) / rest.ms / peers.length,
      restWire: rest.sent / rest.ms / peers.length,
      rss: mean(rested.map(({ rss }) => rss)),
      own: mean(rested.map(({ own }) => own)),
      stall: work.stall,
      faults,
    }
  } finally {
    await Promise.all(peers.map((peer) => peer.end().catch(() => undefined)))
  }
}

/** Of each edit, when each of the other peers had it: milliseconds from when its window sent it. */
async function arrivalTimes(peers: readonly Peer[], edits: readonly (Edited & { by: Peer })[]): Promise<number[][]> {
  const times = edits.map((): number[] => [])
  const places = new Map(edits.map(({ client, seq }, i) => [`${client}/${seq}`, i]))
  for (const peer of peers) {
    const came = new Map<number, number>()
    for (const [client, seq, at] of await peer.ask('arrivals', null)) {
      const place = places.get(`${client}/${seq}`)
      if (place !== undefined) came.set(place, at)
    }
    edits.forEach(({ at, by }, i) => {
      if (by !== peer) (times[i] as number[]).push((came.get(i) ?? Infinity) - at)
    })
  }
  return times
}

function between(before: readonly Meter[], after: readonly Meter[]) {
  const grown = (of: 'cpu' | 'sent'): number =>
    after.reduce((sum, meter, i) => sum + meter[of] - (before[i] as Meter)[of], 0)
  const ms = mean(after.map((meter, i) => meter.at - (before[i] as Meter).at))
  return { cpu: grown('cpu'), sent: grown('sent'), ms, stall: Math.max(...after.map(({ stall }) => stall)) }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
