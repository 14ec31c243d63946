import { spawn } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BackupInfo, BackupsOverview } from '../../src/contract/backup-calls.ts'
import type { BackPlan } from '../../src/contract/history-calls.ts'
import type { Health } from '../../src/contract/health-calls.ts'
import type { PlanSummary } from '../../src/contract/host-info.ts'
import { ordinal, ordinalJson, startHost, temporaryFolder } from './running-host.ts'

const cli = fileURLToPath(new URL('../../out/host/cli.mjs', import.meta.url))
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let data = ''
let stick = ''

beforeAll(async () => {
  folder = await temporaryFolder()
  data = join(folder.path, 'data')
  stick = join(folder.path, 'stick')
  await mkdir(stick)
})
afterAll(() => folder.remove())

const exported = async (where: string, plan: string): Promise<string> =>
  (await ordinal(where, 'export', '--plan', plan, '--format', 'ordinal-json')).stdout
const listed = (where: string, ...more: string[]) => ordinalJson<BackupsOverview>(where, 'backups', ...more)

test('a backup is made, proven, listed, and restored as a new plan that says the same', async () => {
  const plan = await ordinalJson<PlanSummary>(data, 'sample')
  const made = await ordinalJson<BackupInfo>(data, 'backup', '--plan', plan.id, '--name', 'before the fair')
  expect(made).toMatchObject({ plan: plan.id, name: 'before the fair', reason: 'person', items: plan.items, fault: '' })
  expect(made.provenAt).not.toBe(null)
  const { backups } = await listed(data, '--plan', plan.name)
  expect(backups.map(({ id }) => id)).toContain(made.id)
  expect((await ordinal(data, 'backups')).stdout).toContain('"before the fair"')
  const was = await exported(data, plan.id)

  await ordinalJson(data, 'rename', '--plan', plan.id, 'Something else')
  const asked = await ordinal(data, 'restore', made.id)
  expect(asked.code).toBe(1)
  expect(asked.stderr).toContain('--as "')
  expect(asked.stderr).toContain('--into-plan')
  const restored = await ordinalJson<PlanSummary>(data, 'restore', made.id, '--as', 'As it was')
  expect(restored).toMatchObject({ name: 'As it was', items: plan.items })
  expect(await exported(data, 'As it was')).toBe(was.replace(`"name": "${plan.name}"`, '"name": "As it was"'))
  const report = await ordinalJson<Health>(data, 'verify')
  expect(report.plans.flatMap(({ damage }) => damage)).toEqual([])
})

test('the old state comes back as new edits, after a look at what they would be, and undo takes them back', async () => {
  const plan = await ordinalJson<PlanSummary>(data, 'new', 'Harbour')
  const csv = join(folder.path, 'harbour.csv')
  await writeFile(csv, 'title,kind\nBerths,feature\nCranes,feature\n')
  await ordinalJson(data, 'import', csv, '--plan', 'Harbour')
  const made = await ordinalJson<BackupInfo>(data, 'backup', '--plan', 'Harbour')
  await writeFile(csv, 'title,kind\nTides,feature\n')
  await ordinalJson(data, 'import', csv, '--plan', 'Harbour')
  const preview = await ordinalJson<BackPlan>(data, 'restore', made.id, '--into-plan', '--preview')
  expect(preview).toMatchObject({ change: null, itemsDeleted: 1 })
  const done = await ordinalJson<BackPlan>(data, 'restore', made.id, '--as-edits', '--why', 'the file was wrong')
  expect(done).toMatchObject({ itemsDeleted: 1 })
  expect((await ordinalJson<PlanSummary[]>(data, 'plans')).find(({ id }) => id === plan.id)?.items).toBe(2)
  expect((await listed(data, '--plan', plan.id)).backups[0]).toMatchObject({ reason: 'before-restore', items: 3 })
  expect((await ordinal(data, 'undo', '--plan', plan.id, done.change ?? '')).code).toBe(0)
  expect((await ordinalJson<PlanSummary[]>(data, 'plans')).find(({ id }) => id === plan.id)?.items).toBe(3)
})

