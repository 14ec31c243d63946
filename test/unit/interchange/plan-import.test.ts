import fc from 'fast-check'
import { expect, test } from 'vitest'
import { setField, setMember, setText } from '../../../src/doc/write.ts'
import { applyImport } from '../../../src/interchange/apply-import.ts'
import { planImport } from '../../../src/interchange/plan-import.ts'
import { readImport } from '../../../src/interchange/read-import.ts'
import { generateJiraCsv } from '../../bench/plan-generator.ts'
import { AUTHOR, emptyPlan, importInto, NO_CHOICES, NOW, titlesOf, type TestPlan } from '../../support/import-into.ts'

type Cells = Readonly<Record<string, string>>
const COLUMNS = [
  'Summary',
  'Issue key',
  'Issue Type',
  'Status',
  'Description',
  'Labels',
  'Custom field (Story Points)',
  'Custom field (Epic Link)',
  'Parent id',
  'Issue id',
  'Comment',
  'Assignee',
  'Outward issue link (Blocks)',
  'Inward issue link (Blocks)',
  'Environment',
]
function file(...rows: readonly Cells[]): string {
  return [COLUMNS, ...rows.map((cells) => COLUMNS.map((name) => `"${cells[name] ?? ''}"`))]
    .map((line) => line.join(','))
    .join('\r\n')
}
const story = (key: string, more: Cells = {}): Cells => ({
  Summary: `Item ${key}`,
  'Issue key': key,
  'Issue Type': 'Story',
  Status: 'To Do',
  ...more,
})
const itemOf = ({ plan }: TestPlan, key: string) => {
  const found = [...plan.rows('items').values()].find((i) => i.key === key)
  if (!found) throw new Error(`no ${key}`)
  return found
}
const edit = (into: TestPlan, write: () => void) => into.writer.write({ author: AUTHOR, change: 'edit' }, write)

test('items stand in the order of the file, with tasks, labels, comments and links, under one change', () => {
  const into = emptyPlan()
  const report = importInto(
    into,
    file(
      { Summary: 'Booking', 'Issue key': 'E', 'Issue Type': 'Epic' },
      story('A', {
        Labels: 'pilot',
        Description: 'h2. Why',
        'Custom field (Epic Link)': 'E',
        'Custom field (Story Points)': '3',
        'Issue id': '7',
        Assignee: 'Ada',
        'Outward issue link (Blocks)': 'B',
      }),
      story('B', { 'Inward issue link (Blocks)': 'A', Comment: '1/May/24 1:00 PM;Ada;hello' }),
      { Summary: 'Draw it', 'Issue key': 'T', 'Issue Type': 'Sub-task', 'Parent id': '7', Status: 'Done' },
    ),
  )
  expect(report).toMatchObject({
    created: 2,
    updated: 0,
    skipped: 0,
    missing: 0,
    epics: 1,
    tasks: 1,
    problems: [],
    dryRun: false,
  })
  expect(titlesOf(into)).toEqual(['Item A', 'Item B'])
  const [a, b] = [itemOf(into, 'A'), itemOf(into, 'B')]
  expect(a).toMatchObject({
    kind: 'feature',
    labels: ['pilot'],
    estimate: 3,
    source: { system: 'jira', key: 'A' },
    imported: { 'Was assigned to': 'Ada' },
    names: [],
    sprint: null,
  })
  expect(into.plan.textOf('items', a.id, 'description')).toBe('## Why')
  expect(into.plan.row('epics', a.epic ?? '')?.title).toBe('Booking')
  expect(into.plan.partsOf('tasks', a.id)).toMatchObject([
    { text: 'Draw it', done: true, source: { system: 'jira', key: 'T' } },
  ])
  expect(into.plan.partsOf('comments', b.id)).toMatchObject([{ byName: 'Ada', by: null, text: 'hello' }])
  expect([...into.plan.rows('links').values()]).toMatchObject([{ from: a.id, to: b.id, type: 'blocks' }])
  expect(new Set(into.envelopes.map((e) => e.change)).size).toBe(1)
  expect(into.plan.unreadable.size).toBe(0)
})

test('the same file again changes nothing and writes nothing', () => {
  const into = emptyPlan()
  const text = generateJiraCsv(300)
  const first = importInto(into, text)
  const records = into.envelopes.length
  expect(importInto(into, text)).toMatchObject({
    created: 0,
    updated: 0,
    unchanged: first.created,
    skipped: 0,
    missing: 0,
    conflicts: [],
    change: '',
  })
  expect(into.envelopes.length).toBe(records)
})

