import { spawn } from 'node:child_process'
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ordinal, ordinalJson, startHost, temporaryFolder } from './running-host.ts'

const cli = fileURLToPath(new URL('../../out/host/cli.mjs', import.meta.url))
const PASSPHRASE = 'zephyrine quokka marmalade'
/** Words that stand nowhere else: in a plan's name, in titles, in a file's name, in a backup's name. */
const MARKERS = ['Xylotomy', 'Brindlewick', 'Gorsefield', 'Thistledown', PASSPHRASE]
const WORDS = [
  'ORDJRNL',
  'ORDSNAP',
  'ORDINAL BACKUP ',
  '"plan"',
  '"profile"',
  'plan.json',
  'plans',
  'journal-',
  'snapshot-',
]

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let data = ''
let stick = ''
let secret: string[] = []
beforeAll(async () => {
  folder = await temporaryFolder()
  data = join(folder.path, 'data')
  stick = join(folder.path, 'stick')
  const { mkdir } = await import('node:fs/promises')
  await mkdir(stick)
  const file = join(folder.path, 'passphrase')
  await writeFile(file, `${PASSPHRASE}\n`, { mode: 0o600 })
  secret = ['--passphrase-file', file]
})
afterAll(() => folder.remove())

test('a folder in use is encrypted with all its backups, killed, and says nothing to whoever reads the disk', async () => {
  const csv = join(folder.path, 'Gorsefield.csv')
  await writeFile(csv, 'Title,Description\nBrindlewick,Brindlewick in many words\n')
  await ordinalJson(data, 'new', 'Xylotomy')
  await ordinalJson(data, 'import', csv, '--plan', 'Xylotomy')
  await ordinalJson(data, 'backup-settings', '--folder', stick)
  await ordinalJson(data, 'backup', '--plan', 'Xylotomy', '--name', 'Thistledown')
  expect((await readable(data)).length).toBeGreaterThan(20)
  expect((await readable(stick)).length).toBeGreaterThan(5)
  const before = await exported()

  const { recoveryCode } = await ordinalJson<{ recoveryCode: string }>(data, 'encrypt', ...secret)
  expect(recoveryCode).toMatch(/^([A-HJKMNP-Z2-9]{4}-){6}[A-HJKMNP-Z2-9]{4}$/)
  expect(await readable(data)).toEqual([])
  expect(await readable(stick)).toEqual([])

  const host = await startHost(data)
  await expect.poll(() => host.stderr()).toContain('the page asks for its passphrase')
  const refused = await ordinal(data, 'plans')
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('--passphrase-file')
  const unlocked = await ordinal(data, 'unlock', ...secret)
  expect(unlocked.stdout).toContain('It is open.')
  // The running host is open now: no passphrase is asked for.
  await ordinalJson(data, 'rename', 'Xylotomy the second', '--plan', 'Xylotomy')
  await ordinalJson(data, 'backup', '--plan', 'Xylotomy the second', '--name', 'Thistledown again')
  expect(await exported()).toBe(before.replaceAll('"Xylotomy"', '"Xylotomy the second"'))
  await host.kill()
  expect(await readable(data)).toEqual([])
  expect(await readable(stick)).toEqual([])
  for (const marker of MARKERS) expect(host.stderr()).not.toContain(marker)

  // The killed child may still be on its way out.
  await expect.poll(async () => (await ordinal(data, 'plans', ...secret)).code, { timeout: 15_000 }).toBe(0)
  const after = await exported(...secret)
  expect(after).toBe(before.replaceAll('"Xylotomy"', '"Xylotomy the second"'))
  const report = await ordinalJson<{ plans: { damage: unknown[] }[] }>(data, 'verify', ...secret)
  expect(report.plans.flatMap((plan) => plan.damage)).toEqual([])

  // Another machine has the stick and the passphrase, and nothing else.
  const [other, opened] = [join(folder.path, 'other'), join(folder.path, 'opened')]
  await ordinalJson(other, 'decrypt', '--backups', stick, '--to', opened, ...secret)
  const plans = (await readdir(opened, { withFileTypes: true })).filter((one) => one.isDirectory())
  await ordinalJson(other, 'restore', join(opened, plans[0]?.name ?? ''), '--as', 'Brought back')
  expect(await ordinalJson<{ name: string }[]>(other, 'plans')).toMatchObject([{ name: 'Brought back', items: 1 }])

  const wrong = join(folder.path, 'wrong')
  await writeFile(wrong, 'something else\n')
  await chmod(wrong, 0o644)
  const failed = await ordinal(data, 'plans', '--passphrase-file', wrong)
  expect(failed.code).toBe(1)
  expect(failed.stderr).toContain('Others on this machine may read')
  expect(failed.stderr).toContain('does not open this data folder')

  await ordinalJson(data, 'decrypt', ...secret)
  expect(await exported()).toBe(after)
  expect((await readable(stick)).length).toBeGreaterThan(5)
  expect((await ordinalJson<{ backups: unknown[] }>(data, 'backups')).backups.length).toBeGreaterThanOrEqual(2)
})

test('a host that dies is started again and is open, and a locked one opens from the command line of serve', async () => {
  const own = join(folder.path, 'served')
  await ordinalJson(own, 'new', 'Xylotomy')
  await ordinalJson(own, 'encrypt', ...secret)
  const child = spawn(process.execPath, [cli, 'serve', '--no-open', '--port', '0', '--data', own, ...secret], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  try {
    await new Promise<void>((resolve) => child.stdout.on('data', () => resolve()))
    expect((await ordinalJson<unknown[]>(own, 'plans')).length).toBe(1)
    const { pid } = JSON.parse(await readFile(join(own, 'lock'), 'utf8')) as { pid: number }
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => said, { timeout: 20_000 }).toContain('Ordinal was started again.')
    expect((await ordinalJson<unknown[]>(own, 'plans')).length).toBe(1)
  } finally {
    child.kill('SIGTERM')
    await new Promise((resolve) => child.once('exit', resolve))
  }
})

const exported = async (...words: string[]): Promise<string> => {
  const [plan] = await ordinalJson<{ id: string }[]>(data, 'plans', ...words)
  return (await ordinal(data, 'export', '--plan', plan?.id ?? '', '--format', 'ordinal-json', ...words)).stdout
}

/** Every place where a marker or a word of our files can be read, in names and in contents. */
async function readable(root: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(root.length)
    const bytes = entry.isFile() ? await readFile(join(root, path)) : Buffer.alloc(0)
    for (const word of [...MARKERS, ...WORDS]) {
      if (path.toLowerCase().includes(word.toLowerCase())) found.push(`${word} in the name ${path}`)
      if (bytes.includes(word) || bytes.includes(Buffer.from(word, 'utf16le'))) found.push(`${word} in ${path}`)
    }
  }
  return found
}
