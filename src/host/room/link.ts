import type { Channel } from '../../sync/noise/handshake.ts'
import { createSecureChannel } from '../../sync/noise/secure-channel.ts'
import type { Pipe } from '../ports/network.ts'

/** An encrypted road for whole messages to somebody whose keys were proven. */
export interface Link {
  readonly remote: string
  send(message: Uint8Array): void
  /** One handler; what came before it was set is handed over then. Null: what comes waits for the next one. */
  onMessage(handler: ((message: Uint8Array) => void) | null): void
  /** `why` is empty where the pipe just ended. */
  onClose(handler: (why: string) => void): void
  /** Bytes that are still on their way out. */
  waiting(): number
  close(): void
}

/** `maxMessage`: bytes of the longest message in both directions; what a host takes where it is left out. */
export function createLink(pipe: Pipe, ciphers: Channel, maxMessage?: number): Link {
  const early: Uint8Array[] = []
  let earlyBytes = 0
  let handler: ((message: Uint8Array) => void) | null = null
  let why = ''
  const channel = createSecureChannel({
    ciphers,
    ...(maxMessage === undefined ? {} : { maxMessage }),
    send: (frame) => pipe.send(frame),
    onMessage(message) {
      if (handler !== null) return handler(message)
      early.push(message)
      earlyBytes += message.length
      if (earlyBytes > MOST_EARLY || early.length > MOST_EARLY_MESSAGES) pipe.close()
    },
    onBroken(reason) {
      why = reason
      pipe.close()
    },
  })
  pipe.onBytes((frame) => channel.receive(frame))
  return {
    remote: pipe.remote,
    send(message) {
      channel.send(message)
    },
    onMessage(next) {
      handler = next
      if (next === null) return
      earlyBytes = 0
      for (const message of early.splice(0)) next(message)
    },
    onClose: (closed) => pipe.onClose(() => closed(why)),
    waiting: () => pipe.waiting(),
    close: () => pipe.close(),
  }
}

/** Of messages that nobody reads yet. */
const MOST_EARLY = 4_000_000
const MOST_EARLY_MESSAGES = 500
