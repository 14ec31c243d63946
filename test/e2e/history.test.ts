import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Difference, HistoryLine, PastPlan } from '../../src/contract/history-calls.ts'
import type { ImportReport } from '../../src/contract/import-report.ts'
import { generateJiraCsv } from '../bench/plan-generator.ts'
import { ordinal, ordinalJson, startHost, temporaryFolder } from './running-host.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let data = ''
let report: ImportReport

beforeAll(async () => {
  folder = await temporaryFolder()
  data = join(folder.path, 'data')
  const file = join(folder.path, 'jira.csv')
  await writeFile(file, generateJiraCsv(300))
  report = await ordinalJson<ImportReport>(data, 'import', file, '--plan', 'Harbour')
  await ordinal(data, 'undo', '--plan', 'Harbour', report.change)
})
afterAll(() => folder.remove())

const timeline = (...words: string[]) =>
  ordinalJson<{ lines: HistoryLine[]; more: boolean }>(data, 'history', '--plan', 'Harbour', ...words)
const at = (moment: string | number) =>
  ordinalJson<PastPlan>(data, 'history', '--plan', 'Harbour', '--at', String(moment))

test('the history of a plan names each change once, and its filters leave the others out', async () => {
  const { lines, more } = await timeline()
  expect(more).toBe(false)
  // The undo, the import, the plan's name, and that it was begun.
  expect(lines.map((line) => line.undoes)).toEqual([report.change, null, null, null])
  expect(lines[1]).toMatchObject({ change: report.change })
  expect(lines[1]?.items).toHaveLength(200)
  expect((await timeline('--sort', 'import')).lines.map((line) => line.change)).toEqual([report.change])
  expect((await timeline('--limit', '1')).more).toBe(true)
  const said = await ordinal(data, 'history', '--plan', 'Harbour', '--limit', '1')
  expect(said.stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}somebody: .*\[[a-z0-9]+\]\n\.\.\. and older ones/)
})

test('the backlog is listed as it stood at a moment, also while a host has the folder', async () => {
  const { lines } = await timeline()
  const imported = lines[1] as HistoryLine
  expect((await at(imported.until)).items).toHaveLength(report.created)
  expect((await at('now')).items).toEqual([])
  expect((await at('2 hours ago')).items).toEqual([])
  const host = await startHost(data)
  try {
    const past = await at(imported.until)
    expect(past.items.map((item) => item.position)).toEqual(past.items.map((_, i) => i + 1))
    const said = await ordinal(data, 'history', '--plan', 'Harbour', '--at', String(imported.until))
    expect(said.stdout.split('\n')[1]).toContain(past.items[0]?.title)
  } finally {
    await host.stop()
  }
})

test('two moments are compared, and a time that is none is said', async () => {
  const { lines } = await timeline()
  const imported = lines[1] as HistoryLine
  const compare = (from: number, to: number) =>
    ordinalJson<Difference>(data, 'compare', '--plan', 'Harbour', '--from', String(from), '--to', String(to))
  const gone = await compare(imported.until, Date.now())
  expect([gone.removed.length, gone.added.length, gone.moved.length]).toEqual([report.created, 0, 0])
  expect((await compare(Date.now(), imported.until)).added).toHaveLength(report.created)
  const wrong = await ordinal(data, 'compare', '--plan', 'Harbour', '--from', 'the day before')
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('2 hours ago')])
})
