import type { WebSocket } from 'ws'
import type { Pipe } from '../ports/network.ts'

/** A peer that takes nothing is let go before its unread bytes fill the memory. */
const MOST_WAITING = 64 * 1024 * 1024

export function pipeOf(ws: WebSocket, remote: string): Pipe {
  const early: Uint8Array[] = []
  let handler: ((bytes: Uint8Array) => void) | null = null
  const closers: (() => void)[] = []
  let isClosed = false
  ws.on('message', (data, isBinary) => {
    if (!isBinary) return ws.terminate()
    const bytes = data as Buffer
    if (handler === null) early.push(bytes)
    else handler(bytes)
  })
  ws.on('error', () => ws.terminate())
  ws.on('close', () => {
    isClosed = true
    for (const closer of closers.splice(0)) closer()
  })
  return {
    remote,
    send(bytes) {
      if (ws.readyState !== ws.OPEN) return
      if (ws.bufferedAmount > MOST_WAITING) return ws.terminate()
      ws.send(bytes, { binary: true })
    },
    onBytes(next) {
      handler = next
      for (const bytes of early.splice(0)) next(bytes)
    },
    onClose(closer) {
      if (isClosed) closer()
      else closers.push(closer)
    },
    waiting: () => ws.bufferedAmount,
    close() {
      ws.close(1000)
      // A peer that is gone without a word never answers the close.
      setTimeout(() => ws.terminate(), 1_000).unref()
    },
  }
}
