import { connect, type Socket } from 'node:net'
import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { clock } from '../../../../../src/host/ports/clock.ts'
import type { Listening, Pipe } from '../../../../../src/host/ports/network.ts'
import { answerDoor, knockAt, type DoorKey } from '../../../../../src/host/room/greet.ts'
import { webNetwork } from '../../../../../src/host/room/web-network.ts'
import { createHelloKey, type HelloKey } from '../../../../../src/sync/noise/hello.ts'
import { pause } from './attacked-room.ts'
import { newIdentity, secrets } from './hostile-member.ts'

const host = newIdentity()
const psk = secrets(32)
const removed = newIdentity()
let listening: Listening
let letIn: number
let pages: string[]
const rubbish: { destroy(): void }[] = []

beforeEach(async () => {
  letIn = 0
  pages = []
  const keys: DoorKey[] = [
    {
      ...createHelloKey('member', psk),
      plan: 'p',
      admits: (device) => device === null || !Buffer.from(device).equals(Buffer.from(removed.publicKey)),
    },
  ]
  const started = await webNetwork.listen(0, {
    pipe: (pipe) =>
      void answerDoor(pipe, { identity: host, keys: () => keys, clock }).then((greeted) => {
        if (greeted !== null) letIn++
      }),
    page: async (path) => {
      pages.push(path)
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
})

describe('members come in as before while one machine', () => {
  test('holds connections that say nothing, or one letter of a header a second', async () => {
    const sockets = await Promise.all(Array.from({ length: 400 }, plainSocket))
    for (const socket of sockets) socket.write('GET / HT')
    const drip = setInterval(() => sockets.forEach((socket) => socket.write('x')), 500)
    const closed = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.on('close', resolve))))
    await pause(100)
    // Beyond what one machine may hold they end at once; those that stay end after five seconds.
    expect(sockets.filter((socket) => socket.destroyed || socket.readyState !== 'open').length).toBeGreaterThan(100)
    const began = performance.now()
    await closed
    clearInterval(drip)
    expect(performance.now() - began).toBeLessThan(9_000)
    await comesIn()
  }, 20_000)

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
    for (const took of await Promise.all(ends)) expect(took).toBeLessThan(1_000)
    let pongs = 0
    pings.on('pong', () => pongs++)
    const over = ended(pings)
    for (let i = 0; i < 5_000; i++) pings.ping(secrets(100))
    await comesIn()
    expect(await over).toBeLessThan(7_000)
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

const RUNS = 50
const AT_ONCE = 10

test('a wrong key, an unknown room and a removed device get equal bytes after an equal time', async () => {
  const kinds = {
    'wrong key': () => createHelloKey('member', secrets(32)),
    'removed device': () => createHelloKey('member', psk),
    'unknown room': () => createHelloKey('guest', secrets(32)),
  }
  const took: Record<string, number[]> = { 'wrong key': [], 'removed device': [], 'unknown room': [] }
  const knock = async (kind: string, key: HelloKey): Promise<void> => {
    const pipe = await dial()
    const heard: number[] = []
    const began = performance.now()
    const watched: Pipe = {
      ...pipe,
      onBytes: (handler) =>
        pipe.onBytes((bytes) => {
          heard.push(bytes.length)
          handler(bytes)
        }),
    }
    expect(await knockAt(watched, { identity: removed, key, clock })).toBeNull()
    took[kind]?.push(performance.now() - began)
    expect(heard).toEqual([32])
  }
  for (let run = 0; run < RUNS; run += AT_ONCE) {
    const round = Array.from({ length: AT_ONCE }, () => Object.entries(kinds)).flat()
    await Promise.all(round.map(([kind, key], i) => pause(3 * i).then(() => knock(kind, key()))))
  }
  const medians = Object.values(took).map((all) => all.sort((a, b) => a - b)[RUNS / 2] as number)
  if (process.env['ATTACK_FIGURES'] !== undefined)
    console.log(
      Object.entries(took).map(([kind, all]) => `${kind}: ${[0, 25, 47].map((i) => all[i]?.toFixed(2)).join(' ')}`),
    )
  expect(Math.max(...medians) - Math.min(...medians)).toBeLessThan(10)
  expect(letIn).toBe(0)
}, 30_000)
