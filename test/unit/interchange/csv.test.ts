import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { exportPlan } from '../../../src/interchange/export-plan.ts'
import { readImport } from '../../../src/interchange/read-import.ts'
import { setField } from '../../../src/doc/write.ts'
import { generatePlan } from '../../bench/plan-generator.ts'
import { AUTHOR, emptyPlan, importInto, NO_CHOICES, titlesOf, type TestPlan } from '../../support/import-into.ts'

const sample = readFileSync(new URL('../../../resources/sample-plan.json', import.meta.url), 'utf8')
const withSample = (): TestPlan => ((into) => (importInto(into, sample), into))(emptyPlan())
const liveItems = ({ plan }: TestPlan) =>
  plan.order.ids.flatMap((id) => {
    const item = plan.row('items', id)
    return item && item.deleted === null ? [item] : []
  })

test('our own field names need no mapping', () => {
  const into = emptyPlan()
  const report = importInto(
    into,
    [
      'title,kind,description,labels,estimate,value,effort,epic,domain,goal,stage,criteria,tasks,links,key,outcome,parked',
      '"Show, free berths",bug,"**why**\n\nmore","pilot, summer",5,8,"2,5",Search,Booking,Book ahead,in progress,"[x] one\n- two","draw it","blocks B-2\nrelates to elsewhere",B-1,fewer calls,yes',
      'Hold,,,,,,,Search,booking,,,,,,B-2,,',
    ].join('\n'),
  )
  expect(report).toMatchObject({ created: 2, epics: 1, columnsAsText: [], problems: [] })
  const [first, second] = liveItems(into)
  expect(first).toMatchObject({
    title: 'Show, free berths',
    kind: 'bug',
    stage: 'doing',
    labels: ['pilot', 'summer'],
    estimate: 5,
    value: 8,
    effort: 2.5,
    key: 'B-1',
    outcome: 'fewer calls',
    parked: true,
  })
  expect(second).toMatchObject({
    title: 'Hold',
    kind: 'feature',
    stage: 'open',
    estimate: null,
    epic: first?.epic,
    domain: first?.domain,
  })
  expect(into.plan.row('domains', first?.domain ?? '')?.name).toBe('Booking')
  expect(into.plan.row('goals', first?.goal ?? '')).toMatchObject({ title: 'Book ahead', horizon: 'later' })
  expect(into.plan.partsOf('criteria', first?.id ?? '')).toMatchObject([
    { text: 'one', met: true },
    { text: 'two', met: false },
  ])
  expect(into.plan.partsOf('links', first?.id ?? '').filter((l) => l.from === first?.id)).toMatchObject([
    { type: 'blocks', to: second?.id },
    { type: 'relates', to: null, outside: 'elsewhere' },
  ])
})

test('other tools’ usual names are suggested, the rest is text', () => {
  const read = readImport(
    new TextEncoder().encode('Name,Status,Points,Tags,Mood\nA,Done,3,"x, y",good\n'),
    'f.csv',
    NO_CHOICES,
  )
  expect(read.ok && read.value.columns.map((c) => c.field)).toEqual(['title', 'stage', 'estimate', 'labels', 'text'])
  expect(read.ok && read.value.items[0]).toMatchObject({
    fields: { title: 'A', stage: 'done', estimate: 3, labels: ['x', 'y'] },
    imported: { Mood: 'good' },
  })
})

test('a file without a title column waits for a mapping, and is read with one', () => {
  const text = 'Gegenstand;Punkte\nSteg streichen;3\n'
  const waiting = readImport(new TextEncoder().encode(text), 'f.csv', NO_CHOICES)
  expect(waiting.ok && waiting.value).toMatchObject({
    needsMapping: true,
    items: [],
    columns: [{ name: 'Gegenstand', samples: ['Steg streichen'] }, { name: 'Punkte' }],
  })
  const into = emptyPlan()
  expect(importInto(into, text)).toMatchObject({ created: 0 })
  expect(importInto(into, text, { mapping: { 0: 'title', 1: 'estimate' } })).toMatchObject({ created: 1 })
  expect(liveItems(into)[0]).toMatchObject({ title: 'Steg streichen', estimate: 3 })
})

