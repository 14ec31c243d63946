import type { AddressInfo } from 'node:net'
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { afterEach, expect, test } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import * as Y from 'yjs'
import { hocuspocusServer } from '../../../../src/host/carrier/hocuspocus-server.ts'
import { goneByClosing, goneFor } from '../../../../src/host/carrier/server-words.ts'
import { yWebsocketServer } from '../../../../src/host/carrier/y-websocket-server.ts'
import { clock } from '../../../../src/host/ports/clock.ts'
import { carriedHost, type CarriedHost } from '../../../support/carried-hosts.ts'
import { until } from '../../../support/room-of-hosts.ts'

let stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.reverse()) await stop()
  stops = []
})

/** A server that says this to whoever comes. */
async function hostileServer(greet: (socket: WebSocket) => void): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', (socket) => {
    socket.on('error', () => undefined)
    greet(socket)
  })
  await new Promise((resolve) => server.once('listening', resolve))
  stops.push(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function hostAt(url: string, make = yWebsocketServer): Promise<CarriedHost> {
  const host = await carriedHost(11, 'Ada')
  stops.push(host.stop)
  host.connect(make({ url, token: 'a-secret', clock }))
  return host
}

/** The plan is as it was, and can be edited. */
async function goesOn(host: CarriedHost): Promise<void> {
  const before = host.titles()
  await host.edit('made all the same')
  expect(host.titles()).toEqual([...before, 'made all the same'].sort())
}

function syncMessage(kind: number, update: Uint8Array): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, 0)
  writeVarUint(encoder, kind)
  writeVarUint8Array(encoder, update)
  return toUint8Array(encoder)
}

const whole = Y.encodeStateAsUpdate(
  ((doc) => {
    doc.getMap('letters').set('a', new Uint8Array(5_000))
    return doc
  })(new Y.Doc()),
)

for (const [what, bytes] of Object.entries({
  'a message of no kind': Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255),
  'an empty message': new Uint8Array(0),
  'a text': 'hello',
  'half an update': syncMessage(2, whole.subarray(0, 40)),
  'an update of random bytes': syncMessage(
    2,
    Uint8Array.from({ length: 400 }, (_, i) => (i * 73) & 255),
  ),
  'an update that says it is longer': syncMessage(2, whole).subarray(0, 30),
  'a sync message of no kind': Uint8Array.of(0, 9),
  'presence that cannot be read': Uint8Array.of(1, 3, 250, 250, 250),
} satisfies Record<string, Uint8Array | string>))
  test(`${what} from a server ends the link and nothing else`, async () => {
    quietly()
    const host = await hostAt(await hostileServer((socket) => socket.send(bytes)))
    await until(() => host.carrier().state().state === 'away')
    expect(host.carrier().state().trouble).toMatch(/server/)
    await goesOn(host)
  })

test('junk for Hocuspocus’ provider ends the link and nothing else', async () => {
  for (const bytes of [Uint8Array.of(255, 255), new Uint8Array(0), Uint8Array.of(32, ...new Uint8Array(40))]) {
    const host = await hostAt(await hostileServer((socket) => socket.send(bytes)), hocuspocusServer)
    await new Promise((resolve) => setTimeout(resolve, 100))
    await goesOn(host)
  }
})

/** What the libraries print goes nowhere, and is given. */
function quietly(): unknown[] {
  const printed: unknown[] = []
  const { warn, error } = console
  console.warn = console.error = (...words: unknown[]) => void printed.push(...words)
  stops.push(() => Object.assign(console, { warn, error }))
  return printed
}

test('a server that says no inside the connection is heard, and the token is printed nowhere', async () => {
  const printed = quietly()
  const url = await hostileServer((socket) => socket.send(Uint8Array.of(2, 0, 3, 110, 111, 33)))
  const host = await hostAt(url)
  await until(() => host.carrier().state().state === 'away')
  expect(host.carrier().state().trouble).toMatch(/token is missing, wrong/)
  expect(printed).toEqual([])
})

test('a flood is cut off, and the server is left alone for a while', async () => {
  let connections = 0
  const chunk = syncMessage(2, new Uint8Array(8 * 1024 * 1024))
  const url = await hostileServer((socket) => {
    connections++
    for (let i = 0; i < 40; i++) socket.send(chunk)
  })
  const host = await hostAt(url)
  await until(() => host.carrier().state().state === 'away')
  await goesOn(host)
  const seen = connections
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(connections).toBe(seen)
})

test('changes that wait for others that never come do not pile up', async () => {
  const url = await hostileServer((socket) => {
    const doc = new Y.Doc()
    const updates: Uint8Array[] = []
    doc.on('update', (update) => updates.push(update))
    for (let i = 0; i < 60; i++) doc.getMap('letters').set(`${i}`, new Uint8Array(100_000))
    socket.send(syncMessage(1, Y.encodeStateAsUpdate(new Y.Doc())))
    // The first is left out: all others hang on it.
    for (const update of updates.slice(1)) socket.send(syncMessage(2, update))
  })
  const host = await hostAt(url)
  await until(() => /nobody of the room put there/.test(host.carrier().state().trouble))
  expect(host.carrier().state().state).toBe('away')
  await goesOn(host)
})

test('a server that answers but is none is said to be none', async () => {
  expect(goneFor(new Error('Unexpected server response: 404')).trouble).toMatch(/no Yjs server/)
  expect(goneFor(new Error('Unexpected server response: 401')).trouble).toMatch(/token/)
  expect(goneFor({ code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND x?token=secret' }).trouble).not.toContain(
    'secret',
  )
  expect(goneFor({ code: 'CERT_HAS_EXPIRED' }).trouble).toMatch(/certificate was not accepted \(CERT_HAS_EXPIRED\)/)
  expect(goneByClosing(4401).trouble).toMatch(/token/)
  expect(goneByClosing(1006).trouble).toMatch(/ended the connection/)
})
