import { CallFailed } from '../../contract/calls.ts'
import type { Presence } from '../../contract/host-info.ts'
import type { JoinState, NearbyRoom, RoomInvite, RoomState, ServerState } from '../../contract/room-calls.ts'
import { parseInvite } from '../../sync/noise/invite.ts'
import type { PeerPresence } from '../../sync/session/peer-message.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'
import type { Discovery } from '../ports/discovery.ts'
import type { Listening, Network, Pipe, ServePage } from '../ports/network.ts'
import { createFouls } from './fouls.ts'
import type { Guests } from '../guests/guests.ts'
import { answerDoor, type LinkIdentity } from './greet.ts'
import { joinRoom, type Joining, type LetIn } from './joining.ts'
import { createRoom, type Room } from './room.ts'
import type { RoomMembers } from './room-members.ts'
import type { RoomNotes } from './room-notes.ts'
import { stateOf } from './room-state.ts'
import { whyOtherRoom } from './other-room.ts'
import { createTurns } from './turns.ts'

export interface RoomsParts {
  /** Opens a plan of this data folder. Rejects with CallFailed. */
  readonly open: (plan: string) => Promise<PlanHost>
  readonly opened: (plan: string) => PlanHost | undefined
  /** The plan is there, with this founder, ready to take records in; made if it was not. */
  readonly takeIn: (plan: string, root: Uint8Array) => Promise<PlanHost>
  readonly membersOf: (plan: string, host: () => PlanHost) => RoomMembers
  readonly identity: LinkIdentity & { readonly id: string }
  readonly idOf: (publicKey: Uint8Array) => string
  /** Of the person and the machine, as others are told. */
  readonly ownName: () => { readonly name: string; readonly person: string }
  readonly network: Network
  readonly discovery: Discovery | null
  readonly page: ServePage
  readonly notes: RoomNotes
  readonly clock: Clock
  readonly random: () => number
  /** Whether a room stays open when the last window of its plan was closed. */
  readonly outlivesWindows: () => boolean
  /** Where records are kept for who is not in the room. */
  readonly serverOf?: (plan: string) => ServerState | null
  readonly onChanged: (plan: string, state: RoomState) => void
  readonly onJoin: (invite: string, state: JoinState) => void
  readonly onPresence: (plan: string) => void
  readonly onNearby: () => void
  readonly onPlans: () => void
  readonly onFault: (what: string, error: unknown) => void
}

/** All rooms of this host. Listens while at least one is open, and never otherwise. */
export interface Rooms {
  state(plan: string): Promise<RoomState>
  /** `anew`: begins it anew where this device does not belong to it. */
  open(plan: string, port: number | null, anew?: boolean): Promise<RoomState>
  close(plan: string): Promise<RoomState>
  invite(plan: string): Promise<RoomInvite>
  admit(plan: string, device: string, digits: string): Promise<RoomState>
  turnAway(plan: string, device: string): Promise<RoomState>
  remove(plan: string, device: string, why: string): Promise<RoomState>
  join(invite: string, name?: string): Promise<JoinState>
  leaveJoin(invite: string): void
  nearby(): readonly NearbyRoom[]
  /** Something that a person does with the phones of an open room. */
  withGuests(plan: string, act: (guests: Guests) => void): Promise<RoomState>
  /** What the windows of this host look at. */
  tell(plan: string, here: readonly PeerPresence[]): void
  others(plan: string): readonly Presence[]
  /** A plan was opened anew: its room follows. */
  planOpened(plan: string): void
  /** A window shows the plan: its room opens again where the person left it open. Commands open none. */
  windowOpened(plan: string): void
  /** The last window of a plan was closed. The room opens again with the next one. */
  windowsLeft(plan: string): void
  /** The plan is about to be removed: its room closes. */
  planLeaves(plan: string): void
  /** It is removed: its room does not open by itself if it ever comes back. */
  planRemoved(plan: string): Promise<void>
  openPlans(): readonly string[]
  stop(): Promise<void>
}

/** The port that is tried first, so that typed addresses stay the same. */
const USUAL_PORT = 47_600
/** So many others are tried before any free one is taken. */
const NEXT_PORTS = 10
const WINDOW_BACK_MS = 10_000
/** What changed in a moment is told once. */
const TELL_MS = 60
/** Between two words on how far a plan has come. */
const COMING_MS = 300

