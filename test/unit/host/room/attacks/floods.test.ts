import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../../../support/room-of-hosts.ts'
import { encodePeerMessage, type PeerMessage } from '../../../../../src/sync/session/peer-message.ts'
import { contentOf, pause, attackedRoom, type AttackedRoom } from './attacked-room.ts'
import { newIdentity, secrets, type HostileLink, type HostileMember } from './hostile-member.ts'

let scene: AttackedRoom
beforeAll(async () => {
  scene = await attackedRoom()
})
afterAll(() => scene.room.end())
/** Milliseconds from an edit to the other one's window, of all attacks together. */
const calm: number[] = []
const under: number[] = []
const p95 = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length * 0.95)] as number

async function removed({ identity }: HostileMember): Promise<void> {
  await scene.ada.link.call('room.remove', { plan: scene.plan, device: identity.id, why: 'hostile' })
}

const presence = (name: string, i = 0) => ({
  id: `w${String(i)}`,
  person: null,
  name,
  role: 'po',
  screen: 'backlog',
  item: null,
  drives: true,
  hand: true,
})
const many = <T>(length: number, one: (i: number) => T): T[] => Array.from({ length }, (_, i) => one(i))

/** Bytes made once: what the attacker itself works for each message shall not be measured. */
function again(by: HostileMember, message: PeerMessage | Readonly<Record<string, unknown>>, times = 1): () => void {
  const bytes = encodePeerMessage(message as PeerMessage)
  return () => {
    for (let i = 0; i < times; i++) by.sayBytes(bytes)
  }
}

/** Far below what a link may carry: the next one when the last one is answered, and not before so many milliseconds. */
const LARGEST_MS = 700

/** What goes on without an end, as often as the loop lets it. Ends where the other side closes. */
const FLOODS: readonly (readonly [string, (by: HostileMember) => (() => void) | Promise<() => void>])[] = [
  ['pings', (by) => again(by, { is: 'ping', n: 1, at: 1 }, 20)],
  ['messages of a kind that nobody knows', (by) => again(by, { is: 'weather', rain: true }, 20)],
  [
    'all it holds: 100,000 lines at a time',
    (by) => {
      const lines = many(100_000, (i) => [i, 1, 'ab'])
      return again(by, { is: 'have', lines, out: [], ask: true })
    },
  ],
  ['that it holds nothing', (by) => again(by, { is: 'have', lines: [], out: [], ask: true }, 5)],
  [
    'lines that went apart, so that the journal is read',
    (by) => () =>
      by.say({
        is: 'have',
        lines: [...by.ledger.lines.lines()].map(({ client, seq }) => [client, seq, '0123456789abcdef']),
        out: [],
        ask: false,
      }),
  ],
  [
    'wishes for everything again',
    (by) => {
      const missing = [...by.ledger.lines.lines()].map(({ client }) => ({ client, from: 1, to: 2 ** 31 - 1 }))
      return again(by, { is: 'want', missing }, 3)
    },
  ],
  ['sums that are never the same', (by) => () => by.say({ is: 'sum', sum: Math.random().toString() })],
  [
    'who is there, 200 windows at a time',
    (by) => () => by.say({ is: 'presence', here: many(200, (i) => presence('x'.repeat(300), i)) }),
  ],
  [
    'where devices are that nobody knows',
    (by) => () =>
      by.say({ is: 'peers', peers: many(500, () => ({ device: newName(), addresses: ['10.1.1.1'], port: 1 })) }),
  ],
  [
    'a hundred thousand records of one byte at a time',
    (by) => {
      const records = many(90_000, () => Uint8Array.of(1))
      return again(by, { is: 'records', n: 0, records })
    },
  ],
  [
    'records by strangers',
    (by) => {
      const records = many(50, (i) => by.record({ client: 500 + i, after: {} }, { signer: newIdentity() }))
      return again(by, { is: 'records', n: 0, records })
    },
  ],
  [
    'what is here already, 30,000 records at a time',
    (by) => {
      const known = by.next({ change: 'known' })
      by.send(known)
      const say = again(by, { is: 'records', n: 1, records: many(Math.floor(7_500_000 / known.length), () => known) })
      let [said, last] = [0, 0]
      return () => {
        const answered = by.heard.filter(({ is }) => is === 'got').length
        if (answered < said || performance.now() - last < LARGEST_MS) return
        last = performance.now()
        said++
        say()
      }
    },
  ],
  [
    '8 MB of chance at a time',
    (by) => {
      const records = many(7, () => secrets(1_000_000))
      return again(by, { is: 'records', n: 1, records })
    },
  ],
]

function newName(): string {
  return Math.random().toString(36).slice(2)
}

/** Nobody is cut off before the machine that tests got to it. */
const PATIENCE_MS = 40_000
/** The attacker works in this process too, and others work on the machine that tests. */
const LOADED_MS = 1_000

describe('who floods is cut off and named, and the others work on meanwhile', () => {
  test.each(FLOODS)(
    '%s',
    async (_, prepare) => {
      for (let i = 0; i < 5; i++) calm.push(...(await scene.goesOn()))
      const mallory = await scene.mallory('Mallory')
      await scene.goesOn()
      const health = () => scene.ada.link.call('health.state', { plan: scene.plan })
      const { refused } = await health()
      const flood = await prepare(mallory)
      const end = performance.now() + PATIENCE_MS
      const flooding = (async () => {
        while (!mallory.isClosed() && performance.now() < end) {
          flood()
          await new Promise((resolve) => setImmediate(resolve))
        }
      })()
      for (let i = 0; i < 10; i++) under.push(...(await scene.goesOn()))
      await flooding
      expect(mallory.isClosed()).toBe(true)
      expect((await scene.ada.state(scene.plan)).trouble + scene.ada.host.faults.join()).toContain('Mallory')
      for (let i = 0; i < 3; i++) await scene.goesOn()
      expect(contentOf(scene.here)).toBe(contentOf(scene.there))
      // It is judged no more once it is out.
      expect((await health()).refused - refused).toBeLessThan(200)
      await removed(mallory)
      scene.ada.host.faults.splice(0)
    },
    60_000,
  )
})

