import { WebSocket, type ClientOptions } from 'ws'
import { createAllowance } from '../../sync/session/allowance.ts'
import type { Gone } from './mail-server.ts'
import { FLOODED, goneByClosing, goneFor, UNREADABLE } from './server-words.ts'

/** Bytes: of a message, and of all that a server may send at once and in a second. A mailbox is about 8 MB. */
const LONGEST_MESSAGE = 64 * 1024 * 1024
const AT_ONCE = 160 * 1024 * 1024
const A_SECOND = 1024 * 1024
const MESSAGES_AT_ONCE = 20_000
const MESSAGES_A_SECOND = 500
const HANDSHAKE_MS = 10_000
/** What is on its way out when somebody leaves has so long. */
const LAST_WORDS_MS = 1_000

export interface SocketGuard {
  /** What a provider makes its connection of. */
  readonly Socket: typeof globalThis.WebSocket
  end(): void
}

/**
 * A provider's socket, guarded against its server: a message that a provider stumbles over, too long a one, or too many end
 * the connection and never the host. `gone` is told at most once.
 */
export function guardSocket(parts: {
  readonly now: () => number
  readonly gone: (why: Gone) => void
  /** Certificates that are trusted beside the machine's. */
  readonly ca?: string | undefined
}): SocketGuard {
  const sockets = new Set<WebSocket>()
  const bytes = createAllowance({ aSecond: A_SECOND, atOnce: AT_ONCE, now: parts.now })
  const messages = createAllowance({ aSecond: MESSAGES_A_SECOND, atOnce: MESSAGES_AT_ONCE, now: parts.now })
  let isGone = false
  const gone = (why: Gone): void => {
    if (isGone) return
    isGone = true
    parts.gone(why)
  }
  const options: ClientOptions = {
    maxPayload: LONGEST_MESSAGE,
    handshakeTimeout: HANDSHAKE_MS,
    perMessageDeflate: false,
    followRedirects: false,
    ...(parts.ca === undefined ? {} : { ca: parts.ca }),
  }

  class Guarded extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, options)
      sockets.add(this)
    }
    override emit(event: string | symbol, ...args: unknown[]): boolean {
      if (event === 'error') gone(goneFor(args[0]))
      if (event === 'close') {
        sockets.delete(this)
        gone(goneByClosing(Number(args[0])))
      }
      if (event !== 'message') return super.emit(event, ...args)
      if (!messages.takes(1) || !bytes.takes((args[0] as Uint8Array).byteLength)) return this.drop(FLOODED)
      try {
        return super.emit(event, ...args)
      } catch {
        return this.drop(UNREADABLE)
      }
    }
    private drop(why: Gone): boolean {
      gone(why)
      this.terminate()
      return true
    }
  }

  return {
    Socket: Guarded as unknown as typeof globalThis.WebSocket,
    end() {
      isGone = true
      for (const socket of sockets) {
        socket.on('error', () => undefined)
        if (socket.readyState !== WebSocket.OPEN) socket.terminate()
        else setTimeout(() => socket.terminate(), LAST_WORDS_MS).unref()
      }
    },
  }
}
