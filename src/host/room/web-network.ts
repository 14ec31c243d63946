import { lookup as systemLookup } from 'node:dns/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { isIP, type AddressInfo, type Socket } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { fail, ok, type Result } from '../../model/result.ts'
import type { Listening, Network, ServePage } from '../ports/network.ts'
import { networkPlaces, watchPlaces } from './network-places.ts'
import { pipeOf } from './web-pipe.ts'

/** A Noise frame is at most 65,535 bytes; nothing longer is ever read. */
const LONGEST_FRAME = 65_535
const DIAL_MS = 4_000
/** A name that is nobody's takes its time where the network's server does not answer. */
const LOOKUP_MS = 6_000
const MOST_HEADERS = 16_384
/** Sockets of one machine, and of all together. Thirty hosts and fifty phones behind one access point are honest. */
const MOST_FROM_ONE = 250
const MOST_SOCKETS = 1_000

/** The machine's network: WebSocket over http, one port for hosts and phones. */
export const webNetwork: Network = {
  listen: (port, on) => listen(port, on),
  lookup,
  dial,
  places: () => networkPlaces(),
  onPlacesChanged: (handler) => watchPlaces(handler),
}

async function listen(
  port: number,
  on: { readonly pipe: (pipe: ReturnType<typeof pipeOf>) => void; readonly page: ServePage },
): Promise<Result<Listening>> {
  const open = new Map<string, number>()
  const server = createServer(
    { connectionsCheckingInterval: 1_000, maxHeaderSize: MOST_HEADERS },
    (request, response) => {
      answer(request, response, on.page).catch(() => response.destroy())
    },
  )
  // Whoever says nothing keeps no socket for long.
  server.headersTimeout = 5_000
  server.requestTimeout = 10_000
  // Nor who asks for pages and takes nothing in for twice so long.
  server.timeout = 4_000
  server.maxConnections = MOST_SOCKETS
  // Those that say nothing at all count too: one machine shall not keep all others out.
  server.on('connection', (socket: Socket) => {
    const from = socket.remoteAddress ?? ''
    const already = open.get(from) ?? 0
    if (already >= MOST_FROM_ONE) return void socket.destroy()
    open.set(from, already + 1)
    socket.on('close', () => {
      const left = (open.get(from) ?? 1) - 1
      if (left > 0) open.set(from, left)
      else open.delete(from)
    })
  })
  // Hosts have pings of their own. Answers that nobody takes in would fill the memory.
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_FRAME,
    perMessageDeflate: false,
    autoPong: false,
  })
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head) => {
    const from = socket.remoteAddress ?? ''
    if (request.url !== '/room' || !isHonestRequest(request)) {
      socket.on('error', () => socket.destroy())
      return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n', () => socket.destroy())
    }
    sockets.handleUpgrade(request, socket, head, (ws) => on.pipe(pipeOf(ws, from)))
  })
  const started = await new Promise<Result<number>>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(
        fail(
          error.code === 'EADDRINUSE'
            ? { type: 'port-taken', message: `Port ${port} is used by another program. Choose another one.` }
            : { type: 'no-network', message: `The network cannot be used (${error.code ?? error.message}).` },
        ),
      ),
    )
    // On all addresses, IPv6 too where the machine has it.
    server.listen(port, () => resolve(ok((server.address() as AddressInfo).port)))
  })
  if (!started.ok) return started
  server.on('error', () => undefined)
  return ok({
    port: started.value,
    close: () =>
      new Promise<void>((resolve) => {
        for (const ws of sockets.clients) ws.close(1001)
        const force = setTimeout(() => {
          for (const ws of sockets.clients) ws.terminate()
        }, 300)
        server.close(() => {
          clearTimeout(force)
          resolve()
        })
        server.closeAllConnections()
      }),
  })
}

/**
 * Pages of the internet that this machine's browser has open can reach this port. They come with a name for a host, or with
 * an origin of their own; ours come by the number of an address.
 */
function isHonestRequest({ headers }: IncomingMessage): boolean {
  const host = hostIn(headers.host)
  if (host === null || (isIP(host) === 0 && host !== 'localhost')) return false
  return headers.origin === undefined || headers.origin === `http://${headers.host}`
}

/** Without port and brackets; null if there is none. */
function hostIn(header: string | undefined): string | null {
  if (header === undefined) return null
  return /^\[([^\]]*)\](?::\d+)?$/.exec(header)?.[1] ?? /^([^:]*)(?::\d+)?$/.exec(header)?.[1] ?? null
}

async function answer(request: IncomingMessage, response: ServerResponse, page: ServePage): Promise<void> {
  const path = (request.url ?? '/').split('?')[0] as string
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const found = isRead && isHonestRequest(request) ? await page(path) : null
  if (found === null) {
    response.writeHead(404, { 'content-length': 0, 'cache-control': 'no-store', connection: 'close' })
    return void response.end()
  }
  response.writeHead(200, {
    'content-type': found.type,
    'content-length': found.bytes.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': `${GUEST_POLICY}; connect-src 'self' ws://${request.headers.host ?? ''}`,
  })
  response.end(request.method === 'HEAD' ? undefined : found.bytes)
}

const GUEST_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The system's own way: its list of hosts, the network's servers, and where it does so, names that end in .local. */
async function lookup(name: string): Promise<readonly string[]> {
  let giveUp: NodeJS.Timeout | undefined
  const late = new Promise<readonly string[]>((resolve) => (giveUp = setTimeout(() => resolve([]), LOOKUP_MS)))
  const found = systemLookup(name, { all: true, verbatim: false }).then(
    (all) => all.map(({ address }) => address),
    () => [],
  )
  return Promise.race([found, late]).finally(() => clearTimeout(giveUp))
}

function dial(address: string, port: number): ReturnType<Network['dial']> {
  return new Promise((resolve) => {
    // What others tell is an address and never part of a URL.
    if (isIP(address) === 0) return resolve(null)
    const host = isIP(address) === 6 ? `[${address}]` : address
    let ws: WebSocket
    try {
      ws = new WebSocket(`ws://${host}:${port}/room`, {
        maxPayload: LONGEST_FRAME,
        perMessageDeflate: false,
        autoPong: false,
        handshakeTimeout: DIAL_MS,
        followRedirects: false,
      })
    } catch {
      return resolve(null)
    }
    ws.binaryType = 'nodebuffer'
    // What comes in the same packet as the answer must find the pipe there already.
    const pipe = pipeOf(ws, address)
    ws.once('open', () => resolve(pipe))
    ws.once('error', () => resolve(null))
    ws.once('close', () => resolve(null))
  })
}
