import { readFile, readdir, rm, writeFile, chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Health } from '../../src/contract/health-calls.ts'
import type { PlanSummary } from '../../src/contract/host-info.ts'
import type { ImportReport } from '../../src/contract/import-report.ts'
import { generateJiraCsv } from '../bench/plan-generator.ts'
import { ordinal, ordinalJson, startHost, temporaryFolder } from './running-host.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let data = ''
let jira = ''

beforeAll(async () => {
  folder = await temporaryFolder()
  data = join(folder.path, 'data')
  jira = join(folder.path, 'jira.csv')
  await writeFile(jira, generateJiraCsv(2_000))
})
afterAll(() => folder.remove())

interface Exported {
  format: string
  version: number
  plan: { name: string }
  items: {
    id: string
    key: string
    title: string
    kind: string
    stage: string
    description: string
    labels: string[]
    estimate: number | null
    epic: string | null
    source: { system: string; key: string } | null
    deleted: unknown
  }[]
  epics: { id: string; title: string }[]
}

test('a dry run says what would happen and writes nothing', async () => {
  const report = await ordinalJson<ImportReport>(data, 'import', jira, '--plan', 'Harbour', '--dry-run')
  expect(report).toMatchObject({ format: 'jira-csv', dryRun: true, plan: '', change: '', rows: 2_000, updated: 0 })
  expect(report.created).toBeGreaterThan(1_500)
  expect(await ordinalJson<PlanSummary[]>(data, 'plans')).toEqual([])
})

test('2,000 rows of Jira are imported once, read again without a change, and one undo takes all of them back', async () => {
  const report = await ordinalJson<ImportReport>(data, 'import', jira, '--plan', 'Harbour')
  expect(report.epics).toBeGreaterThan(30)
  expect(report.tasks).toBeGreaterThan(100)
  const exported = JSON.parse(
    (await ordinal(data, 'export', '--plan', 'Harbour', '--format', 'ordinal-json')).stdout,
  ) as Exported
  expect(exported.items).toHaveLength(report.created)
  expect(exported.items.every((item) => item.source?.system === 'jira')).toBe(true)
  expect(exported.items.some((item) => item.epic !== null)).toBe(true)
  const again = await ordinalJson<ImportReport>(data, 'import', jira, '--plan', 'Harbour')
  expect(again).toMatchObject({ created: 0, updated: 0, skipped: 0, missing: 0, conflicts: [] })
  const undone = await ordinal(data, 'undo', '--plan', 'Harbour', report.change)
  expect(undone.code, undone.stderr).toBe(0)
  expect((await ordinalJson<PlanSummary[]>(data, 'plans'))[0]).toMatchObject({ name: 'Harbour', items: 0 })
})

test('an export comes back byte for byte in an empty data folder, also under another name', async () => {
  await ordinalJson(data, 'sample')
  const first = join(folder.path, 'first.json')
  const second = join(folder.path, 'second.json')
  const sample = (await ordinalJson<PlanSummary[]>(data, 'plans')).find((plan) => plan.sample)
  expect(
    (await ordinal(data, 'export', '--plan', sample?.id ?? '', '--format', 'ordinal-json', '--out', first)).code,
  ).toBe(0)
  for (const name of [sample?.name ?? '', 'Restored']) {
    const empty = join(folder.path, `empty-${name}`)
    await ordinalJson(empty, 'import', first, '--plan', name)
    expect((await ordinal(empty, 'export', '--plan', name, '--format', 'ordinal-json', '--out', second)).code).toBe(0)
    expect((await readFile(second)).equals(await readFile(first)), name).toBe(true)
  }
  const text = await readFile(first, 'utf8')
  expect(text).not.toContain('\r')
  expect(text.endsWith('\n')).toBe(true)
})

test('what is refused is one sentence, exit code 1, and writes nothing', async () => {
  const before = await ordinalJson<PlanSummary[]>(data, 'plans')
  const notCsv = join(folder.path, 'picture.csv')
  await writeFile(notCsv, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]))
  const tooMany = join(folder.path, 'many.csv')
  await writeFile(tooMany, 'title\n' + Array.from({ length: 200_000 }, (_, i) => `Item ${i}`).join('\n'))
  const unknown = join(folder.path, 'unknown.csv')
  await writeFile(unknown, 'Foo,Bar\n1,2\n')
  for (const [file, says] of [
    [notCsv, /not a text file/],
    [tooMany, /50,000/],
    [unknown, /Foo, Bar/],
    [join(folder.path, 'none.csv'), /There is no file/],
    [folder.path, /is not a file/],
  ] as const) {
    const ended = await ordinal(data, 'import', file, '--plan', 'New one')
    expect(ended.code, file).toBe(1)
    expect(ended.stdout, file).toBe('')
    expect(ended.stderr.trim().split('\n'), ended.stderr).toHaveLength(1)
    expect(ended.stderr).toMatch(says)
  }
  expect(await ordinalJson<PlanSummary[]>(data, 'plans')).toEqual(before)
})