test('a field changes only if the file changed it', () => {
  const into = emptyPlan()
  importInto(into, file(story('A', { 'Custom field (Story Points)': '3', Description: 'old' })))
  const { id } = itemOf(into, 'A')
  edit(into, () => {
    setField(into.plan.doc, 'items', id, 'title', 'Ours')
    setField(into.plan.doc, 'items', id, 'value', 8)
  })
  const report = importInto(into, file(story('A', { 'Custom field (Story Points)': '5', Description: 'new' })))
  expect(report).toMatchObject({ created: 0, updated: 1, conflicts: [] })
  expect(itemOf(into, 'A')).toMatchObject({ title: 'Ours', estimate: 5, value: 8 })
  expect(into.plan.textOf('items', id, 'description')).toBe('new')
})

test('line breaks of Windows are no change of ours', () => {
  const into = emptyPlan()
  importInto(into, 'title,key,description\r\nA,K-1,"one\r\ntwo"\r\n')
  expect(importInto(into, 'title,key,description\r\nA,K-1,"one\r\nthree"\r\n')).toMatchObject({
    updated: 1,
    conflicts: [],
  })
  expect(into.plan.textOf('items', itemOf(into, 'K-1').id, 'description')).toBe('one\nthree')
})

test('where both sides changed, ours stays and the pair is listed once', () => {
  const into = emptyPlan()
  importInto(into, file(story('A', { Description: 'base' })))
  const { id } = itemOf(into, 'A')
  edit(into, () => {
    setField(into.plan.doc, 'items', id, 'title', 'Ours')
    setText(into.plan.doc, 'items', id, 'description', 'our words')
  })
  const theirs = file(story('A', { Summary: 'Theirs', Description: 'their words' }))
  const report = importInto(into, theirs)
  expect(report.conflicts).toEqual([
    { item: id, key: 'A', field: 'title', ours: 'Ours', theirs: 'Theirs' },
    { item: id, key: 'A', field: 'description', ours: 'our words', theirs: 'their words' },
  ])
  expect(itemOf(into, 'A').title).toBe('Ours')
  expect(importInto(into, theirs).conflicts).toEqual([])
})

test('labels merge member by member', () => {
  const into = emptyPlan()
  importInto(into, file(story('A', { Labels: 'stays goes' })))
  const { id } = itemOf(into, 'A')
  edit(into, () => setMember(into.plan.doc, 'items', id, 'labels', 'ours', true))
  expect(importInto(into, file(story('A', { Labels: 'stays theirs' })))).toMatchObject({ updated: 1, conflicts: [] })
  expect(itemOf(into, 'A').labels).toEqual(['ours', 'stays', 'theirs'])
})

test('what was deleted here stays deleted and is counted as skipped, what is missing in the file is left alone and counted', () => {
  const into = emptyPlan()
  importInto(into, file(story('A'), story('B'), story('C')))
  edit(into, () => setField(into.plan.doc, 'items', itemOf(into, 'A').id, 'deleted', { by: null, at: 1, why: 'no' }))
  const report = importInto(into, file(story('A', { Summary: 'changed' }), story('B')))
  expect(report).toMatchObject({ created: 0, updated: 0, unchanged: 1, skipped: 1, missing: 1 })
  expect(titlesOf(into)).toEqual(['Item B', 'Item C'])
})

test('existing items keep their rank, new ones go after the nearest item above them in the file', () => {
  const into = emptyPlan()
  importInto(into, file(story('A'), story('B'), story('C')))
  const [b, a] = [itemOf(into, 'B'), itemOf(into, 'A')]
  edit(into, () => into.plan.doc.getMap('ranks').set(b.id, into.plan.order.keyBetween(null, a.id, into.random)))
  expect(titlesOf(into)).toEqual(['Item B', 'Item A', 'Item C'])
  importInto(
    into,
    file(story('N1'), story('A'), story('N2'), story('N3'), story('B'), story('N4'), story('C'), story('N5')),
  )
  expect(titlesOf(into)).toEqual(['Item B', 'Item N4', 'Item N1', 'Item A', 'Item N2', 'Item N3', 'Item C', 'Item N5'])
})

