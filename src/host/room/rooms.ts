import { CallFailed } from '../../contract/calls.ts'
import type { Presence } from '../../contract/host-info.ts'
import type { JoinState, NearbyRoom, RoomInvite, RoomState, ServerState } from '../../contract/room-calls.ts'
import { removalWords } from '../../model/removal-words.ts'
import type { PeerPresence } from '../../sync/session/peer-message.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'
import type { Discovery } from '../ports/discovery.ts'
import type { Network, Pipe, ServePage } from '../ports/network.ts'
import { createFouls } from './fouls.ts'
import type { Guests } from '../guests/guests.ts'
import type { KeptGuests } from '../guests/kept-guests.ts'
import { answerDoor, type LinkIdentity } from './greet.ts'
import { createComingIn } from './coming-in.ts'
import { createJoins, type JoinsParts } from './joins.ts'
import { createRoom, type Room } from './room.ts'
import { createRoomPort } from './room-port.ts'
import type { RoomMembers } from './room-members.ts'
import type { GuestNotes } from './guest-notes.ts'
import type { RoomNotes } from './room-notes.ts'
import { stateOf } from './room-state.ts'
import { createTurns } from './turns.ts'

export interface RoomsParts {
  /** Opens a plan of this data folder. Rejects with CallFailed. */
  readonly open: (plan: string) => Promise<PlanHost>
  readonly opened: (plan: string) => PlanHost | undefined
  /** The plan is there, ready to take records in; made if it was not. Read anew if it was open: its founder may be another. */
  readonly takeIn: (plan: string) => Promise<PlanHost>
  /** Takes back what `takeIn` made. */
  readonly discard: (plan: string) => Promise<unknown>
  readonly membersOf: (plan: string, host: () => PlanHost) => RoomMembers
  /** Of this device, where it is in no plan yet. */
  readonly identity: LinkIdentity & { readonly id: string }
  /** Of this device in a plan. */
  readonly identityIn: (plan: string) => LinkIdentity & { readonly id: string }
  /** See joins.ts. */
  readonly another: JoinsParts['another']
  readonly idOf: (publicKey: Uint8Array) => string
  /** Of the person and the machine, as others are told. */
  readonly ownName: () => { readonly name: string; readonly person: string }
  readonly network: Network
  readonly discovery: Discovery | null
  readonly page: ServePage
  readonly notes: RoomNotes
  readonly guestNotes: GuestNotes
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
  join(invite: string, how?: { readonly name?: string | undefined; readonly again?: boolean }): Promise<JoinState>
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

const WINDOW_BACK_MS = 10_000
/** What changed in a moment is told once. */
const TELL_MS = 60

export function createRooms(parts: RoomsParts): Rooms {
  const { identity, identityIn, clock, notes, network } = parts
  const rooms = new Map<string, Room>()
  const told = new Map<string, () => void>()
  /** Rooms that close soon, since nobody looks at their plan any more. */
  const leaving = new Map<string, () => void>()
  const fouls = createFouls(clock)
  const turn = createTurns(clock)
  /** What they look at, also before the room opens: who drives then drives in it. */
  const windows = new Map<string, readonly PeerPresence[]>()
  const announced = new Map<string, () => void>()
  /** Why a room that was left open did not open again. */
  const troubles = new Map<string, string>()
  let isOver = false
  const port = createRoomPort({
    ...parts,
    onPipe: (pipe) => void answer(pipe),
    onFound(found) {
      for (const room of rooms.values()) if (room.found(found)) return
    },
    onMoved() {
      for (const room of rooms.values()) room.moved()
    },
  })
  const comingIn = createComingIn({
    ...parts,
    hostOf,
    async enter(plan, host, members) {
      // A room of before knows another founder, and maybe none of the others.
      leaveRoom(plan)
      while (port.number() === null) await port.open(null, notes.of(plan).port)
      return enterRoom(plan, host, members)
    },
    isOpen: (plan) => noted(plan, { isOpen: true, port: port.number() }),
    close: (plan) => rest.close(plan),
  })
  const joins = createJoins({ ...parts, enter: comingIn.byInvite })

  const rest: Rooms = {
    async state(plan) {
      return stateNow(plan, await parts.open(plan))
    },
    async open(plan, wanted, anew = false) {
      stay(plan)
      let host = await parts.open(plan)
      const members = parts.membersOf(plan, () => hostOf(plan, host))
      await members.found()
      if (!members.isMember(identityIn(plan).id) && anew) host = await comingIn.anew(plan, members)
      if (!members.isMember(identityIn(plan).id)) {
        const { devices } = stateNow(plan, host)
        const removal = removalWords(devices, host.plan.facts.name, clock.now())
        if (removal !== '') throw new CallFailed('removed', removal)
        throw new CallFailed(
          'no-member',
          'This device does not belong to the plan’s room. Ask somebody who does for an invite, and join with it. If nobody is left who does, begin the room anew on this device.',
        )
      }
      // Another room may close it just before this one is there.
      const before = notes.of(plan).port
      while (port.number() === null) await port.open(wanted, before)
      enterRoom(plan, host, members, wanted ?? before)
      await noted(plan, { isOpen: true, port: port.number() })
      await parts.guestNotes.written()
      return stateNow(plan, host)
    },
    async close(plan) {
      await noted(plan, { isOpen: false })
      troubles.delete(plan)
      rooms.get(plan)?.close()
      leaveRoom(plan)
      await keepGuests(plan, null)
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
        if (!members.isMember(device) || device === identityIn(plan).id)
          throw new CallFailed('no-member', 'No other device of that name belongs to the room.')
        await members.remove(device, why)
      }
      return rest.state(plan)
    },
    join: joins.join,
    leaveJoin: joins.leave,
    nearby: () => [...rooms.values()].flatMap((room) => room.nearby()),
    async withGuests(plan, act) {
      act(roomOf(plan).guests)
      changed(plan)
      await parts.guestNotes.written()
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
      stay(plan)
      if (!rooms.has(plan) && notes.of(plan).isOpen && !isOver) void openAgain(plan)
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
      await keepGuests(plan, null)
    },
    openPlans: () => [...rooms.keys()],
    async stop() {
      isOver = true
      joins.stop()
      for (const stop of [...told.values(), ...leaving.values()]) stop()
      for (const plan of [...rooms.keys()]) leaveRoom(plan)
      await port.end()
      await parts.guestNotes.written()
    },
  }
  return rest

