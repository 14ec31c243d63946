import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { clock } from '../../../../../src/host/ports/clock.ts'
import { joinRoom } from '../../../../../src/host/room/joining.ts'
import type { Statement } from '../../../../../src/sync/membership/statement.ts'
import { admitting } from '../../../../../src/sync/membership/stating.ts'
import { until } from '../../../../support/room-of-hosts.ts'
import { attackedRoom, type AttackedRoom } from './attacked-room.ts'
import { inviteOf, newIdentity, type HostileMember } from './hostile-member.ts'

/** What may be in order and is still meant to deceive people, or to break what shows it to them. */
let scene: AttackedRoom
let mallory: HostileMember
/** Linked with both, so that nobody waits for the next comparison. */
let send: (record: Uint8Array) => void
beforeAll(async () => {
  scene = await attackedRoom()
  mallory = await scene.mallory('Mallory')
  await mallory.learns(3)
  const atBen = await mallory.call(scene.ben.address, await scene.port(scene.ben))
  send = (record) => {
    mallory.send(record)
    atBen?.say({ is: 'records', n: 0, records: [record] })
  }
})
afterAll(() => scene.room.end())

const items = (doc: Y.Doc): Y.Map<Y.Map<unknown>> => doc.getMap('items')
const hasEdit = (title: string) => () => scene.here.titles().includes(title) && scene.there.titles().includes(title)
/** Colours, a new line, a bell, letters from right to left, and ones that nobody sees. */
const TRICKS = 'B\u202een\u0007 \u001b[31m\nof\u200b Ada\u2066'
const PLAIN = 'B en [31m of Ada'

describe('a name from elsewhere is one line of letters that can be seen', () => {
  test.each([
    [TRICKS, PLAIN],
    ['\u202e\u200b', 'A device without a name'],
  ])('of a device that knocks: %j', async (name, shown) => {
    await scene.ada.link.call('room.invite', { plan: scene.plan })
    const joining = joinRoom({
      invite: await inviteOf(scene.ada, scene.plan),
      name,
      person: '',
      identity: newIdentity(),
      network: scene.room.network.machine(`10.5.0.${String(shown.length)}`),
      clock,
      onDigits: () => undefined,
    })
    const knock = await until(async () => (await scene.ada.state(scene.plan)).knocks[0])
    expect(knock.name).toBe(shown)
    joining.cancel()
    await until(async () => (await scene.ada.state(scene.plan)).knocks.length === 0)
  })

  test('of a device that was let in by somebody who spelt it so', async () => {
    const who = newIdentity()
    const { lines, membership } = mallory.ledger
    const statement = admitting(
      { lines, membership },
      { device: who.id, key: who.publicKey, noise: who.noise.publicKey, name: 'Eve', person: null },
      { epochKey: null, seal: () => null },
    ) as Statement & { is: 'admit' }
    send(mallory.next({}, { statement: { ...statement, name: TRICKS } }))
    const devices = await until(async () => {
      const states = await Promise.all([scene.ada, scene.ben].map((host) => host.state(scene.plan)))
      const found = states.map((state) => state.devices.find(({ device }) => device === who.id))
      return found.includes(undefined) ? null : found
    })
    expect(devices.map((device) => device?.name)).toEqual([PLAIN, PLAIN])
  })

  test('of whoever is here, and letters that nobody sees make no other name of it', async () => {
    const told: string[] = []
    scene.here.link.on('plan.presence', ({ here }) => {
      const names = here.filter(({ device }) => device === mallory.identity.id).map(({ name }) => name)
      told.splice(0, told.length, ...names)
    })
    const here = (name: string) => ({
      is: 'presence',
      here: [{ id: 'w', person: null, name, role: 'po', screen: '', item: null, drives: false, hand: false }],
    })
    mallory.say(here(TRICKS))
    await until(() => told[0] === PLAIN)
    mallory.say(here('\u200bA\u0064a\u202e'))
    await until(() => told[0] === 'Ada (Mallory)')
  })
})