export function createRooms(parts: RoomsParts): Rooms {
  const { identity, clock, notes, network } = parts
  const rooms = new Map<string, Room>()
  const joins = new Map<string, Joining>()
  /** Plans that are on their way here, by the invite. */
  const coming = new Map<string, string>()
  const told = new Map<string, () => void>()
  /** Rooms that close soon, since nobody looks at their plan any more. */
  const leaving = new Map<string, () => void>()
  const fouls = createFouls(clock)
  const turn = createTurns(clock)
  /** What they look at, also before the room opens: who drives then drives in it. */
  const windows = new Map<string, readonly PeerPresence[]>()
  let listening: Listening | null = null
  let starting: Promise<Listening> | null = null
  const announced = new Map<string, () => void>()
  let stopLooking: (() => void) | null = null
  let stopWatching: (() => void) | null = null
  let isOver = false

  const rest: Rooms = {
    async state(plan) {
      return stateNow(plan, await parts.open(plan))
    },
    async open(plan, port, anew = false) {
      let host = await parts.open(plan)
      const members = parts.membersOf(plan, () => hostOf(plan, host))
      await members.found()
      if (!members.isMember(identity.id) && anew) host = await beginAnew(plan, members)
      if (!members.isMember(identity.id))
        throw new CallFailed(
          'no-member',
          'This device does not belong to the plan’s room (any more). Ask somebody who does for an invite, and join with it. If nobody is left who does, begin the room anew on this device.',
        )
      await listen(port ?? notes.of(plan).port)
      await notes.change(plan, { isOpen: true, port: listening?.port ?? null })
      enterRoom(plan, host, members)
      return stateNow(plan, host)
    },
    async close(plan) {
      await notes.change(plan, { isOpen: false }).catch((error: unknown) => parts.onFault('room', error))
      leaveRoom(plan)
      const state = await rest.state(plan)
      parts.onChanged(plan, state)
      parts.onPresence(plan)
      return state
    },
    async invite(plan) {
      const room = roomOf(plan)
      room.renewInvite()
      changed(plan)
      return room.invite()
    },
    async admit(plan, device, digits) {
      await roomOf(plan).admit(device, digits)
      return rest.state(plan)
    },
    async turnAway(plan, device) {
      roomOf(plan).turnAway(device)
      return rest.state(plan)
    },
    async remove(plan, device, why) {
      const room = rooms.get(plan)
      if (room !== undefined) await room.remove(device, why)
      else {
        const host = await parts.open(plan)
        const members = parts.membersOf(plan, () => hostOf(plan, host))
        if (!members.isMember(device) || device === identity.id)
          throw new CallFailed('no-member', 'No other device of that name belongs to the room.')
        await members.remove(device, why)
      }
      return rest.state(plan)
    },
    async join(text, name) {
      const invite = parseInvite(text)
      if (!invite.ok) throw new CallFailed(invite.error.type, invite.error.message)
      if (joins.has(text)) throw new CallFailed('joining', 'This device is joining with that invite already.')
      const own = parts.ownName()
      const joining = joinRoom({
        invite: invite.value,
        identity,
        network,
        clock,
        name: (name ?? own.name).slice(0, 200),
        person: own.person,
        onDigits: (digits) => parts.onJoin(text, { state: 'waiting', digits }),
      })
      joins.set(text, joining)
      parts.onJoin(text, { state: 'calling' })
      try {
        const ended = await joining.done
        const state: JoinState = ended.ok
          ? await comeIn(ended.value, text)
          : { state: 'refused', why: ended.error.message }
        parts.onJoin(text, state)
        return state
      } finally {
        joins.delete(text)
        coming.delete(text)
      }
    },
    leaveJoin(invite) {
      const plan = coming.get(invite)
      if (plan === undefined) joins.get(invite)?.cancel()
      else void rest.close(plan).catch((error: unknown) => parts.onFault('room', error))
    },
    nearby: () => [...rooms.values()].flatMap((room) => room.nearby()),
    async withGuests(plan, act) {
      act(roomOf(plan).guests)
      changed(plan)
      return rest.state(plan)
    },
    tell(plan, here) {
      if (here.length > 0) windows.set(plan, here)
      else windows.delete(plan)
      rooms.get(plan)?.tell(here)
    },
    others: (plan) => rooms.get(plan)?.others() ?? [],
    planOpened: (plan) => rooms.get(plan)?.look(),
    windowOpened(plan) {
      leaving.get(plan)?.()
      leaving.delete(plan)
      if (!rooms.has(plan) && notes.of(plan).isOpen && !isOver)
        void rest.open(plan, null).catch((error: unknown) => parts.onFault('opening a room again', error))
    },
    windowsLeft(plan) {
      if (!rooms.has(plan) || parts.outlivesWindows() || leaving.has(plan)) return
      // A window that is loaded again is back in a moment.
      leaving.set(
        plan,
        clock.after(WINDOW_BACK_MS, () => {
          leaving.delete(plan)
          leaveRoom(plan)
        }),
      )
    },
    planLeaves: leaveRoom,
    async planRemoved(plan) {
      if (notes.of(plan).isOpen) await notes.change(plan, { isOpen: false })
    },
    openPlans: () => [...rooms.keys()],
    async stop() {
      isOver = true
      for (const joining of joins.values()) joining.cancel()
      for (const stop of [...told.values(), ...leaving.values()]) stop()
      for (const plan of [...rooms.keys()]) leaveRoom(plan)
      await listening?.close()
    },
  }
  return rest

  function stateNow(plan: string, host: PlanHost): RoomState {
    const room = rooms.get(plan)
    if (room !== undefined) return withServer(room.state(''))
    const closed = stateOf({
      plan,
      members: parts.membersOf(plan, () => hostOf(plan, host)),
      own: identity,
      peers: () => undefined,
      knocks: [],
      invite: null,
      port: null,
      networks: network.places(),
      guestUrl: '',
      guests: [],
      round: null,
      trouble: '',
      aside: host.aside().map(({ device }) => device),
    })
    return withServer(closed)
  }

  function withServer(state: RoomState): RoomState {
    return { ...state, server: parts.serverOf?.(state.plan) ?? null }
  }

  function enterRoom(plan: string, host: PlanHost, members: RoomMembers): Room {
    const open = rooms.get(plan)
    if (open !== undefined) return open
    const room: Room = createRoom({
      ...parts,
      plan,
      members,
      host: () => hostOf(plan, host),
      places: notes.of(plan).places,
      keepPlaces: (places) =>
        void notes.change(plan, { places }).catch((error: unknown) => parts.onFault('room', error)),
      port: () => listening?.port ?? null,
      onChanged: () => changed(plan),
      onKey: () => announce(room),
      onPresence: () => parts.onPresence(plan),
      onFoul: (address) => fouls.note(address),
    })
    rooms.set(plan, room)
    room.tell(windows.get(plan) ?? [])
    announce(room)
    changed(plan)
    parts.onPresence(plan)
    return room
  }

  function leaveRoom(plan: string): void {
    const room = rooms.get(plan)
    if (room === undefined) return
    rooms.delete(plan)
    announced.get(plan)?.()
    announced.delete(plan)
    told.get(plan)?.()
    told.delete(plan)
    if (room.nearby().length > 0) parts.onNearby()
    room.close()
    if (rooms.size === 0) stopListening()
  }

  /**
   * For a plan that was copied or restored, of which no other device is left. This host alone pins itself: others go on to
   * believe the plan's id, and come into this room by an invite only.
   */
  async function beginAnew(plan: string, members: RoomMembers): Promise<PlanHost> {
    if (members.member(identity.id) !== undefined)
      throw new CallFailed(
        'removed',
        'This device was removed from the plan’s room, and cannot begin it anew. Make a copy of the plan: that is one of your own.',
      )
    await notes.change(plan, { root: Buffer.from(identity.publicKey).toString('base64url'), places: [] })
    const host = await parts.takeIn(plan, identity.publicKey)
    await members.foundAnew()
    return host
  }

  /** Goes on with the link that this device was let in over, until the plan is here. */
  async function comeIn({ plan, root, by, link, address, port }: LetIn, invite: string): Promise<JoinState> {
    try {
      const why = await whyNotHere(plan, root, by)
      if (why !== null) {
        link.close()
        return { state: 'refused', why }
      }
      await notes.change(plan, { root: Buffer.from(root).toString('base64url') })
      const host = await parts.takeIn(plan, root)
      const members = parts.membersOf(plan, () => hostOf(plan, host))
      await listen(notes.of(plan).port)
      await notes.change(plan, { isOpen: true, port: listening?.port ?? null })
      const device = parts.idOf(by)
      const places = notes.of(plan).places.filter((one) => one.device !== device)
      await notes.change(plan, { places: [...places, { device, addresses: [address], port }] })
      // A room of before knows another founder, and maybe none of the others.
      leaveRoom(plan)
      await listen(notes.of(plan).port)
      const room = enterRoom(plan, host, members)
      room.joined(link, device)
      parts.onPlans()
      coming.set(invite, plan)
      const isHere = await whileComing(invite, plan, host, room.level())
      if (isHere) return { state: 'in', plan }
      return { state: 'refused', why: 'The room was closed here before the plan had come. What came is kept.' }
    } catch (error) {
      link.close()
      throw error
    }
  }

  async function whyNotHere(plan: string, root: Uint8Array, by: Uint8Array): Promise<string | null> {
    const held = await parts.open(plan).catch(() => null)
    if (held === null) return null
    const devices = { root: parts.idOf(root), by: parts.idOf(by), own: identity.id }
    return whyOtherRoom(held.ledger.membership, devices)
  }

  /** People see how much came so far. */
  async function whileComing(invite: string, plan: string, host: PlanHost, level: Promise<boolean>): Promise<boolean> {
    let stop = (): void => undefined
    const tell = (): void => {
      const records = Object.values(hostOf(plan, host).ledger.frontier()).reduce((sum, [seq]) => sum + seq, 0)
      parts.onJoin(invite, { state: 'coming', plan, records })
      stop = clock.after(COMING_MS, tell)
    }
    tell()
    const isHere = await level
    stop()
    if (isHere) parts.onPlans()
    return isHere
  }

  async function listen(port: number | null): Promise<void> {
    if (listening !== null) return
    starting ??= start(port).finally(() => (starting = null))
    await starting
  }

  async function start(wanted: number | null): Promise<Listening> {
    const asked = wanted === null ? [...Array(NEXT_PORTS).keys()].map((i) => USUAL_PORT + i) : [wanted]
    for (const port of wanted === null ? [...asked, 0] : asked) {
      const started = await network.listen(port, { pipe: (pipe) => void answer(pipe), page: parts.page })
      if (!started.ok) {
        if (started.error.type === 'port-taken' && wanted === null) continue
        throw new CallFailed(started.error.type, started.error.message)
      }
      listening = started.value
      stopWatching = network.onPlacesChanged(() => {
        for (const room of rooms.values()) room.moved()
      })
      stopLooking =
        parts.discovery?.look((found) => {
          for (const room of rooms.values()) if (room.found(found)) return
        }) ?? null
      return started.value
    }
    throw new CallFailed('no-network', 'No port of this machine is free.')
  }

  function stopListening(): void {
    stopWatching?.()
    stopLooking?.()
    stopWatching = stopLooking = null
    const closing = listening
    listening = null
    void closing?.close()
  }

  function announce(room: Room): void {
    const [port, name] = [listening?.port, room.announced()]
    if (port === undefined || name === null || parts.discovery === null) return
    announced.get(room.plan)?.()
    announced.set(room.plan, parts.discovery.announce(name, port))
  }

  async function answer(pipe: Pipe): Promise<void> {
    const keys = (): ReturnType<Room['keys']> =>
      fouls.isPaused(pipe.remote) ? [] : [...rooms.values()].flatMap((room) => room.keys())
    const greeted = await answerDoor(pipe, { identity, keys, clock, turn })
    if (greeted === null) return
    const room = rooms.get(greeted.key.plan)
    if (room === undefined) greeted.link.close()
    else room.enter(greeted)
  }

  function roomOf(plan: string): Room {
    const room = rooms.get(plan)
    if (room === undefined) throw new CallFailed('room-closed', 'The room of this plan is closed. Open it first.')
    return room
  }

  function hostOf(plan: string, before: PlanHost): PlanHost {
    return parts.opened(plan) ?? before
  }

  function changed(plan: string): void {
    if (told.has(plan) || isOver) return
    told.set(
      plan,
      clock.after(TELL_MS, () => {
        told.delete(plan)
        const room = rooms.get(plan)
        if (room !== undefined) parts.onChanged(plan, withServer(room.state('')))
      }),
    )
  }
}
