import { EventEmitter } from 'node:events'
import type { Socket } from 'node:dgram'
import { mkdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addComment } from '../../../../../src/commands/comments.ts'
import { createItem } from '../../../../../src/commands/create-item.ts'
import { encodeGuest, decodeNews, type GuestNews } from '../../../../../src/contract/guest-messages.ts'
import { knock as knockAsGuest, type RoomLink } from '../../../../../src/guest/knock.ts'
import { clock } from '../../../../../src/host/ports/clock.ts'
import type { Network, Pipe } from '../../../../../src/host/ports/network.ts'
import { knockAt } from '../../../../../src/host/room/greet.ts'
import { mdnsDiscovery } from '../../../../../src/host/room/mdns-discovery.ts'
import { createHelloKey } from '../../../../../src/sync/noise/hello.ts'
import { createKeyPair } from '../../../../../src/sync/noise/key-pair.ts'
import { parseGuestLink } from '../../../../../src/sync/noise/guest-link.ts'
import { startTestHost, tempFolder, type TestHost, type TestWindow } from '../../../../support/host-in-process.ts'
import { until, type RoomHost, type RoomOfHosts } from '../../../../support/room-of-hosts.ts'
import { hostileMember, newIdentity, secrets, type HostileMember, type Identity } from './hostile-member.ts'
import { tappedNetwork, type TappedNetwork } from './tapped-network.ts'

/**
 * A whole evening over real sockets - open, knock, admit, edit, guests - with somebody on the wire. One journey for all tests
 * here, in this order.
 */
const TITLES = ['Dredging of the western basin', 'Pilot ladder inspection', 'Fog signal at the mole']
const COMMENT = 'The ladder was replaced in spring'
const GUEST = 'Wilhelmina'
const PLAN = 'Deepwater harbour'
const [ADA, BEN] = ['10.9.9.1', '10.9.9.2']

let net: TappedNetwork
let ada: RoomHost
let ben: Awaited<ReturnType<typeof startOn>>
let here: TestWindow
let plan: string
const multicast: Buffer[] = []
const ends: (() => Promise<unknown>)[] = []

async function startOn(folder: string, address: string, name: string | null, seed: number) {
  const network = net.machine(address)
  const host: TestHost = await startTestHost(
    folder,
    undefined,
    { network, pages: join(folder, 'pages'), discovery: discoveryOn(network) },
    seed,
  )
  const { link } = host.connect()
  if (name !== null) await link.call('profile.set', { name, role: 'po' })
  const one = {
    ...{ host, link, address, network, folder },
    state: (id: string) => link.call('room.state', { plan: id }),
    window: (id: string) => host.window(id),
    restart: async () => Promise.reject(new Error('Not here.')),
    stop: () => host.stop(),
  }
  return one
}

/** Real packets of multicast DNS, which go no further than this list. */
function discoveryOn(network: Network) {
  class Unplugged extends EventEmitter {
    bind = (_port: number, _to: string, done: () => void): void =>
      void setImmediate(() => (this.emit('listening'), done()))
    send(bytes: Buffer, _at: number, _length: number, _port: number, _to: string, done: () => void): void {
      multicast.push(Buffer.from(bytes))
      setImmediate(done)
    }
    close = (done: () => void): void => void setImmediate(done)
    address = () => ({ port: 5353 })
    setMulticastTTL = (): void => undefined
    setMulticastLoopback = (): void => undefined
    setMulticastInterface = (): void => undefined
    addMembership = (): void => undefined
    dropMembership = (): void => undefined
  }
  return mdnsDiscovery({
    places: network.places,
    onPlacesChanged: () => () => undefined,
    onFault: () => undefined,
    socket: () => new Unplugged() as unknown as Socket,
  })
}

/** The machine of somebody without a host. */
const roomOf = (): RoomOfHosts => ({ network: { machine: (address: string) => net.machine(address) } }) as never

beforeAll(async () => {
  net = tappedNetwork()
  const folders = await Promise.all([tempFolder(), tempFolder()])
  ends.push(...folders.map((folder) => folder.remove))
  const [first, second] = folders.map(({ path }) => path) as [string, string]
  await mkdir(join(first, 'guest'), { recursive: true })
  await writeFile(join(first, 'guest', 'index.html'), '<!doctype html><p>Room</p>')
  ada = await startOn(first, ADA, 'Adalberta Quaymaster', 31)
  ends.push(() => ada.stop())
  plan = (await ada.link.call('plans.create', { name: PLAN })).id
  here = await ada.window(plan)
  for (const title of TITLES) here.run(createItem, { title, at: 'bottom' })
  await ada.link.call('room.open', { plan, port: null })
  ben = await startOn(second, BEN, 'Benedikta Lampwright', 32)
  ends.push(() => ben.stop())
}, 30_000)
afterAll(async () => {
  for (const end of ends.reverse()) await end()
  await net.end()
})