test('a file that shares nothing with the plan goes below everything', () => {
  const into = emptyPlan()
  importInto(into, file(story('A'), story('B')))
  importInto(into, 'title,key\r\nFrom elsewhere,X-1\r\nAnd more,X-2\r\n')
  expect(titlesOf(into)).toEqual(['Item A', 'Item B', 'From elsewhere', 'And more'])
})

test('a comment, a task and a link that are in the plan already are not made twice, nor again after they were deleted', () => {
  const into = emptyPlan()
  const rows = [
    story('A', { 'Issue id': '7', Comment: '1/May/24 1:00 PM;Ada;hello', 'Outward issue link (Blocks)': 'B' }),
    story('B'),
    { Summary: 'Draw it', 'Issue key': 'T', 'Issue Type': 'Sub-task', 'Parent id': '7' },
  ]
  importInto(into, file(...rows))
  const gone = { by: null, at: 1, why: '' }
  edit(into, () => {
    for (const table of ['comments', 'tasks', 'links'] as const)
      for (const { id } of into.plan.rows(table).values()) setField(into.plan.doc, table, id, 'deleted', gone)
  })
  expect(importInto(into, file(...rows))).toMatchObject({ updated: 0, unchanged: 2 })
  for (const table of ['comments', 'tasks', 'links'] as const) expect(into.plan.rows(table).size).toBe(1)
})

test('a comment whose words were changed here is not made again', () => {
  const into = emptyPlan()
  const rows = [story('A', { Comment: '1/May/24 1:00 PM;Ada;hello' })]
  importInto(into, file(...rows))
  edit(into, () => {
    for (const { id } of into.plan.rows('comments').values())
      setField(into.plan.doc, 'comments', id, 'text', 'good day')
  })
  importInto(into, file(...rows))
  expect([...into.plan.rows('comments').values()].map((c) => c.text)).toEqual(['good day'])
})

test('a task follows its sub-task unless it was changed here', () => {
  const into = emptyPlan()
  const parent = story('A', { 'Issue id': '7' })
  const task = (key: string, more: Cells = {}) => ({
    Summary: `Task ${key}`,
    'Issue key': key,
    'Issue Type': 'Sub-task',
    'Parent id': '7',
    Status: 'To Do',
    ...more,
  })
  importInto(into, file(parent, task('T1'), task('T2')))
  const [first] = into.plan.partsOf('tasks', itemOf(into, 'A').id)
  edit(into, () => setField(into.plan.doc, 'tasks', first?.id ?? '', 'text', 'Ours'))
  importInto(into, file(parent, task('T1', { Summary: 'Theirs', Status: 'Done' }), task('T2', { Summary: 'Theirs 2' })))
  expect(into.plan.partsOf('tasks', itemOf(into, 'A').id)).toMatchObject([
    { text: 'Ours', done: true },
    { text: 'Theirs 2', done: false },
  ])
})

test('an epic that was renamed here keeps its name, one that the file renamed takes the new one', () => {
  const into = emptyPlan()
  const epic = (key: string, title: string) => ({ Summary: title, 'Issue key': key, 'Issue Type': 'Epic' })
  importInto(into, file(epic('E1', 'One'), epic('E2', 'Two')))
  const one = [...into.plan.rows('epics').values()].find((e) => e.title === 'One')
  edit(into, () => setField(into.plan.doc, 'epics', one?.id ?? '', 'title', 'Ours'))
  const report = importInto(into, file(epic('E1', 'Theirs'), epic('E2', 'Two, renamed')))
  expect([...into.plan.rows('epics').values()].map((e) => e.title).sort()).toEqual(['Ours', 'Two, renamed'])
  expect(report.conflicts).toMatchObject([{ key: 'E1', field: 'epic title', ours: 'Ours', theirs: 'Theirs' }])
})

test('who had it is kept as history and never becomes an assignment', () => {
  const into = emptyPlan()
  importInto(into, file(story('A', { Assignee: 'Ada' })))
  importInto(into, file(story('A', { Assignee: 'Sven' })))
  importInto(into, file(story('A')))
  expect(itemOf(into, 'A').imported['Was assigned to']).toBe('Ada, then Sven')
  expect(itemOf(into, 'A').names).toEqual([])
})

test('a text column that changes in the file changes here, one that is emptied goes', () => {
  const into = emptyPlan()
  importInto(into, file(story('A', { Environment: 'quay' }), story('B', { Environment: 'sea' })))
  importInto(into, file(story('A', { Environment: 'pier' }), story('B')))
  expect([itemOf(into, 'A').imported, itemOf(into, 'B').imported]).toEqual([{ Environment: 'pier' }, {}])
})

