import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
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
