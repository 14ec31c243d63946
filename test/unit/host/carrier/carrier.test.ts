import { deflateRawSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createBoxKeys } from '../../../../src/sync/carrier/box-keys.ts'
import { encodeLetter, tagFor, type Letter } from '../../../../src/sync/carrier/letter.ts'
import { letterSize } from '../../../../src/sync/carrier/padding.ts'
import { createMemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { carriedHost, type CarriedHost } from '../../../support/carried-hosts.ts'
import { createMemoryMailServer } from '../../../support/memory-mail-server.ts'
import { until } from '../../../support/room-of-hosts.ts'

let running: CarriedHost[] = []
afterEach(async () => {
  for (const host of running) await host.stop()
  running = []
})

async function start(seed: number, name: string, plan?: string): Promise<CarriedHost> {
  const host = await carriedHost(seed, name, plan)
  running.push(host)
  return host
}

/** Ada has a plan and let Ben in; from then on they never meet. */
async function twoApart(): Promise<{ ada: CarriedHost; ben: CarriedHost }> {
  const ada = await start(11, 'Ada')
  await ada.edit('made in the room')
  const ben = await start(22, 'Ben', ada.plan)
  await ada.letIn(ben)
  return { ada, ben }
}

async function haveTheSame(...hosts: CarriedHost[]): Promise<void> {
  await until(() => new Set(hosts.map((host) => JSON.stringify(host.host().ledger.frontier()))).size === 1)
  for (const host of hosts) expect(host.titles()).toEqual(hosts[0]?.titles())
}

test('two hosts that never meet hold one plan through the server', async () => {
  const { ada, ben } = await twoApart()
  const server = createMemoryMailServer()
  await ada.edit('made by Ada before')
  ada.connect(server)
  ben.connect(server)
  await haveTheSame(ada, ben)
  await ada.edit('made by Ada')
  await ben.edit('made by Ben')
  await until(() => ada.titles().length === 4 && ben.titles().length === 4)
  await haveTheSame(ada, ben)
  expect(ada.carrier().state()).toMatchObject({ state: 'here', trouble: '' })
  expect([...ada.faults, ...ben.faults]).toEqual([])
})

test('people are told once the server has everything', async () => {
  const { ada } = await twoApart()
  ada.connect(createMemoryMailServer())
  await until(() => ada.told()?.isLevel === true)
})

test('a host that comes late gets all, also what was made by one who is gone', async () => {
  const { ada, ben } = await twoApart()
  const server = createMemoryMailServer()
  ada.connect(server)
  for (let i = 0; i < 30; i++) await ada.edit(`item ${i}`)
  await until(() => ada.carrier().isLevel())
  await ada.disconnect()
  ben.connect(server)
  await until(() => ben.titles().length === 31)
  await haveTheSame(ada, ben)
})

test('a server that was killed and comes back empty gets everything again', async () => {
  const { ada, ben } = await twoApart()
  const server = createMemoryMailServer()
  ada.connect(server)
  await ada.edit('one')
  await until(() => ada.carrier().isLevel())
  server.kill()
  await until(() => ada.carrier().state().state === 'away')
  expect(ada.carrier().state().trouble).not.toBe('')
  await ada.edit('two, while it was away')
  await ada.disconnect()
  server.start('empty')
  ada.connect(server)
  await until(() => ada.carrier().isLevel())
  await ada.disconnect()
  ben.connect(server)
  await until(() => ben.titles().length === 3)
})

test('what somebody takes away from the server comes back', async () => {
  const { ada, ben } = await twoApart()
  const server = createMemoryMailServer()
  ada.connect(server)
  await ada.edit('one')
  await until(() => ada.carrier().isLevel())
  for (let round = 0; round < 3; round++) {
    server.vandal((doc) => doc.getMap('letters').clear())
    await until(() => !ada.carrier().isLevel())
    await until(() => ada.carrier().isLevel())
  }
  await ada.disconnect()
  ben.connect(server)
  await until(() => ben.titles().length === 2)
})

test('junk, letters under other names, of other documents and of before do no harm', async () => {
  const { ada, ben } = await twoApart()
  const server = createMemoryMailServer()
  ada.connect(server)
  await ada.edit('one')
  await until(() => ada.carrier().isLevel())
  server.vandal((doc) => {
    const letters = doc.getMap<unknown>('letters')
    for (const [name, sealed] of [...letters]) {
      const bytes = sealed as Uint8Array
      letters.set(name.toUpperCase(), bytes)
      letters.set(`${name.slice(0, -1)}_`, bytes)
      letters.set('a'.repeat(24), bytes.slice().fill(7))
      letters.set(
        name,
        bytes.map((byte, i) => (i === 100 ? byte ^ 1 : byte)),
      )
    }
    letters.set('text', 'words')
    letters.set('map', new Y.Map())
    letters.set('', null)
    doc.getText('letters of another kind').insert(0, 'x')
  })
  ben.connect(server)
  await ben.edit('two')
  await haveTheSame(ada, ben)
  expect(ben.titles()).toEqual(['made in the room', 'one', 'two'])
})

test('a removed device reads nothing new; who missed the removal goes on with the newer key', async () => {
  const { ada, ben } = await twoApart()
  const cid = await start(33, 'Cid', ada.plan)
  await ada.letIn(cid)
  await ada.tell(ben)
  const server = createMemoryMailServer()
  for (const host of [ada, ben, cid]) host.connect(server)
  await haveTheSame(ada, ben, cid)
  // Ben is away while Cid is removed.
  await ben.disconnect()
  await ada.members.remove(cid.device, 'left the team')
  await ada.edit('only for those who stay')
  await until(() => ada.carrier().isLevel())
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect(cid.host().ledger.membership.isRemoved(cid.device)).toBe(false)
  expect(cid.titles()).not.toContain('only for those who stay')
  await ben.edit('made by Ben while he did not know')
  ben.connect(server)
  await until(() => ben.titles().includes('only for those who stay'))
  await haveTheSame(ada, ben)
  expect(ben.members.keys()).toHaveLength(2)
  expect(cid.titles()).not.toContain('only for those who stay')
})

test('what a device writes that does not know yet that it was removed is kept aside', async () => {
  const { ada, ben } = await twoApart()
  const server = createMemoryMailServer()
  ada.connect(server)
  ben.connect(server)
  await haveTheSame(ada, ben)
  await ada.members.remove(ben.device, 'lost laptop')
  await ben.edit('written on the lost laptop')
  await until(() => ada.host().aside().length === 1)
  const { aside } = await ada.host().health.state()
  expect(aside).toMatchObject([{ device: ben.device, name: 'somebody', words: 'Created “written on the lost laptop”' }])
  expect(ada.titles()).toEqual(['made in the room'])
})

test('nothing on the server tells titles, names, ids or how much there is', async () => {
  const { ada, ben } = await twoApart()
  const server = createMemoryMailServer()
  ada.connect(server)
  ben.connect(server)
  await ada.edit('Berth 7 closes at noon')
  await ben.edit('Crew roster for the night boat')
  await haveTheSame(ada, ben)
  const all = Buffer.concat([
    ...server.heard,
    ...[...server.documents].map(([name, doc]) => Buffer.concat([Buffer.from(name), Y.encodeStateAsUpdate(doc)])),
  ])
  const text = all.toString('latin1').toLowerCase()
  const secrets = ['Berth', 'Crew', 'Ferry', 'Ada', 'po1', ada.plan, ada.device, ben.device, 'title', 'item', 'record']
  for (const secret of secrets.filter((one) => one.length > 3)) expect(text).not.toContain(secret.toLowerCase())
  const sizes = new Set<number>()
  for (const doc of server.documents.values())
    for (const letter of doc.getMap<Uint8Array>('letters').values()) sizes.add(letter.length)
  expect(sizes.size).toBeGreaterThan(0)
  for (const size of sizes) expect(letterSize(size)).toBe(size)
})

test('many small letters become a few, and nothing is lost by it', async () => {
  const { ada, ben } = await twoApart()
  const server = createMemoryMailServer()
  ada.connect(server, { manySmall: 20, batch: 0 })
  for (let i = 0; i < 60; i++) {
    await ada.edit(`item ${i}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await until(() => ada.carrier().isLevel() && server.letters() < 25)
  await ada.disconnect()
  ben.connect(server)
  await until(() => ben.titles().length === 61)
})

test('a mailbox that grew too large is left for the next generation, which others find', async () => {
  const { ada, ben } = await twoApart()
  const cid = await start(33, 'Cid', ada.plan)
  await ada.letIn(cid)
  const server = createMemoryMailServer()
  const pace = { manySmall: 10, largest: 30_000, batch: 0 }
  ada.connect(server, pace)
  ben.connect(server, pace)
  for (let i = 0; server.documents.size < 2; i++) {
    await ada.edit(`item ${i}`)
    await new Promise((resolve) => setTimeout(resolve, 3))
    if (i > 500) throw new Error('No next generation began.')
  }
  await haveTheSame(ada, ben)
  await ben.edit('in the new one')
  await haveTheSame(ada, ben)
  // What lies in the new one is taken out of the old one, but for the word where it went on.
  const [old] = [...server.documents.values()]
  await until(() => old?.getMap('letters').size === 1)
  await until(() => ada.carrier().isLevel())
  await ada.disconnect()
  await ben.disconnect()
  cid.connect(server, { ...pace, largest: 1_000_000 })
  await haveTheSame(ada, ben, cid)
})

test('letters that somebody with the key made up change nothing, and the plan goes on', async () => {
  const { ada, ben } = await twoApart()
  const server = createMemoryMailServer()
  ada.connect(server)
  await until(() => ada.carrier().isLevel())
  const random = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + count) & 255)
  let count = 0
  const box = createBoxKeys(ada.members.keys().at(-1) as Uint8Array, 0, random)
  const run = { client: 77, from: 1, to: 2_000_000_000, mark: 5 }
  const records = { is: 'records', place: 0, runs: [run], out: [] } as const
  const madeUp: Letter[] = [
    { ...records, packed: random(500) },
    { ...records, packed: new Uint8Array(0) },
    // A bomb: 200 MB of zeros in 200 kB.
    { ...records, packed: new Uint8Array(deflateRawSync(new Uint8Array(200_000_000), { level: 9 })) },
    { ...records, packed: new Uint8Array(deflateRawSync(Uint8Array.of(3, 1, 2, 3, 2, 9, 9))) },
    { is: 'keys', epoch: 'made up', wraps: [[tagFor(ada.device, 'made up'), random(80)]] },
    { is: 'moved', to: 2_147_483_647 },
  ]
  server.vandal((doc, name) => {
    if (name !== box.document) return
    for (const letter of madeUp) {
      count++
      const label = box.newName()
      doc.getMap('letters').set(label, box.seal(label, encodeLetter(letter)))
    }
  })
  ben.connect(server)
  await ben.edit('made by Ben')
  await ada.edit('made by Ada')
  await until(() => ada.titles().length === 3 && ben.titles().length === 3)
  await haveTheSame(ada, ben)
  expect(ada.titles()).toEqual(['made by Ada', 'made by Ben', 'made in the room'])
})

test('a line that two copies of one machine went on with meets through the server: one branch counts everywhere', async () => {
  const files = createMemoryFiles()
  const before = await carriedHost(11, 'Ada', undefined, { files, root: '/data' })
  await before.edit('made before')
  const ben = await start(22, 'Ben', before.plan)
  await before.letIn(ben)
  await before.stop()
  // An image of the whole machine: the key stays the same.
  const ada = await carriedHost(33, 'Ada', before.plan, { files: files.afterPowerCut(), root: '/data' })
  const clone = await carriedHost(44, 'Ada', before.plan, { files: files.afterPowerCut(), root: '/data' })
  running.push(ada, clone)
  expect(clone.device).toBe(ada.device)
  await ada.edit('made on the one')
  await clone.edit('made on the other')
  const server = createMemoryMailServer()
  for (const one of [ada, clone, ben]) one.connect(server)
  const outOf = (one: CarriedHost): readonly string[] => one.host().peers.out()
  await until(() => [ada, clone, ben].every((one) => outOf(one).length > 0))
  await haveTheSame(ada, clone, ben)
  for (const one of [clone, ben]) expect(outOf(one)).toEqual(outOf(ada))
  // What was taken out is given back by the machine that made it.
  await until(() => [ada, clone, ben].every((one) => one.titles().length === 3))
  expect(ben.titles()).toEqual(['made before', 'made on the one', 'made on the other'])
}, 30_000)
