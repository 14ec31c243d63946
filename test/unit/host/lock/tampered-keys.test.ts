import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAttempts, FIRST_WAIT, FREE_ATTEMPTS } from '../../../../src/host/lock/attempts.ts'
import { encodeKeyFile, readKeyFile, type KeyFile } from '../../../../src/host/lock/key-file.ts'
import { startTestHost, tempFolder, type TestHost } from '../../../support/host-in-process.ts'

const PASSPHRASE = 'zephyrine quokka marmalade'

let folder: { path: string; remove: () => Promise<void> }
let other: { path: string; remove: () => Promise<void> }
const running: TestHost[] = []
beforeEach(async () => {
  folder = await tempFolder()
  other = await tempFolder()
})
afterEach(async () => {
  for (const host of running.splice(0)) await host.stop()
  await folder.remove()
  await other.remove()
})

async function start(path: string): Promise<TestHost> {
  const host = await startTestHost(path, undefined, { passphraseCost: { memoryKb: 64, passes: 1, lanes: 1 } })
  running.push(host)
  return host
}

async function stop(host: TestHost): Promise<void> {
  await host.stop()
  running.splice(running.indexOf(host), 1)
}

/** A folder with one plan, encrypted. Gives the name of the one folder that holds everything. */
async function encrypted(path: string, planName: string): Promise<string> {
  const host = await start(path)
  await host.connect().link.call('plans.create', { name: planName })
  await host.connect().link.call('lock.encrypt', { passphrase: PASSPHRASE, keychain: false })
  await stop(host)
  return sealedIn(path)
}

const sealedIn = async (path: string): Promise<string> =>
  (await readdir(path)).find((name) => /^[a-z2-7]{26}$/.test(name)) ?? ''

async function plansIn(path: string): Promise<string[]> {
  const host = await start(path)
  const { link } = host.connect()
  await link.call('lock.open', { passphrase: PASSPHRASE })
  const names = (await link.call('plans.list', undefined)).map(({ name }) => name)
  await stop(host)
  return names
}

const names = async (path: string): Promise<string[]> => (await readdir(path, { recursive: true })).sort()

test('key files of another folder with the same passphrase open nothing, and nothing is written under the wrong key', async () => {
  const inside = await encrypted(folder.path, 'Xylotomy')
  const foreign = await encrypted(other.path, 'Brindlewick')
  const own = await readFile(join(folder.path, inside, 'key-1'))
  for (const name of ['key-1', 'key-2'])
    await cp(join(other.path, foreign, name), join(folder.path, inside, name), { force: true })
  const before = await names(join(folder.path, inside))
  const host = await start(folder.path)
  await expect(host.connect().link.call('lock.open', { passphrase: PASSPHRASE })).rejects.toMatchObject({
    type: 'other-key',
    message: expect.stringContaining('belong to another') as string,
  })
  await stop(host)
  expect(await names(join(folder.path, inside))).toEqual(before)
  for (const name of ['key-1', 'key-2']) await writeFile(join(folder.path, inside, name), own)
  expect(await plansIn(folder.path)).toEqual(['Xylotomy'])
})

test('an older content that was half deleted when the machine stopped keeps nobody out', async () => {
  const old = await encrypted(folder.path, 'Xylotomy')
  await cp(join(folder.path, old), join(other.path, old), { recursive: true })
  const host = await start(folder.path)
  const { link } = host.connect()
  await link.call('lock.open', { passphrase: PASSPHRASE })
  await link.call('lock.changePassphrase', { old: PASSPHRASE, passphrase: PASSPHRASE })
  await stop(host)
  const fresh = await sealedIn(folder.path)
  // As the disk stands when deleting began with the key files.
  await cp(join(other.path, old), join(folder.path, old), { recursive: true })
  await rm(join(folder.path, old, 'key-1'))
  await rm(join(folder.path, old, 'key-2'))
  await writeFile(join(folder.path, fresh, 'clearing'), new Uint8Array([1]))
  expect(await plansIn(folder.path)).toEqual(['Xylotomy'])
  expect(await readdir(folder.path)).toEqual([fresh])
})

