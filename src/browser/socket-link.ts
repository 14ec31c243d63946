import {
  CallFailed,
  type CallAnswer,
  type CallArgs,
  type HostCallName,
  type HostEvents,
  type HostLink,
} from '../contract/calls.ts'
import { createCaller } from '../contract/rpc.ts'
import { decodeWire, encodeWire, type Channel } from '../contract/wire.ts'

/** Why there is no way in: the page was opened without a fresh link. */
export class NoWayIn extends Error {}

type Handler = (news: never) => void

/** What both kinds of link share: handlers of events, the state, and waiting for the host to come back. */
export function createLink(): { link: HostLink; attach: (channel: Channel) => void; detach: () => void } {
  const handlers = new Map<string, Set<Handler>>()
  const watchers = new Set<(up: boolean) => void>()
  let ask: ((name: string, args: unknown) => Promise<unknown>) | null = null
  const tell = (): void => watchers.forEach((watch) => watch(ask !== null))
  return {
    attach(channel) {
      ask = createCaller(channel, (name, news) => handlers.get(name)?.forEach((handler) => handler(news as never)))
      tell()
    },
    detach() {
      if (ask === null) return
      ask = null
      tell()
    },
    link: {
      call<N extends HostCallName>(name: N, args: CallArgs<N>): Promise<CallAnswer<N>> {
        if (ask === null)
          return Promise.reject(new CallFailed('away', 'Ordinal’s host is not answering. It is being started again.'))
        return ask(name, args) as Promise<CallAnswer<N>>
      },
      on<E extends keyof HostEvents>(event: E, handler: (news: HostEvents[E]) => void) {
        const set = handlers.get(event) ?? new Set()
        handlers.set(event, set.add(handler as Handler))
        return () => set.delete(handler as Handler)
      },
      onState(handler) {
        watchers.add(handler)
        handler(ask !== null)
        return () => watchers.delete(handler)
      },
    },
  }
}

const SESSION = 'ordinal-session'

/**
 * The road to the host from a page that the local server gave out. Comes back by itself when the host was away.
 * Resolves when the host let the page in; rejects with NoWayIn where neither a link's token nor a session is good.
 */
export function connectSocket(place: { location: Location; storage: Storage; history: History }): Promise<HostLink> {
  const { link, attach, detach } = createLink()
  let token = new URLSearchParams(place.location.hash.slice(1)).get('token')
  if (token !== null) place.history.replaceState(null, '', place.location.pathname + '#/')
  let wait = 100
  let wasIn = false
  return new Promise((resolve, reject) => {
    const dial = (): void => {
      const socket = new WebSocket(`ws://${place.location.host}/socket`)
      socket.binaryType = 'arraybuffer'
      const session = place.storage.getItem(SESSION)
      const greeting = token !== null ? { token } : session !== null ? { session } : null
      if (greeting === null) return reject(new NoWayIn())
      socket.onopen = () => socket.send(encodeWire(greeting) as Uint8Array<ArrayBuffer>)
      socket.onmessage = (first) => {
        const answer = decodeWire(new Uint8Array(first.data as ArrayBuffer)) as { session: string }
        token = null
        place.storage.setItem(SESSION, answer.session)
        wait = 100
        wasIn = true
        attach(channelOf(socket))
        resolve(link)
      }
      socket.onclose = (event) => {
        detach()
        if (event.code === 4401) {
          if (token !== null && session !== null) {
            token = null
            return dial()
          }
          place.storage.removeItem(SESSION)
          // A page that was in already asks again from the start, and is told that it needs a fresh link.
          if (wasIn) place.location.reload()
          return reject(new NoWayIn())
        }
        setTimeout(dial, wait)
        wait = Math.min(wait * 2, 2_000)
      }
    }
    dial()
  })
}

function channelOf(socket: WebSocket): Channel {
  const closed: (() => void)[] = []
  socket.addEventListener('close', () => closed.forEach((handler) => handler()))
  return {
    send: (message) => socket.send(encodeWire(message) as Uint8Array<ArrayBuffer>),
    onMessage: (handler) => {
      socket.onmessage = (event) => handler(decodeWire(new Uint8Array(event.data as ArrayBuffer)))
    },
    onClose: (handler) => {
      closed.push(handler)
    },
    close: () => socket.close(),
  }
}
