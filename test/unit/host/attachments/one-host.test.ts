import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { attachFile, removeAttachment } from '../../../../src/commands/attachments.ts'
import { createItem } from '../../../../src/commands/create-item.ts'
import { ATTACHMENT_PIECE } from '../../../../src/contract/attachment-calls.ts'
import type { HostLink } from '../../../../src/contract/calls.ts'
import { mergePlan, sharePlan } from '../../../../src/contract/plan-file-transfer.ts'
import { startTestHost, tempFolder, type TestHost } from '../../../support/host-in-process.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const bytesOf = (size: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (i * 31 + seed) & 255)
const AUTHOR = { person: null, role: 'po', forTeam: null }

async function start(seed = 1): Promise<{ host: TestHost; link: HostLink }> {
  const folder = await tempFolder()
  const host = await startTestHost(
    folder.path,
    undefined,
    { passphraseCost: { memoryKb: 64, passes: 1, lanes: 1 } },
    seed,
  )
  ends.push(folder.remove, () => host.stop())
  const { link } = host.connect()
  return { host, link }
}

async function upload(link: HostLink, plan: string, name: string, bytes: Uint8Array) {
  const { upload } = await link.call('attachments.begin', { plan, name, size: bytes.length })
  for (let at = 0; at < bytes.length; at += ATTACHMENT_PIECE)
    await link.call('attachments.write', { upload, bytes: bytes.slice(at, at + ATTACHMENT_PIECE) })
  return link.call('attachments.finish', { upload })
}

/** A plan with an item on which a file hangs, and where its bytes lie. */
async function scene() {
  const { host, link } = await start()
  const { id: plan } = await link.call('plans.create', { name: 'Harbour' })
  const window = await host.window(plan)
  const { value: item } = window.run(createItem, { title: 'Hold a berth' })
  const attach = async (name: string, bytes: Uint8Array) => {
    const found = await upload(link, plan, name, bytes)
    const { value: id } = window.run(attachFile, { item, name, ...found })
    await window.window.delivered()
    return { id, hash: found.hash, path: join(host.folder, 'plans', plan, 'files', found.hash) }
  }
  return { host, link, plan, item, window, attach }
}

const isHere = async (link: HostLink, plan: string, hash: string, bytes: Uint8Array): Promise<boolean> =>
  Buffer.compare(await link.call('attachments.read', { plan, hash }), bytes) === 0

test('a backup holds attached files once, is proven with them, and brings them back into a new plan and into the old place', async () => {
  const { host, link, plan, window, attach } = await scene()
  const photo = bytesOf(1_400_000, 3)
  const { id, hash } = await attach('photo.jpg', photo)
  const first = await link.call('backups.make', { plan, name: 'with photo' })
  window.run(removeAttachment, { id })
  await attach('empty.txt', new Uint8Array())
  await link.call('backups.make', { plan, name: 'later' })
  const parts = await readdir(join(host.folder, 'plans', plan, 'backups', 'parts'))
  // Two parts of the photo, a few of the journal, and none of them twice.
  expect(new Set(parts).size).toBe(parts.length)
  expect(parts.length).toBeLessThan(12)
  const backup = (await link.call('backups.list', { plan })).backups.at(-1)?.id ?? ''
  expect(first).toBeDefined()
  const restored = await link.call('backups.restoreAs', { backup, name: 'Again' })
  expect(await isHere(link, restored.id, hash, photo)).toBe(true)
  window.die()
  const { copy } = await link.call('plans.remove', { plan })
  await link.call('backups.putBack', { backup: copy })
  expect(await isHere(link, plan, hash, photo)).toBe(true)
})

