import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readImport } from '../../../src/interchange/read-import.ts'
import type { ImportedItem, ImportedPlan } from '../../../src/interchange/imported-plan.ts'
import type { ImportChoices } from '../../../src/model/import-report.ts'
import { generateJiraCsv } from '../../bench/plan-generator.ts'
import { NO_CHOICES } from '../../support/import-into.ts'

const header = (name: string) => readFileSync(new URL(`../../fixtures/imports/${name}`, import.meta.url), 'utf8').trim()
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`

/** A file of `[column, value][]` rows; a column named twice takes its values in turn. */
function jira(rows: readonly (readonly (readonly [string, string])[])[], names: readonly string[]): string {
  const lines = rows.map((cells) => {
    const left = [...cells]
    return names
      .map((name) => {
        const i = left.findIndex(([column]) => column === name)
        return i < 0 ? '' : quoted(left.splice(i, 1)[0]?.[1] ?? '')
      })
      .join(',')
  })
  return `\uFEFF${[names.map(quoted).join(','), ...lines].join('\r\n')}\r\n`
}

function read(text: string, choices: Partial<ImportChoices> = {}): ImportedPlan {
  const result = readImport(new TextEncoder().encode(text), 'jira.csv', { ...NO_CHOICES, ...choices })
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}
const item = (plan: ImportedPlan, key: string): ImportedItem => {
  const found = plan.items.find((i) => i.key === key)
  if (!found) throw new Error(`no ${key}`)
  return found
}
const BASIC = ['Summary', 'Issue key', 'Issue id', 'Issue Type', 'Status']
const row = (key: string, type: string, more: readonly (readonly [string, string])[] = []) =>
  [
    ['Summary', `Title of ${key}`],
    ['Issue key', `HAR-${key}`],
    ['Issue id', `100${key}`],
    ['Issue Type', type],
    ['Status', 'To Do'],
    ...more,
  ] as const

test('the real header of the 2020s, with every column that repeats, is read by index', () => {
  const names = header('jira-cloud-2020s.csv').split(',')
  const plan = read(
    jira(
      [
        [
          ['Summary', 'Show free berths'],
          ['Issue key', 'HAR-7'],
          ['Issue id', '10007'],
          ['Issue Type', 'Improvement'],
          ['Status', 'In Review'],
          ['Priority', 'High'],
          ['Assignee', 'Ada'],
          ['Created', '11/May/24 03:26 PM'],
          ['Fix versions', '2026.1'],
          ['Components', 'Map'],
          ['Components', 'Booking'],
          ['Labels', 'pilot'],
          ['Description', 'h2. Why\r\n*Now*'],
          ['Watchers', 'Ada'],
          ['Watchers', 'Sven'],
          ['Due date', '12/Mar/26'],
          ['Custom field (Epic Link)', 'HAR-1'],
          ['Custom field (Rank)', '0|hzzzzz:'],
          ['Sprint', 'Sprint 14'],
          ['Custom field (Story point estimate)', '5.0'],
          ['Log Work', '11/May/24 03:26 PM;ada;5400;on the quay'],
          ['Comment', '11/May/24 03:26 PM;Ada;First; with a semicolon'],
          ['Comment', '12/May/24 09:00 AM;Sven;Second\r\nline'],
        ],
      ],
      names,
    ),
  )
  const imported = item(plan, 'HAR-7')
  expect(imported.fields).toMatchObject({
    title: 'Show free berths',
    kind: 'feature',
    stage: 'doing',
    estimate: 5,
    description: '## Why\n\n**Now**',
    labels: ['2026.1', 'Map', 'Booking', 'pilot'],
    createdAt: Date.UTC(2024, 4, 11, 15, 26),
  })
  expect(imported.comments).toMatchObject([
    { byName: 'Ada', text: 'First; with a semicolon', at: Date.UTC(2024, 4, 11, 15, 26) },
    { byName: 'Sven', text: 'Second\nline' },
  ])
  expect(imported.imported).toMatchObject({
    Priority: 'High',
    Watchers: 'Ada, Sven',
    'Due date': '2026-03-12',
    Sprint: 'Sprint 14',
    'Log Work': '2024-05-11 ada: 1 h 30 min - on the quay',
    Status: 'In Review',
    'Issue Type': 'Improvement',
  })
  expect(imported.assignedTo).toBe('Ada')
  expect(imported.fields).not.toHaveProperty('sprint')
  expect(plan.epics).toMatchObject([{ ref: 'HAR-1', title: 'HAR-1' }])
  expect(plan.problems).toEqual([])
})

test('the real header of 2019, with Parent id and Story Points, is read', () => {
  const names = header('jira-2019-style.csv').split(',')
  const plan = read(
    jira(
      [
        [
          ['Summary', 'Booking'],
          ['Issue key', 'HAR-1'],
          ['Issue id', '1'],
          ['Issue Type', 'Epic'],
          ['Status', 'Done'],
          ['Custom field (Epic Name)', 'Booking'],
        ],
        [
          ['Summary', 'Hold a berth'],
          ['Issue key', 'HAR-2'],
          ['Issue id', '2'],
          ['Issue Type', 'Story'],
          ['Status', 'Closed'],
          ['Custom field (Epic Link)', 'HAR-1'],
          ['Custom field (Story Points)', '3'],
          ['Component/s', 'Map'],
        ],
        [
          ['Summary', 'Draw it'],
          ['Issue key', 'HAR-3'],
          ['Issue id', '3'],
          ['Parent id', '2'],
          ['Issue Type', 'Sub-task'],
          ['Status', 'Done'],
        ],
      ],
      names,
    ),
  )
  expect(plan.epics).toMatchObject([{ ref: 'HAR-1', title: 'Booking' }])
  expect(plan.items).toHaveLength(1)
  expect(item(plan, 'HAR-2')).toMatchObject({
    epic: 'HAR-1',
    fields: { stage: 'done', estimate: 3, labels: ['Map'] },
    tasks: [{ key: 'HAR-3', text: 'Draw it', done: true }],
  })
})

test.each([
  ['Parent', '1001'],
  ['Parent', 'HAR-1'],
  ['Parent key', 'HAR-1'],
  ['Parent id', '1001'],
  ['Custom field (Epic Link)', 'HAR-1'],
])('the epic is found by %s holding %s', (column, value) => {
  const plan = read(jira([row('1', 'Epic'), row('2', 'Story', [[column, value]])], [...BASIC, column]))
  expect(item(plan, 'HAR-2').epic).toBe('HAR-1')
  expect(plan.problems).toEqual([])
})

test('Parent summary is a name and no reference', () => {
  const plan = read(
    jira(
      [
        row('2', 'Story', [
          ['Parent', 'HAR-1'],
          ['Parent summary', 'Booking'],
        ]),
      ],
      [...BASIC, 'Parent', 'Parent summary'],
    ),
  )
  expect(plan.epics).toMatchObject([{ ref: 'HAR-1', title: 'Booking' }])
  expect(plan.notes.join()).toContain('not in the file')
})

test('a sub-task whose parent is missing becomes an item, and the report says so', () => {
  const plan = read(jira([row('2', 'Story'), row('3', 'Sub-task', [['Parent id', '999']])], [...BASIC, 'Parent id']))
  expect(plan.items.map((i) => i.key)).toEqual(['HAR-2', 'HAR-3'])
  expect(plan.problems).toMatchObject([{ row: 3, column: 'Parent', value: '999' }])
  expect(plan.epics).toEqual([])
})

test('what a sub-task says beyond its title stays with its item', () => {
  const names = [...BASIC, 'Parent id', 'Description', 'Priority', 'Comment']
  const plan = read(
    jira(
      [
        row('2', 'Story'),
        row('3', 'Sub-task', [
          ['Parent id', '1002'],
          ['Description', 'with *care*'],
          ['Priority', 'High'],
          ['Comment', '1/May/24 1:00 PM;Ada;done?'],
        ]),
      ],
      names,
    ),
  )
  expect(item(plan, 'HAR-2').imported['Sub-tasks']).toBe('HAR-3 Title of 3\nwith **care**\n\n- Priority: High')
  expect(item(plan, 'HAR-2').comments).toMatchObject([{ byName: 'Ada', text: '(HAR-3, Title of 3)\n\ndone?' }])
})

test('what an epic has no field for stands at the end of its description', () => {
  const plan = read(
    jira(
      [
        row('1', 'Epic', [
          ['Description', 'Why'],
          ['Priority', 'High'],
          ['Comment', '1/May/24 1:00 PM;Ada;yes'],
        ]),
      ],
      [...BASIC, 'Description', 'Priority', 'Comment'],
    ),
  )
  expect(plan.epics[0]?.description).toBe('Why\n\n---\n\n- Priority: High\n\n**Ada, 2024-05-01:** yes')
})

test('an epic above an epic becomes a label on the items below, and the report says so', () => {
  const plan = read(
    jira(
      [row('9', 'Initiative'), row('1', 'Epic', [['Parent', 'HAR-9']]), row('2', 'Story', [['Parent', 'HAR-1']])],
      [...BASIC, 'Parent', 'Labels'],
    ),
  )
  expect(item(plan, 'HAR-2')).toMatchObject({ epic: 'HAR-1', fields: { labels: ['Title of 9'] } })
  expect(plan.notes.join()).toContain('“Title of 9” (on 1)')
})

test('a type that holds stories is an epic, whatever a site calls it; one that holds sub-tasks is an item', () => {
  const plan = read(
    jira(
      [
        row('1', 'Epic'),
        row('5', 'Feature', [['Parent', 'HAR-1']]),
        row('2', 'Story', [['Parent', 'HAR-5']]),
        row('3', 'Technical task', [['Parent', 'HAR-2']]),
      ],
      [...BASIC, 'Parent'],
    ),
  )
  expect(plan.epics.map((e) => e.ref)).toEqual(['HAR-1', 'HAR-5'])
  expect(item(plan, 'HAR-2')).toMatchObject({ epic: 'HAR-5', tasks: [{ key: 'HAR-3' }] })
})

test('parents that go round in a ring end nowhere', () => {
  const plan = read(
    jira(
      [
        row('1', 'Story', [['Parent', 'HAR-2']]),
        row('2', 'Story', [['Parent', 'HAR-1']]),
        row('3', 'Epic', [['Parent', 'HAR-3']]),
      ],
      [...BASIC, 'Parent'],
    ),
  )
  expect(plan.items.length + plan.items.flatMap((i) => i.tasks).length).toBeGreaterThan(0)
})

test('LexoRank orders the items as plain text; a row without one follows the row above it', () => {
  const ranked = (key: string, rank: string) => row(key, 'Story', [['Custom field (Rank)', rank]])
  const plan = read(
    jira(
      [
        ranked('1', '0|i0002:'),
        ranked('2', '0|i0001:'),
        ranked('3', ''),
        ranked('4', '0|hzzzz:'),
        ranked('5', '0|i0001:i'),
      ],
      [...BASIC, 'Custom field (Rank)'],
    ),
  )
  expect(plan.items.map((i) => i.key)).toEqual(['HAR-4', 'HAR-2', 'HAR-3', 'HAR-5', 'HAR-1'])
})

test('types and statuses become kinds and stages; a person may say otherwise', () => {
  const types = ['Story', 'Task', 'New Feature', 'Improvement', 'Bug', 'Spike', 'Technical debt', 'Oddity']
  const text = jira(
    types.map((type, i) => row(String(i), type)),
    BASIC,
  )
  expect(read(text).items.map((i) => i.fields.kind)).toEqual([
    'feature',
    'feature',
    'feature',
    'feature',
    'bug',
    'spike',
    'debt',
    'feature',
  ])
  expect(read(text).notes.join()).toContain('Oddity (1)')
  expect(read(text, { kinds: { task: 'chore' } }).items[1]?.fields.kind).toBe('chore')
  const statuses = ['To Do', 'In Progress', 'Done', "Won't Do", 'Selected for Development', 'Waiting for moon']
  const plan = read(
    jira(
      statuses.map(
        (status, i) =>
          [
            ['Summary', 'x'],
            ['Issue key', `A-${i}`],
            ['Status', status],
          ] as const,
      ),
      BASIC,
    ),
  )
  expect(plan.items.map((i) => i.fields.stage)).toEqual(['open', 'doing', 'done', 'dropped', 'open', 'open'])
  expect(plan.notes.join()).toContain('Waiting for moon (1)')
  expect(plan.items[4]?.imported).toMatchObject({ Status: 'Selected for Development' })
})

test('links keep their direction, point to items instead of their sub-tasks, and may lead out of the file', () => {
  const names = [
    ...BASIC,
    'Parent id',
    'Outward issue link (Blocks)',
    'Inward issue link (Duplicate)',
    'Outward issue link (Relates)',
  ]
  const plan = read(
    jira(
      [
        row('1', 'Story', [
          ['Outward issue link (Blocks)', 'HAR-3'],
          ['Inward issue link (Duplicate)', 'HAR-2'],
          ['Outward issue link (Relates)', 'EXT-9'],
        ]),
        row('2', 'Story'),
        row('3', 'Sub-task', [['Parent id', '1002']]),
      ],
      names,
    ),
  )
  expect(item(plan, 'HAR-1').links).toEqual([
    { type: 'blocks', to: 'HAR-2', inward: false },
    { type: 'duplicates', to: 'HAR-2', inward: true },
    { type: 'relates', to: 'EXT-9', inward: false },
  ])
})

test('rows without a key, keys that stand twice, numbers and dates that are none are named with row and column', () => {
  const names = [...BASIC, 'Created', 'Custom field (Story Points)', 'Custom field (Story point estimate)']
  const plan = read(
    jira(
      [
        [['Summary', 'no key']],
        row('1', 'Story', [
          ['Created', 'yesterday'],
          ['Custom field (Story Points)', 'many'],
        ]),
        row('1', 'Story'),
        row('2', 'Story', [
          ['Custom field (Story Points)', '3'],
          ['Custom field (Story point estimate)', '5'],
        ]),
      ],
      names,
    ),
  )
  expect(plan.problems.map((p) => [p.row, p.column, p.value])).toEqual(
    expect.arrayContaining([
      [2, 'Issue key', ''],
      [3, 'Created', 'yesterday'],
      [3, 'Custom field (Story Points)', 'many'],
      [4, 'Issue key', 'HAR-1'],
      [5, 'Custom field (Story Points), Custom field (Story point estimate)', '3, 5'],
    ]),
  )
  expect(item(plan, 'HAR-2').fields.estimate).toBe(3)
})

test('a column may be left out or given to another field', () => {
  const text = jira(
    [
      row('1', 'Story', [
        ['Priority', '8'],
        ['Environment', 'quay'],
      ]),
    ],
    [...BASIC, 'Priority', 'Environment'],
  )
  const plan = read(text, { mapping: { 5: 'value', 6: '' } })
  expect(item(plan, 'HAR-1').fields.value).toBe(8)
  expect(item(plan, 'HAR-1').imported).not.toHaveProperty('Environment')
})

test('a generated file of 2,000 rows keeps every row as an epic, an item or a task', () => {
  for (const parent of ['Custom field (Epic Link)', 'Parent', 'Parent key', 'Parent id'] as const) {
    const plan = read(generateJiraCsv(2_000, { parent }))
    expect(plan.rows).toBe(2_000)
    expect(plan.items.length + plan.epics.length + plan.items.flatMap((i) => i.tasks).length).toBe(2_000)
    expect(plan.problems).toEqual([])
    expect(plan.items.filter((i) => i.epic !== '').length).toBeGreaterThan(1_000)
  }
})
