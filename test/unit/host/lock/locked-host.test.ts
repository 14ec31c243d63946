import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createItem } from '../../../../src/commands/create-item.ts'
import type { HostLink } from '../../../../src/contract/calls.ts'
import type { Keychain } from '../../../../src/host/ports/keychain.ts'
import type { HostOptions } from '../../../../src/host/start-host.ts'
import { startTestHost, tempFolder, type TestHost } from '../../../support/host-in-process.ts'

const PASSPHRASE = 'zephyrine quokka marmalade'
/** Words that stand nowhere else. */
const MARKERS = ['Quillfeather', 'Xylotomy', 'Brindlewick', PASSPHRASE]
const WORDS = [
  'ORDJRNL',
  'ORDSNAP',
  '"plan"',
  '"profile"',
  'plan.json',
  'plans',
  'journal-',
  'snapshot-',
  'Tells this folder',
]

/** Passphrases cost little here: what they cost is measured elsewhere. */
const start = (more: Partial<HostOptions> = {}): Promise<TestHost> =>
  startTestHost(folder.path, undefined, { passphraseCost: { memoryKb: 64, passes: 1, lanes: 1 }, ...more })

let folder: { path: string; remove: () => Promise<void> }
let host: TestHost
beforeEach(async () => {
  folder = await tempFolder()
  host = await start()
})
afterEach(async () => {
  await host.stop()
  await folder.remove()
})

async function filled(): Promise<{ id: string; text: string }> {
  const { link } = host.connect()
  await link.call('profile.set', { name: 'Quillfeather', role: 'po' })
  const { id } = await link.call('plans.create', { name: 'Xylotomy' })
  const window = await host.window(id)
  window.run(createItem, { title: 'Brindlewick', at: 'top' })
  await window.window.delivered()
  await link.call('backups.make', { plan: id, name: 'Xylotomy kept' })
  return { id, text: await exported(link, id) }
}

const exported = async (link: HostLink, plan: string): Promise<string> =>
  (await link.call('plan.export', { plan, format: 'ordinal-json' })).text

async function encrypt(): Promise<string> {
  const done = await host.connect().link.call('lock.encrypt', { passphrase: PASSPHRASE, keychain: false })
  expect(done.state).toMatchObject({ encrypted: true, locked: false })
  return done.recoveryCode
}

async function restart(): Promise<HostLink> {
  await host.stop()
  host = await start()
  return host.connect().link
}

test('an encrypted folder shows nothing of what was in it, and the key brings back everything', async () => {
  const { id, text } = await filled()
  expect((await readable(folder.path)).length).toBeGreaterThan(10)
  const device = (await host.connect().link.call('host.info', undefined)).profile
  await encrypt()
  expect(await readable(folder.path)).toEqual([])
  // Work goes on in it.
  const { link } = host.connect()
  expect((await link.call('host.info', undefined)).encrypted).toBe(true)
  expect(await exported(link, id)).toBe(text)
  const window = await host.window(id)
  window.run(createItem, { title: 'Brindlewick the second', at: 'bottom' })
  await window.window.delivered()
  await link.call('backups.make', { plan: id, name: 'Xylotomy again' })
  const later = await exported(link, id)
  expect(await readable(folder.path)).toEqual([])

  const locked = await restart()
  expect(await locked.call('lock.state', undefined)).toMatchObject({ encrypted: true, locked: true })
  await expect(locked.call('plans.list', undefined)).rejects.toMatchObject({ type: 'locked' })
  expect(await locked.call('host.info', undefined)).toMatchObject({ profile: null, dataFolder: '', encrypted: true })
  await expect(locked.call('lock.open', { passphrase: 'not this one' })).rejects.toMatchObject({
    type: 'wrong-passphrase',
  })
  await locked.call('lock.open', { passphrase: PASSPHRASE })
  expect((await locked.call('host.info', undefined)).profile).toEqual(device)
  expect(await exported(locked, id)).toBe(later)
  expect((await locked.call('host.verify', undefined)).plans.flatMap((plan) => plan.damage)).toEqual([])
  expect((await locked.call('backups.list', { plan: id })).backups.length).toBeGreaterThanOrEqual(2)
  expect(host.faults).toEqual([])
})

