import { EventEmitter } from 'node:events'
import type { Socket } from 'node:dgram'
import { hostname, userInfo } from 'node:os'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mdnsDiscovery } from '../../../../../src/host/room/mdns-discovery.ts'
import type { Discovery, FoundRoom } from '../../../../../src/host/ports/discovery.ts'
import { blindedName } from '../../../../../src/sync/noise/blinded-name.ts'
import { seeded } from '../../../../support/random.ts'
import { secrets } from './hostile-member.ts'

/** Whoever is in the same network may say anything on the port of multicast DNS. No packet of these tests leaves the process. */
let sent: Buffer[]
let sockets: FakeSocket[]
let faults: string[]
let found: FoundRoom[]
let discovery: Discovery
let stops: (() => void)[]

class FakeSocket extends EventEmitter {
  readonly bindFails: boolean
  constructor(bindFails: boolean) {
    super()
    this.bindFails = bindFails
  }
  bind(_port: number, _address: string, bound: () => void): void {
    if (this.bindFails) {
      setImmediate(() => this.emit('error', Object.assign(new Error('bind EADDRINUSE'), { code: 'EADDRINUSE' })))
      return
    }
    setImmediate(() => {
      this.emit('listening')
      bound()
    })
  }
  send(bytes: Buffer, _from: number, _length: number, _port: number, _to: string, done: () => void): void {
    sent.push(Buffer.from(bytes))
    setImmediate(done)
  }
  close(done: () => void): void {
    setImmediate(done)
  }
  address = () => ({ port: 5353 })
  setMulticastTTL = (): void => undefined
  setMulticastLoopback = (): void => undefined
  setMulticastInterface = (): void => undefined
  addMembership = (): void => undefined
  dropMembership = (): void => undefined
}

function start({ bindFails = false } = {}): void {
  sent = []
  sockets = []
  faults = []
  found = []
  discovery = mdnsDiscovery({
    places: () => [{ name: 'net0', address: '192.168.7.20' }],
    onPlacesChanged: () => () => undefined,
    onFault: (error) => faults.push(String(error)),
    socket() {
      const socket = new FakeSocket(bindFails)
      sockets.push(socket)
      return socket as unknown as Socket
    },
  })
  stops = [discovery.look((room) => found.push(room))]
}
beforeEach(() => start())
afterEach(() => stops.forEach((stop) => stop()))

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))
function hears(packet: Buffer, from = '192.168.7.66'): void {
  for (const socket of sockets) socket.emit('message', packet, { address: from, port: 5353 })
}

const u16 = (value: number): number[] => [value >> 8, value & 255]
const nameOf = (name: string): number[] => [
  ...name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]),
  0,
]
type Resource = readonly [name: string, type: number, data: readonly number[]]
const resource = ([name, type, data]: Resource): number[] => [
  ...nameOf(name),
  ...u16(type),
  ...[0, 1, 0, 0, 0, 120],
  ...u16(data.length),
  ...data,
]
const TYPE = '_ordinal._tcp.local'
function packet(answers: readonly Resource[], { questions = [] as readonly string[] } = {}): Buffer {
  const asked = questions.flatMap((name) => [...nameOf(name), ...u16(12), ...u16(1)])
  const isAnswer = answers.length > 0
  const head = [0, 0, isAnswer ? 0x84 : 0, 0, ...u16(questions.length), ...u16(answers.length), 0, 0, 0, 0]
  return Buffer.from([...head, ...asked, ...answers.flatMap(resource)])
}
function answer(name: string, addresses: readonly string[], port = 47_600): Buffer {
  const [full, host] = [`${name}.${TYPE}`, `${name.slice(0, 8)}.local`]
  return packet([
    [TYPE, 12, nameOf(full)],
    [full, 33, [0, 0, 0, 0, ...u16(port), ...nameOf(host)]],
    [full, 16, [0]],
    ...addresses.map((address): Resource => [host, 1, address.split('.').map(Number)]),
  ])
}
const newName = (): string => blindedName(secrets(32), secrets(12))