test('a member joins, both edit, a guest comes in and speaks: nothing of it can be read on the wire or in the air', async () => {
  const { invite, port, guestUrl } = await ada.link.call('room.open', { plan, port: null })
  const shown = new Promise<string>((resolve) =>
    ben.link.on('join.changed', ({ state }) => state.state === 'waiting' && resolve(state.digits)),
  )
  const joined = ben.link.call('room.join', { invite: invite?.link ?? '' })
  const digits = await shown
  const knock = await until(async () => (await ada.state(plan)).knocks.find((one) => one.digits === digits))
  await ada.link.call('room.admit', { plan, device: knock.device, digits })
  expect(await joined).toMatchObject({ state: 'in' })
  const there = await ben.window(plan)
  await until(() => there.titles().length === TITLES.length)
  const item = there.plan.order.ids[0] as string
  there.run(addComment, { item, text: COMMENT })
  there.run(createItem, { title: 'Anchorage fees of the outer roads', at: 'top' })
  await until(() => here.titles().length === TITLES.length + 1)

  const origin = await net.origin(ADA, port as number)
  const page = await fetch(`${origin}/g`)
  expect(await page.text()).toContain('<p>Room</p>')
  await here.link.call('plan.presence', { plan, screen: 'backlog', item, role: 'po', drives: true, hand: false })
  const keys = parseGuestLink(guestUrl)
  if (!keys.ok) throw new Error(keys.error.message)
  const phone = (await net.machine('10.9.9.7').dial(ADA, port as number)) as Pipe
  const news: GuestNews[] = []
  const link = (await knockAsGuest(phone as never, {
    keys: keys.value,
    own: createKeyPair(secrets),
    random: secrets,
  })) as RoomLink
  link.onMessage((bytes) => {
    const read = bytes === null ? null : decodeNews(bytes)
    if (read !== null && read !== 'unknown') news.push(read)
  })
  link.send(encodeGuest({ is: 'ask', name: GUEST, role: 'developer' }))
  const guest = await until(async () => (await ada.state(plan)).guests.find(({ name }) => name === GUEST))
  await ada.link.call('room.admitGuest', { plan, guest: guest.id, in: true })
  await until(() => news.some((one) => one.is === 'shown' && one.shown.item?.id === item))
  link.send(encodeGuest({ is: 'comment', ref: 'r1', item, text: 'Said from a phone on the quay' }))
  await until(() => news.some((one) => one.is === 'done' && one.taken))
  link.close()

  const devices = (await ada.state(plan)).devices.map(({ device }) => device)
  const words = [
    ...[...TITLES, COMMENT, PLAN, 'Anchorage fees', 'Said from a phone', GUEST, 'Quaymaster', 'Lampwright'],
    ...[plan, item, ...devices, hostname(), 'item.create', 'items/', 'harbour', 'backlog', 'title'],
  ].filter((word) => word.length > 3)
  const frames = Buffer.concat(net.frames.map(({ bytes }) => bytes))
  const wire = Buffer.concat(net.wire)
  expect(frames.length).toBeGreaterThan(5_000)
  expect(wire.length).toBeGreaterThan(frames.length)
  expect(multicast.length).toBeGreaterThan(2)
  for (const [place, bytes] of Object.entries({ frames, wire, air: Buffer.concat(multicast) })) {
    const text = bytes.toString('latin1').toLowerCase()
    const wide = bytes.toString('utf16le').toLowerCase()
    const found = words.filter((word) => [text, wide].some((one) => one.includes(word.toLowerCase())))
    expect(found, place).toEqual([])
  }
  // Whatever else may be a sentence: chance makes no run of so many letters.
  expect(frames.toString('latin1').match(/[\x20-\x7e]{24,}/g)).toBeNull()
  const lines = wire.toString('latin1').match(/[\x20-\x7e]{24,}/g) ?? []
  const isHttp = (line: string): boolean =>
    /^(GET \/(room|g) HTTP|HTTP\/1\.1 |[A-Za-z-]+: |<!doctype html><p>Room)/.test(line.replace(/^[^A-Za-z<]+/, ''))
  expect(lines.filter((line) => !isHttp(line))).toEqual([])
})

/** What somebody outside sees of one call: bytes from the host, and when the socket was closed. */
async function outsideOf(knock: (pipe: Pipe) => Promise<unknown>): Promise<{ heard: number[]; took: number }> {
  const pipe = (await net.machine('10.9.9.66').dial(ADA, (await ada.state(plan)).port as number)) as Pipe
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
  const closed = new Promise<number>((resolve) => pipe.onClose(() => resolve(performance.now() - began)))
  await knock(watched)
  return { heard, took: await closed }
}

