import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { setField, setMember, setText } from '../../../src/doc/write.ts'
import { exportPlan } from '../../../src/interchange/export-plan.ts'
import { generatePlan } from '../../bench/plan-generator.ts'
import { AUTHOR, emptyPlan, importInto, titlesOf, type TestPlan } from '../../support/import-into.ts'

const sample = readFileSync(new URL('../../../resources/sample-plan.json', import.meta.url), 'utf8')
const withSample = (): TestPlan => ((into) => (importInto(into, sample), into))(emptyPlan())
const edit = (into: TestPlan, write: () => void) => into.writer.write({ author: AUTHOR, change: 'edit' }, write)
type File = {
  plan: Record<string, unknown>
  items: { id: string; title: string; labels: string[]; criteria: { id: string; text: string }[] }[]
  goals: { title: string }[]
}
const edited = (text: string, change: (file: File) => void): string => {
  const file = JSON.parse(text) as File
  change(file)
  return JSON.stringify(file)
}

test('the shape is the documented one: ids everywhere, keys sorted, LF, no rank keys, no time of export', () => {
  const text = exportPlan(withSample().plan, 'ordinal-json')
  const file = JSON.parse(text) as Record<string, unknown> & { items: Record<string, unknown>[] }
  expect(file).toMatchObject({ format: 'ordinal-plan', version: 1, plan: { name: 'Harbour' } })
  expect(Object.keys(file.items[0] ?? {})).toEqual([
    'column',
    'comments',
    'createdAt',
    'createdBy',
    'criteria',
    'deleted',
    'description',
    'domain',
    'effort',
    'epic',
    'estimate',
    'finishedAt',
    'goal',
    'id',
    'imported',
    'key',
    'kind',
    'labels',
    'lastImported',
    'links',
    'names',
    'orderWhy',
    'orderWhyAt',
    'outcome',
    'parked',
    'parkedAt',
    'parkedBy',
    'parkedUntil',
    'parkedWhy',
    'ready',
    'source',
    'sprint',
    'stage',
    'startedAt',
    'tasks',
    'title',
    'value',
  ])
  expect(text).not.toContain('\r')
  expect(text.endsWith('}\n')).toBe(true)
  expect(text).not.toContain('"rank"')
})

test('a smallest file by hand is enough', () => {
  const into = emptyPlan()
  importInto(
    into,
    '{"format":"ordinal-plan","version":1,"plan":{"name":"Small"},"items":[{"id":"a","title":"First"},{"id":"b","title":"Second","criteria":[{"id":"c","text":"works"}]}]}',
  )
  expect(into.plan.facts.name).toBe('Small')
  expect(titlesOf(into)).toEqual(['First', 'Second'])
  expect(into.plan.row('items', 'a')).toMatchObject({ kind: 'feature', stage: 'open', key: 'A' })
  const bytes = exportPlan(into.plan, 'ordinal-json')
  const again = emptyPlan(3)
  importInto(again, bytes)
  expect(exportPlan(again.plan, 'ordinal-json')).toBe(bytes)
})

test('the order in the file is the order of the plan', () => {
  const into = emptyPlan()
  importInto(
    into,
    edited(sample, (file) => file.items.reverse()),
  )
  const live = (JSON.parse(sample) as { items: { title: string; deleted: unknown }[] }).items
    .filter((i) => i.deleted === null)
    .map((i) => i.title)
  expect(titlesOf(into)).toEqual(live.reverse())
})

test('what the file changed since the last time is taken, what changed here stays, what changed on both sides is listed', () => {
  const into = withSample()
  const [a, b, c] = (JSON.parse(sample) as File).items.map((i) => i.id) as [string, string, string]
  edit(into, () => {
    setField(into.plan.doc, 'items', b, 'title', 'Ours')
    setField(into.plan.doc, 'items', c, 'title', 'Ours')
    setMember(into.plan.doc, 'items', a, 'labels', 'ours', true)
  })
  const report = importInto(
    into,
    edited(sample, (file) => {
      if (file.items[0]) file.items[0].title = 'Theirs'
      if (file.items[2]) file.items[2].title = 'Theirs'
    }),
  )
  expect(report).toMatchObject({ created: 0, updated: 1, unchanged: 96, skipped: 0 })
  expect(report.conflicts).toMatchObject([{ item: c, field: 'title', ours: 'Ours', theirs: 'Theirs' }])
  expect([a, b, c].map((id) => into.plan.row('items', id)?.title)).toEqual(['Theirs', 'Ours', 'Ours'])
  expect(into.plan.row('items', a)?.labels).toContain('ours')
})

