/** A two-way road for bytes to the host. */
export interface Road {
  send(bytes: Uint8Array): void
  /** One handler; what came before it was set is handed over then. */
  onBytes(handler: (bytes: Uint8Array) => void): void
  /** Also where it never came to anything. */
  onClose(handler: () => void): void
  close(): void
}

export function openRoad(url: string): Road {
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  const early: Uint8Array[] = []
  let handler: ((bytes: Uint8Array) => void) | null = null
  socket.addEventListener('message', ({ data }) => {
    if (!(data instanceof ArrayBuffer)) return socket.close()
    const bytes = new Uint8Array(data)
    if (handler === null) early.push(bytes)
    else handler(bytes)
  })
  return {
    send(bytes) {
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes as Uint8Array<ArrayBuffer>)
    },
    onBytes(next) {
      handler = next
      for (const bytes of early.splice(0)) next(bytes)
    },
    onClose: (closed) => socket.addEventListener('close', closed),
    close: () => socket.close(),
  }
}
