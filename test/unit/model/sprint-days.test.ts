import { expect, test } from 'vitest'
import type { Impediment } from '../../../src/model/impediment.ts'
import type { Question } from '../../../src/model/question.ts'
import type { Request } from '../../../src/model/request.ts'
import { boardAt, sprintDays, wentOn, type SprintRecords } from '../../../src/model/sprint-days.ts'
import type { SprintChange } from '../../../src/model/sprint-change.ts'
import type { Pull } from '../../../src/model/sprint.ts'

const at = (day: number, hour = 10): number =>
  Date.parse(`2027-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`)

const pull = (item: string, day: number, more: Partial<Pull> = {}) =>
  ({
    id: `p-${item}-${day}`,
    item,
    at: at(day),
    by: 'dan',
    why: '',
    leftAt: null,
    leftHow: null,
    leftWhy: '',
    deleted: null,
    ...more,
  }) as Pull

const items = {
  berth: { title: 'Hold a berth', startedAt: at(2) },
  list: { title: 'Waiting list', startedAt: at(4) },
  hours: { title: 'Office hours', startedAt: null },
  refund: { title: 'A refund', startedAt: at(5) },
} as const

const listed = (item: keyof typeof items) => ({ item, title: items[item].title, estimate: 3 })

const RECORDS: SprintRecords = {
  sprint: { id: 's', team: 'keel', start: '2027-03-01', end: '2027-03-12', startedAt: at(1, 9), finishedAt: null },
  itemOf: (id) => items[id as keyof typeof items],
  pulls: [
    pull('berth', 1, { at: at(1, 8), leftAt: at(3), leftHow: 'done' }),
    pull('list', 1, { at: at(1, 8) }),
    pull('hours', 1, { at: at(1, 8), leftAt: at(4), leftHow: 'returned', leftWhy: 'swapped' }),
    pull('refund', 4),
  ],
  changes: [
    {
      id: 'c1',
      sprint: 's',
      kind: 'swap',
      ins: [listed('refund')],
      outs: [listed('hours')],
      why: 'Boats were sunk',
      by: 'dan',
      at: at(4),
      deleted: null,
    },
    {
      id: 'c2',
      sprint: 's',
      kind: 'clarified',
      ins: [listed('list')],
      outs: [],
      why: 'Turned out trivial',
      by: 'dan',
      at: at(5),
      deleted: null,
    },
    {
      id: 'c3',
      sprint: 'other',
      kind: 'add',
      ins: [listed('list')],
      outs: [],
      why: 'no',
      by: null,
      at: at(5),
      deleted: null,
    },
  ] as unknown as SprintChange[],
  impediments: [
    {
      id: 'i1',
      team: 'keel',
      sprint: 's',
      item: 'list',
      words: 'No test berth',
      by: 'dan',
      at: at(4, 12),
      resolvedAt: at(5, 9),
      resolvedBy: 'ada',
      how: 'Lisbon lent one',
      deleted: null,
    },
    {
      id: 'i2',
      team: 'jib',
      sprint: null,
      item: null,
      words: 'Not ours',
      by: null,
      at: at(4),
      resolvedAt: null,
      deleted: null,
    },
    {
      id: 'i3',
      team: 'keel',
      sprint: null,
      item: null,
      words: 'Long ago',
      by: null,
      at: at(1, 1),
      resolvedAt: null,
      deleted: null,
    },
  ] as unknown as Impediment[],
  requests: [
    {
      id: 'r1',
      sprint: 's',
      title: 'Larger type',
      answer: 'no',
      why: 'It pushes the goal out',
      free: 2,
      at: at(5),
      answeredAt: at(5, 11),
      answeredBy: 'ada',
      item: null,
      deleted: null,
    },
    { id: 'r2', sprint: 's', title: 'Of a review', answer: null, free: null, at: at(5), deleted: null },
  ] as unknown as Request[],
  questions: [
    {
      id: 'q1',
      item: 'list',
      text: 'Does it lose its place?',
      by: 'dan',
      at: at(2),
      answer: 'No',
      answeredBy: 'ada',
      answeredAt: at(5, 15),
      deleted: null,
    },
    {
      id: 'q2',
      item: 'elsewhere',
      text: 'Not of this sprint',
      by: 'dan',
      at: at(2),
      answer: '',
      answeredAt: null,
      deleted: null,
    },
  ] as unknown as Question[],
  comments: [
    { item: 'list', at: at(4), deleted: null },
    { item: 'list', at: at(4, 12), deleted: null },
    { item: 'elsewhere', at: at(4), deleted: null },
    { item: 'list', at: at(1, 1), deleted: null },
  ],
}