test('an export that was edited by hand changes the plan that it came from', () => {
  const from = emptyPlan()
  importInto(from, generatePlan(20).json)
  const text = exportPlan(from.plan, 'ordinal-json')
  edit(from, () => {
    for (const id of from.plan.rows('items').keys()) setField(from.plan.doc, 'items', id, 'lastImported', {})
  })
  const report = importInto(
    from,
    edited(text, (file) => {
      const [first] = file.items
      if (first) {
        first.title = 'By hand'
        first.labels = ['new']
        first.criteria.push({ id: 'extra', text: 'One more' })
      }
    }),
  )
  expect(report).toMatchObject({ created: 0, updated: 1, conflicts: [] })
  const [id = ''] = from.plan.order.ids
  expect(from.plan.row('items', id)).toMatchObject({ title: 'By hand', labels: ['new'] })
  expect(from.plan.partsOf('criteria', id).at(-1)).toMatchObject({ text: 'One more' })
})

test('records beside items that differ stay as they are here, and the report says so', () => {
  const into = withSample()
  const report = importInto(
    into,
    edited(sample, (file) => {
      if (file.goals[0]) file.goals[0].title = 'Theirs'
    }),
  )
  expect([...into.plan.rows('goals').values()].some((g) => g.title === 'Theirs')).toBe(false)
  expect(report.notes.join()).toContain('1 goals')
})

test('references that point nowhere are let go and named', () => {
  const into = emptyPlan()
  const report = importInto(
    into,
    '{"format":"ordinal-plan","version":1,"plan":{},"items":[{"id":"a","title":"A","epic":"gone","sprint":"gone"}]}',
  )
  expect(report.problems).toMatchObject([
    { row: 1, column: 'epic', value: 'gone' },
    { row: 1, column: 'sprint' },
  ])
  expect(into.plan.row('items', 'a')).toMatchObject({ epic: null, sprint: null })
})

test('the log says how many items an import wrote, in small and in large', () => {
  for (const n of [12, 900]) {
    const into = emptyPlan()
    importInto(into, generatePlan(n).json)
    expect(
      changeWords(
        into.envelopes.flatMap((e) => e.entries),
        () => '',
      ),
    ).toBe(`Imported ${n} items`)
    expect(Math.max(...into.envelopes.map((e) => e.entries.length))).toBeLessThanOrEqual(200)
  }
})

test('any plan that people have edited comes back byte for byte', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('', '__proto__', 'a:b', '\u2028', '⚓️', 'رصيف', '\ud800'),
  )
  const step = fc.record({
    item: fc.nat(19),
    what: fc.constantFrom(
      'title',
      'description',
      'label',
      'delete',
      'estimate',
      'imported',
      'names',
      'outcome',
      'fact',
      'vision',
    ),
    word,
    n: fc.double({ noNaN: true, noDefaultInfinity: true }),
  })
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const from = emptyPlan()
      importInto(from, generatePlan(20).json)
      const { plan } = from
      edit(from, () => {
        for (const { item, what, word: raw, n } of steps) {
          seen.add(what)
          const id = plan.order.ids[item] ?? ''
          const words = raw.replace(/[\ud800-\udfff]/g, '')
          if (what === 'description') setText(plan.doc, 'items', id, 'description', words)
          else if (what === 'label' || what === 'names')
            setMember(plan.doc, 'items', id, what === 'label' ? 'labels' : 'names', words || 'x', n > 0)
          else if (what === 'delete')
            setField(plan.doc, 'items', id, 'deleted', n > 0 ? { by: null, at: 1, why: words } : null)
          else if (what === 'estimate') setField(plan.doc, 'items', id, 'estimate', n === 0 ? 0 : n)
          else if (what === 'imported')
            setField(
              plan.doc,
              'items',
              id,
              'imported',
              words === '__proto__' ? {} : { [words]: raw.replace(/[\ud800-\udfff]/g, '') },
            )
          else if (what === 'fact') plan.doc.getMap('plan').set('timeZone', words)
          else if (what === 'vision') plan.rootText('vision').insert(0, words)
          else setField(plan.doc, 'items', id, what, words)
        }
      })
      const bytes = exportPlan(plan, 'ordinal-json')
      const to = emptyPlan(9)
      importInto(to, bytes)
      expect(exportPlan(to.plan, 'ordinal-json')).toBe(bytes)
    }),
    { numRuns: 60 },
  )
  expect(seen.size).toBe(10)
})