test('a damaged or missing file is found by verify, brought back from a backup with the damaged bytes kept, and never passed off as good', async () => {
  const { host, link, plan, attach } = await scene()
  const [one, two] = [bytesOf(30_000, 1), bytesOf(40_000, 2)]
  const a = await attach('a.bin', one)
  const b = await attach('b.bin', two)
  await link.call('backups.make', { plan, name: '' })
  await writeFile(
    a.path,
    one.map((byte, i) => (i === 9 ? byte ^ 1 : byte)),
  )
  await rm(b.path)
  const { plans } = await link.call('health.check', { plan })
  const places = plans[0]?.damage ?? []
  expect(places.map(({ words, state }) => `${words} ${state}`).sort()).toEqual([
    'The file “a.bin” is damaged. mended',
    'The file “b.bin” is missing. mended',
  ])
  expect(places[0]?.from).toMatch(/^the backup of/)
  expect(await isHere(link, plan, a.hash, one)).toBe(true)
  expect(await isHere(link, plan, b.hash, two)).toBe(true)
  const kept = (await readdir(join(host.folder, 'plans', plan, 'files'))).filter((name) => name.includes('.damaged-'))
  expect(kept).toHaveLength(1)

  // No backup has it: it is said, and stays said.
  const c = await attach('c.bin', bytesOf(20_000, 7))
  await writeFile(c.path, new Uint8Array(3))
  await expect(link.call('attachments.read', { plan, hash: c.hash })).rejects.toMatchObject({ type: 'damaged' })
  expect((await link.call('attachments.state', { plan, hashes: [c.hash] }))[0]?.state).toBe('damaged')
  const again = await link.call('health.check', { plan })
  expect(again.plans[0]?.damage).toMatchObject(
    [{ state: 'lost', words: /c\.bin.*asked for again/ as never }].map(({ state }) => ({ state })),
  )
  expect((await link.call('attachments.space', { plan })).damaged).toEqual({ files: 1, bytes: 3 })
})

test('a backup goes on holding a file that this disk lost since', async () => {
  const { host, link, plan, attach } = await scene()
  const bytes = bytesOf(30_000, 1)
  const { hash, path } = await attach('a.bin', bytes)
  await link.call('backups.make', { plan, name: '' })
  await rm(path)
  await attach('b.bin', bytesOf(10, 4))
  const later = await link.call('backups.make', { plan, name: '' })
  const folder = join(host.folder, 'plans', plan, 'backups')
  const manifest = await readFile(join(folder, `${later.id}.backup`), 'utf8')
  expect(manifest).toContain(`file-${hash}`)
})

test('a part of an attached file that rotted in a backup is found by the proof, and the next backup has it whole', async () => {
  const { host, link, plan, attach } = await scene()
  const photo = bytesOf(1_400_000, 3)
  const { hash } = await attach('photo.jpg', photo)
  const { id } = await link.call('backups.make', { plan, name: 'one' })
  const folder = join(host.folder, 'plans', plan, 'backups')
  const manifest = await readFile(join(folder, `${id}.backup`), 'utf8')
  const { files } = JSON.parse(manifest.slice(manifest.indexOf('\n'))) as { files: { name: string; parts: string[] }[] }
  const part = join(folder, 'parts', files.find(({ name }) => name === `file-${hash}`)?.parts[1] ?? '')
  const bytes = await readFile(part)
  bytes[60] = (bytes[60] as number) ^ 1
  await writeFile(part, bytes)
  const proven = await link.call('backups.prove', { backup: id })
  expect(proven.fault).toContain(`holds a piece of file-${hash}`)
  const second = await link.call('backups.make', { plan, name: 'two' })
  expect(second.fault).toBe('')
})