test('turned off, the folder is as it was, and its device is the same', async () => {
  const { id, text } = await filled()
  const before = await namesOf(folder.path)
  const device = await host.connect().link.call('history.extent', { plan: id })
  await encrypt()
  const { link } = host.connect()
  await expect(link.call('lock.decrypt', { passphrase: 'not this one' })).rejects.toMatchObject({
    type: 'wrong-passphrase',
  })
  expect(await link.call('lock.decrypt', { passphrase: PASSPHRASE })).toMatchObject({ encrypted: false, locked: false })
  const open = host.connect().link
  expect(await exported(open, id)).toBe(text)
  expect((await open.call('history.extent', { plan: id })).devices.map((one) => one.own)).toEqual(
    device.devices.map((one) => one.own),
  )
  const after = await namesOf(folder.path)
  expect(before.filter((name) => !after.includes(name) && !/snapshot|torn|scratch|lock/.test(name))).toEqual([])
  const again = await restart()
  expect(await exported(again, id)).toBe(text)
})

test('a new passphrase ends the old one and its recovery code; the new code opens', async () => {
  const { id, text } = await filled()
  const oldCode = await encrypt()
  const { link } = host.connect()
  const { recoveryCode } = await link.call('lock.changePassphrase', {
    old: PASSPHRASE,
    passphrase: 'four other words here',
  })
  expect(recoveryCode).not.toBe(oldCode)
  const locked = await restart()
  for (const passphrase of [PASSPHRASE, oldCode])
    await expect(locked.call('lock.open', { passphrase })).rejects.toMatchObject({ type: 'wrong-passphrase' })
  const typed = recoveryCode.toLowerCase().replaceAll('-', ' ')
  const slip = (typed.startsWith('a') ? 'b' : 'a') + typed.slice(1)
  await expect(locked.call('lock.open', { passphrase: slip })).rejects.toThrow('slip')
  expect(await locked.call('lock.open', { passphrase: typed })).toMatchObject({ locked: false })
  expect(await exported(locked, id)).toBe(text)
})

test('a second process is told who has a folder that is still locked', async () => {
  await filled()
  await encrypt()
  await restart()
  await expect(start()).rejects.toThrow('already running on this data folder')
})

/** Every place where a marker or a word of our files can be read, in names and in contents. */
async function readable(root: string): Promise<string[]> {
  const found: string[] = []
  for (const name of await namesOf(root)) {
    const bytes = name.endsWith('.sock') ? Buffer.alloc(0) : await readFile(join(root, name))
    for (const word of [...MARKERS, ...WORDS]) {
      if (name.toLowerCase().includes(word.toLowerCase())) found.push(`${word} in the name ${name}`)
      if (bytes.includes(word) || bytes.includes(Buffer.from(word, 'utf16le'))) found.push(`${word} in ${name}`)
    }
  }
  return found
}

async function namesOf(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries.filter((one) => !one.isDirectory()).map((one) => join(one.parentPath, one.name).slice(root.length + 1))
}

test('the keychain opens by itself, and where it does not the passphrase does', async () => {
  const secrets = new Map<string, Uint8Array>()
  const keychain = (works: boolean): Keychain => ({
    isAvailable: async () => works,
    async lock(secret) {
      secrets.set('sealed', secret)
      return new TextEncoder().encode('sealed')
    },
    unlock: async (locked) => secrets.get(new TextDecoder().decode(locked)) ?? new Uint8Array(),
  })
  await host.stop()
  host = await start({ keychain: keychain(true) })
  const { id, text } = await filled()
  const { link } = host.connect()
  await link.call('lock.encrypt', { passphrase: PASSPHRASE, keychain: true })
  await host.stop()
  host = await start({ keychain: keychain(true) })
  const byKeychain = host.connect().link
  expect(await byKeychain.call('lock.state', undefined)).toEqual({
    encrypted: true,
    locked: false,
    keychain: true,
    keychainAvailable: true,
  })
  expect(await exported(byKeychain, id)).toBe(text)
  await host.stop()
  secrets.set('sealed', new Uint8Array(64))
  host = await start({ keychain: keychain(true) })
  expect((await host.connect().link.call('lock.state', undefined)).locked).toBe(true)
  await host.stop()
  host = await start({ keychain: keychain(false) })
  const { link: closed } = host.connect()
  expect(await closed.call('lock.open', { passphrase: PASSPHRASE })).toMatchObject({ locked: false })
})
