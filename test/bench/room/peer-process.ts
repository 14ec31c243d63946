/**
 * One host of a room in a process of its own, as `ordinal join` would be: the real host, disk, network and discovery. Whoever
 * measures asks it for things (peer-questions.ts) and reads its meters.
 */
import { Session } from 'node:inspector/promises'
import { writeFile, readFile } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import * as Y from 'yjs'
import { join } from 'node:path'
import type { HostLink } from '../../../src/contract/calls.ts'
import type { JoinState } from '../../../src/contract/room-calls.ts'
import type { Knowledge } from '../../../src/model/envelope.ts'
import { startHost } from '../../../src/host/start-host.ts'
import { mdnsDiscovery } from '../../../src/host/room/mdns-discovery.ts'
import { webNetwork } from '../../../src/host/room/web-network.ts'
import { channelPair } from '../channel-pair.ts'
import { watchWork } from '../watch-work.ts'
import { countedNetwork } from './counted-network.ts'
import { openEditor, type Editor } from './editor.ts'
import type { Arrival, Asked, Meter, PeerAnswers, PeerQuestions } from './peer-questions.ts'

/** Longest stalls are looked for this often, in milliseconds. */
const STALL_RESOLUTION = 5

const [folder, out, watches] = process.argv.slice(2) as [string, string, string?]
const { network, carried } = countedNetwork(webNetwork)
const worker = (name: string): string => join(out, 'host', `${name}-worker.mjs`)
const faults: string[] = []
const started = await startHost({
  dataFolder: folder,
  shell: 'browser',
  pages: join(out, 'renderer'),
  workers: {
    snapshot: worker('snapshot'),
    import: worker('import'),
    history: worker('history'),
    backup: worker('backup'),
    check: worker('check'),
  },
  samplePlan: '',
  network,
  discovery: mdnsDiscovery({
    places: network.places,
    onPlacesChanged: network.onPlacesChanged,
    onFault: (error) => faults.push(`discovery: ${String(error)}`),
  }),
  onFault: (what, error) => faults.push(`${what}: ${error instanceof Error ? error.message : String(error)}`),
})
if (!started.ok) throw new Error(started.error.message)
const host = started.value
const connect = (kind: 'window' | 'command'): HostLink => channelPair((channel) => host.hub.welcome(channel, kind))
const link = connect('command')
const delay = monitorEventLoopDelay({ resolution: STALL_RESOLUTION })
// Both look so often that they take a twentieth of a processor: thirty of them would measure themselves.
const work = watches === undefined ? null : watchWork()
if (watches !== undefined) delay.enable()
let arrivals: Arrival[] = []
/** What of each plan was sent to this process before, so that asking how far it is costs nothing. */
const states = new Map<string, Uint8Array>()
let editor: Editor | null = null
let profiler: Session | null = null

/** Told once this device was let in, or was not. */
let onLetIn: (state: JoinState) => void = () => undefined
link.on('join.changed', ({ state }) => {
  if (['coming', 'in', 'refused'].includes(state.state)) onLetIn(state)
  if (state.state === 'waiting') process.send?.({ digits: state.digits })
})