test('a stick carries a plan to another machine with its id and its history', async () => {
  const settings = await ordinalJson<{ folder: string }>(data, 'backup-settings', '--folder', stick)
  expect(settings.folder).toBe(stick)
  const made = await ordinalJson<BackupInfo>(data, 'backup', '--plan', 'As it was')
  expect((await listed(data)).backups.find(({ id }) => id === made.id)?.places).toEqual(['data', 'folder'])
  const name = `As it was ${made.plan}`
  expect(await readdir(join(stick, 'Ordinal backups'))).toContain(name)
  const carried = join(folder.path, 'carried')
  await cp(join(stick, 'Ordinal backups', name), carried, { recursive: true })

  const other = join(folder.path, 'other')
  const back = await ordinalJson<PlanSummary>(other, 'restore', carried)
  expect(back).toMatchObject({ id: made.plan, name: 'As it was' })
  expect(await exported(other, made.plan)).toBe(await exported(data, made.plan))
  await ordinalJson(other, 'rename', '--plan', made.plan, 'Edited over there')
  expect((await ordinalJson<Health>(other, 'verify')).plans[0]?.damage).toEqual([])
  expect((await ordinal(data, 'backup-settings', '--no-folder')).stdout).toContain('no other folder is chosen')
})

test('a removed plan comes back from where it was put aside', async () => {
  const plan = await ordinalJson<PlanSummary>(data, 'new', 'Short lived')
  const { copy } = await ordinalJson<{ copy: string }>(data, 'remove', '--plan', plan.id)
  expect((await ordinal(data, 'backups')).stdout).toContain(copy)
  expect(await ordinalJson<PlanSummary>(data, 'restore', copy)).toMatchObject({ id: plan.id, name: 'Short lived' })
})

test('what cannot be done is said in a sentence and changes nothing', async () => {
  const before = await readdir(join(data, 'plans'))
  const refuse = async (...words: string[]): Promise<string> => {
    const ended = await ordinal(data, ...words)
    expect(ended.code, words.join(' ')).toBe(1)
    return ended.stderr
  }
  expect(await refuse('restore', 'no-such-backup')).toContain('There is no backup "no-such-backup"')
  expect(await refuse('restore', folder.path)).toContain('There is no backup')
  expect(await refuse('backup', '--plan', 'Nobody')).toContain('There is no plan "Nobody"')
  expect(await refuse('backup-settings', '--folder', join(data, 'plans'))).toContain(
    'in the folder that holds the plans',
  )
  expect(await refuse('backup-settings', '--folder', join(folder.path, 'nowhere'))).toContain('There is no folder')
  expect((await ordinal(data, 'backup-settings', '--every', '1')).code).toBe(2)
  expect(await readdir(join(data, 'plans'))).toEqual(before)
})

test('killed at any moment of a backup or a restore, every plan and every proven backup is whole', async () => {
  const plans = await ordinalJson<PlanSummary[]>(data, 'plans')
  const sample = plans.find(({ name }) => name === 'Something else')?.id ?? ''
  const counted = (await listed(data, '--plan', sample)).backups.filter(
    ({ provenAt, reason }) => provenAt !== null && reason !== 'automatic',
  )
  const first = counted.at(-1)?.id ?? ''
  const was = await exported(data, sample)
  let killed = 0
  for (const [i, words] of [
    ['backup', '--plan', sample],
    ['restore', first, '--as', 'Cut off'],
    ['backup', '--plan', sample],
    ['restore', first, '--as', 'Cut off'],
    ['backup', '--plan', sample],
    ['restore', first, '--as', 'Cut off'],
  ].entries()) {
    const child = spawn(process.execPath, [cli, ...words, '--data', data], { stdio: 'ignore' })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    await new Promise((resolve) => setTimeout(resolve, 150 + i * 60))
    if (child.exitCode === null) killed++
    child.kill('SIGKILL')
    await ended
  }
  expect(killed).toBeGreaterThan(0)
  expect(await exported(data, sample)).toBe(was)
  for (const plan of await ordinalJson<PlanSummary[]>(data, 'plans'))
    expect([0, plan.damaged]).toContain(plan.damaged ?? 0)
  const { backups } = await listed(data, '--plan', sample)
  for (const one of counted) expect(backups.find(({ id }) => id === one.id)?.provenAt).toBe(one.provenAt)
  const report = await ordinalJson<Health>(data, 'verify')
  expect(report.plans.flatMap(({ damage }) => damage)).toEqual([])
  expect((await ordinalJson<BackupInfo>(data, 'backup', '--plan', sample)).fault).toBe('')
})

test('a host that runs makes them too, and its stop leaves nothing half done behind', async () => {
  const host = await startHost(data)
  const made = await ordinalJson<BackupInfo>(data, 'backup', '--plan', 'Harbour', '--to', stick)
  expect(made.path?.startsWith(stick)).toBe(true)
  expect(await host.stop()).toBe(0)
  expect(await readdir(data)).not.toContain('scratch')
  await rm(made.path ?? '')
  expect(await readFile(join(stick, 'Ordinal backups', 'About these backups.txt'), 'utf8')).toContain('ordinal restore')
})
