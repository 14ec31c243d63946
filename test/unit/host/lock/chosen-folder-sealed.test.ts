import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestHost, tempFolder, type TestHost } from '../../../support/host-in-process.ts'

let folder: { path: string; remove: () => Promise<void> }
let stick: string
let host: TestHost
beforeEach(async () => {
  folder = await tempFolder()
  stick = await mkdtemp(join(tmpdir(), 'ordinal-stick-'))
  host = await startTestHost(folder.path, undefined, { passphraseCost: { memoryKb: 64, passes: 1, lanes: 1 } })
})
afterEach(async () => {
  await host.stop()
  await folder.remove()
  await rm(stick, { recursive: true, force: true })
})

/** A plan with a backup on the stick. */
async function keptPlan(name: string): Promise<string> {
  const { link } = host.connect()
  const { id } = await link.call('plans.create', { name })
  await link.call('backups.set', { folder: stick })
  await link.call('backups.make', { plan: id, name: '' })
  return id
}

/** Paths in the folder in whose name or content these letters stand. */
async function tellingOf(words: string, path: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    const at = join(entry.parentPath, entry.name)
    if (at.includes(words) || (entry.isFile() && (await readFile(at)).includes(words))) found.push(at)
  }
  return found
}

test('backups of a plan that was removed are encrypted too, wherever they lie', async () => {
  const plan = await keptPlan('Xylotomy')
  await keptPlan('Brindlewick')
  await host.connect().link.call('plans.remove', { plan })
  expect((await tellingOf('Xylotomy', stick)).length).toBeGreaterThan(0)
  await host.connect().link.call('lock.encrypt', { passphrase: 'zephyrine quokka', keychain: false })
  for (const name of ['Xylotomy', 'Brindlewick', plan])
    expect([...(await tellingOf(name, stick)), ...(await tellingOf(name, folder.path))]).toEqual([])
  expect(host.faults).toEqual([])
})

test('something strange among the backups of the chosen folder does not leave the others in the open', async () => {
  const plan = await keptPlan('Xylotomy')
  const [place = ''] = (await readdir(join(stick, 'Ordinal backups'))).filter((name) => name.endsWith(plan))
  await symlink(tmpdir(), join(stick, 'Ordinal backups', place, 'a-link'))
  await symlink('/nowhere', join(stick, 'Ordinal backups', place, 'b-link'))
  await host.connect().link.call('lock.encrypt', { passphrase: 'zephyrine quokka', keychain: false })
  expect(await tellingOf('Xylotomy', stick)).toEqual([])
})

test('something strange in the data folder is named when it keeps it from being encrypted, and all stays as it was', async () => {
  await host.connect().link.call('plans.create', { name: 'Xylotomy' })
  await symlink('/nowhere', join(folder.path, 'a-link'))
  await symlink(tmpdir(), join(folder.path, 'b-link'))
  await expect(
    host.connect().link.call('lock.encrypt', { passphrase: 'zephyrine quokka', keychain: false }),
  ).rejects.toMatchObject({ type: 'not-converted', message: expect.stringContaining('a-link') as string })
  expect(await readdir(folder.path)).toContain('a-link')
  expect(await host.connect().link.call('plans.list', undefined)).toHaveLength(1)
})
