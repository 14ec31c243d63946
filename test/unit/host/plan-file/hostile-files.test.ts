import { generateKeyPairSync, sign } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AboutFile } from '../../../../src/host/plan-file/file-content.ts'
import { openPlanFile } from '../../../../src/host/plan-file/read-plan-file.ts'
import { clock } from '../../../../src/host/ports/clock.ts'
import { nodeFiles } from '../../../../src/host/ports/node-files.ts'
import { systemRandom } from '../../../../src/host/ports/random.ts'
import { nodeRecordCrypto } from '../../../../src/host/vault/record-crypto.ts'
import { openVault } from '../../../../src/host/vault/vault.ts'
import { encodeRecord, FIRST_HASH } from '../../../../src/sync/record.ts'
import { hostsWithFiles, type FileHost, type FileHosts } from './hosts-with-files.ts'
import { planFileOf, sourceOf } from './plan-file-of-records.ts'

let hosts: FileHosts
let anna: FileHost
let ben: FileHost
let plan = ''
beforeEach(async () => {
  hosts = hostsWithFiles()
  anna = await hosts.start('Anna')
  ben = await hosts.start('Ben')
  plan = (await anna.link.call('plans.create', { name: 'Harbour' })).id
  await anna.add(plan, 'Quay lights')
})
afterEach(() => hosts.end())

test('a plan whose id proves nobody is begun by whom the first file says, and the report says that it is believed', async () => {
  const older = 'an-older-plan'
  const carla = await hosts.start('Carla', (folder) => makeOlderPlan(folder, older))
  await carla.add(older, 'Pilot boat')
  const made = await ben.merge(await carla.share(older))
  expect(made).toMatchObject({ isNew: true, refused: 0, waiting: 0, aside: 0 })
  expect(made.founder).toMatchObject({ name: 'Carla', isProven: false })
  expect(await ben.titles(older)).toEqual(['Pilot boat'])

  ben = await ben.restart()
  await carla.add(older, 'Crane')
  expect(await ben.merge(await carla.share(older))).toMatchObject({ isNew: false, refused: 0, aside: 0, founder: null })
  expect(await ben.titles(older)).toEqual(['Pilot boat', 'Crane'])
})

test('another file cannot say that somebody else began a plan that is here', async () => {
  const older = 'an-older-plan'
  const carla = await hosts.start('Carla', (folder) => makeOlderPlan(folder, older))
  const dora = await hosts.start('Dora', (folder) => makeOlderPlan(folder, older))
  await carla.add(older, 'Pilot boat')
  await dora.add(older, 'Pirate boat')
  await ben.merge(await carla.share(older))
  const second = await ben.merge(await dora.share(older))
  expect(second).toMatchObject({ isNew: false, applied: 0, refused: 0 })
  expect(second.strangers).toMatchObject([{ name: 'Dora' }])
  expect(await ben.titles(older)).toEqual(['Pilot boat'])
})

test('a file that does not say who began its plan, or says it with a key that is not theirs, makes no plan', async () => {
  const { about, records } = await insideOf(await anna.share(plan))
  const [founder, other] = [about.founder, { key: new Uint8Array(32).fill(9) }]
  if (founder === null) throw new Error('The file says nobody.')
  for (const said of [null, { ...founder, ...other }, { ...founder, device: 'aaaaaaaaaaaaaaaa' }])
    await expect(ben.merge(await planFileOf(records, { about: { ...about, founder: said } }))).rejects.toMatchObject({
      type: 'nobody-began-it',
    })
  expect(await ben.link.call('plans.list', undefined)).toEqual([])
  // Not even for a moment.
  expect(await nodeFiles.list(`${ben.host.folder}/removed`)).toEqual([])
})

test('records of which the founder signed none make no plan', async () => {
  const { about, records } = await insideOf(await anna.share(plan))
  const forged = records.map((bytes) => bytes.with(bytes.length - 1, 1 ^ (bytes.at(-1) ?? 0)))
  await expect(ben.merge(await planFileOf(forged, { about }))).rejects.toMatchObject({ type: 'nobody-began-it' })
  expect(await ben.link.call('plans.list', undefined)).toEqual([])
  expect(await nodeFiles.list(`${ben.host.folder}/removed`)).toEqual([])
})

test('records that a member did not sign are refused and change nothing; many of them end the merge', async () => {
  await ben.merge(await anna.share(plan))
  await anna.add(plan, 'Tide table')
  const { about, records } = await insideOf(await anna.share(plan))
  const forged = records.map((bytes) => bytes.with(bytes.length - 1, 1 ^ (bytes.at(-1) ?? 0)))
  expect((await ben.merge(await planFileOf(forged.slice(-1), { about }))).refused).toBe(1)
  const next = forged.find((_, i) => i >= records.length - 1) as Uint8Array
  const many = Array.from({ length: 150 }, (_, i) => next.with(next.length - 2, i))
  await expect(ben.merge(await planFileOf(many, { about }))).rejects.toMatchObject({ type: 'not-honest' })
  expect(await ben.titles(plan)).toEqual(['Quay lights'])
})

