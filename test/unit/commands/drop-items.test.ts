import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { createItem, createItems } from '../../../src/commands/create-item.ts'
import { dropItems } from '../../../src/commands/drop-items.ts'
import { editItems, setLabel } from '../../../src/commands/edit-item.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { createTeam, setTeam } from '../../../src/commands/people.ts'
import { pullItem } from '../../../src/commands/pull-item.ts'
import { createSprint } from '../../../src/commands/sprints.ts'
import { ROLES } from '../../../src/model/people.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'
import { undoInMemory } from '../../support/undo-in-memory.ts'

test('items are dropped with a reason, in one change, and nothing is where one of them cannot be', () => {
  const at = inMemoryPlan()
  const ids = at.must(createItems, { titles: ['One', 'Two'] })
  expect(at.run(dropItems, { ids, why: ' ' })).toMatchObject({ error: { type: 'bad-value' } })
  const team = at.must(createTeam, { name: 'Blue' })
  at.must(setTeam, { person: 'anna', team, on: true })
  const sprint = at.must(createSprint, { team, name: 'Sprint 7' })
  const pulled = at.must(createItem, { title: 'Pulled' })
  at.must(pullItem, { item: pulled, sprint }, at.as('developer'))
  expect(at.run(dropItems, { ids: [...ids, pulled], why: 'No' })).toMatchObject({ error: { type: 'wrong-state' } })
  expect(at.plan.row('items', ids[0] ?? '')?.stage).toBe('open')
  const done = at.run(dropItems, { ids, why: 'Nobody needs it any more' })
  if (!done.ok) throw new Error(done.error.message)
  expect(ids.map((id) => at.plan.row('items', id)?.stage)).toEqual(['dropped', 'dropped'])
  expect(done.value.entries.every(({ why }) => why === 'Nobody needs it any more')).toBe(true)
  expect(changeWords(done.value.entries, namesIn(at.plan))).toBe('Dropped 2 items')
  expect(changeWords(done.value.entries.slice(0, 1), namesIn(at.plan))).toBe('Dropped “One”')
  const may = ROLES.filter(
    (role) => dropItems.allowed({ plan: at.plan, author: at.as(role) }, { ids, why: '' }) === null,
  )
  expect([...may].sort()).toEqual(['chief-po', 'po'])
})

test('a bulk change of 500 items is one change and one undo step', async () => {
  const at = inMemoryPlan()
  const ids = at.must(createItems, { titles: Array.from({ length: 500 }, (_, i) => `Item ${i}`) })
  for (const done of [
    at.run(editItems, { ids, field: 'value', value: 8 }),
    at.run(setLabel, { ids, label: 'later', on: true }),
    at.run(dropItems, { ids, why: 'Another plan has them' }),
  ]) {
    if (!done.ok) throw new Error(done.error.message)
    expect(at.envelopes.filter(({ change }) => change === done.value.change)).toHaveLength(1)
  }
  for (const { change } of at.envelopes.slice(-3).reverse()) expect(await undoInMemory(at, change)).toEqual([])
  for (const id of ids) expect(at.plan.row('items', id)).toMatchObject({ value: null, labels: [], stage: 'open' })
})
