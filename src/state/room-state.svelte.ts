import { CallFailed, type HostLink } from '../contract/calls.ts'
import type { NearbyRoom, RoomState, ServerState } from '../contract/room-calls.ts'
import type { GuestRole } from '../model/who-votes.ts'
import { sentenceOf } from './failure-words.ts'

export type {
  Knock,
  NearbyRoom,
  RoomDevice,
  RoomGuest,
  RoomInvite,
  RoomState,
  ServerState,
} from '../contract/room-calls.ts'

/** A server that a plan can be carried over, as a person names it. */
export interface ServerChoice {
  readonly kind: ServerState['kind']
  readonly url: string
  /** Secret; empty for none. The host never tells it again. */
  readonly token: string
}

/** What failed last, in sentences for people. */
export interface RoomProblem {
  /** The device or guest that it was about, `server`; empty for the room itself. */
  readonly about: string
  /** The host's name for it, such as `port-taken`. */
  readonly type: string
  readonly title: string
  readonly message: string
}

/** The room of one plan, as a screen sees it and acts on it. */
export interface RoomDesk {
  /** Null until it is known. */
  readonly room: RoomState | null
  /** Where else in the network this plan's room is open. */
  readonly nearby: readonly NearbyRoom[]
  /** What is being done: `open`, `close`, `invite`, `guests`, `server`, or whom it is done to; empty while nothing is. */
  readonly busy: string
  readonly problem: RoomProblem | null
  forgetProblem(): void
  /**
   * Port null: the one of last time, or any. `anew` where no device is left that could let this one in. These resolve to
   * false where it failed and `problem` says why.
   */
  open(port: number | null, anew?: boolean): Promise<boolean>
  close(): Promise<boolean>
  /** Another invite; the one before is good no more. */
  renew(): Promise<boolean>
  admit(device: string, digits: string): Promise<boolean>
  turnAway(device: string): Promise<boolean>
  remove(device: string, why: string): Promise<boolean>
  letGuestsIn(open: boolean): Promise<boolean>
  admitGuest(guest: string, letIn: boolean): Promise<boolean>
  lowerHand(guest: string): Promise<boolean>
  /** What a guest is, and so in which rounds it has cards. */
  setGuestRole(guest: string, role: GuestRole): Promise<boolean>
  /** Null: no server any more. */
  connect(server: ServerChoice | null): Promise<boolean>
  /** Asks how the room is now: what it tells by itself is not always the last. */
  look(): void
  /** Asks which rooms were found by now. */
  lookAround(): Promise<void>
  stop(): void
}

export function createRoomDesk({ link, plan }: { readonly link: HostLink; readonly plan: string }): RoomDesk {
  let room = $state.raw<RoomState | null>(null)
  let nearby = $state.raw<readonly NearbyRoom[]>([])
  let busy = $state('')
  let problem = $state.raw<RoomProblem | null>(null)
  const stops = [
    link.on('room.changed', (news) => {
      if (news.plan === plan) room = news.state
    }),
    link.onState((isUp) => {
      if (isUp) look()
    }),
  ]

  return {
    get room() {
      return room
    },
    get nearby() {
      return nearby
    },
    get busy() {
      return busy
    },
    get problem() {
      return problem
    },
    forgetProblem() {
      problem = null
    },
    open: (port, anew = false) =>
      act('open', '', 'The room is not open.', () => link.call('room.open', { plan, port, ...(anew ? { anew } : {}) })),
    close: () => act('close', '', 'The room could not be closed.', () => link.call('room.close', { plan })),
    renew: () =>
      act('invite', '', 'There is no new invite.', async () => {
        const invite = await link.call('room.invite', { plan })
        return room === null ? null : { ...room, invite }
      }),
    admit: (device, digits) =>
      act(device, device, 'The device was not let in.', () => link.call('room.admit', { plan, device, digits })),
    turnAway: (device) =>
      act(device, device, 'The device was not turned away.', () => link.call('room.turnAway', { plan, device })),
    remove: (device, why) =>
      act(device, device, 'The device was not removed.', () => link.call('room.remove', { plan, device, why })),
    letGuestsIn: (open) =>
      act('guests', '', open ? 'Guests cannot be let in.' : 'Guests could not be shut out.', () =>
        link.call('room.guests', { plan, open }),
      ),
    admitGuest: (guest, letIn) =>
      act(guest, guest, letIn ? 'The guest was not let in.' : 'The guest was not turned away.', () =>
        link.call('room.admitGuest', { plan, guest, in: letIn }),
      ),
    lowerHand: (guest) =>
      act(guest, guest, 'The hand is still up.', () => link.call('room.lowerHand', { plan, guest })),
    setGuestRole: (guest, role) =>
      act(guest, guest, 'The guest is what it was.', () => link.call('room.guestRole', { plan, guest, role })),
    connect: (server) =>
      act('server', 'server', server === null ? 'The plan is still connected.' : 'The plan was not connected.', () =>
        link.call('room.connect', { plan, server }),
      ),
    look,
    async lookAround() {
      const found = await link.call('room.nearby', undefined).catch(() => [])
      nearby = found.filter((one) => one.plan === plan)
    },
    stop: () => stops.forEach((stop) => stop()),
  }

  function look(): void {
    void ask('', 'The room cannot be looked at.', () => link.call('room.state', { plan }))
  }

  /** One thing at a time: a second press while the first is on its way does nothing. */
  async function act(
    what: string,
    about: string,
    failing: string,
    call: () => Promise<RoomState | null>,
  ): Promise<boolean> {
    if (busy !== '') return false
    busy = what
    problem = null
    try {
      return await ask(about, failing, call)
    } finally {
      busy = ''
    }
  }

  async function ask(about: string, title: string, call: () => Promise<RoomState | null>): Promise<boolean> {
    try {
      room = (await call()) ?? room
      return true
    } catch (error) {
      const type = error instanceof CallFailed ? error.type : 'fault'
      // The top line says that the host is away.
      if (type !== 'away') problem = { about, type, title, message: sentenceOf(error) }
      return false
    }
  }
}
