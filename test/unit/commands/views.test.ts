import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { sayNotSame } from '../../../src/commands/distinctions.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { deleteView, editView, moveView, saveView, viewsOf } from '../../../src/commands/views.ts'
import { planToOrdinalJson } from '../../../src/interchange/ordinal-export.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

const ben = { person: 'ben', role: 'developer', forTeam: null }

test('a view is saved under a name, for oneself or for everybody, and keeps the order it is given', () => {
  const at = inMemoryPlan()
  const mine = at.must(saveView, { name: 'My bugs', filter: 'kind:bug', shared: false })
  const [a, b, c] = ['A', 'B', 'C'].map((name) => at.must(saveView, { name, filter: '', shared: true }))
  const names = (person: string | null) => viewsOf(at.plan.rows('views').values(), person).map(({ name }) => name)
  expect(names('anna')).toEqual(['My bugs'])
  expect(names(null)).toEqual(['A', 'B', 'C'])
  at.must(moveView, { id: c!, after: null })
  at.must(moveView, { id: a!, after: b! })
  expect(names(null)).toEqual(['C', 'B', 'A'])
  const records = at.envelopes.length
  at.must(moveView, { id: c!, after: null })
  expect(at.envelopes).toHaveLength(records)
  at.must(editView, { id: mine, name: 'Bugs', filter: 'kind:bug -label:later', shared: true })
  expect(names(null)).toContain('Bugs')
  expect(at.plan.row('views', mine)?.filter).toBe('kind:bug -label:later')
  at.must(deleteView, { id: b! })
  expect(names(null)).not.toContain('B')
})

test('nobody changes what somebody keeps for themselves, and a name is needed', () => {
  const at = inMemoryPlan()
  const id = at.must(saveView, { name: 'Mine', filter: '', shared: false })
  for (const result of [
    at.run(editView, { id, name: 'Yours' }, ben),
    at.run(moveView, { id, after: null }, ben),
    at.run(deleteView, { id }, ben),
  ])
    expect(result).toMatchObject({ ok: false, error: { type: 'not-yours' } })
  expect(at.run(saveView, { name: ' ', filter: '', shared: true })).toMatchObject({ ok: false })
  expect(at.run(saveView, { name: 'Long', filter: 'x'.repeat(3_000), shared: true })).toMatchObject({ ok: false })
})

test('views and what is not the same have words in History and stand in the export', () => {
  const at = inMemoryPlan()
  const said = <T>(result: T): string =>
    changeWords((result as { value: { entries: never[] } }).value.entries, namesIn(at.plan))
  const saved = at.run(saveView, { name: 'Bugs', filter: 'kind:bug', shared: false })
  expect(said(saved)).toBe('Saved the view “Bugs”')
  const id = viewsOf(at.plan.rows('views').values(), 'anna')[0]?.id ?? ''
  expect(said(at.run(editView, { id, filter: 'kind:debt' }))).toBe('Gave the view “Bugs” another filter')
  expect(said(at.run(editView, { id, shared: true }))).toBe('Shared the view “Bugs”')
  expect(said(at.run(deleteView, { id }))).toBe('Deleted view “Bugs”')
  const [one, other] = ['A', 'B'].map((title) => at.must(createItem, { title })) as [string, string]
  expect(said(at.run(sayNotSame, { one, other }))).toBe('Said that these are not the same: A and B')
  const file = JSON.parse(planToOrdinalJson(at.plan)) as { views: unknown[]; distinctions: unknown[] }
  expect(file.views).toMatchObject([{ id, name: 'Bugs', filter: 'kind:debt' }])
  expect(file.distinctions).toMatchObject([{ one, other, by: 'anna' }])
})

test('that two items are not the same is remembered once, whichever is named first', () => {
  const at = inMemoryPlan()
  const [one, other] = ['A', 'B'].map((title) => at.must(createItem, { title })) as [string, string]
  at.must(sayNotSame, { one, other })
  at.must(sayNotSame, { one: other, other: one })
  expect(at.plan.rows('distinctions').size).toBe(1)
  expect(at.run(sayNotSame, { one, other: one })).toMatchObject({ ok: false })
})
