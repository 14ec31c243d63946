import { connect, type Socket } from 'node:net'
import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { clock } from '../../../../../src/host/ports/clock.ts'
import { createManualClock } from '../../../../../src/host/ports/manual-clock.ts'
import type { Listening, Pipe } from '../../../../../src/host/ports/network.ts'
import { answerDoor, knockAt, type DoorKey } from '../../../../../src/host/room/greet.ts'
import { webNetwork } from '../../../../../src/host/room/web-network.ts'
import { createHelloKey } from '../../../../../src/sync/noise/hello.ts'
import { createMemoryNetwork } from '../../../../support/memory-network.ts'
import { until } from '../../../../support/room-of-hosts.ts'
import { pause } from './attacked-room.ts'
import { newIdentity, secrets } from './hostile-member.ts'

const host = newIdentity()
const psk = secrets(32)
let listening: Listening
let pages: string[]
const rubbish: { destroy(): void }[] = []

beforeEach(async () => {
  pages = []
  const keys: DoorKey[] = [
    {
      ...createHelloKey('member', psk),
      plan: 'p',
      admits: () => true,
    },
  ]
  const started = await webNetwork.listen(0, {
    pipe: (pipe) => void answerDoor(pipe, { identity: host, keys: () => keys, clock }),
    page: async (path) => {
      pages.push(path)
      if (path === '/big') return { type: 'text/html', bytes: new Uint8Array(300_000) }
      return path === '/' ? { type: 'text/html', bytes: new TextEncoder().encode('<p>page</p>') } : null
    },
  })
  if (!started.ok) throw new Error(started.error.message)
  listening = started.value
})
afterEach(async () => {
  for (const one of rubbish.splice(0)) one.destroy()
  await listening.close()
})

const here = (): string => `127.0.0.1:${String(listening.port)}`
const dial = async (): Promise<Pipe> => (await webNetwork.dial('127.0.0.1', listening.port)) as Pipe

async function comesIn(): Promise<number> {
  const began = performance.now()
  const greeted = await knockAt(await dial(), { identity: newIdentity(), key: createHelloKey('member', psk), clock })
  if (greeted === null) throw new Error('A member met silence.')
  greeted.link.close()
  return performance.now() - began
}

function ask(headers: Record<string, string>, { method = 'GET', path = '/' } = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: listening.port, method, path, headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end()
  })
}

function socketOf(options: { host?: string; origin?: string; path?: string }): Promise<'open' | number> {
  const { path = '/room', ...more } = options
  return new Promise((resolve) => {
    const ws = new WebSocket(`ws://${here()}${path}`, {
      ...(more.origin === undefined ? {} : { origin: more.origin }),
      headers: more.host === undefined ? {} : { host: more.host },
    })
    rubbish.push({ destroy: () => ws.terminate() })
    ws.on('open', () => resolve('open'))
    ws.on('unexpected-response', (_, answer) => resolve(answer.statusCode ?? 0))
    ws.on('error', () => undefined)
  })
}

function plainSocket(): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(listening.port, '127.0.0.1', () => resolve(socket))
    socket.on('error', () => undefined)
    socket.resume()
    rubbish.push(socket)
  })
}

describe('a page of the internet that this machine’s browser has open', () => {
  test('opens no socket, neither by its own origin nor by a name that it pointed here', async () => {
    expect(await socketOf({})).toBe('open')
    expect(await socketOf({ origin: `http://${here()}` })).toBe('open')
    for (const origin of [
      'https://evil.example',
      'null',
      'http://127.0.0.1',
      'http://localhost:1',
      `https://${here()}`,
    ])
      expect(await socketOf({ origin }), origin).toBe(403)
    for (const name of [
      'evil.example',
      `evil.example:${String(listening.port)}`,
      '127.0.0.1.evil.example',
      'localhost.',
    ])
      expect(await socketOf({ host: name }), name).not.toBe('open')
    expect(await socketOf({ host: 'evil.example', origin: 'http://evil.example' })).toBe(403)
    for (const path of ['/', '/room/', '/room?x', '/ROOM']) expect(await socketOf({ path }), path).not.toBe('open')
  })

  test('reads no page under a name of its own, and posts nothing', async () => {
    expect(await ask({})).toBe(200)
    expect(await ask({ host: 'evil.example' })).toBe(404)
    expect(await ask({ origin: 'https://evil.example' })).toBe(404)
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) expect(await ask({}, { method })).toBe(404)
    expect(pages).toEqual(['/'])
  })

  test('frames no page, and gives none to another site: each comes with a policy that lets it speak to its own host alone', async () => {
    const { headers } = await fetch(`http://${here()}/`)
    const policy = Object.fromEntries(
      (headers.get('content-security-policy') ?? '').split('; ').map((one) => [one.split(' ')[0], one] as const),
    )
    expect(policy).toEqual({
      'default-src': "default-src 'none'",
      'script-src': "script-src 'self'",
      'style-src': "style-src 'self' 'unsafe-inline'",
      'img-src': "img-src 'self' data:",
      'connect-src': `connect-src 'self' ws://${here()}`,
      'base-uri': "base-uri 'none'",
      'form-action': "form-action 'none'",
      'frame-ancestors': "frame-ancestors 'none'",
    })
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    for (const name of ['server', 'x-powered-by', 'set-cookie', 'access-control-allow-origin'])
      expect(headers.has(name), name).toBe(false)
  })
})