  function stateNow(plan: string, host: PlanHost): RoomState {
    const room = rooms.get(plan)
    if (room !== undefined) return withServer(room.state())
    const closed = stateOf({
      plan,
      members: parts.membersOf(plan, () => hostOf(plan, host)),
      own: identityIn(plan),
      peers: () => undefined,
      knocks: [],
      invite: null,
      port: null,
      networks: network.places(),
      guestUrl: '',
      guests: [],
      trouble: troubles.get(plan) ?? '',
      aside: host.aside().map(({ device }) => device),
    })
    return withServer(closed)
  }

  function withServer(state: RoomState): RoomState {
    return { ...state, server: parts.serverOf?.(state.plan) ?? null }
  }

  function enterRoom(plan: string, host: PlanHost, members: RoomMembers, duePort: number | null = null): Room {
    const open = rooms.get(plan)
    if (open !== undefined) return open
    const room: Room = createRoom({
      ...parts,
      plan,
      identity: identityIn(plan),
      members,
      host: () => hostOf(plan, host),
      places: notes.of(plan).places,
      keepPlaces: (places) => void noted(plan, { places }),
      port: port.number,
      duePort,
      memory: { recall: () => parts.guestNotes.of(plan), keep: (kept) => void keepGuests(plan, kept) },
      onChanged: () => changed(plan),
      onKey: () => announce(room),
      onPresence: () => parts.onPresence(plan),
      onFoul: (address) => fouls.note(address),
      onRemoved() {
        rooms.get(plan)?.close()
        leaveRoom(plan)
        void rest.close(plan).catch((error: unknown) => parts.onFault('room', error))
      },
    })
    rooms.set(plan, room)
    troubles.delete(plan)
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
    room.leave()
    if (rooms.size === 0) port.close()
  }

  /** The room opens, or people see why not. */
  async function openAgain(plan: string): Promise<void> {
    try {
      await rest.open(plan, null)
    } catch (error) {
      parts.onFault('opening a room again', error)
      if (!(error instanceof CallFailed) || isOver) return
      troubles.set(plan, error.message)
      const host = parts.opened(plan)
      if (host !== undefined) parts.onChanged(plan, stateNow(plan, host))
    }
  }

  /** It does not close because the last window was closed a moment ago. */
  function stay(plan: string): void {
    leaving.get(plan)?.()
    leaving.delete(plan)
  }

  /** What cannot be noted counts until this host ends. */
  function noted(plan: string, change: Parameters<RoomNotes['change']>[1]): Promise<void> {
    return notes.change(plan, change).catch((error: unknown) => parts.onFault('room', error))
  }

  function keepGuests(plan: string, kept: KeptGuests | null): Promise<void> {
    return parts.guestNotes.keep(plan, kept).catch((error: unknown) => parts.onFault('room', error))
  }

  function announce(room: Room): void {
    const name = room.announced()
    if (name === null) return
    announced.get(room.plan)?.()
    announced.set(room.plan, port.announce(name))
  }

  async function answer(pipe: Pipe): Promise<void> {
    // Members and phones that share an address with whoever guesses digits are not to blame.
    const keys = (): ReturnType<Room['keys']> =>
      [...rooms.values()]
        .flatMap((room) => room.keys())
        .filter(({ kind }) => kind !== 'join' || !fouls.isPaused(pipe.remote))
    const greeted = await answerDoor(pipe, {
      identity,
      keys,
      clock,
      turn,
      noiseIn: (plan) => identityIn(plan).noise,
    })
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
        if (room !== undefined) parts.onChanged(plan, withServer(room.state()))
      }),
    )
  }
}
