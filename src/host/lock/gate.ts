import { CallFailed, type HostEvents, type HostHandlers } from '../../contract/calls.ts'
import { answerCalls, eventMessage } from '../../contract/rpc.ts'
import type { Channel, WireMessage } from '../../contract/wire.ts'
import type { Hub, Seat } from '../hub.ts'

/** What stands behind the gate: a hub while the folder is open, null while it is locked. */
export interface Gate {
  welcome(channel: Channel, kind: Seat['kind']): void
  /** From now on calls go to this hub, or to nobody. Who waited is let in; whose hub went hears nothing more of it. */
  put(hub: Hub | null): void
  /** Calls wait from now on until the next `put`. */
  hold(): void
  /** The windows that are here now. */
  present(): readonly Seat[]
  /** These come in again through a new channel: what they opened is not open any more. */
  sendAway(seats: readonly Seat[]): void
  tell<E extends keyof HostEvents>(event: E, news: HostEvents[E]): void
  windows(): number
}

interface Guest {
  readonly seat: Seat
  readonly channel: Channel
  /** The end of the channel that the hub holds. */
  hubSide: { hear: (message: unknown) => void; close: () => void } | null
  readonly waiting: unknown[]
}

/**
 * Every channel comes through here. Calls of the lock are answered here always; while the folder is locked all others
 * are refused, except what a page must know to show itself, which says nothing of anybody.
 */
export function createGate(parts: {
  readonly handlers: Partial<HostHandlers<Seat>>
  /** Answered in place of the hub's while it is locked. */
  readonly lockedHandlers: Partial<HostHandlers<Seat>>
  readonly onFault: (what: string, error: unknown) => void
}): Gate {
  const guests = new Set<Guest>()
  let hub: Hub | null = null
  let held = false
  let came = 0
  const locked = async (): Promise<never> => {
    throw new CallFailed('locked', 'This data folder is locked. Open it with its passphrase or its recovery code.')
  }
  const handlers = new Proxy({} as HostHandlers<Seat>, {
    get: (_, name) =>
      Reflect.get(parts.handlers, name) ??
      (hub === null ? (Reflect.get(parts.lockedHandlers, name) ?? locked) : locked),
  })

  return {
    welcome(channel, kind) {
      const seat: Seat = { id: `guest-${++came}`, kind, send: (event, news) => channel.send(eventMessage(event, news)) }
      const guest: Guest = { seat, channel, hubSide: null, waiting: [] }
      guests.add(guest)
      let hearOwn: (message: unknown) => void = () => undefined
      answerCalls({ ...channel, onMessage: (handler) => (hearOwn = handler) }, seat, handlers, parts.onFault)
      channel.onMessage((message) => {
        if (isOwn(message)) hearOwn(message)
        else if (held) guest.waiting.push(message)
        else if (guest.hubSide === null) hearOwn(message)
        else guest.hubSide.hear(message)
      })
      channel.onClose(() => {
        guests.delete(guest)
        guest.hubSide?.close()
      })
      if (hub !== null && !held) enter(guest, hub)
    },
    put(next) {
      for (const guest of guests) {
        guest.hubSide?.close()
        guest.hubSide = null
      }
      hub = next
      held = false
      for (const guest of guests) {
        if (hub !== null) enter(guest, hub)
        for (const message of guest.waiting.splice(0)) guest.hubSide?.hear(message)
      }
    },
    hold() {
      held = true
    },
    present: () => [...guests].map(({ seat }) => seat).filter((seat) => seat.kind === 'window'),
    sendAway(seats) {
      for (const guest of [...guests]) {
        if (!seats.includes(guest.seat)) continue
        guest.waiting.length = 0
        guest.channel.close()
      }
    },
    tell(event, news) {
      for (const { seat } of guests) seat.send(event, news)
    },
    windows: () => [...guests].filter(({ seat }) => seat.kind === 'window').length,
  }

  function enter(guest: Guest, into: Hub): void {
    const closers: (() => void)[] = []
    const hearers: ((message: unknown) => void)[] = []
    let left = false
    guest.hubSide = {
      hear: (message) => hearers.forEach((hear) => hear(message)),
      close: () => {
        left = true
        closers.splice(0).forEach((close) => close())
      },
    }
    into.welcome(
      {
        send: (message: WireMessage) => {
          if (!left) guest.channel.send(message)
        },
        onMessage: (handler) => void hearers.push(handler),
        onClose: (handler) => void closers.push(handler),
        close: () => guest.channel.close(),
      },
      guest.seat.kind,
    )
  }

  function isOwn(message: unknown): boolean {
    const name = (message as { name?: unknown } | null)?.name
    return typeof name === 'string' && Object.hasOwn(parts.handlers, name)
  }
}
