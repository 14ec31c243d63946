import { createItem } from '../../../../src/commands/create-item.ts'
import { addCriterion } from '../../../../src/commands/criteria.ts'
import { startRound, turnRound } from '../../../../src/commands/rounds.ts'
import { outcomeOf, type Outcome } from '../../../../src/model/round-outcome.ts'
import { CallFailed } from '../../../../src/contract/calls.ts'
import { decodeNews, encodeGuest, type GuestIntent, type GuestNews } from '../../../../src/contract/guest-messages.ts'
import type { RoomGuest } from '../../../../src/contract/room-calls.ts'
import { createGuestRoom, type GuestRoom } from '../../../../src/guest/guest-room.svelte.ts'
import { keptSession, type KeptSession } from '../../../../src/guest/kept-session.ts'
import { knock } from '../../../../src/guest/knock.ts'
import { createGuests, type Guests } from '../../../../src/host/guests/guests.ts'
import { createManualClock, type ManualClock } from '../../../../src/host/ports/manual-clock.ts'
import type { Pipe } from '../../../../src/host/ports/network.ts'
import { answerDoor, type LinkIdentity } from '../../../../src/host/room/greet.ts'
import type { GuestRole } from '../../../../src/model/who-votes.ts'
import { parseGuestLink, type GuestKeys } from '../../../../src/sync/noise/guest-link.ts'
import { createKeyPair, type KeyPair } from '../../../../src/sync/noise/key-pair.ts'
import { inMemoryPlan, type InMemoryPlan } from '../../../support/in-memory-plan.ts'
import { secrets } from '../../sync/noise/noise-peers.ts'

export interface GuestScene {
  readonly clock: ManualClock
  readonly plan: InMemoryPlan
  /** An item with one criterion, and another one. */
  readonly item: string
  readonly other: string
  /** Of the host that runs now. */
  readonly guests: Guests
  readonly faults: string[]
  /** What the host sent and heard on the last road, in order, as bytes of the network. */
  readonly wire: { readonly from: 'host' | 'guest'; readonly bytes: Uint8Array }[]
  drive(screen: string | null, item?: string | null): void
  /** A round of cards on the item, begun by a Scrum Master. Answers its id. */
  ask(deck?: readonly string[]): string
  turn(round: string): void
  outcome(round: string): Outcome
  keys(): GuestKeys
  /** The real page's code, over a road in memory. */
  phone(
    name: string,
    kept?: KeptSession,
    remote?: string,
    role?: GuestRole,
  ): Promise<{ room: GuestRoom; kept: KeptSession; cut(): void }>
  /** In, as a person of the room let it. */
  admitted(name: string, role?: GuestRole): Promise<{ room: GuestRoom; kept: KeptSession; cut(): void }>
  /** Somebody with the link and without the page: says what it likes. */
  intruder(own?: KeyPair): Promise<Intruder>
  road(remote?: string): { road: Pipe; cut(): void }
  /** The host ends in order, or dies, and comes back after so long. */
  restart(parts: { after: number; dies?: boolean }): Promise<void>
  find(name: string): RoomGuest
  /** What is on its way arrives, and so does what the host tells a moment later. */
  settle(milliseconds?: number): Promise<void>
}

export interface Intruder {
  send(bytes: Uint8Array): void
  say(intent: GuestIntent | Record<string, unknown>): void
  readonly news: GuestNews[]
  isClosed(): boolean
}