describe('a member’s clock may say what it likes', () => {
  const TIMES = {
    'the year 1970': 0,
    'long before': -1e15,
    'the year 2999': 32_472_144_000_000,
    'the last day of all calendars': 8.64e15,
    'the day after it': 8.64e15 + 1,
    'no day at all': 1e300,
    'no day before all others': -1e300,
  }

  test.each(Object.entries(TIMES))('%s', async (words, time) => {
    const title = `Written in ${words}`
    const id = [...items(mallory.doc).keys()][0] as string
    const update = mallory.update((doc) => void items(doc).get(id)?.set('title', title))
    const change = `at-${String(time)}`
    const entries = [{ name: 'item.edit', record: `items/${id}`, field: 'title', from: 'x', to: title, why: '' }]
    const began = Date.now()
    send(mallory.next({ update, time, change, entries }))
    await until(hasEdit(title))
    await scene.goesOn()
    for (const { link } of [scene.ada, scene.ben]) {
      // A list in which the plan stands above all others for a thousand years, or that cannot be shown, helps nobody.
      const [summary] = await link.call('plans.list', undefined)
      expect(summary?.lastChange).toBeGreaterThanOrEqual(began - 60_000)
      expect(summary?.lastChange).toBeLessThanOrEqual(Date.now())
      const line = await until(async () => {
        const lines = await link.call('plan.log', { plan: scene.plan, record: null, before: null, limit: 100 })
        return lines.find((one) => one.change === change)
      })
      const isDay = Math.abs(time) <= 8.64e15
      expect(line.time).toBe(isDay ? time : 0)
      expect(Number.isFinite(new Date(line.time).getTime())).toBe(true)
      const extent = await link.call('history.extent', { plan: scene.plan })
      expect(Number.isFinite(extent.last)).toBe(true)
      await link.call('conflicts.list', { plan: scene.plan })
    }
  })
})

describe('whatever is long stays a nuisance', () => {
  test('words of an edit that fill a record’s header', async () => {
    const why = 'w'.repeat(4_500)
    const entries = Array.from({ length: 200 }, (_, i) => ({
      ...{ name: 'item.edit', record: `items/x${String(i)}`, field: 'title' },
      ...{ from: null, to: null, why },
    }))
    send(mallory.next({ entries, change: 'long' }))
    for (const { link } of [scene.ada, scene.ben]) {
      const line = await until(async () => {
        const lines = await link.call('plan.log', { plan: scene.plan, record: null, before: null, limit: 100 })
        return lines.find((one) => one.change === 'long')
      })
      expect(line.entries.length).toBeLessThanOrEqual(50)
    }
    await scene.goesOn()
  })

  test('a plan’s name of 200 kB', async () => {
    const name = '船'.repeat(66_000)
    const update = mallory.update((doc) => void doc.getMap('plan').set('name', name))
    send(mallory.next({ update, change: 'name' }))
    const { link } = scene.ada
    await until(async () => (await link.call('plans.list', undefined))[0]?.name.length === name.length)
    await scene.goesOn()
    for (const format of ['ordinal-json', 'csv', 'markdown'] as const) {
      const { fileName } = await link.call('plan.export', { plan: scene.plan, format })
      // No file system takes more.
      expect(Buffer.byteLength(fileName)).toBeLessThan(256)
    }
    // Somebody joins all the same.
    const newcomer = await scene.mallory('Late')
    await newcomer.learns(3)
    await scene.goesOn()
  })
})

test('what it wrote is taken back as any other, and all is there again after a restart', async () => {
  const { link } = scene.ben
  await link.call('history.takeBack', {
    plan: scene.plan,
    why: 'hostile',
    author: { person: null, role: 'po', forTeam: null },
    preview: false,
    what: { kind: 'device', device: mallory.identity.id },
    since: null,
  })
  await until(() => !scene.here.titles().some((title) => title.startsWith('Written in')))
  const before = scene.here.titles()
  await scene.restartBen()
  expect(scene.there.titles().toSorted()).toEqual(before.toSorted())
  const [summary] = await scene.ben.link.call('plans.list', undefined)
  expect(summary?.lastChange).toBeLessThanOrEqual(Date.now())
  await scene.goesOn()
})