test('a wrong key, an unknown room and a removed device get equal bytes after an equal time', async () => {
  const mallory: HostileMember = await hostileMember(roomOf(), ada, plan, '10.9.9.67')
  const key = mallory.epochKey()
  await ada.link.call('room.remove', { plan, device: mallory.identity.id, why: 'lost' })
  await until(() => mallory.isClosed())
  const as = (identity: Identity, kind: 'member' | 'join' | 'guest', psk: Uint8Array) => (pipe: Pipe) =>
    knockAt(pipe, { identity, key: createHelloKey(kind, psk), clock }).then((one) => expect(one).toBeNull())
  const kinds = {
    'removed device': () => as(mallory.identity, 'member', key),
    'wrong key': () => as(newIdentity(), 'member', secrets(32)),
    'unknown room': () => as(mallory.identity, 'member', secrets(32)),
    'unknown invite': () => as(newIdentity(), 'join', secrets(32)),
  }
  const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] as number
  const isEven = (_: number, i: number): boolean => i % 2 === 0
  /** Milliseconds between the kinds, and between every other knock of one kind: so much the machine itself blurs. */
  const oneRun = async (): Promise<{ spread: number; blur: number }> => {
    const took = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]))
    for (let round = 0; round < 2; round++) {
      const knocks = Array.from({ length: 12 }, () => Object.entries(kinds)).flat()
      await Promise.all(
        knocks.map(async ([kind, make], i) => {
          await new Promise((resolve) => setTimeout(resolve, 4 * i))
          const seen = await outsideOf(make())
          expect(seen.heard).toEqual([32])
          took.get(kind)?.push(seen.took)
        }),
      )
    }
    const medians = [...took].map(([kind, all]) => [kind, median(all)] as const)
    const blurs = [...took.values()].map((all) =>
      Math.abs(median(all.filter(isEven)) - median(all.filter((ms, i) => !isEven(ms, i)))),
    )
    console.log(medians.map(([kind, ms]) => `${kind} ${ms.toFixed(1)} ms`).join(', '))
    const times = medians.map(([, ms]) => ms)
    return { spread: Math.max(...times) - Math.min(...times), blur: Math.max(...blurs) }
  }
  // A difference that somebody could use shows in every run, and beyond what a busy machine blurs.
  let isEqual = false
  for (let run = 0; run < 4 && !isEqual; run++) {
    const { spread, blur } = await oneRun()
    isEqual = spread < Math.max(10, 2 * blur)
  }
  expect(isEqual).toBe(true)
}, 120_000)

test('what was overheard is worth nothing on any link, now and after the host was started again, and so is an old invite', async () => {
  const cid = await hostileMember(roomOf(), ada, plan, '10.9.9.68', 'Cid')
  const from = net.frames.length
  const called = await cid.call(ADA, (await ada.state(plan)).port as number)
  expect(called).not.toBeNull()
  await until(() => (called?.heard.length ?? 0) > 0)
  const said = net.frames.slice(from).flatMap((frame) => (frame.from === '10.9.9.68' ? [frame.bytes] : []))
  // Its hello and its last word of the handshake at least.
  expect(said.length).toBeGreaterThan(1)
  const old = (await ada.link.call('room.invite', { plan })).link
  // Each when its turn comes, as whoever said it first did.
  const replay = (messages: readonly Uint8Array[]) => async (pipe: Pipe) => {
    const rest = [...messages]
    pipe.onBytes(() => pipe.send(rest.shift() ?? new Uint8Array(100)))
  }
  const before = here.titles()
  const all = await Promise.all([outsideOf(replay(said)), outsideOf(replay(said)), outsideOf(replay(said.slice(1)))])
  for (const { heard, took } of all) {
    expect(heard).toEqual([32])
    expect(took).toBeLessThan(4_500)
  }
  expect(here.titles()).toEqual(before)

  await ada.stop()
  ada = await startOn(ada.host.folder, ADA, null, 33)
  here = await ada.window(plan)
  await until(async () => (await ada.state(plan)).isOpen)
  for (const { heard, took } of await Promise.all([outsideOf(replay(said)), outsideOf(replay(said.slice(1)))])) {
    expect(heard).toEqual([32])
    expect(took).toBeLessThan(4_500)
  }
  expect(here.titles()).toEqual(before)
  const late = await startOn((await tempFolder()).path, '10.9.9.3', 'Late', 34)
  ends.push(() => late.stop())
  expect(await late.link.call('room.join', { invite: old })).toMatchObject({ state: 'refused' })
  // Ben, who belongs to it, comes back by himself.
  await until(async () =>
    (await ada.state(plan)).devices.some(({ name, state }) => name.startsWith('Ben') && state === 'here'),
  )
}, 30_000)
