import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { until } from '../../../../support/room-of-hosts.ts'
import { attackedRoom, contentOf, pause, TITLES, type AttackedRoom } from './attacked-room.ts'
import type { HostileMember } from './hostile-member.ts'

let scene: AttackedRoom
beforeAll(async () => {
  scene = await attackedRoom()
})
afterAll(() => scene.room.end())

const items = (doc: Y.Doc): Y.Map<Y.Map<unknown>> => doc.getMap('items')
const AUTHOR = { person: null, role: 'po', forTeam: null } as const

async function removed({ identity }: HostileMember): Promise<void> {
  await scene.ada.link.call('room.remove', { plan: scene.plan, device: identity.id, why: 'hostile' })
}

/** As `delete` of an item does it, and as nobody's Ordinal does: the records themselves are gone. */
const WIPES = [
  ['deletes everything', 'takeBack', (doc: Y.Doc) => items(doc).forEach((item) => item.set('deleted', Date.now()))],
  ['takes the records themselves out of the plan', 'bringBack', (doc: Y.Doc) => items(doc).clear()],
] as const

test.each(WIPES)(
  'a member that %s is shown to all with its device, and History undoes it in one step',
  async (_, way, wipe) => {
    const mallory = await scene.mallory('Mallory')
    await scene.goesOn()
    const titles = scene.here.titles()
    await mallory.learns(titles.length)
    const entries = [{ name: 'item.delete', record: '', field: '', from: null, to: items(mallory.doc).size, why: '' }]
    const change = `wipe-${mallory.identity.id}`
    const update = mallory.update(wipe)
    const record = mallory.next({ update, entries, change, author: { ...AUTHOR, person: 'mallory' } })
    const atBen = await mallory.call(scene.ben.address, await scene.port(scene.ben))
    atBen?.say({ is: 'records', n: 0, records: [record] })
    mallory.send(record)
    await until(() => scene.here.titles().length === 0 && scene.there.titles().length === 0)
    const seen = [scene.ada, scene.ben].map((host) =>
      until(async () => {
        const lines = await host.link.call('plan.log', { plan: scene.plan, record: null, before: null, limit: 5 })
        return lines.find((one) => one.change === change)
      }),
    )
    const [line, other] = await Promise.all(seen)
    for (const one of [line, other])
      expect(one).toMatchObject({ device: mallory.identity.id, author: { person: 'mallory' } })
    const { link } = scene.ben
    const asked = { plan: scene.plan, why: 'hostile', author: AUTHOR, preview: false }
    const taken = await link.call('history.takeBack', {
      ...asked,
      preview: way === 'bringBack',
      what: { kind: 'device', device: mallory.identity.id },
      since: null,
    })
    if (way === 'bringBack') {
      expect(taken.left[0]?.why).toContain('Bring it back from a moment before')
      await link.call('history.bringBack', { ...asked, moment: (line?.at ?? 0) - 0.0005, what: { kind: 'plan' } })
    }
    await until(() => scene.here.titles().length === titles.length && scene.there.titles().length === titles.length)
    expect(scene.here.titles().toSorted()).toEqual(titles.toSorted())
    scene.content()
    await scene.goesOn()
    await removed(mallory)
  },
)

test('gaps that never close fill no memory and hold up nobody', async () => {
  const mallory = await scene.mallory('Mallory')
  await scene.goesOn()
  const before = scene.content()
  for (let round = 0; round < 5; round++) {
    const gaps = Array.from({ length: 200 }, (_, i) =>
      mallory.record({ client: 10_000 + i, seq: 2 ** 31 - 1, after: {}, change: `gap-${String(round)}-${String(i)}` }),
    )
    mallory.send(...gaps)
  }
  const never = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [String(50_000 + i), [5, 50]] as const))
  mallory.send(mallory.record({ after: never }))
  await scene.goesOn()
  const { held } = await scene.ada.link.call('health.state', { plan: scene.plan })
  expect(held.length).toBeGreaterThan(0)
  expect(held.length).toBeLessThanOrEqual(200)
  expect(held.every(({ device }) => device === mallory.identity.id)).toBe(true)
  expect(scene.content()).toContain(before.slice(0, 20))
  for (let i = 0; i < 3; i++) await scene.goesOn()
  await removed(mallory)
})

test('an update that would throw half-way, after it changed the document, changes nothing', async () => {
  const mallory = await scene.mallory('Mallory')
  await scene.goesOn()
  await mallory.learns(TITLES.length)
  const bad = halfWay(mallory)
  expect(bad.length).toBeGreaterThanOrEqual(2)
  const before = scene.content()
  mallory.send(...bad.slice(0, 5).map((update, i) => mallory.record({ update, change: `flip-${String(i)}` })))
  await until(() => mallory.isClosed())
  expect((await scene.ada.state(scene.plan)).trouble).toContain('Mallory')
  expect(scene.content()).toBe(before)
  expect(scene.ada.host.faults.join()).not.toContain('should not have')
  await scene.goesOn()
  await removed(mallory)
})

/** Flips each bit of an update, and keeps those with which Yjs throws and leaves something behind. */
function halfWay({ doc, update, client }: HostileMember): Uint8Array[] {
  const honest = update((one) => {
    for (const [id, item] of [...items(one)].slice(0, 3)) {
      item.set('title', `Taken over ${id}`)
      item.set('estimate', 5)
    }
    one.getMap('goals').set('g', new Y.Map([['title', 'mine']]))
  })
  const base = Y.encodeStateAsUpdate(doc)
  const found: Uint8Array[] = []
  for (let bit = 0; bit < honest.length * 8 && found.length < 10; bit++) {
    const flipped = honest.slice()
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
    const copy = new Y.Doc()
    Y.applyUpdate(copy, base)
    try {
      Y.applyUpdate(copy, flipped)
    } catch {
      if (Y.getState(copy.store, client) > 0) found.push(flipped)
    }
  }
  return found
}

test('a member that signs two records for each of its numbers stops nobody', async () => {
  const mallory = await scene.mallory('Mallory')
  await scene.goesOn()
  const atBen = await mallory.call(scene.ben.address, await scene.port(scene.ben))
  const TIMES = 5
  for (let i = 0; i < TIMES; i++) {
    const client = 70_000 + i
    const pair = ['a', 'b'].map((title) => {
      const own = new Y.Doc()
      own.clientID = client
      own.getMap('wormholes').set(`split-${String(i)}`, title)
      return mallory.record({ client, seq: 1, after: {}, change: title, update: Y.encodeStateAsUpdate(own) })
    })
    mallory.send(...pair)
    atBen?.say({ is: 'records', n: 0, records: pair })
    await pause(100)
  }
  await until(async () => {
    await pause(200)
    const healths = await Promise.all(
      [scene.ada, scene.ben].map((host) => host.link.call('health.state', { plan: scene.plan })),
    )
    return healths.every(({ takenOut }) => takenOut.length === TIMES)
  })
  const windows = [await scene.ada.window(scene.plan), await scene.ben.window(scene.plan)]
  await until(() => contentOf(windows[0] as never) === contentOf(windows[1] as never))
  for (const title of TITLES) expect(windows[0]?.titles()).toContain(title)
}, 30_000)
