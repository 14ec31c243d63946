import type { GuestRole } from '../../../src/model/who-votes.ts'
import { CallFailed, type HostEvents, type HostLink } from '../../../src/contract/calls.ts'
import type { JoinState, NearbyRoom, RoomState } from '../../../src/contract/room-calls.ts'
import { SCENES } from './scenes.ts'

export interface FakeRoom {
  readonly link: HostLink
  /** What was asked of the room, newest last. */
  readonly asked: [name: string, args: Record<string, unknown>][]
  /** The host tells another state. */
  become(next: RoomState): void
  /** How the join goes on. */
  joining(state: JoinState): void
  /** The next call of this name fails. */
  failNext(name: string, type: string, message: string): void
}

/** A host whose room plays what a test tells it to; all else is answered by another one. */
export function fakeRoom(
  rest: HostLink,
  options: { state?: RoomState; nearby?: readonly NearbyRoom[] } = {},
): FakeRoom {
  let state = options.state ?? SCENES.closed
  const asked: FakeRoom['asked'] = []
  const failing = new Map<string, CallFailed>()
  const handlers = new Set<(news: HostEvents['room.changed']) => void>()
  const joinHandlers = new Set<(news: HostEvents['join.changed']) => void>()
  let join: { invite: string; done: (state: JoinState) => void } | null = null
  const become = (next: RoomState): RoomState => {
    state = next
    for (const handler of handlers) handler({ plan: next.plan, state })
    return state
  }
  const without = (device: string) => state.knocks.filter((one) => one.device !== device)
  const answers: Record<string, (args: never) => unknown> = {
    'room.state': () => state,
    'room.open': ({ port }: { port: number | null }) =>
      become({ ...SCENES.empty, devices: [...SCENES.empty.devices, ...state.devices.slice(1)], port: port ?? 4711 }),
    'room.close': () => become({ ...SCENES.closed, devices: state.devices }),
    'room.invite': () => ({
      link: 'ordinal://join/#second',
      code: '192.168.1.20:4711 AAAA-BBBB-CCCC-DDDD-E',
      until: Date.now() + 900_000,
    }),
    'room.admit': ({ device }: { device: string }) => {
      const knock = state.knocks.find((one) => one.device === device)
      const template = SCENES.three.devices[1]
      if (knock === undefined || template === undefined) return state
      const member = { ...template, device, name: knock.name, person: null }
      return become({ ...state, knocks: without(device), devices: [...state.devices, member] })
    },
    'room.turnAway': ({ device }: { device: string }) => become({ ...state, knocks: without(device) }),
    'room.remove': ({ device }: { device: string }) =>
      become({
        ...state,
        devices: state.devices.map((one) => (one.device === device ? { ...one, state: 'removed' as const } : one)),
      }),
    'room.guests': ({ open }: { open: boolean }) => become({ ...state, guestUrl: open ? SCENES.guests.guestUrl : '' }),
    'room.admitGuest': ({ guest, in: letIn }: { guest: string; in: boolean }) =>
      become({
        ...state,
        guests: state.guests.flatMap((one) =>
          one.id !== guest ? [one] : letIn ? [{ ...one, state: 'here' as const }] : [],
        ),
      }),
    'room.lowerHand': ({ guest }: { guest: string }) =>
      become({ ...state, guests: state.guests.map((one) => (one.id === guest ? { ...one, hand: false } : one)) }),
    'room.guestRole': ({ guest, role }: { guest: string; role: GuestRole }) =>
      become({ ...state, guests: state.guests.map((one) => (one.id === guest ? { ...one, role } : one)) }),
    'room.connect': ({ server }: { server: { kind: 'y-websocket' | 'hocuspocus'; url: string } | null }) =>
      become({
        ...state,
        server:
          server === null ? null : { kind: server.kind, url: server.url, state: 'here', trouble: '', isLevel: true },
      }),
    'room.nearby': () => options.nearby ?? [],
    'room.join': ({ invite }: { invite: string }) =>
      new Promise<JoinState>((done) => {
        join = { invite, done }
      }),
    'room.leaveJoin': () => undefined,
  }
  return {
    asked,
    become: (next) => void become(next),
    joining(next) {
      if (join === null) return
      for (const handler of joinHandlers) handler({ invite: join.invite, state: next })
      if (next.state === 'in' || next.state === 'refused') join.done(next)
    },
    failNext: (name, type, message) => failing.set(name, new CallFailed(type, message)),
    link: {
      ...rest,
      async call(name, args) {
        const answer = answers[name]
        if (answer === undefined) return rest.call(name, args)
        asked.push([name, (args ?? {}) as Record<string, unknown>])
        const failure = failing.get(name)
        failing.delete(name)
        if (failure !== undefined) throw failure
        return answer(args as never) as never
      },
      on(event, handler) {
        if (event === 'room.changed') return kept(handlers, handler as never)
        if (event === 'join.changed') return kept(joinHandlers, handler as never)
        return rest.on(event, handler)
      },
    },
  }
}

function kept<T>(set: Set<T>, handler: T): () => void {
  set.add(handler)
  return () => set.delete(handler)
}
