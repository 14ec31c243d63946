import { readVarString, readVarUint } from 'lib0/decoding'
import { writeVarUint } from 'lib0/encoding'
import { Awareness } from 'y-protocols/awareness'
import { messageYjsSyncStep2, readSyncMessage } from 'y-protocols/sync'
import { WebsocketProvider } from 'y-websocket'
import type { Clock } from '../ports/clock.ts'
import { guardSocket } from './guarded-socket.ts'
import type { MailServer } from './mail-server.ts'
import { NO_TOKEN } from './server-words.ts'

const raise = (error: Error): never => {
  throw error
}
/** Messages of its protocol. */
const SYNC = 0
const AUTH = 2

/** A server of y-websocket's kind. It is given the token as `?token=`, as is usual there. */
export function yWebsocketServer(parts: {
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
        // The provider is in the middle of saying so.
        provider.shouldConnect = false
        queueMicrotask(end)
        on.gone(why)
      }
      const guard = guardSocket({ now: () => parts.clock.now(), ca: parts.ca, gone })
      // Says that somebody is there and nothing else; without it the server stays silent, and the provider hangs up.
      const awareness = new Awareness(doc)
      const provider = new WebsocketProvider(parts.url, name, doc, {
        connect: false,
        awareness,
        params: parts.token === '' ? {} : { token: parts.token },
        WebSocketPolyfill: guard.Socket,
        disableBc: true,
        maxBackoffTime: 1,
        shouldReconnect: () => false,
      })
      // The provider’s own would print what it does not understand, and the address with the token in it.
      provider.messageHandlers[SYNC] = (encoder, decoder, _provider, mayBeAll) => {
        writeVarUint(encoder, SYNC)
        const kind = readSyncMessage(decoder, encoder, doc, provider, raise)
        if (mayBeAll && kind === messageYjsSyncStep2) provider.synced = true
      }
      provider.messageHandlers[AUTH] = (_encoder, decoder) => {
        readVarUint(decoder)
        readVarString(decoder)
        gone(NO_TOKEN)
      }
      provider.on('sync', (isSynced) => {
        if (isSynced && !isOver) on.here()
      })
      provider.connect()

      const end = (): void => {
        provider.destroy()
        awareness.destroy()
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
