import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { addCriteria } from '../../../src/commands/criteria.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import {
  createTemplate,
  deleteTemplate,
  editTemplate,
  moveTemplate,
  useTemplate,
} from '../../../src/commands/templates.ts'
import { templatesInOrder } from '../../../src/model/template.ts'
import { exportPlan } from '../../../src/interchange/export-plan.ts'
import { emptyPlan, importInto } from '../../support/import-into.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

const BUG = {
  kind: 'bug',
  name: 'Bug report',
  description: '**Seen**\n\n**Expected**',
  criteria: ['It is seen no more', ' ', 'A test fails without the repair'],
  labels: ['reported'],
}

test('a new item begins with its template’s kind, description, criteria and labels, in one step', () => {
  const at = inMemoryPlan()
  const template = at.must(createTemplate, BUG)
  const result = at.run(createItem, { title: 'Board is empty', template, fields: { labels: ['quay'] } })
  if (!result.ok) throw new Error(result.error.message)
  const id = result.value.value
  expect(at.plan.row('items', id)).toMatchObject({ kind: 'bug', labels: ['quay', 'reported'] })
  expect(at.plan.textOf('items', id, 'description')).toBe(BUG.description)
  expect(at.plan.partsOf('criteria', id).map(({ text }) => text)).toEqual([
    'It is seen no more',
    'A test fails without the repair',
  ])
  expect(changeWords(result.value.entries, namesIn(at.plan))).toBe('Created “Board is empty”')
})

test('what is said with a new item stands above its template; a template that is gone is said', () => {
  const at = inMemoryPlan()
  const template = at.must(createTemplate, BUG)
  const id = at.must(createItem, { title: 'X', template, kind: 'feature', description: 'Mine' })
  expect(at.plan.row('items', id)?.kind).toBe('feature')
  expect(at.plan.textOf('items', id, 'description')).toBe('Mine')
  at.must(deleteTemplate, { id: template })
  expect(at.run(createItem, { title: 'Y', template })).toMatchObject({ ok: false, error: { type: 'missing' } })
})

test('templates of a kind stand in an order, and the first is the one that is taken unasked', () => {
  const at = inMemoryPlan()
  at.must(createTemplate, { kind: 'feature', name: 'Story' })
  const second = at.must(createTemplate, { kind: 'feature', name: 'Job' })
  at.must(createTemplate, BUG)
  const names = (kind: string) => templatesInOrder(at.plan.rows('templates').values(), kind).map(({ name }) => name)
  expect(names('feature')).toEqual(['Story', 'Job'])
  at.must(moveTemplate, { id: second, after: null })
  expect(names('feature')).toEqual(['Job', 'Story'])
})

test('a template without a name, with a label of two lines or fifty-one criteria is refused in words', () => {
  const at = inMemoryPlan()
  for (const values of [{ name: ' ' }, { labels: ['a\nb'] }, { criteria: Array<string>(51).fill('x') }, { kind: '' }])
    expect(at.run(createTemplate, { ...BUG, ...values })).toMatchObject({ ok: false, error: { type: 'bad-value' } })
  const id = at.must(createTemplate, BUG)
  at.must(editTemplate, { id, values: { name: 'Fault', criteria: ['One'] } })
  expect(at.plan.row('templates', id)).toMatchObject({ name: 'Fault', criteria: ['One'], labels: ['reported'] })
})

test('questions, templates and the size limit go through the plan’s own file and back', () => {
  const into = emptyPlan()
  importInto(
    into,
    JSON.stringify({
      format: 'ordinal-plan',
      version: 1,
      plan: { sizeLimit: 8 },
      items: [{ id: 'a', title: 'First' }],
      questions: [{ id: 'q', item: 'a', text: 'How long?', role: 'po', at: 5 }],
      templates: [
        { id: 't', kind: 'bug', name: 'Report', criteria: ['One', 'Two'] },
        { id: 's', kind: 'bug', name: 'Again' },
      ],
    }),
  )
  expect(into.plan.row('questions', 'q')).toMatchObject({ text: 'How long?', role: 'po', answeredAt: null })
  expect(into.plan.facts.sizeLimit).toBe(8)
  expect(templatesInOrder(into.plan.rows('templates').values()).map(({ id }) => id)).toEqual(['t', 's'])
  const bytes = exportPlan(into.plan, 'ordinal-json')
  const again = emptyPlan(3)
  importInto(again, bytes)
  expect(exportPlan(again.plan, 'ordinal-json')).toBe(bytes)
})

test('items that are there already are given a template, in one change that is taken back in one step', () => {
  const at = inMemoryPlan()
  const template = at.must(createTemplate, BUG)
  const bare = at.must(createItem, { title: 'Imported' })
  const said = at.must(createItem, { title: 'Said', kind: 'spike', description: 'Mine', fields: { labels: ['quay'] } })
  at.must(addCriteria, { items: [said], texts: ['- it is seen no more.'] })
  const result = at.run(useTemplate, { template, items: [bare, said] })
  if (!result.ok) throw new Error(result.error.message)
  const criteria = (id: string) => at.plan.partsOf('criteria', id).map(({ text }) => text)
  expect(criteria(bare)).toEqual(['It is seen no more', 'A test fails without the repair'])
  expect(criteria(said)).toEqual(['- it is seen no more.', 'A test fails without the repair'])
  expect(at.plan.textOf('items', bare, 'description')).toBe(BUG.description)
  expect(at.plan.textOf('items', said, 'description')).toBe('Mine')
  expect(at.plan.row('items', said)).toMatchObject({ kind: 'spike', title: 'Said', labels: ['quay', 'reported'] })
  expect(changeWords(result.value.entries, namesIn(at.plan))).toBe('Used the template “Bug report” on 2 items')
})

test('criteria for many items at once come behind their own, none twice, and never more than one change can hold', () => {
  const at = inMemoryPlan()
  const items = ['A', 'B'].map((title) => at.must(createItem, { title }))
  at.must(addCriteria, { items: [items[0] ?? ''], texts: ['It is fast'] })
  const result = at.run(addCriteria, { items, texts: ['It is told', 'it is fast', ' '] })
  if (!result.ok) throw new Error(result.error.message)
  expect(items.map((id) => at.plan.partsOf('criteria', id).map(({ text }) => text))).toEqual([
    ['It is fast', 'It is told'],
    ['It is told', 'it is fast'],
  ])
  expect(changeWords(result.value.entries, namesIn(at.plan))).toBe('Added acceptance criteria to 2 items')
  const long = Array.from({ length: 60 }, () => 'x'.repeat(9_000))
  expect(at.run(addCriteria, { items, texts: long })).toMatchObject({ ok: false, error: { type: 'too-many' } })
  expect(at.run(addCriteria, { items, texts: [' '] })).toMatchObject({ ok: false, error: { type: 'bad-value' } })
})