test('rows without a key are found again by their title', () => {
  const into = emptyPlan()
  importInto(into, 'title,estimate\nA,1\nB,2\nA,3\n')
  expect(importInto(into, 'title,estimate\nA,1\nB,5\nA,3\n')).toMatchObject({ created: 0, updated: 1, unchanged: 2 })
  expect(liveItems(into).map((i) => i.estimate)).toEqual([1, 5, 3])
})

test('our CSV of the sample plan changes nothing in the plan it came from', () => {
  const into = withSample()
  const before = exportPlan(into.plan, 'ordinal-json')
  const report = importInto(into, exportPlan(into.plan, 'csv'))
  expect(report).toMatchObject({ created: 0, updated: 0, unchanged: 96, conflicts: [], problems: [] })
  expect(exportPlan(into.plan, 'ordinal-json')).toBe(before)
})

test('a cell that was edited in the CSV changes its item, and what was edited here meanwhile stays', () => {
  const into = withSample()
  const csv = exportPlan(into.plan, 'csv')
  importInto(into, csv)
  const [first, second] = liveItems(into)
  into.writer.write({ author: AUTHOR, change: 'x' }, () =>
    setField(into.plan.doc, 'items', second?.id ?? '', 'title', 'Edited here'),
  )
  const report = importInto(into, csv.replaceAll(first?.title ?? '?', 'Edited in the sheet'))
  expect(report).toMatchObject({ created: 0, updated: 1, conflicts: [] })
  expect(
    liveItems(into)
      .slice(0, 2)
      .map((i) => i.title),
  ).toEqual(['Edited in the sheet', 'Edited here'])
})

test('our CSV in an empty plan gives the same items in the same order', () => {
  for (const json of [sample, generatePlan(150).json]) {
    const from = ((into) => (importInto(into, json), into))(emptyPlan())
    const to = emptyPlan(9)
    importInto(to, exportPlan(from.plan, 'csv'))
    expect(titlesOf(to)).toEqual(titlesOf(from))
    const essence = (into: TestPlan) =>
      liveItems(into).map((i) => [
        i.key,
        i.kind,
        i.stage,
        i.parked,
        i.estimate,
        i.value,
        i.effort,
        i.outcome,
        i.labels,
        i.createdAt,
        into.plan.textOf('items', i.id, 'description'),
        into.plan.row('domains', i.domain ?? '')?.name,
        into.plan.row('epics', i.epic ?? '')?.title,
        into.plan.row('goals', i.goal ?? '')?.title,
        into.plan.partsOf('criteria', i.id).map((c) => [c.text, c.met]),
        into.plan.partsOf('tasks', i.id).map((t) => [t.text, t.done]),
        into.plan.partsOf('comments', i.id).map((c) => c.text),
        into.plan
          .partsOf('links', i.id)
          .filter((l) => l.from === i.id)
          .map((l) => [l.type, into.plan.row('items', l.to ?? '')?.key])
          .sort(),
      ])
    expect(essence(to)).toEqual(essence(from))
  }
})

test('a title that a spreadsheet would run is guarded in the CSV and comes back as it was', () => {
  const titles = ['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', "'=quoted", "'tis", '\tx'.trim()]
  const from = emptyPlan()
  importInto(
    from,
    JSON.stringify({
      format: 'ordinal-plan',
      version: 1,
      plan: {},
      items: titles.map((title, i) => ({ id: `i${i}`, title })),
    }),
  )
  const csv = exportPlan(from.plan, 'csv')
  expect(csv).toContain(`"'=HYPERLINK(""x"")"`)
  for (const line of csv.split('\n').slice(1)) expect(line).not.toMatch(/(^|,)"?[=+@]/)
  const to = emptyPlan()
  importInto(to, csv)
  expect(titlesOf(to)).toEqual(titles)
})