const answers: { [Q in keyof PeerQuestions]: (args: PeerQuestions[Q]) => Promise<PeerAnswers[Q]> } = {
  async import({ file }) {
    const report = await link.call('import.run', {
      job: 'bench',
      plan: null,
      newPlanName: 'Bench',
      fileName: 'plan.json',
      bytes: new Uint8Array(await readFile(file)),
      choices: { format: null, mapping: null, kinds: {}, dates: null },
      author: { person: null, role: 'po', forTeam: null },
    })
    return report.plan as string
  },
  async plans() {
    return (await link.call('plans.list', undefined)).map(({ id }) => id)
  },
  async open({ plan }) {
    const state = await link.call('room.open', { plan, port: 0 })
    return { invite: state.invite?.link ?? '', guestUrl: state.guestUrl }
  },
  async invite({ plan }) {
    return (await link.call('room.invite', { plan })).link
  },
  async join({ invite, name }) {
    const letIn = new Promise<JoinState>((resolve) => (onLetIn = resolve))
    const ended = await Promise.race([letIn, link.call('room.join', { invite, name })])
    if (ended.state !== 'in' && ended.state !== 'coming')
      throw new Error(ended.state === 'refused' ? ended.why : 'It did not come in.')
    return ended.plan
  },
  async admit({ plan, digits }) {
    const { knocks } = await link.call('room.state', { plan })
    const knock = knocks.find((one) => one.digits === digits)
    if (knock === undefined) throw new Error('Nobody knocks with these digits.')
    await link.call('room.admit', { plan, device: knock.device, digits })
  },
  async here({ plan }) {
    return (await link.call('room.state', { plan })).devices.filter(({ state, isThis }) => state === 'here' && !isThis)
      .length
  },
  async letGuestsIn({ plan }) {
    const { guests } = await link.call('room.state', { plan })
    for (const { id, state } of guests)
      if (state === 'asks') await link.call('room.admitGuest', { plan, guest: id, in: true })
    return guests.filter(({ state }) => state === 'here').length
  },
  async drive({ plan, item }) {
    const window = connect('window')
    await window.call('plan.open', { plan, lease: null, acknowledged: {}, stateVector: NO_STATE })
    await window.call('plan.presence', { plan, screen: 'refine', item, role: 'po', drives: true, hand: false })
  },
  async watch({ plan }) {
    const window = connect('window')
    window.on('plan.records', ({ records }) => {
      const at = Number(process.hrtime.bigint()) / 1e6
      for (const { client, seq, update } of records) arrivals.push([client, seq, at, update.length])
    })
    return open(window, plan)
  },
  async holds({ plan }) {
    const seat = connect('window')
    return open(seat, plan)
  },
  async edit({ plan, n }) {
    editor ??= await openEditor(connect('window'), plan)
    return n === null ? null : editor.edit(n)
  },
  async arrivals() {
    const taken = arrivals
    arrivals = []
    return taken
  },
  async meter() {
    const { rss, heapUsed, external } = process.memoryUsage()
    const { user, system } = process.cpuUsage()
    const pss = await readFile('/proc/self/smaps_rollup', 'utf8').catch(() => '')
    const stall = Math.max(0, delay.max / 1e6 - STALL_RESOLUTION)
    delay.reset()
    const meter: Meter = {
      at: performance.now(),
      cpu: (user + system) / 1000,
      rss: rss / MB,
      own: Number(/^Pss:\s+(\d+)/m.exec(pss)?.[1] ?? 0) / 1024,
      heap: heapUsed / MB,
      external: external / MB,
      stall,
      turn: work?.take() ?? 0,
      ...carried(),
    }
    return meter
  },
  async profile({ file }) {
    if (profiler === null) {
      profiler = new Session()
      profiler.connect()
      await profiler.post('Profiler.enable')
      await profiler.post('Profiler.setSamplingInterval', { interval: 500 })
      await profiler.post('Profiler.start')
      return
    }
    const { profile } = await profiler.post('Profiler.stop')
    profiler.disconnect()
    profiler = null
    await writeFile(file, JSON.stringify(profile))
  },
  faults: async () => faults.splice(0),
  async end() {
    await host.shutDown()
  },
}

process.on('message', ({ id, question, args }: Asked) => {
  const answer = answers[question] as (args: unknown) => Promise<unknown>
  answer(args).then(
    (value) => process.send?.({ id, value: value ?? null }, () => question === 'end' && process.exit(0)),
    (error: unknown) => process.send?.({ id, failed: error instanceof Error ? error.message : String(error) }),
  )
})
// Whoever measured is gone.
process.on('disconnect', () => process.exit(1))
process.send?.({ ready: true })

async function open(seat: HostLink, plan: string): Promise<number> {
  const stateVector = states.get(plan) ?? NO_STATE
  const { vector, update } = await seat.call('plan.open', { plan, lease: null, acknowledged: {}, stateVector })
  if (!states.has(plan)) states.set(plan, Y.encodeStateVectorFromUpdate(update))
  return recordsOf(vector)
}

function recordsOf(vector: Knowledge): number {
  return Object.values(vector).reduce((sum, [seq]) => sum + seq, 0)
}

const MB = 1024 * 1024
const NO_STATE = Uint8Array.of(0)
