import { expect, test } from 'vitest'
import { createMemoryFiles, type MemoryFiles } from '../../../../src/host/ports/memory-files.ts'
import { openDeviceKey } from '../../../../src/host/vault/device-key.ts'
import { verifyEd25519 } from '../../../../src/host/vault/record-crypto.ts'
import { seededRandom } from './seeded-random.ts'

const message = new TextEncoder().encode('a record')

async function folder(): Promise<MemoryFiles> {
  const files = createMemoryFiles()
  await files.makeFolder('/data')
  await files.syncFolder('/')
  return files
}
const open = (files: MemoryFiles, seed: number, machine = 'laptop') =>
  openDeviceKey({ files, folder: '/data', machine, random: seededRandom(seed), now: () => 1_800_000_000_000 })

test('the key is the same at each start, and signs what others can verify', async () => {
  const files = await folder()
  const device = await open(files, 1)
  const again = await open(files.afterPowerCut(), 2)
  expect(again.id).toBe(device.id)
  expect(again.id).toMatch(/^[a-z2-9]{16}$/)
  expect(again.publicKey).toEqual(device.publicKey)
  const signature = again.sign(message)
  expect(signature).toHaveLength(64)
  expect(verifyEd25519(device.publicKey, message, signature)).toBe(true)
  expect(verifyEd25519(device.publicKey, message.with(0, 1), signature)).toBe(false)
  expect(verifyEd25519(new Uint8Array(5), message, signature)).toBe(false)
})

test('a copied folder gets a key of its own, and the private half of the old one is dropped', async () => {
  const files = await folder()
  const device = await open(files, 1)
  const seed = /"seed": "([^"]+)"/.exec(new TextDecoder().decode(await files.read('/data/device.key')))?.[1] ?? ''
  expect(seed).toHaveLength(43)
  const copy = files.copied()
  const other = await open(copy, 2)
  expect(other.id).not.toBe(device.id)
  expect(other.retired).toEqual([{ id: device.id, publicKey: device.publicKey }])
  for (const name of await copy.list('/data'))
    expect(new TextDecoder().decode(await copy.read(`/data/${name}`)), name).not.toContain(seed)
  expect((await open(copy, 3)).id).toBe(other.id)
  expect((await open(files, 4)).id).toBe(device.id)
})

test('a folder on another machine gets a key of its own', async () => {
  const files = await folder()
  const device = await open(files, 1, 'laptop')
  expect((await open(files, 2, 'desk')).id).not.toBe(device.id)
})

test('a damaged key is brought back from its second copy and kept aside', async () => {
  for (const which of ['device.key', 'device.key.second']) {
    const files = await folder()
    const device = await open(files, 1)
    files.tamper(`/data/${which}`, (bytes) => bytes.with(40, (bytes[40] ?? 0) ^ 1))
    const damaged = await files.read(`/data/${which}`)
    expect((await open(files, 2)).id).toBe(device.id)
    const aside = (await files.list('/data')).filter((name) => name.includes('.damaged-'))
    expect(aside).toHaveLength(1)
    expect(await files.read(`/data/${aside[0]}`)).toEqual(damaged)
    expect(await files.read('/data/device.key')).toEqual(await files.read('/data/device.key.second'))
  }
})

test('a key of which no copy can be read is kept aside, and the folder gets a new one', async () => {
  const files = await folder()
  const device = await open(files, 1)
  for (const which of ['device.key', 'device.key.second'])
    files.tamper(`/data/${which}`, (bytes) => bytes.subarray(0, 20))
  const other = await open(files, 2)
  expect(other.id).not.toBe(device.id)
  expect((await files.list('/data')).filter((name) => name.includes('.damaged-'))).toHaveLength(2)
  expect((await open(files, 3)).id).toBe(other.id)
})

test('a plan may have a key of its own, which stays over a start, and is taken back where it came to nothing', async () => {
  const files = await folder()
  const device = await open(files, 1)
  const another = device.another()
  expect(device.forPlan('harbour').id).toBe(device.id)
  await another.keepFor('harbour')
  for (const one of [device, await open(files.afterPowerCut(), 2)]) {
    expect(one.forPlan('harbour').id).toBe(another.id)
    expect(one.forPlan('harbour').retired.map(({ id }) => id)).toEqual([device.id])
    expect(verifyEd25519(another.publicKey, message, one.forPlan('harbour').sign(message))).toBe(true)
    expect(one.forPlan('lighthouse').id).toBe(device.id)
    expect(one.known().map(({ id }) => id)).toEqual([device.id, another.id])
  }
  const takeBack = await device.another().keepFor('harbour')
  await takeBack()
  expect(device.forPlan('harbour').id).toBe(another.id)
  expect((await open(files, 3)).forPlan('harbour').id).toBe(another.id)
})

test('a copied folder retires the keys of plans as well', async () => {
  const files = await folder()
  const device = await open(files, 1)
  const another = device.another()
  await another.keepFor('harbour')
  const copy = await open(files.copied(), 2)
  expect(copy.forPlan('harbour').id).toBe(copy.id)
  expect(copy.retired.map(({ id }) => id)).toEqual([device.id, another.id])
})
