import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlanSummary } from '../../src/contract/host-info.ts'
import { ordinal, ordinalJson, startHost, temporaryFolder } from './running-host.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let data = ''

beforeAll(async () => {
  folder = await temporaryFolder()
  data = join(folder.path, 'data')
  await ordinalJson(data, 'sample')
})
afterAll(() => folder.remove())

test('an empty name is wrong usage and never means the only plan there is', async () => {
  const wrong = [
    ['rename', 'Other', '--plan', ''],
    ['remove', '--plan', ' '],
    ['new', ''],
    ['duplicate', '', '--plan', 'Harbour'],
  ]
  for (const words of wrong) {
    const ended = await ordinal(data, ...words)
    expect([ended.code, ended.stdout], words.join(' ')).toEqual([2, ''])
  }
  expect(await ordinalJson<PlanSummary[]>(data, 'plans')).toHaveLength(1)
  expect((await ordinal('', 'plans')).code).toBe(2)
})

test('a mistyped data folder is named and not made, and a refused command leaves no folder behind', async () => {
  const there = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null
  const wrong = join(folder.path, 'mistyped', 'data')
  const others = [['plans'], ['backups'], ['room', 'open', '--plan', 'P'], ['peers'], ['encrypt'], ['verify']]
  for (const words of [...others, ['export', '--plan', 'P', '--format', 'csv']]) {
    const ended = await ordinal(wrong, ...words)
    expect([ended.code, ended.stdout, ended.stderr], words.join(' ')).toEqual([
      1,
      '',
      `There is no data folder at ${wrong}.\n`,
    ])
  }
  for (const words of [
    ['import', join(folder.path, 'nothing.csv'), '--plan', 'P'],
    ['join', 'nonsense'],
    ['restore', 'x'],
  ])
    expect((await ordinal(wrong, ...words)).code, words.join(' ')).toBe(1)
  expect(await there(join(folder.path, 'mistyped'))).toBe(false)
  // A folder of somebody's own that is no data folder stays as it is, and so does an empty one.
  const own = join(folder.path, 'own')
  await mkdir(own)
  await ordinal(own, 'join', 'nonsense')
  expect(await readdir(own)).toEqual([])
  await writeFile(join(own, 'letter.txt'), 'Dear harbour')
  expect((await ordinal(own, 'plans')).stderr).toBe(`There is no data folder at ${own}.\n`)
  expect(await readdir(own)).toEqual(['letter.txt'])
}, 60_000)

test('wrong usage has exit code 2, and help of a command in a command is its own', async () => {
  const ended = await ordinal(data, 'remove')
  expect([ended.code, ended.stderr]).toEqual([2, 'Say which device, or which plan with --plan.\n'])
  const help = await ordinal(data, 'help', 'room', 'open')
  expect(help.code).toBe(0)
  expect(help.stdout).toContain('Usage: ordinal room open')
  expect(help.stdout).toContain('--may-admit')
})

test('a reader that stops reading is no fault', async () => {
  const cli = join(import.meta.dirname, '../../out/host/cli.mjs')
  const [plan] = await ordinalJson<PlanSummary[]>(data, 'plans')
  const child = spawn(
    process.execPath,
    [cli, 'export', '--plan', plan?.id ?? '', '--format', 'ordinal-json', '--data', data],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stdout.destroy()
  const code = await new Promise((resolve) => child.once('exit', resolve))
  expect([code, said]).toEqual([0, ''])
})

test.skipIf(process.platform === 'win32')(
  'where commands cannot be heard the pages are served all the same (needs a Unix socket)',
  async () => {
    const deep = join(folder.path, 'd'.repeat(120))
    const taken = join(tmpdir(), `ordinal-${createHash('sha256').update(deep).digest('hex').slice(0, 24)}.sock`)
    await mkdir(taken)
    const host = await startHost(deep)
    const ended = await ordinal(deep, 'plans')
    expect(ended.code).toBe(1)
    expect(ended.stderr).toMatch(/already running on this data folder, as process \d+/)
    expect(await host.stop()).toBe(0)
    await rm(taken, { recursive: true })
  },
)
