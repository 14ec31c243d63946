import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createItem } from '../../../../src/commands/create-item.ts'
import { createPerson } from '../../../../src/commands/people.ts'
import type { PlanSummary } from '../../../../src/contract/host-info.ts'
import { startTestHost, tempFolder, type TestHost } from '../../../support/host-in-process.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end().catch(() => undefined)
})

/** A host with a plan of six items and a backup of it, closed again. */
async function closedPlan(backup = true): Promise<{ data: string; plan: PlanSummary; journal: string }> {
  const folder = await tempFolder()
  ends.push(folder.remove)
  const host = await start(folder.path)
  const { link } = host.connect()
  await link.call('profile.set', { name: 'Ada Berg', role: 'po' })
  const plan = await link.call('plans.create', { name: 'Harbour' })
  const window = await host.window(plan.id)
  for (let i = 1; i <= 6; i++) window.run(createItem, newItem(`Berth ${i}`))
  await window.window.delivered()
  if (backup) await link.call('backups.make', { plan: plan.id, name: 'whole' })
  await host.stop()
  const planFolder = join(folder.path, 'plans', plan.id)
  if (!backup) await rm(join(planFolder, 'backups'), { recursive: true, force: true })
  return { data: folder.path, plan, journal: join(planFolder, 'journal-000001') }
}

const newItem = (title: string) => ({
  id: title.toLowerCase().replace(/ /g, '').padEnd(16, 'a'),
  title,
  at: 'bottom' as const,
})

async function start(data: string): Promise<TestHost> {
  const host = await startTestHost(data)
  ends.push(() => host.stop())
  return host
}

async function damage(journal: string): Promise<Buffer> {
  const bytes = await readFile(journal)
  const bad = Buffer.from(bytes)
  bad[Math.floor(bytes.length / 2)] = (bad[Math.floor(bytes.length / 2)] as number) ^ 0x21
  await writeFile(journal, bad)
  return bytes
}

async function removeSnapshots(journal: string): Promise<void> {
  const folder = join(journal, '..')
  for (const name of await readdir(folder)) if (name.startsWith('snapshot')) await rm(join(folder, name))
}

test('opening mends what it meets from a backup, before anybody sees less', async () => {
  const { data, plan, journal } = await closedPlan()
  await removeSnapshots(journal)
  const good = await damage(journal)
  const host = await start(data)
  const window = await host.window(plan.id)
  expect(window.titles()).toHaveLength(6)
  expect((await readFile(journal)).subarray(0, good.length)).toEqual(good)
  const health = await window.link.call('health.state', { plan: plan.id })
  expect(health.damage).toEqual([
    expect.objectContaining({ state: 'mended', from: expect.stringMatching(/^the backup of/) as string }),
  ])
  expect(await readFile(join(data, health.damage[0]?.keptAt as string))).not.toEqual(good)
})

test('a check while people write mends under them, and they go on', async () => {
  const { data, plan, journal } = await closedPlan()
  const host = await start(data)
  const window = await host.window(plan.id)
  await damage(journal)
  window.run(createItem, newItem('Berth 7'))
  await window.window.delivered()
  const health = await window.link.call('health.check', { plan: plan.id })
  expect(health.plans[0]?.damage.map(({ state }) => state)).toEqual(['mended'])
  expect(health.plans[0]?.checkedAt).not.toBe(null)
  window.run(createItem, newItem('Berth 8'))
  await window.window.delivered()
  await host.stop()
  const again = await start(data)
  expect((await again.window(plan.id)).titles()).toHaveLength(8)
  expect((await again.connect().link.call('health.check', { plan: null })).plans[0]?.held).toEqual([])
})

test('what nobody has is named with who made it and when, announced once, and keeps nobody from writing', async () => {
  const { data, plan, journal } = await closedPlan(false)
  await removeSnapshots(journal)
  await damage(journal)
  const host = await start(data)
  const window = await host.window(plan.id)
  const before = window.titles().length
  expect(before).toBeLessThan(6)
  const health = await window.link.call('health.check', { plan: plan.id })
  const lost = health.plans[0]?.damage.filter(({ state }) => state === 'lost') ?? []
  expect(lost[0]?.words).toMatch(/Ada Berg at 20\d\d-|po1 at 20\d\d-/)
  window.run(createItem, newItem('Berth 9'))
  await window.window.delivered()
  await host.stop()
  const faults = await start(data)
  const news: unknown[] = []
  const { link } = faults.connect()
  link.on('health.changed', (one) => void news.push(one))
  expect((await faults.window(plan.id)).titles()).toContain('Berth 9')
  expect(news).toEqual([])
})

test('a damaged snapshot is replaced, and damage of other files is told beside the plans', async () => {
  const { data, plan, journal } = await closedPlan()
  const snapshot = join(journal, '..', 'snapshot-000001')
  await writeFile(snapshot, (await readFile(snapshot)).fill(0, 20, 40))
  await writeFile(join(data, 'settings.json'), '{"theme')
  await mkdir(join(data, 'removed'), { recursive: true })
  const host = await start(data)
  const { link } = host.connect()
  const progress: string[] = []
  link.on('job.progress', ({ what }) => void progress.push(what))
  const health = await link.call('health.check', { plan: null })
  const places = health.plans.flatMap((one) => one.damage)
  expect(places).toContainEqual(expect.objectContaining({ file: `plans/${plan.id}/snapshot-000001`, state: 'mended' }))
  expect((await readdir(join(journal, '..'))).some((name) => name.startsWith('snapshot-'))).toBe(true)
  expect(health.files.map(({ file }) => file)).toContain('settings.json')
  expect((await link.call('health.check', { plan: null })).plans[0]?.damage).toHaveLength(places.length)
})

test('one damaged place that only History misses is told once, with the name of its author, and never as mended', async () => {
  const { data, plan, journal } = await closedPlan(false)
  const named = await start(data)
  const before = await named.window(plan.id)
  before.run(createPerson, { id: 'po1', name: 'Ada Berg', roles: ['po'] })
  await before.window.delivered()
  await named.stop()
  await rm(join(journal, '..', 'backups'), { recursive: true, force: true })
  await damage(journal)
  const { link } = (await start(data)).connect()
  for (const look of ['first', 'second']) {
    const [health] = (await link.call('health.check', { plan: plan.id })).plans
    expect(
      health?.damage.map(({ state }) => state),
      look,
    ).toEqual(['history-only'])
    expect(health?.damage[0]?.words, look).toContain('he edit of Ada Berg at 20')
  }
})