test('the encrypted content of another folder that was put beside: neither is deleted, and that is said', async () => {
  const inside = await encrypted(folder.path, 'Xylotomy')
  const foreign = await encrypted(other.path, 'Brindlewick')
  await cp(join(other.path, foreign), join(folder.path, foreign), { recursive: true })
  const before = await names(folder.path)
  await expect(start(folder.path)).rejects.toThrow('two encrypted contents')
  expect(await names(folder.path)).toEqual(before)
  await rm(join(folder.path, foreign), { recursive: true })
  expect(await plansIn(folder.path)).toEqual(['Xylotomy'])
  expect(await sealedIn(folder.path)).toBe(inside)
})

const GOOD: KeyFile = {
  v: 1,
  serial: 1,
  cost: { memoryKb: 65_536, passes: 3, lanes: 1 },
  salt: new Uint8Array(16),
  byPassphrase: new Uint8Array(60),
  byRecoveryCode: new Uint8Array(60),
  byKeychain: null,
}

test('a key file that asks for hours or for all memory, or for what no key can be made of, counts as damaged', () => {
  expect(readKeyFile(encodeKeyFile(GOOD))).toEqual(GOOD)
  for (const cost of [
    { memoryKb: 4_000_000_000, passes: 3, lanes: 1 },
    { memoryKb: 65_536, passes: 1_000_000, lanes: 1 },
    { memoryKb: 65_536, passes: 3, lanes: 1_000_000 },
    { memoryKb: 8, passes: 1, lanes: 8 },
    { memoryKb: 1e300, passes: 1e300, lanes: 1 },
  ])
    expect(readKeyFile(encodeKeyFile({ ...GOOD, cost }))).toBe(null)
  expect(readKeyFile(encodeKeyFile({ ...GOOD, salt: new Uint8Array(0) }))).toBe(null)
  expect(readKeyFile(encodeKeyFile({ ...GOOD, serial: 1e300 }))).toBe(null)
  for (const text of ['garbage', 'null', '', '[]', '{"v":1}']) expect(readKeyFile(signed(text))).toBe(null)
})

test('one key file that was written over with anything is made good from the other', async () => {
  const inside = await encrypted(folder.path, 'Xylotomy')
  const good = await readFile(join(folder.path, inside, 'key-2'))
  for (const bad of [signed('garbage'), good.subarray(0, 40), new Uint8Array(10_000_000)]) {
    await writeFile(join(folder.path, inside, 'key-1'), bad)
    expect(await plansIn(folder.path)).toEqual(['Xylotomy'])
    expect(await readFile(join(folder.path, inside, 'key-1'))).toEqual(good)
  }
  await rm(join(folder.path, inside, 'key-1'))
  await mkdir(join(folder.path, inside, 'key-1'))
  expect(await plansIn(folder.path)).toEqual(['Xylotomy'])
  for (const name of ['key-1', 'key-2']) {
    await rm(join(folder.path, inside, name), { recursive: true, force: true })
    await writeFile(join(folder.path, inside, name), signed('garbage'))
  }
  await expect(start(folder.path)).rejects.toThrow('both key files')
})

test('a clock that is set back keeps nobody waiting longer than they were told', async () => {
  let now = 1_800_000_000_000
  const attempts = createAttempts({ now: () => now, after: () => () => undefined })
  for (let i = 0; i < FREE_ATTEMPTS; i++) expect(await attempts.try(() => Promise.resolve(null))).toBe(null)
  await expect(attempts.try(() => Promise.resolve('in'))).rejects.toMatchObject({ type: 'wait' })
  now = 1_500_000_000_000
  await expect(attempts.try(() => Promise.resolve('in'))).rejects.toMatchObject({ type: 'wait' })
  now += FIRST_WAIT
  expect(await attempts.try(() => Promise.resolve('in'))).toBe('in')
})

function signed(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\n${createHash('sha256').update(text).digest('hex')}\n`)
}