test('columns that no field takes are listed as text, empty ones as not kept', () => {
  const report = importInto(emptyPlan(), file(story('A', { Environment: 'quay' })))
  expect(report.columnsAsText).toEqual(['Environment'])
  expect(report.columnsNotKept).toEqual([])
  const other = importInto(emptyPlan(), 'Summary,Issue key,Votes,Environment\r\nA,A-1,,quay\r\n')
  expect(other).toMatchObject({ columnsAsText: ['Environment'], columnsNotKept: ['Votes'] })
})

test('batches hold at most 500 items and no record grows over 2 MB, be every description 100 kB', () => {
  const into = emptyPlan()
  const rows = Array.from({ length: 60 }, (_, i) => story(`A${i}`, { Description: 'ä'.repeat(50_000) }))
  importInto(into, file(...rows))
  expect(into.envelopes.length).toBeGreaterThan(2)
  expect(Math.max(...into.envelopes.map((e) => e.update.length))).toBeLessThan(2_000_000)
  const many = emptyPlan()
  importInto(many, file(...Array.from({ length: 1_200 }, (_, i) => story(`A${i}`))))
  expect(many.envelopes.length).toBe(5)
  expect(titlesOf(many)).toHaveLength(1_200)
})

test('a description beyond what a record may hold is cut and named', () => {
  const report = importInto(emptyPlan(), file(story('A', { Description: 'x'.repeat(400_000) })))
  expect(report.problems).toMatchObject([{ row: 2, column: 'description' }])
  expect(importInto(emptyPlan(), file(story('A', { Description: '⚓'.repeat(33_000) }))).problems).toEqual([])
})

test('cancelling stops between batches and says so', () => {
  const into = emptyPlan()
  const read = readImport(new TextEncoder().encode(generateJiraCsv(2_000)), 'f', NO_CHOICES)
  if (!read.ok) throw new Error(read.error.message)
  const planned = planImport(into.plan, read.value, { random: into.random, now: NOW, person: null })
  const seen: [number, number][] = []
  const result = applyImport(into, planned, AUTHOR, 'c', {
    onBatch: (done, total) => seen.push([done, total]),
    cancelled: () => seen.length === 2,
  })
  expect(result).toMatchObject({ ok: false, error: { type: 'cancelled' } })
  expect(seen).toEqual([
    [expect.any(Number), planned.report.created],
    [expect.any(Number), planned.report.created],
  ])
  expect(into.envelopes).toHaveLength(2)
})

test('emoji, right-to-left and broken characters in titles do no harm', () => {
  const into = emptyPlan()
  const titles = ['⚓️ Berth 👩‍🚀', 'رصيف للقارب الطويل', 'e\u0301 accents', '<b>&amp;', '__proto__', 'constructor']
  importInto(
    into,
    file(...titles.map((Summary, i) => story(`A${i}`, { Summary, Labels: Summary.replaceAll(' ', '') }))),
  )
  expect(titlesOf(into)).toEqual(titles)
  expect(into.plan.unreadable.size).toBe(0)
})

test('whatever the file looks like, reading and planning end in a report or a sentence', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      'HAR-1',
      'HAR-2',
      'Epic',
      'Story',
      'Sub-task',
      'Done',
      '1/2/25',
      '5',
      '{code}',
      '"',
      '\r\n',
      "'=1",
      '__proto__',
      '',
    ),
  )
  const name = fc.constantFrom(...COLUMNS, 'Comment', 'title', 'id', '__proto__', '')
  fc.assert(
    fc.property(
      fc.array(name, { minLength: 1, maxLength: 8 }),
      fc.array(fc.array(cell, { maxLength: 9 }), { maxLength: 8 }),
      (names, rows) => {
        const text = [names, ...rows]
          .map((line) => line.map((c) => `"${c.replaceAll('"', '""')}"`).join(','))
          .join('\r\n')
        const read = readImport(new TextEncoder().encode(text), 'f', NO_CHOICES)
        if (!read.ok) {
          expect(read.error.message.length).toBeGreaterThan(20)
          return
        }
        const into = emptyPlan()
        importInto(into, text)
        expect(into.plan.unreadable.size).toBe(0)
        expect(importInto(into, text)).toMatchObject({ created: 0, updated: 0, conflicts: [] })
      },
    ),
    { numRuns: 150 },
  )
})