test('what a stranger did not sign, or signed with a key that is not its own, is not kept aside', async () => {
  await ben.merge(await anna.share(plan))
  await ben.add(plan, 'Ben’s bell')
  const { about, records } = await insideOf(await ben.share(plan))
  const forged = records.map((bytes) => bytes.with(bytes.length - 1, 1 ^ (bytes.at(-1) ?? 0)))
  const unsigned = await anna.merge(await planFileOf(forged, { about }))
  expect(unsigned).toMatchObject({ applied: 0, aside: 0, strangers: [] })
  expect(unsigned.refused).toBeGreaterThan(0)
  const devices = about.devices.map((one) => ({ ...one, key: new Uint8Array(32).fill(9) }))
  const otherKey = await anna.merge(await planFileOf(records, { about: { ...about, devices } }))
  expect(otherKey).toMatchObject({ applied: 0, aside: 0, strangers: [] })
  expect(await anna.titles(plan)).toEqual(['Quay lights'])
})

test('whoever signs in the name of another device with a key of their own is not kept aside as that device', async () => {
  await ben.merge(await anna.share(plan))
  const { about } = await insideOf(await ben.share(plan))
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const crypto = nodeRecordCrypto((bytes) => new Uint8Array(sign(null, bytes, privateKey)))
  const author = { person: null, role: null, forTeam: null }
  const envelope = { client: 7, seq: 1, after: {}, author, time: 1, change: 'c1', entries: [], update: NOTHING }
  const record = encodeRecord(crypto, FIRST_HASH, envelope, { plan, device: about.madeBy })
  const key = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
  const bytes = await planFileOf([record], {
    about: { ...about, devices: [{ device: about.madeBy, key, name: 'Ben' }] },
  })
  expect(await anna.merge(bytes)).toMatchObject({ applied: 0, refused: 1, aside: 0, strangers: [] })
})

test('records of another plan are refused', async () => {
  const second = (await anna.link.call('plans.create', { name: 'Other' })).id
  await anna.add(second, 'From elsewhere')
  const [first, other] = [await insideOf(await anna.share(plan)), await insideOf(await anna.share(second))]
  await ben.merge(await anna.share(plan))
  const mixed = await ben.merge(await planFileOf(other.records, { about: first.about }))
  expect(mixed).toMatchObject({ applied: 0, aside: 0 })
  expect(mixed.refused).toBeGreaterThan(0)
  expect(await ben.titles(plan)).toEqual(['Quay lights'])
})

test('nobody belongs to the room because of a file, also not after their changes were taken', async () => {
  await ben.merge(await anna.share(plan))
  await ben.add(plan, 'Ben’s bell')
  const { strangers } = await anna.merge(await ben.share(plan))
  await anna.link.call('planFile.accept', { plan, device: strangers[0]?.device ?? '' })
  for (const one of [anna, ben]) {
    await ben.merge(await anna.share(plan))
    const { devices } = await one.link.call('room.state', { plan })
    expect(devices.map(({ name }) => name)).toEqual(['Anna'])
  }
  await expect(ben.link.call('room.open', { plan, port: null })).rejects.toMatchObject({ type: 'no-member' })
})

test('a damaged shelf is put beside, and what it kept comes again with its file', async () => {
  await ben.merge(await anna.share(plan))
  await ben.add(plan, 'Ben’s bell')
  const bytes = await ben.share(plan)
  const { strangers, aside } = await anna.merge(bytes)
  const shelf = `${anna.host.folder}/plans/${plan}/strangers/${strangers[0]?.device ?? ''}`
  const kept = await nodeFiles.read(shelf)
  const file = await nodeFiles.open(shelf, 'write')
  await file.write(Uint8Array.of(1 ^ (kept.at(-9) ?? 0)), kept.length - 9)
  await file.close()
  expect(await anna.strangers(plan)).toEqual([])
  expect(anna.host.faults).toEqual([expect.stringContaining('.damaged-')])
  expect((await anna.merge(bytes)).aside).toBe(aside)
  expect(await nodeFiles.list(`${anna.host.folder}/plans/${plan}/strangers`)).toHaveLength(2)
})

/** A Yjs update that says nothing. */
const NOTHING = new Uint8Array(2)

async function insideOf(bytes: Uint8Array): Promise<{ about: AboutFile; records: Uint8Array[] }> {
  const file = await openPlanFile(sourceOf(bytes), null)
  if (!file.ok) throw new Error(file.error.message)
  const records: Uint8Array[] = []
  for await (const some of file.value.records()) if (some.ok) records.push(...some.value)
  return { about: file.value.about, records }
}

/** As a version before rooms made it: nothing in it says who began it. */
async function makeOlderPlan(folder: string, id: string): Promise<void> {
  const vault = await openVault({ files: nodeFiles, root: folder, clock, random: systemRandom, snapshotWorker: null })
  if (!vault.ok) throw new Error(vault.error.message)
  await vault.value.createPlan(id)
  await vault.value.close()
}