test('edits of the others take no more than twice their time, at the 95th percentile of all these attacks', () => {
  console.log(
    `an edit at the other window, p95: calm ${p95(calm).toFixed(0)} ms, under attack ${p95(under).toFixed(0)} ms ` +
      `(${under.length} edits, the attacker in the same process)`,
  )
  expect(p95(under)).toBeLessThan(Math.max(2 * p95(calm), LOADED_MS))
})

test('names of ten megabytes end the link', async () => {
  const mallory = await scene.mallory('Mallory')
  mallory.say({ is: 'presence', here: [presence('x'.repeat(7_900_000))] })
  await until(() => mallory.isClosed())
  expect((await scene.ada.state(scene.plan)).trouble + scene.ada.host.faults.join()).toContain('Mallory')
  await scene.goesOn()
})

test('nobody is here in the name of another member', async () => {
  const mallory = await scene.mallory('Mallory')
  const ada = (await scene.ada.state(scene.plan)).devices.find(({ isThis }) => isThis)
  const told: { name: string; person: string | null }[] = []
  scene.here.link.on('plan.presence', ({ here }) => {
    told.splice(0, told.length, ...here.filter(({ device }) => device === mallory.identity.id))
  })
  mallory.say({ is: 'presence', here: [{ ...presence('Ada'), person: ada?.person ?? null }] })
  await until(() => told.length === 1)
  expect(told).toMatchObject([{ name: 'Mallory', person: null }])
  mallory.say({ is: 'presence', here: [presence(' ADA')] })
  await until(() => told[0]?.name.includes('ADA'))
  expect(told).toMatchObject([{ name: 'ADA (Mallory)', person: null }])
})

test('strangers with the room’s key take the places of nobody', async () => {
  const mallory = await scene.mallory('Mallory')
  const port = await scene.port(scene.ada)
  const links: HostileLink[] = []
  for (let i = 0; i < 60; i++) {
    const link = await mallory.call(scene.ada.address, port, { identity: newIdentity() })
    if (link !== null) links.push(link)
  }
  await pause(100)
  expect(links.filter((link) => !link.isClosed()).length).toBeLessThanOrEqual(20)
  await scene.goesOn()
  await scene.mallory('Late')
}, 30_000)

test('a member cannot make the others call a machine that has nothing to do with it', async () => {
  const mallory = await scene.mallory('Mallory')
  let calls = 0
  const victim = scene.room.network.machine('10.66.0.1')
  await victim.listen(22, {
    pipe: (pipe) => {
      calls++
      setTimeout(() => pipe.close(), 5)
    },
    page: async () => null,
  })
  // Members of its own making, all of them at the victim's address.
  const { admitting } = await import('../../../../../src/sync/membership/stating.ts')
  const made = many(60, () => newIdentity())
  for (const one of made) {
    const who = { device: one.id, key: one.publicKey, noise: one.noise.publicKey, name: 'Puppet', person: null }
    const standing = { lines: mallory.ledger.lines, membership: mallory.ledger.membership }
    mallory.send(mallory.next({}, { statement: admitting(standing, who, { epochKey: null, seal: () => null }) }))
  }
  await until(async () => (await scene.ada.state(scene.plan)).devices.length > 60)
  const stop = Date.now() + 2_000
  for (let i = 0; Date.now() < stop && !mallory.isClosed(); i++) {
    const peers = made.map(({ id }) => ({
      device: id,
      addresses: ['10.66.0.1', `10.66.${String(i % 250)}.9`],
      port: 22,
    }))
    mallory.say({ is: 'peers', peers })
    await pause(100)
  }
  // The two hosts together, in two seconds and more.
  expect(calls).toBeLessThan(30)
  await scene.goesOn()
}, 30_000)

test('what a stranger with the room’s key leaves waiting goes with its link', async () => {
  const mallory = await scene.mallory('Mallory')
  const stranger = newIdentity()
  const link = (await mallory.call(scene.ada.address, await scene.port(scene.ada), {
    identity: stranger,
  })) as HostileLink
  const records = many(20, (i) => mallory.record({ client: 900 + i, after: { 77: [5, 5] } }, { signer: stranger }))
  const held = async () =>
    (await scene.ada.link.call('health.state', { plan: scene.plan })).held.filter(
      ({ device }) => device === stranger.id,
    )
  link.say({ is: 'records', n: 0, records })
  await until(async () => (await held()).length === 20)
  link.close()
  await until(async () => (await held()).length === 0)
  await scene.goesOn()
})

test('a new connection gives nobody more', async () => {
  const mallory = await scene.mallory('Mallory')
  const known = mallory.next({ change: 'known' })
  mallory.send(known)
  const message = encodePeerMessage({ is: 'records', n: 1, records: many(15_000, () => known) })
  let ended = 0
  for (let link: HostileLink = mallory, said = 0; said < 12 && ended === 0; said++) {
    link.sayBytes(message)
    await until(() => link.isClosed() || link.heard.some(({ is }) => is === 'got'))
    if (link.isClosed()) ended = said
    link.close()
    const next = await mallory.call(scene.ada.address, await scene.port(scene.ada))
    if (next === null) break
    link = next
  }
  expect(ended).toBeGreaterThan(0)
  await removed(mallory)
  scene.ada.host.faults.splice(0)
}, 60_000)