test('rename, duplicate, archive and remove do what the words say', async () => {
  const own = join(folder.path, 'own')
  const made = await ordinalJson<PlanSummary>(own, 'new', 'First')
  await ordinalJson(own, 'rename', 'Second', '--plan', 'First')
  const copy = await ordinalJson<PlanSummary>(own, 'duplicate', '--plan', 'Second')
  expect(copy.name).toBe('Second (copy)')
  expect(await ordinalJson(own, 'archive', '--plan', copy.id)).toMatchObject({ archived: true })
  const { copy: kept } = await ordinalJson<{ copy: string }>(own, 'remove', '--plan', made.id)
  expect((await readdir(kept)).some((name) => name.startsWith('journal-'))).toBe(true)
  expect((await ordinalJson<PlanSummary[]>(own, 'plans')).map((plan) => plan.id)).toEqual([copy.id])
})

test('verify brings a changed byte back from a backup, and names what nobody has, who made it and when', async () => {
  const own = join(folder.path, 'damaged')
  const made = await ordinalJson<PlanSummary>(own, 'new', 'Whole')
  const csv = join(folder.path, 'small.csv')
  await writeFile(csv, 'title\nHold a berth\n')
  await ordinalJson(own, 'import', csv, '--plan', 'Whole')
  await ordinalJson(own, 'backup', '--plan', 'Whole')
  const whole = await ordinal(own, 'verify')
  expect([whole.code, whole.stdout]).toEqual([0, expect.stringContaining('all whole')])
  const planFolder = join(own, 'plans', made.id)
  const journal = join(planFolder, 'journal-000002')
  const good = await readFile(journal)
  const bad = Buffer.from(good)
  bad[bad.length - 60] = (bad[bad.length - 60] ?? 0) ^ 0xff
  await writeFile(journal, bad)
  const mended = await ordinalJson<Health>(own, 'verify')
  const place = mended.plans[0]?.damage[0]
  expect(place).toMatchObject({ state: 'mended', file: `plans/${made.id}/journal-000002` })
  expect(place?.from).toMatch(/^the backup of 20\d\d-/)
  expect(await readFile(journal)).toEqual(good)
  expect(await readFile(join(own, place?.keptAt ?? ''))).toEqual(bad)

  await rm(join(planFolder, 'backups'), { recursive: true })
  for (const name of await readdir(planFolder)) if (name.startsWith('snapshot-')) await rm(join(planFolder, name))
  await writeFile(journal, bad)
  const lost = await ordinal(own, 'verify', '--json')
  expect(lost.code).toBe(1)
  const [left] = (JSON.parse(lost.stdout) as Health).plans[0]?.damage.filter(({ state }) => state === 'lost') ?? []
  expect(left?.words).toMatch(/the edit of .+ at 20\d\d-.+ \(record \d+ of line \d+\)/i)
  expect((await ordinal(own, 'verify')).stdout).toContain('not found anywhere yet')
})

test('commands act through the host that runs on the folder', async () => {
  const own = join(folder.path, 'running')
  const host = await startHost(own)
  const made = await ordinalJson<PlanSummary>(own, 'new', 'Made while it runs')
  expect((await ordinalJson<PlanSummary[]>(own, 'plans')).map((plan) => plan.id)).toEqual([made.id])
  expect(await host.stop()).toBe(0)
  expect((await ordinalJson<PlanSummary[]>(own, 'plans')).map((plan) => plan.name)).toEqual(['Made while it runs'])
})

test('a taken port is refused in one sentence', async () => {
  const host = await startHost(join(folder.path, 'port-one'))
  const port = new URL(host.url).port
  const second = await ordinal(join(folder.path, 'port-two'), 'serve', '--no-open', '--port', port)
  expect(second.code).toBe(1)
  expect(second.stderr.trim()).toBe(
    `Port ${port} is taken by another program. Choose another with --port, or leave --port out.`,
  )
  await host.stop()
})

test('a data folder that cannot be made is refused in one sentence', async () => {
  const blocked = join(folder.path, 'blocked')
  await writeFile(blocked, 'a file stands here')
  await chmod(blocked, 0o600)
  const ended = await ordinal(blocked, 'plans')
  expect(ended.code).toBe(1)
  expect(ended.stderr.trim().split('\n')).toHaveLength(1)
})

test('files of the data folder are this user’s alone', async () => {
  const { stat } = await import('node:fs/promises')
  const walk = async (path: string): Promise<void> => {
    const info = await stat(path)
    expect(info.mode & 0o077, path).toBe(0)
    if (info.isDirectory()) for (const name of await readdir(path)) await walk(join(path, name))
  }
  await walk(data)
})
