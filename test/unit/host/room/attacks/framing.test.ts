import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createItem } from '../../../../../src/commands/create-item.ts'
import { sha256 } from '../../../../../src/host/vault/record-crypto.ts'
import { decodeRecord, FIRST_HASH, nextHash } from '../../../../../src/sync/record.ts'
import { until } from '../../../../support/room-of-hosts.ts'
import { attackedRoom, contentOf, pause, type AttackedRoom } from './attacked-room.ts'

let scene: AttackedRoom
beforeAll(async () => {
  scene = await attackedRoom()
})
afterAll(() => scene.room.end())

describe('nobody honest is blamed for what a member makes up', () => {
  test('records in another device’s name that nobody checks, since they stand behind what is here', async () => {
    const mallory = await scene.mallory('Mallory')
    scene.there.run(createItem, { title: 'by Ben', at: 'bottom' })
    await until(() => scene.here.titles().includes('by Ben'))
    const [ada, ben] = [await scene.device(scene.ada), await scene.device(scene.ben)]
    await until(() => [...mallory.ledger.lines.lines()].some(({ device }) => device === ben))
    const lineOfAda = [...mallory.ledger.lines.lines()].find(({ device, seq }) => device === ada && seq > 2)
    const forged = Array.from({ length: 30 }, (_, i) =>
      mallory.record(
        { client: lineOfAda?.client as number, seq: 2, after: {}, change: `x${String(i)}` },
        { device: ben },
      ),
    )
    mallory.send(...forged)
    await until(() => mallory.isClosed())
    const { trouble, devices } = await scene.ada.state(scene.plan)
    expect(trouble).toContain('Mallory sent')
    expect(trouble).not.toContain('Ben')
    expect(devices.find(({ device }) => device === ben)?.state).toBe('here')
    await scene.goesOn()
  })

  test('second records of a number that hang on nothing', async () => {
    const mallory = await scene.mallory('Malia')
    const ben = await scene.device(scene.ben)
    await until(() => [...mallory.ledger.lines.lines()].some(({ device }) => device === ben))
    const line = [...mallory.ledger.lines.lines()].find(({ device }) => device === ben)
    const before = scene.content()
    for (let i = 0; i < 30 && !mallory.isClosed(); i++) {
      mallory.send(
        mallory.record({ client: line?.client as number, seq: 1, after: {}, change: `y${String(i)}` }, { device: ben }),
      )
      await pause(20)
    }
    await until(() => mallory.isClosed())
    expect((await scene.ada.state(scene.plan)).trouble).toContain('Malia')
    expect((await scene.ada.state(scene.plan)).trouble).not.toContain('Ben')
    expect(scene.content()).toBe(before)
    await scene.goesOn()
  })

  test.each([
    ['higher', 'faith'],
    ['lower', 'hope'],
  ])(
    'a line that somebody began elsewhere with a %s hash: all hold the same in the end, and no edit made in good faith is lost',
    async (hash, faith) => {
      const mallory = await scene.mallory(`Malvina, ${hash}`)
      await until(async () => mallory.ledger.membership.isMember(mallory.identity.id))
      const atBen = await mallory.call(scene.ben.address, await scene.port(scene.ben))
      expect(atBen).not.toBeNull()
      scene.room.network.cut(scene.ada.address, scene.ben.address)
      await until(async () =>
        (await scene.ada.state(scene.plan)).devices.some(({ name, state }) => name === 'Ben' && state === 'away'),
      )
      // A window that writes under a line nobody has seen yet.
      const fresh = await scene.ada.window(scene.plan)
      fresh.run(createItem, { title: `in good ${faith}`, at: 'bottom' })
      const first = await until(() =>
        mallory.heard
          .flatMap((message) => (message.is === 'records' ? message.records : []))
          .map((bytes) => decodeRecord(bytes))
          .find(
            (record) =>
              record.ok && record.value.entries.some(({ to }) => to === `in good ${faith}`) && record.value.seq === 1,
          ),
      )
      const client = first.ok ? first.value.client : 0
      const own = new Y.Doc()
      own.clientID = client
      own.getMap('items').set('hijack', new Y.Map([['title', 'hijacked']]))
      const update = Y.encodeStateAsUpdate(own)
      const honest = hashOf(first.ok ? first.value.bytes : new Uint8Array())
      const forge = (i: number): Uint8Array =>
        mallory.record({ client, seq: 1, after: {}, update, change: `forged-${String(i)}` }, { previous: FIRST_HASH })
      let tries = 0
      let forged = forge(tries)
      while (hashOf(forged) < honest !== (hash === 'lower')) forged = forge(++tries)
      atBen?.say({ is: 'records', n: 0, records: [forged] })
      await until(() => scene.there.window.doc.getMap('items').has('hijack'))
      await pause(200)
      fresh.run(createItem, { title: `a second ${faith}`, at: 'bottom' })
      scene.room.network.heal()
      const isWhole = (content: string): boolean =>
        content.includes(`in good ${faith}`) && content.includes(`a second ${faith}`)
      await until(async () => {
        // A plan whose line split is opened anew, and so are its windows.
        await pause(300)
        const opened = await Promise.allSettled([scene.ada, scene.ben].map((host) => host.window(scene.plan)))
        const windows = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
        const [a = '', b = ''] = windows.map(contentOf)
        windows.forEach((one) => one.die())
        return windows.length === 2 && a === b && isWhole(a) && a.includes('hijacked') === (hash === 'lower')
      })
      for (const host of [scene.ada, scene.ben]) expect((await host.state(scene.plan)).trouble).not.toMatch(/Ada|Ben/)
      const { takenOut } = await scene.ben.link.call('health.state', { plan: scene.plan })
      expect(takenOut.length).toBeGreaterThan(0)
    },
    30_000,
  )
})

/** Of a line's first record: the lower one counts. */
function hashOf(record: Uint8Array): string {
  return Buffer.from(nextHash({ hash: sha256 }, FIRST_HASH, record)).toString('hex')
}