test('the sprint diary tells day by day what was pulled, started, finished, changed, clarified, blocked, asked and said no to', () => {
  const days = sprintDays(RECORDS, at(5, 20), 'UTC')
  const told = days.map(({ day, entries, comments }) => [
    day.slice(8),
    entries.map(({ what, title }) => `${what}: ${title}`),
    comments,
  ])
  expect(told).toEqual([
    ['01', ['pulled: Hold a berth', 'pulled: Office hours', 'pulled: Waiting list'], 0],
    ['02', ['started: Hold a berth', 'asked: Does it lose its place?'], 0],
    ['03', ['finished: Hold a berth'], 0],
    [
      '04',
      ['started: Waiting list', 'changed: “A refund” came in, “Office hours” went out', 'blocked: No test berth'],
      2,
    ],
    [
      '05',
      [
        'unblocked: No test berth',
        'started: A refund',
        'clarified: Waiting list',
        'said-no: Larger type',
        'answered: Does it lose its place?',
      ],
      0,
    ],
  ])
})

test('what was pulled before the sprint began stands on its first day, and days end when the sprint was finished', () => {
  const sprint = { ...RECORDS.sprint, startedAt: at(3), finishedAt: at(4, 18) }
  const days = sprintDays({ ...RECORDS, sprint }, at(20), 'UTC')
  expect(days.map(({ day }) => day)).toEqual(['2027-03-03', '2027-03-04'])
  expect(days[0]?.entries.filter(({ what }) => what === 'pulled')).toHaveLength(3)
  expect(sprintDays({ ...RECORDS, sprint: { ...sprint, startedAt: null, start: null } }, at(20), 'UTC')).toEqual([])
})

test('days without anything are told too, but for those of a weekend', () => {
  const days = sprintDays(RECORDS, at(10), 'UTC').map(({ day }) => Number(day.slice(8)))
  expect(days).toEqual([1, 2, 3, 4, 5, 8, 9, 10])
})

test('a day belongs to the plan’s time zone', () => {
  const sprint = { ...RECORDS.sprint, startedAt: at(1, 23), start: null }
  expect(sprintDays({ ...RECORDS, sprint }, at(2), 'Europe/Helsinki')[0]?.day).toBe('2027-03-02')
})

test('a replay shows the board as it stood at each day’s end', () => {
  const on = (day: number) =>
    Object.fromEntries(
      boardAt(RECORDS, `2027-03-${String(day).padStart(2, '0')}`, 'UTC').map(({ item, stage, isNew }) => [
        item,
        isNew ? `${stage}, new` : stage,
      ]),
    )
  expect(on(1)).toEqual({ berth: 'open, new', list: 'open, new', hours: 'open, new' })
  expect(on(2)).toEqual({ berth: 'doing', list: 'open', hours: 'open' })
  expect(on(3)).toEqual({ berth: 'done', list: 'open', hours: 'open' })
  expect(on(4)).toEqual({ berth: 'done', list: 'doing', refund: 'open, new' })
  expect(on(5)).toEqual({ berth: 'done', list: 'doing', refund: 'doing' })
})

test('on each day it is known what went, where it had stood the evening before', () => {
  const went = (day: number) =>
    wentOn(RECORDS, `2027-03-${String(day).padStart(2, '0')}`, 'UTC').map(({ item, stage }) => [item, stage])
  expect([went(1), went(3), went(4), went(5)]).toEqual([[], [], [['hours', 'open']], []])
})

test('an item that went out and came again is there again', () => {
  const pulls = [pull('hours', 1, { leftAt: at(2), leftHow: 'returned' }), pull('hours', 4)]
  const on = (day: string) => boardAt({ ...RECORDS, pulls }, day, 'UTC').map(({ item }) => item)
  expect([on('2027-03-01'), on('2027-03-02'), on('2027-03-04')]).toEqual([['hours'], [], ['hours']])
})
