import { createHash } from 'node:crypto'
import { chmod, lstat, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { decodeWire, encodeWire, type Channel } from '../../contract/wire.ts'

const LARGEST_MESSAGE = 512 * 1024 * 1024

/**
 * Where commands reach the host of a data folder: a Unix socket in it, a named pipe on Windows. A path that is too
 * long for a socket (108 bytes on Linux, 104 on macOS) moves into the system's folder for temporary files.
 */
export function controlPath(dataFolder: string, platform: string, temporary: string): string {
  const short = createHash('sha256').update(dataFolder).digest('hex').slice(0, 24)
  if (platform === 'win32') return `\\\\.\\pipe\\ordinal-${short}`
  const path = join(dataFolder, 'control.sock')
  return Buffer.byteLength(path) < 100 ? path : join(temporary, `ordinal-${short}.sock`)
}

export interface ControlSocket {
  close(): Promise<void>
}

/** Listens for commands of this user. The folder is 0700 and the socket 0600: who may write the data may command. */
export async function openControlSocket(path: string, onCommand: (channel: Channel) => void): Promise<ControlSocket> {
  if (!path.startsWith('\\\\')) await rm(path, { force: true })
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    onCommand(channelOf(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  if (!path.startsWith('\\\\')) await chmod(path, 0o600)
  return {
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.end()
        setTimeout(() => {
          for (const socket of open) socket.destroy()
        }, 200).unref()
        server.close(() => resolve())
      }),
  }
}

/** The running host's end, or null where none answers. A socket that another user put there is not asked. */
export async function connectControl(path: string): Promise<Channel | null> {
  const user = process.getuid?.()
  if (user !== undefined && (await lstat(path).catch(() => null))?.uid !== user) return null
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(channelOf(socket)))
    socket.once('error', () => resolve(null))
  })
}

/** Frames messages with their length, since a stream has no edges of its own. */
function channelOf(socket: Socket): Channel {
  const handlers: ((message: unknown) => void)[] = []
  let chunks: Buffer[] = []
  let held = 0
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    held += chunk.length
    for (;;) {
      if (held < 4) return
      if ((chunks[0]?.length ?? 0) < 4) chunks = [Buffer.concat(chunks)]
      const length = chunks[0]?.readUInt32BE(0) ?? 0
      if (length > LARGEST_MESSAGE) return void socket.destroy()
      if (held < 4 + length) return
      const all = Buffer.concat(chunks)
      chunks = [all.subarray(4 + length)]
      held -= 4 + length
      let message: unknown
      try {
        message = decodeWire(all.subarray(4, 4 + length))
      } catch {
        return void socket.destroy()
      }
      for (const handler of handlers) handler(message)
    }
  })
  return {
    send: (message) => {
      const bytes = encodeWire(message)
      const head = Buffer.alloc(4)
      head.writeUInt32BE(bytes.length)
      if (!socket.destroyed) socket.write(Buffer.concat([head, bytes]))
    },
    onMessage: (handler) => {
      handlers.push(handler)
    },
    onClose: (handler) => {
      socket.on('close', handler)
    },
    close: () => socket.end(),
  }
}