export function guestScene(seed = 1): GuestScene {
  const clock = createManualClock()
  const plan = inMemoryPlan({ now: clock.now })
  const random = secrets(seed)
  const item = plan.must(createItem, { title: 'Hold a berth', at: 'top', description: 'For a night.' })
  const other = plan.must(createItem, { title: 'Secret plans', at: 'bottom' })
  plan.must(addCriterion, { item, text: 'The berth is shown as taken' })
  const faults: string[] = []
  const wire: { from: 'host' | 'guest'; bytes: Uint8Array }[] = []
  let driver: Parameters<typeof createGuests>[0]['driver'] extends () => infer D ? D : never = null
  const identity: LinkIdentity = {
    publicKey: random(32),
    sign: () => new Uint8Array(64),
    verify: () => false,
    noise: createKeyPair(random),
    random,
  }
  let kept: unknown = null
  let running = 0
  const keep = (by: number, now: unknown): void => {
    // A host that died writes no more.
    if (by === running) kept = JSON.parse(JSON.stringify(now))
  }
  const host = (by: number): Guests =>
    createGuests({
      plan: 'harbour',
      memory: { recall: () => kept, keep: (now) => keep(by, now) },
      host: () => ({
        plan: plan.plan,
        async run(author, command, args) {
          const done = plan.run(command, args, author)
          if (!done.ok) throw new CallFailed(done.error.type, done.error.message)
          return done.value.value as never
        },
      }),
      identity,
      clock,
      driver: () => driver,
      onChanged: () => undefined,
      onPresence: () => undefined,
      onFault: (what, error) => faults.push(`${what}: ${String(error)}`),
    })
  let guests = host(running)
  guests.open()
  const roads = new Set<Pipe>()
  const settle = async (milliseconds = 100): Promise<void> => {
    await clock.advance(0)
    await clock.advance(milliseconds)
  }

  const scene: GuestScene = {
    clock,
    plan,
    item,
    other,
    get guests() {
      return guests
    },
    faults,
    wire,
    drive(screen, item = null) {
      driver = screen === null ? null : { name: 'Anna', screen, item }
      guests.look()
    },
    ask(deck = ['1', '3', '5', '8', '13', '40', '?']) {
      const rounds = plan.must(startRound, { kind: 'estimate', items: [item], deck }, plan.as('scrum-master'))
      guests.look()
      return rounds[0] as string
    },
    turn(round) {
      plan.must(turnRound, { round }, plan.as('scrum-master'))
    },
    outcome: (round) => outcomeOf(plan.plan.row('rounds', round)!, plan.plan.rows('cards').values()),
    keys() {
      const read = parseGuestLink(guests.link({ address: '10.0.0.2', port: 4711 }))
      if (!read.ok) throw new Error(read.error.message)
      return read.value
    },
    road(remote = '10.0.0.7') {
      const [near, far] = pipes(wire, remote)
      roads.add(near)
      void answerDoor(far, { identity, keys: () => guests.keys(), clock }).then((greeted) => {
        if (greeted !== null) guests.enter(greeted)
      })
      return { road: near, cut: () => near.close() }
    },
    async phone(name, given, remote, role = 'developer') {
      const keys = scene.keys()
      const kept = given ?? keptSession(null, keys, random)
      let cut = (): void => undefined
      const room = createGuestRoom({
        keys,
        kept,
        random,
        after: (milliseconds, then) => clock.after(milliseconds, then),
        connect() {
          const made = scene.road(remote)
          cut = made.cut
          return made.road
        },
      })
      if (kept.name() === '') room.ask(name, role)
      await settle()
      return { room, kept, cut: () => cut() }
    },
    async admitted(name, role) {
      const phone = await scene.phone(name, undefined, undefined, role)
      guests.admit(scene.find(phone.room.name).id)
      await settle()
      return phone
    },
    async intruder(own = createKeyPair(random)) {
      const { road } = scene.road()
      const knocking = knock(road, { keys: scene.keys(), own, random })
      await settle()
      const link = await knocking
      if (typeof link === 'string') throw new Error(link)
      const news: GuestNews[] = []
      let isClosed = false
      link.onMessage((bytes) => {
        if (bytes === null) isClosed = true
        else news.push(decodeNews(bytes) as GuestNews)
      })
      return {
        send: (bytes) => link.send(bytes),
        say: (intent) => link.send(encodeGuest(intent as GuestIntent)),
        news,
        isClosed: () => isClosed,
      }
    },
    async restart({ after, dies = false }) {
      if (dies) for (const road of roads) road.close()
      else guests.leave()
      const now = ++running
      // Nobody answers while it is away.
      const gone = guests
      await settle(0)
      guests = { ...gone, keys: () => [] }
      await settle(after)
      guests = host(now)
      guests.resume()
    },
    find(name) {
      const found = guests.state().find((guest) => guest.name === name)
      if (found === undefined) throw new Error(`No guest is called ${name}.`)
      return found
    },
    settle,
  }
  return scene
}

/** Two ends of a road in memory: what one sends comes a turn later, as over a network. */
function pipes(wire: { from: 'host' | 'guest'; bytes: Uint8Array }[], remote: string): [Pipe, Pipe] {
  let isOpen = true
  const ends = [0, 1].map(() => ({
    early: [] as Uint8Array[],
    handler: null as ((bytes: Uint8Array) => void) | null,
    closers: [] as (() => void)[],
  }))
  wire.length = 0
  const make = (me: 0 | 1): Pipe => {
    const [mine, theirs] = [ends[me], ends[1 - me]] as [(typeof ends)[0], (typeof ends)[0]]
    return {
      remote,
      send(bytes) {
        if (!isOpen) return
        const copy = bytes.slice()
        wire.push({ from: me === 0 ? 'guest' : 'host', bytes: copy })
        queueMicrotask(() => {
          if (theirs.handler === null) theirs.early.push(copy)
          else theirs.handler(copy)
        })
      },
      onBytes(handler) {
        mine.handler = handler
        for (const bytes of mine.early.splice(0)) handler(bytes)
      },
      onClose(closer) {
        if (isOpen) mine.closers.push(closer)
        else closer()
      },
      waiting: () => 0,
      close() {
        if (!isOpen) return
        isOpen = false
        // What was sent before it arrives first.
        setImmediate(() => {
          for (const end of ends) for (const closer of end.closers.splice(0)) closer()
        })
      },
    }
  }
  return [make(0), make(1)]
}