test('an export carries the bytes and an import brings them in, a duplicate has them, and a plan file takes them along or not', async () => {
  const { link, plan, attach } = await scene()
  const bytes = bytesOf(50_000, 8)
  const { hash } = await attach('a.bin', bytes)
  const { text } = await link.call('plan.export', { plan, format: 'ordinal-json', files: true })
  expect((JSON.parse(text) as { files: object }).files).toEqual({ [hash]: Buffer.from(bytes).toString('base64') })
  const other = await start(2)
  const report = await other.link.call('import.run', {
    ...{ job: 'j', plan: null, newPlanName: 'Copy', fileName: 'harbour.json', bytes: new TextEncoder().encode(text) },
    choices: { format: null, mapping: null, kinds: {}, dates: null },
    author: AUTHOR,
  })
  expect(await isHere(other.link, report.plan, hash, bytes)).toBe(true)
  const duplicate = await link.call('plans.duplicate', { plan, name: null })
  expect(await isHere(link, duplicate.id, hash, bytes)).toBe(true)

  for (const files of [true, false]) {
    const taker = await start(files ? 3 : 4)
    const { pieces } = await sharePlan(link, { plan, passphrase: null, files })
    const merged = await mergePlan(taker.link, pieces, async () => null)
    expect(merged.files).toBe(files ? 1 : 0)
    expect((await taker.link.call('attachments.state', { plan, hashes: [hash] }))[0]?.state).toBe(
      files ? 'here' : 'away',
    )
  }
})

test('killed between the bytes and the record, nothing names the bytes and they may be attached again; a removed one keeps its bytes', async () => {
  const { link, plan, window, attach } = await scene()
  const { hash } = await upload(link, plan, 'a.bin', bytesOf(1_000, 1))
  expect(window.plan.rows('attachments').size).toBe(0)
  expect((await link.call('attachments.space', { plan })).unnamed.files).toBe(1)
  const again = await attach('a.bin', bytesOf(1_000, 1))
  expect(again.hash).toBe(hash)
  expect((await link.call('attachments.space', { plan })).unnamed.files).toBe(0)
  window.run(removeAttachment, { id: again.id })
  await window.window.delivered()
  const { here, removed, away } = await link.call('attachments.space', { plan })
  expect([here, removed, away]).toEqual([
    { files: 1, bytes: 1_000 },
    { files: 1, bytes: 1_000 },
    { files: 0, bytes: 0 },
  ])
  expect(await isHere(link, plan, hash, bytesOf(1_000, 1))).toBe(true)
})

test('files are encrypted with the folder: neither their bytes nor their hashes stand on the disk', async () => {
  const { host, link, plan, attach } = await scene()
  const words = new TextEncoder().encode('Quillfeather '.repeat(500))
  const before = await attach('secret.txt', words)
  await link.call('lock.encrypt', { passphrase: 'zephyrine quokka marmalade', keychain: false })
  const again = host.connect().link
  const { hash } = await upload(again, plan, 'second.txt', new TextEncoder().encode('Quillfeather again'))
  expect(await isHere(again, plan, before.hash, words)).toBe(true)
  expect(await isHere(again, plan, hash, new TextEncoder().encode('Quillfeather again'))).toBe(true)
  const entries = await readdir(host.folder, { recursive: true, withFileTypes: true })
  expect(entries.length).toBeGreaterThan(10)
  for (const { name, parentPath } of entries.filter((one) => one.isFile())) {
    expect(name).not.toContain(before.hash)
    expect((await readFile(join(parentPath, name))).includes('Quillfeather')).toBe(false)
  }
})

test('what is too large is refused before a byte of it came, and what is not what was said is not kept', async () => {
  const { link, plan } = await scene()
  await expect(link.call('attachments.begin', { plan, name: '../film.mkv', size: 10_000_001 })).rejects.toMatchObject({
    type: 'too-large',
    message: expect.stringContaining('this plan takes files up to 10 MB') as string,
  })
  const { upload } = await link.call('attachments.begin', { plan, name: 'x', size: 10 })
  await expect(link.call('attachments.write', { upload, bytes: new Uint8Array(11) })).rejects.toThrow(
    'More of the file',
  )
  await expect(link.call('attachments.finish', { upload })).rejects.toThrow('changed while it was read')
  await expect(link.call('attachments.finish', { upload })).rejects.toThrow('Attach it again')
  await expect(link.call('attachments.read', { plan, hash: '../plan.json' })).rejects.toMatchObject({
    type: 'bad-argument',
  })
})
