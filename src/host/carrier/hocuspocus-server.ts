import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import type { Clock } from '../ports/clock.ts'
import { guardSocket } from './guarded-socket.ts'
import type { MailServer } from './mail-server.ts'
import { NO_TOKEN } from './server-words.ts'

/** A server of Hocuspocus' kind. It is told the token inside the connection. */
export function hocuspocusServer(parts: {
  readonly url: string
  readonly token: string
  readonly clock: Clock
  readonly ca?: string | undefined
}): MailServer {
  return {
    open(name, doc, on) {
      let isOver = false
      const gone: typeof on.gone = (why) => {
        if (isOver) return
        isOver = true
        queueMicrotask(end)
        on.gone(why)
      }
      const guard = guardSocket({ now: () => parts.clock.now(), ca: parts.ca, gone })
      const socket = new HocuspocusProviderWebsocket({
        url: parts.url,
        WebSocketPolyfill: guard.Socket,
        // Who calls again, and when, is decided elsewhere.
        maxAttempts: 1,
        autoConnect: false,
      })
      let isIn = false
      let isSynced = false
      const look = (): void => {
        if (isIn && isSynced && !isOver) on.here()
      }
      const provider = new HocuspocusProvider({
        name,
        document: doc,
        websocketProvider: socket,
        // The server asks for one even where it takes any.
        token: parts.token === '' ? 'none' : parts.token,
        onAuthenticated: () => {
          isIn = true
          look()
        },
        onAuthenticationFailed: () => gone(NO_TOKEN),
        onSynced: ({ state }) => {
          isSynced = state
          look()
        },
        onClose: () => gone({ trouble: 'The server closed this plan’s document.' }),
      })
      provider.attach()
      void socket.connect()

      const end = (): void => {
        // It must not begin again while it ends.
        socket.shouldConnect = false
        provider.destroy()
        socket.destroy()
        guard.end()
      }
      return {
        close() {
          if (isOver) return
          isOver = true
          end()
        },
      }
    },
  }
}
