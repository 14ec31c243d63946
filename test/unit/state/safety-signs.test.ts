import { expect, test } from 'vitest'
import type { BackupInfo, BackupsOverview } from '../../../src/contract/backup-calls.ts'
import type { DamagedPlace, PlanHealth } from '../../../src/contract/health-calls.ts'
import { goneOf } from '../../../src/state/restore-state.svelte.ts'
import { signsOf } from '../../../src/state/safety-signs.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const now = Date.UTC(2026, 10, 21, 9)

const backup = (ageDays: number, more: Partial<BackupInfo> = {}): BackupInfo => ({
  id: `b${ageDays}`,
  plan: 'harbour',
  planName: 'Harbour',
  name: '',
  reason: 'automatic',
  madeAt: now - ageDays * DAY,
  provenAt: now - ageDays * DAY,
  fault: '',
  items: 3,
  records: 4,
  lastChange: now - ageDays * DAY - HOUR,
  bytes: 1_000,
  places: ['data'],
  ...more,
})
const overview = (more: Partial<BackupsOverview> = {}, folder: string | null = null): BackupsOverview => ({
  settings: { automatic: true, everyMinutes: 60, keepHourlyHours: 24, keepDailyDays: 30, folder },
  folderTrouble: '',
  folderSince: null,
  backups: [backup(0)],
  ...more,
})
const health = (more: Partial<PlanHealth> = {}): PlanHealth => ({
  plan: 'harbour',
  name: 'Harbour',
  records: 4,
  damage: [],
  held: [],
  takenOut: [],
  aside: [],
  salvaged: 0,
  refused: 0,
  checkedAt: null,
  ...more,
})
const place = (state: DamagedPlace['state']) => ({ file: 'f', words: 'w', record: null, state, from: '', keptAt: '' })
const kinds = (of: Partial<Parameters<typeof signsOf>[0]>) =>
  signsOf({ overview: overview(), health: health(), lastChange: now, now, ...of }).map((sign) => sign.kind)

test('while all is well, and while nothing is known yet, nothing needs the person', () => {
  expect(kinds({})).toEqual([])
  expect(kinds({ overview: null, health: null })).toEqual([])
})

test('damage that is lost and edits that are held back need the person, mended damage does not', () => {
  expect(kinds({ health: health({ damage: [place('mended')] }) })).toEqual([])
  expect(kinds({ health: health({ damage: [place('lost')] }) })).toEqual(['lost'])
  expect(kinds({ health: health({ damage: [place('history-only'), place('harmless')] }) })).toEqual(['history'])
  const held = [{ client: 1, seq: 2, person: null, device: 'd', time: now, words: 'w', waitsFor: [] }]
  expect(kinds({ health: health({ held }) })).toEqual(['held'])
})

test('a stick that is out for the evening is no sign; one that is away for more than a day is', () => {
  const away = (folderSince: number | null) =>
    kinds({ overview: overview({ folderTrouble: 'It is not there.', folderSince }, '/stick') })
  expect(away(now - 20 * HOUR)).toEqual([])
  expect(away(now - 25 * HOUR)).toEqual(['folder'])
  expect(away(null)).toEqual(['folder'])
})

test('a week of work without a proven backup is a sign; a plan that rests is not', () => {
  const old = overview({ backups: [backup(1, { provenAt: null }), backup(2, { fault: 'damaged' }), backup(8)] })
  expect(kinds({ overview: old })).toEqual(['unproven'])
  expect(kinds({ overview: old, lastChange: now - 8 * DAY - HOUR })).toEqual([])
  expect(kinds({ overview: overview({ backups: [backup(6)] }) })).toEqual([])
  expect(kinds({ overview: overview({ backups: [] }) })).toEqual([])
})

test('what is gone is what was removed and what only the chosen folder has, each once', () => {
  const plan = { items: 1, lastChange: now, archived: false, sample: false, damaged: null, alsoCalled: '' }
  const removed = [
    { path: '/removed/pier', plan: 'pier', planName: '', removedAt: now },
    { path: '/removed/harbour', plan: 'harbour', planName: 'Harbour', removedAt: now },
  ]
  const backups = [
    backup(0),
    backup(1, { id: 'p1', plan: 'pier', planName: 'Pier' }),
    backup(2, { id: 'q2', plan: 'quay', planName: 'Quay', provenAt: null }),
    backup(3, { id: 'q3', plan: 'quay', planName: 'Quay' }),
  ]
  const gone = goneOf(overview({ backups, removed }), [{ id: 'harbour', name: 'Harbour', ...plan }])
  expect(gone?.map(({ source, name }) => [source, name])).toEqual([
    ['/removed/pier', 'Pier'],
    ['q3', 'Quay'],
  ])
  expect(goneOf(overview(), null)).toBe(null)
})
