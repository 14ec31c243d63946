import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { decodeWire, encodeWire, type Channel } from '../../contract/wire.ts'
import { fail, ok, type Result } from '../../model/result.ts'
import { refuse, servePage } from './pages.ts'
import type { SessionKeys } from './session-keys.ts'

export interface LocalServer {
  readonly port: number
  /** A link that opens the pages once, within 60 s. */
  freshUrl(): string
  close(): Promise<void>
}

/** An import of 50,000 rows is about 60 MB; nothing honest is larger. */
const LARGEST_MESSAGE = 256 * 1024 * 1024
/** A greeting is a key of some 50 letters; who has not given one gets no room for more, and not for long. */
const GREETING_BYTES = 4_096
const GREETING_TIME = 5_000

/**
 * The pages and their socket for browsers on this machine. Listens on 127.0.0.1 only. Another page cannot use it:
 * Host and Origin must be ours, and the first message must hold a key that only our own link gives.
 */
export async function startLocalServer(options: {
  port: number
  pages: string
  keys: SessionKeys
  onWindow: (channel: Channel) => void
}): Promise<Result<LocalServer>> {
  const server = createServer((request, response) => {
    if (!isOurHost(request)) return refuse(response, 403, 'This address belongs to Ordinal on this machine only.')
    if (request.headers['sec-fetch-site'] === 'cross-site' && request.headers['sec-fetch-mode'] !== 'navigate')
      return refuse(response, 403, 'Another page may not read Ordinal’s pages.')
    servePage(options.pages, request, response).catch(() => response.destroy())
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE, perMessageDeflate: false })
  server.on('upgrade', (request, socket, head) => {
    if (
      !isOurHost(request) ||
      request.headers.origin !== `http://${request.headers.host}` ||
      request.url !== '/socket'
    ) {
      // From here on the socket is nobody's: without a listener its failure would end the host.
      socket.on('error', () => socket.destroy())
      return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n', () => socket.destroy())
    }
    sockets.handleUpgrade(request, socket, head, (ws) => greet(ws, request.socket, options.keys, options.onWindow))
  })
  const started = await listen()
  if (!started.ok) return started
  const port = started.value

  return ok({
    port,
    freshUrl: () => `http://127.0.0.1:${port}/#token=${options.keys.createToken()}`,
    close: () =>
      new Promise<void>((resolve) => {
        for (const ws of sockets.clients) ws.close(1001)
        const force = setTimeout(() => {
          for (const ws of sockets.clients) ws.terminate()
        }, 300)
        sockets.close()
        server.close(() => {
          clearTimeout(force)
          resolve()
        })
        // Browsers keep connections ready on which they never say a word; those count as busy.
        server.closeAllConnections()
      }),
  })

  function isOurHost(request: IncomingMessage): boolean {
    const port = (server.address() as AddressInfo | null)?.port
    const host = request.headers.host
    return host === `127.0.0.1:${port}` || host === `localhost:${port}`
  }

  function listen(): Promise<Result<number>> {
    return new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        resolve(
          fail(
            error.code === 'EADDRINUSE'
              ? {
                  type: 'port-taken',
                  message: `Port ${options.port} is taken by another program. Choose another with --port, or leave --port out.`,
                }
              : {
                  type: 'cannot-listen',
                  message: `Ordinal could not listen on 127.0.0.1:${options.port} (${error.code ?? error.message}). Nothing was changed.`,
                },
          ),
        ),
      )
      server.listen(options.port, '127.0.0.1', () => resolve(ok((server.address() as AddressInfo).port)))
    })
  }
}

/** The first message must be `{token}` or `{session}`; only then the channel is handed on. */
function greet(ws: WebSocket, socket: Socket, keys: SessionKeys, onWindow: (channel: Channel) => void): void {
  const impatience = setTimeout(() => ws.terminate(), GREETING_TIME)
  let came = 0
  const count = (chunk: Buffer): void => {
    came += chunk.length
    if (came > GREETING_BYTES) ws.terminate()
  }
  socket.on('data', count)
  ws.on('error', () => ws.terminate())
  ws.on('close', () => clearTimeout(impatience))
  ws.once('message', (data: Buffer) => {
    clearTimeout(impatience)
    socket.off('data', count)
    const greeting = safely(() => decodeWire(data)) as { token?: unknown; session?: unknown } | null
    const session =
      typeof greeting?.session === 'string' && keys.knows(greeting.session)
        ? greeting.session
        : typeof greeting?.token === 'string'
          ? keys.redeem(greeting.token)
          : null
    if (session === null) return ws.close(4401, 'no key')
    ws.send(encodeWire({ session }))
    onWindow(channelOf(ws))
  })
}

function channelOf(ws: WebSocket): Channel {
  return {
    send: (message) => {
      if (ws.readyState === ws.OPEN) ws.send(encodeWire(message))
    },
    onMessage: (handler) => {
      ws.on('message', (data: Buffer) => {
        const message = safely(() => decodeWire(data))
        if (message === null) ws.close(4400, 'unreadable')
        else handler(message)
      })
    },
    onClose: (handler) => {
      ws.on('close', handler)
    },
    close: () => ws.close(),
  }
}

function safely<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
