import type { Epic } from '../../../src/model/epic.ts'
import type { Goal } from '../../../src/model/goal.ts'
import type { Item } from '../../../src/model/item.ts'
import type { Measurement, Metric } from '../../../src/model/metric.ts'

/** A made-up product, to see pages that need no commands. */
const item = (n: number, title: string, goal: string | null, stage = 'open', estimate: number | null = 3): Item => ({
  id: `item${String(n).padStart(3, '0')}`,
  key: `HAR-${n}`,
  title,
  kind: n % 5 === 0 ? 'bug' : n % 7 === 0 ? 'debt' : 'feature',
  stage,
  parked: false,
  parkedAt: null,
  parkedBy: null,
  parkedWhy: '',
  parkedUntil: null,
  estimate,
  value: null,
  effort: null,
  epic: null,
  domain: null,
  goal,
  sprint: null,
  column: null,
  outcome: '',
  orderWhy: '',
  orderWhyAt: null,
  labels: [],
  names: [],
  ready: [],
  source: null,
  imported: {},
  lastImported: {},
  createdAt: null,
  createdBy: null,
  startedAt: null,
  finishedAt: null,
  deleted: null,
})
const goal = (
  id: string,
  title: string,
  why: string,
  horizon: string,
  metric: string | null,
  baseline: number | null,
  target: number | null,
  due: string | null,
): Goal => ({
  id,
  title,
  why,
  horizon,
  rank: id,
  metric,
  baseline,
  target,
  due,
  createdAt: null,
  deleted: null,
})

export const goals: Goal[] = [
  goal(
    'g1',
    'Skippers book a berth before they cast off',
    'Whoever has no berth in hand sails past. Four nights in ten are booked ahead; the rest is luck.',
    'now',
    'm1',
    28,
    60,
    '2027-09-30',
  ),
  goal(
    'g2',
    'Harbour masters trust the board',
    'A board that is wrong once is read by nobody. Two double bookings cost a pilot marina its best weekend.',
    'now',
    'm2',
    18,
    6,
    '2027-05-31',
  ),
  goal(
    'g3',
    'No berth stays empty by mistake',
    'One night in nine is paid for by nobody, because a boat did not come and nobody said so.',
    'next',
    'm3',
    11,
    5,
    '2027-08-31',
  ),
  goal(
    'g4',
    'Paid before the lines are cast off',
    'Chasing money on the pontoon is the job that harbour masters like least.',
    'next',
    null,
    null,
    null,
    null,
  ),
  goal(
    'g5',
    'A new marina is live in a week',
    'Every marina that waits for us waits through a season.',
    'later',
    null,
    null,
    null,
    null,
  ),
  goal('g6', 'A regatta finds room for everyone', '', 'later', null, null, null, null),
]
export const metrics = new Map<string, Metric>([
  ['m1', { id: 'm1', name: 'Nights booked before arrival', unit: '%', deleted: null }],
  ['m2', { id: 'm2', name: 'Corrections by hand, per 100 arrivals', unit: '', deleted: null }],
  ['m3', { id: 'm3', name: 'Nights lost to no-shows', unit: '%', deleted: null }],
])
export const measurements: Measurement[] = [28, 29, 32, 31.5, 36, 38, 39, 41].map((value, i) => ({
  id: `v${i}`,
  metric: 'm1',
  day: `${i < 6 ? 2026 : 2027}-${String(((i + 6) % 12) + 1).padStart(2, '0')}-15`,
  value,
  note: '',
  by: null,
  deleted: null,
}))
export const epics = new Map<string, Epic>()
const titles = [
  'Show free berths that fit length and draught',
  'Two skippers can confirm the same berth at once',
  'Hold a berth for 15 minutes while the skipper pays',
  'One record of who lies where, for map and board',
  'Tell the skipper when the berth is free',
  'Release the berth of a no-show at 20:00',
  'Waiting list when the harbour is full',
  'Replace the nightly occupancy import',
  'Can tide tables tell us which berths dry out?',
  'Pay by link on departure',
  'Arrivals board shows yesterday after midnight',
  'Move a boat to another berth on the harbour map',
  'Refund in full until noon of the day before',
  'Renew the certificate for the payment provider',
]
export const ordered: Item[] = Array.from({ length: 62 }, (_, i) =>
  item(
    i + 1,
    titles[i % titles.length] ?? '',
    `g${(i % 6) + 1}`,
    i % 9 === 0 ? 'done' : i % 11 === 0 ? 'doing' : 'open',
    i % 4 === 3 ? null : [1, 2, 3, 5, 8][i % 5],
  ),
)

export function manyGoals(count: number): Goal[] {
  return Array.from({ length: count }, (_, i) => ({
    ...(goals[i % goals.length] as Goal),
    id: `x${i}`,
    rank: String(i).padStart(4, '0'),
    horizon: i < count / 3 ? 'now' : i < (2 * count) / 3 ? 'next' : 'later',
  }))
}
