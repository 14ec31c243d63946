import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PlanSummary } from '../../src/contract/host-info.ts'
import type { AcceptReport, MergeReport, Stranger } from '../../src/contract/plan-file-calls.ts'
import { ordinal, ordinalJson, startHost, temporaryFolder } from './running-host.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
/** Two machines. */
let anna = ''
let ben = ''
let plan = ''
let file = ''
beforeEach(async () => {
  folder = await temporaryFolder()
  anna = join(folder.path, 'anna')
  ben = join(folder.path, 'ben')
  file = join(folder.path, 'harbour.ordinal')
  await add(anna, 'Quay lights', 'Tide table')
  plan = (await ordinalJson<PlanSummary[]>(anna, 'plans'))[0]?.id ?? ''
})
afterEach(() => folder.remove())

test('a plan goes by file to another folder, is edited there, comes back and is taken in by a person', async () => {
  const shared = await ordinal(anna, 'share', '--plan', 'Harbour', '--out', file, '--no-passphrase')
  expect(shared.stdout).toContain('whoever has the file can read all of the plan and its past')
  const made = await ordinalJson<MergeReport>(ben, 'merge', file)
  expect(made).toMatchObject({ isNew: true, aside: 0, refused: 0, waiting: 0, plan: { id: plan, items: 2 } })
  expect(made.founder?.isProven).toBe(true)

  await add(ben, 'Ben’s bell')
  await ordinalJson(ben, 'share', '--plan', plan, '--out', file, '--no-passphrase')
  const back = await ordinalJson<MergeReport>(anna, 'merge', file)
  expect(back).toMatchObject({ isNew: false, applied: 0, refused: 0, waiting: 0 })
  expect(back.aside).toBeGreaterThan(0)
  expect(await titles(anna)).toEqual(['Quay lights', 'Tide table'])

  const [stranger] = await ordinalJson<Stranger[]>(anna, 'strangers', '--plan', plan)
  expect(stranger?.records).toBe(back.aside)
  expect((await ordinal(anna, 'strangers', '--plan', plan)).stdout).toContain('Imported 1 item')
  const device = stranger?.device ?? ''
  const refused = await ordinal(ben, 'accept', device, '--plan', plan)
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('does not belong to the plan’s room')])
  const taken = await ordinalJson<AcceptReport>(anna, 'accept', device, '--plan', plan)
  expect(taken).toMatchObject({ device, applied: back.aside, waiting: 0, refused: 0 })
  expect(await titles(anna)).toEqual(['Quay lights', 'Tide table', 'Ben’s bell'])

  await ordinalJson(anna, 'share', '--plan', plan, '--out', file, '--no-passphrase')
  expect(await ordinalJson<MergeReport>(ben, 'merge', file)).toMatchObject({ aside: 0, refused: 0, waiting: 0 })
  const again = await ordinal(ben, 'merge', file)
  expect(again.stdout).toContain('has all of it already')
  expect(await content(ben)).toEqual(await content(anna))
})

test('both went on meanwhile: after it was taken in, both folders hold the same', async () => {
  await ordinalJson(anna, 'share', '--plan', plan, '--out', file, '--no-passphrase')
  await ordinalJson(ben, 'merge', file)
  await add(ben, 'Ben’s bell')
  await add(anna, 'Anna’s anchor')
  await ordinalJson(ben, 'share', '--plan', plan, '--out', file, '--no-passphrase')
  const { strangers } = await ordinalJson<MergeReport>(anna, 'merge', file)
  await ordinalJson(anna, 'accept', strangers[0]?.device ?? '', '--plan', plan)
  await ordinalJson(anna, 'share', '--plan', plan, '--out', file, '--no-passphrase')
  await ordinalJson(ben, 'merge', file)
  expect((await titles(anna)).sort()).toEqual(['Anna’s anchor', 'Ben’s bell', 'Quay lights', 'Tide table'])
  expect(await content(ben)).toEqual(await content(anna))
})

test('with a passphrase, through a host that runs, also of another data folder', async () => {
  const [right, wrong] = [join(folder.path, 'right'), join(folder.path, 'wrong')]
  await writeFile(right, 'a tide table\n', { mode: 0o600 })
  await writeFile(wrong, 'a time table\n', { mode: 0o600 })
  const unasked = await ordinal(anna, 'share', '--plan', plan, '--out', file)
  expect([unasked.code, unasked.stdout]).toEqual([0, expect.stringContaining('It has no passphrase')])
  const host = await startHost(anna)
  try {
    await ordinalJson(anna, 'share', '--plan', plan, '--out', file, '--plan-file-passphrase', right)
  } finally {
    await host.stop()
  }
  expect((await stat(file)).mode & 0o077).toBe(0)
  expect((await readFile(file)).includes('Quay')).toBe(false)
  for (const [words, sentence] of [
    [[], 'opens with a passphrase only'],
    [['--plan-file-passphrase', wrong], 'is not the passphrase'],
  ] as const) {
    const ended = await ordinal(ben, 'merge', file, ...words)
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining(sentence)])
  }
  expect((await ordinal(ben, 'plans')).stderr).toContain('There is no data folder')
  expect(await ordinalJson(ben, 'merge', file, '--plan-file-passphrase', right)).toMatchObject({ isNew: true })
})

test('a file that is cut, changed or no plan file is told as what it is, and leaves no plan behind', async () => {
  await ordinalJson(anna, 'share', '--plan', plan, '--out', file, '--no-passphrase')
  const whole = await readFile(file)
  const changed = Buffer.from(whole)
  changed[600] = (changed[600] ?? 0) ^ 1
  for (const [bytes, sentence] of [
    [whole.subarray(0, whole.length - 1), 'its end is missing'],
    [changed, 'was damaged or changed'],
    [Buffer.from('Key,Summary\n'), 'is no plan file'],
  ] as const) {
    await writeFile(file, bytes)
    const ended = await ordinal(ben, 'merge', file)
    expect([ended.code, ended.stdout, ended.stderr]).toEqual([1, '', expect.stringContaining(sentence)])
  }
  const absent = await ordinal(ben, 'merge', join(folder.path, 'no such file'))
  expect(absent.stderr).toContain('There is no file')
  expect((await ordinal(ben, 'plans')).stderr).toContain('There is no data folder')
})

/** As a person would, by an import: commands of their own would need a window. */
async function add(data: string, ...items: string[]): Promise<void> {
  const csv = join(folder.path, 'more.csv')
  await writeFile(csv, ['Title', ...items].join('\n'))
  await ordinalJson(data, 'import', csv, '--plan', plan === '' ? 'Harbour' : plan)
}

async function titles(data: string): Promise<string[]> {
  const { items } = JSON.parse(await content(data)) as { items: { title: string }[] }
  return items.map(({ title }) => title)
}

async function content(data: string): Promise<string> {
  const { stdout } = await ordinal(data, 'export', '--plan', plan, '--format', 'ordinal-json')
  const exported = JSON.parse(stdout) as Record<string, unknown>
  delete exported.exportedAt
  return JSON.stringify(exported)
}