test('headers that are too long are read no further', async () => {
  const long = 'x'.repeat(20_000)
  expect(await ask({ 'x-long': long })).toBe(431)
  expect(await ask(Object.fromEntries(Array.from({ length: 1_500 }, (_, i) => [`x-${i}`, 'yyyyyy'])))).toBe(431)
  expect(await ask({}, { path: `/${long}` })).toBe(431)
  expect(pages).toEqual([])
  await comesIn()
})

describe('members come in as before while one machine', () => {
  test('holds connections that say nothing, say one letter of a header a second, or take in nothing', async () => {
    // Pages that were asked for and are not taken in fill what the system keeps for a socket, and then wait.
    const readers = await Promise.all(Array.from({ length: 2 }, plainSocket))
    for (const reader of readers) {
      reader.pause()
      reader.write(`GET /big HTTP/1.1\r\nHost: ${here()}\r\n\r\n`.repeat(80))
    }
    const asked = performance.now()
    const sockets = await Promise.all(Array.from({ length: 400 }, plainSocket))
    for (const socket of sockets) socket.write(`GET / HTTP/1.1\r\nHost: ${here()}\r\nX: `)
    const drip = setInterval(() => sockets.forEach((socket) => socket.write('x')), 500)
    const closed = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.on('close', resolve))))
    // Beyond what one machine may hold they end at once; those that stay end after five seconds.
    await until(() => sockets.filter((socket) => socket.destroyed || socket.readyState !== 'open').length > 100)
    const began = performance.now()
    await closed
    clearInterval(drip)
    // Never is what must not be; a loaded machine has many other things to do in between.
    expect(performance.now() - began).toBeLessThan(40_000)
    await comesIn()
    await pause(Math.max(0, 9_000 - (performance.now() - asked)))
    for (const reader of readers) {
      let taken = 0
      reader.on('data', (bytes) => (taken += bytes.length))
      await new Promise((resolve) => {
        reader.on('close', resolve)
        reader.resume()
      })
      // What the system had in its memory already.
      expect(taken).toBeLessThan(80 * 300_000)
    }
  }, 90_000)

  test('sends frames that are too long, fragments without end, texts and pings', async () => {
    const open = async (): Promise<WebSocket> => {
      const ws = new WebSocket(`ws://${here()}/room`)
      rubbish.push({ destroy: () => ws.terminate() })
      ws.on('error', () => undefined)
      await new Promise((resolve) => ws.on('open', resolve))
      return ws
    }
    const ended = (ws: WebSocket): Promise<number> => {
      const began = performance.now()
      return new Promise((resolve) => ws.on('close', () => resolve(performance.now() - began)))
    }
    const [long, endless, text, pings] = [await open(), await open(), await open(), await open()]
    const ends = [long, endless, text].map(ended)
    long.send(secrets(65_536))
    for (let i = 0; i < 200; i++) endless.send(secrets(1_000), { fin: false })
    text.send('hello')
    for (const took of await Promise.all(ends)) expect(took).toBeLessThan(4_500)
    let pongs = 0
    pings.on('pong', () => pongs++)
    for (let i = 0; i < 5_000; i++) pings.ping(secrets(100))
    await comesIn()
    // Answers that nobody takes in would fill the memory.
    expect(pongs).toBe(0)
  }, 20_000)
})

test('a host calls numbers of machines only: what is no address never becomes part of a URL', async () => {
  for (const address of [
    'localhost',
    `127.0.0.1:${String(listening.port)}/?`,
    '127.0.0.1#',
    'user@127.0.0.1',
    '',
    '127.1',
  ])
    expect(await webNetwork.dial(address, listening.port), address).toBeNull()
})

test('a name that a person typed is asked of the system, and what comes of it are addresses', async () => {
  const [first] = (await webNetwork.lookup('localhost')).filter((address) => address === '127.0.0.1')
  expect((await webNetwork.dial(first ?? '', listening.port))?.remote).toBe('127.0.0.1')
  expect(await webNetwork.lookup('no name at all')).toEqual([])
})

test('a handshake has five seconds, whether nothing is said in it or half of it', async () => {
  const manual = createManualClock()
  const network = createMemoryNetwork()
  const key: DoorKey = { ...createHelloKey('member', psk), plan: 'p', admits: () => true }
  await network.machine('10.0.0.1').listen(1, {
    pipe: (pipe) => void answerDoor(pipe, { identity: host, keys: () => [key], clock: manual }),
    page: async () => null,
  })
  const ends: string[] = []
  const called = async (who: string, saysHello: boolean): Promise<void> => {
    const pipe = (await network.machine(who).dial('10.0.0.1', 1)) as Pipe
    pipe.onClose(() => ends.push(who))
    if (!saysHello) return
    let heard = 0
    // Its answer to the second message stays away.
    const half: Pipe = { ...pipe, send: (bytes) => void (++heard === 1 && pipe.send(bytes)) }
    void knockAt(half, { identity: newIdentity(), key, clock: { now: manual.now, after: () => () => undefined } })
  }
  await called('10.0.0.2', false)
  await called('10.0.0.3', true)
  // Two challenges, and the handshake's answer to the one who said hello.
  await until(() => network.seen.filter(({ from }) => from === '10.0.0.1').length === 3)
  await manual.advance(4_990)
  expect(ends).toEqual([])
  await manual.advance(20)
  await until(() => ends.length === 2)
})