describe('where an announcement may lead', () => {
  test('a room in this network is found, at the address from which it speaks too', async () => {
    await turn()
    const name = newName()
    hears(answer(name, ['192.168.7.31']), '192.168.7.66')
    expect(found).toEqual([{ name, port: 47_600, addresses: ['192.168.7.66', '192.168.7.31'] }])
  })

  test('a thousand addresses, and those of this machine, of all at once and of the internet lead nowhere', async () => {
    await turn()
    const many = Array.from({ length: 40 }, (_, i) => `192.168.7.${i}`)
    hears(answer(newName(), many))
    expect(found.at(-1)?.addresses).toHaveLength(8)
    const far = ['127.0.0.1', '0.0.0.0', '224.0.0.251', '255.255.255.255', '8.8.8.8', '93.184.216.34']
    hears(answer(newName(), far, 631), '203.0.113.9')
    expect(found).toHaveLength(1)
    hears(answer(newName(), [...far, '10.1.2.3'], 631), '203.0.113.9')
    expect(found.at(-1)?.addresses).toEqual(['10.1.2.3'])
    hears(answer(newName(), Array<string>(1_000).fill('192.168.7.9')))
    expect(found).toHaveLength(2)
  })
})

describe('what anybody may send', () => {
  test('a packet of thousands of records, or of thousands of questions, costs nothing and is not answered', async () => {
    stops.push(discovery.announce(newName(), 47_600))
    await turn()
    const before = sent.length
    const pointers = Array.from({ length: 4_600 }, (): number[] => [
      0xc0, 12, 0, 12, 0, 1, 0, 0, 0, 120, 0, 2, 0xc0, 12,
    ])
    const head = [0, 0, 0x84, 0, 0, 0, ...u16(1 + pointers.length), 0, 0, 0, 0]
    const own = resource([TYPE, 12, nameOf(`x.${TYPE}`)])
    const heavy = Buffer.from([...head, ...own, ...pointers.flat()])
    const questions = packet([], { questions: Array.from({ length: 2_000 }, () => TYPE) })
    const began = performance.now()
    for (let i = 0; i < 20; i++) {
      hears(heavy)
      hears(questions)
    }
    // Each would take about a second.
    expect(performance.now() - began).toBeLessThan(4_000)
    await turn()
    expect(sent.length).toBe(before)
    hears(packet([], { questions: [TYPE] }))
    await turn()
    expect(sent.length).toBe(before + 1)
  })

  test('thousands of rooms of nobody are passed over after some hundreds', async () => {
    await turn()
    for (let i = 0; i < 2_500; i++) hears(answer(newName(), ['192.168.7.31']))
    expect(found.length).toBeGreaterThan(100)
    expect(found.length).toBeLessThanOrEqual(300)
  })

  test('packets of which any bytes were changed end nothing (a few thousand)', async () => {
    stops.push(discovery.announce(newName(), 47_600))
    await turn()
    const random = seeded(77)
    const honest = [...sent, answer(newName(), ['192.168.7.31'])]
    for (let i = 0; i < 3_000; i++) {
      const bytes = Buffer.from(honest[i % honest.length] as Buffer)
      for (let n = 0; n < 1 + random() * 4; n++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
      hears(random() < 0.2 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes)
    }
    const name = newName()
    stops.push(discovery.look((room) => found.push(room)))
    await turn()
    hears(answer(name, ['192.168.7.31']))
    expect(found.map((room) => room.name)).toContain(name)
  })

  test('a port that another program keeps to itself is a fault that is told, and ends nothing', async () => {
    stops.forEach((stop) => stop())
    start({ bindFails: true })
    await turn()
    await turn()
    expect(faults.join()).toContain('EADDRINUSE')
  })
})

test('what is announced is random letters and a port: neither machine nor person nor plan', async () => {
  const name = newName()
  stops.push(discovery.announce(name, 47_600))
  await turn()
  const said = Buffer.concat(sent).toString('latin1').toLowerCase()
  expect(said).toContain(name)
  for (const word of [hostname(), userInfo().username].filter((one) => one.length > 3))
    expect(said).not.toContain(word.toLowerCase())
  const labels = said.match(/[a-z0-9_-]{4,}/g) ?? []
  const known = new Set(['_ordinal', '_tcp', 'local', '_services', '_dns-sd', '_udp', name, name.slice(0, 16)])
  expect([...new Set(labels)].filter((label) => ![...known].some((one) => label.includes(one)))).toEqual([])
})
