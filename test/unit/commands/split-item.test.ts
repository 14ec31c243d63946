import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { addComment } from '../../../src/commands/comments.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { addCriterion } from '../../../src/commands/criteria.ts'
import { createDomain } from '../../../src/commands/domains.ts'
import { createEpic } from '../../../src/commands/epics.ts'
import { createGoal } from '../../../src/commands/goals.ts'
import { addLink } from '../../../src/commands/links.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { createTeam, setTeam } from '../../../src/commands/people.ts'
import { pullItem } from '../../../src/commands/pull-item.ts'
import { askQuestion } from '../../../src/commands/questions.ts'
import { splitItem } from '../../../src/commands/split-item.ts'
import { createSprint, startSprint } from '../../../src/commands/sprints.ts'
import { ROLES } from '../../../src/model/people.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'
import { undoInMemory } from '../../support/undo-in-memory.ts'

function scene() {
  const at = inMemoryPlan()
  const goal = at.must(createGoal, { title: 'No empty berths' })
  const domain = at.must(createDomain, { name: 'Booking' })
  const epic = at.must(createEpic, { title: 'Berths' })
  const before = at.must(createItem, { title: 'Before' })
  const fields = { goal, domain, epic, labels: ['harbour'], estimate: 40 }
  const item = at.must(createItem, { title: 'Manage my booking', description: 'As a skipper.', fields })
  const after = at.must(createItem, { title: 'After' })
  const criteria = ['It is booked', 'It is cancelled'].map((text) => at.must(addCriterion, { item, text }))
  return { at, goal, domain, epic, before, item, after, criteria }
}
const titles = (at: ReturnType<typeof scene>['at']): (string | undefined)[] =>
  at.plan.live.ids.map((id) => at.plan.row('items', id)?.title)

test('a split keeps what must be kept on the original, and the parts stand right behind it, linked and with its goal', () => {
  const { at, goal, domain, epic, before, item, criteria } = scene()
  const comment = at.must(addComment, { item, text: 'Ask the harbour master' })
  const question = at.must(askQuestion, { item, text: 'At night, too?' })
  const link = at.must(addLink, { from: before, to: item, type: 'blocks' })
  const [cancel = '', change = ''] = at.must(splitItem, {
    id: item,
    title: 'Book a berth',
    estimate: 8,
    parts: [
      { title: 'Cancel my booking', estimate: 5, criteria: [criteria[1] ?? ''] },
      { title: 'Change my booking', parked: true },
    ],
    leftOut: ['Book for a friend'],
    pattern: 'operations',
  })
  expect(titles(at)).toEqual(['Before', 'Book a berth', 'Cancel my booking', 'Change my booking', 'After'])
  expect(at.plan.row('items', item)).toMatchObject({ title: 'Book a berth', estimate: 8, goal, domain, epic })
  expect(at.plan.row('items', cancel)).toMatchObject({ estimate: 5, goal, domain, epic, labels: ['harbour'] })
  expect(at.plan.row('items', change)).toMatchObject({ estimate: null, parked: true, sprint: null })
  expect(at.plan.row('comments', comment)?.item).toBe(item)
  expect(at.plan.row('questions', question)?.item).toBe(item)
  expect(at.plan.row('links', link)).toMatchObject({ from: before, to: item, deleted: null })
  expect(at.plan.partsOf('links', cancel)).toMatchObject([{ from: cancel, to: item, type: 'split-from' }])
  expect(at.plan.partsOf('criteria', item).map(({ text }) => text)).toEqual(['It is booked'])
  expect(at.plan.partsOf('criteria', cancel).map(({ text }) => text)).toEqual(['It is cancelled'])
  expect(at.plan.textOf('items', item, 'description')).toBe(
    'As a skipper.\n\n**Left out when this was split**\n\n- Book for a friend\n',
  )
})

test('the original may stay as what is left: nothing of it changes', () => {
  const { at, item } = scene()
  const before = at.plan.row('items', item)
  at.must(splitItem, { id: item, parts: [{ title: 'Cancel my booking' }] })
  expect(at.plan.row('items', item)).toEqual(before)
})

test('a split is one change with one sentence, and one step of undo takes it back', async () => {
  const { at, item, criteria } = scene()
  const before = at.plan.doc.getMap('items').size
  const shown = () => [titles(at), at.plan.partsOf('criteria', item), at.plan.textOf('items', item, 'description')]
  const then = shown()
  const args = { id: item, title: 'Book', parts: [{ title: 'Cancel', criteria }, { title: 'Change' }], leftOut: ['x'] }
  const done = at.run(splitItem, args)
  if (!done.ok) throw new Error(done.error.message)
  expect(new Set(at.envelopes.slice(-1).map(({ change }) => change))).toEqual(new Set([done.value.change]))
  expect(changeWords(done.value.entries, namesIn(at.plan))).toBe('Split 2 parts off “Book”')
  expect(await undoInMemory(at, done.value.change)).toEqual([])
  expect(shown()).toEqual(then)
  expect(at.plan.doc.getMap('items').size).toBe(before + 2)
})

test('what cannot be a part is refused with a sentence, and nothing is written', () => {
  const { at, item, before, criteria } = scene()
  const records = at.envelopes.length
  const foreign = at.must(addCriterion, { item: before, text: 'Elsewhere' })
  const part = { title: 'Part' }
  for (const args of [
    { id: 'nobody', parts: [part] },
    { id: item, parts: [] },
    { id: item, parts: [{ title: ' ' }] },
    { id: item, parts: [part], title: '' },
    { id: item, parts: [part], leftOut: [''] },
    { id: item, parts: [{ title: 'Part', estimate: -1 }] },
    { id: item, parts: [part], estimate: Number.NaN },
    { id: item, parts: Array.from({ length: 41 }, () => part) },
    { id: item, parts: [{ title: 'Part', criteria: [foreign] }] },
    {
      id: item,
      parts: [
        { title: 'A', criteria },
        { title: 'B', criteria },
      ],
    },
  ]) {
    const result = at.run(splitItem, args)
    expect(result.ok ? '' : result.error.message).toMatch(/\.$/)
  }
  expect(at.envelopes).toHaveLength(records + 1)
})

test('who may split: those who edit items; setting a part aside is the Product Owner’s', () => {
  const { at, item } = scene()
  const may = (args: object) =>
    ROLES.filter(
      (role) =>
        splitItem.allowed({ plan: at.plan, author: at.as(role) }, { id: item, parts: [{ title: 'P', ...args }] }) ===
        null,
    ).sort()
  expect(may({})).toEqual(['chief-po', 'developer', 'po', 'tpo'])
  expect(may({ parked: true })).toEqual(['chief-po', 'po'])
})

test('a split never changes a sprint silently: parts stay in the backlog, and only who works in it takes something away', () => {
  const { at, item, criteria } = scene()
  const team = at.must(createTeam, { name: 'Blue' })
  at.must(setTeam, { person: 'anna', team, on: true })
  const sprint = at.must(createSprint, { team, name: 'Sprint 7' })
  at.must(pullItem, { item, sprint }, at.as('developer'))
  const parts = [{ title: 'Cancel my booking' }]
  for (const args of [
    { id: item, parts, title: 'Less' },
    { id: item, parts, estimate: 3 },
    { id: item, parts: [{ title: 'Cancel', criteria: criteria.slice(0, 1) }] },
  ]) {
    expect(at.run(splitItem, args)).toMatchObject({ ok: false, error: { type: 'not-yours' } })
    expect(splitItem.allowed({ plan: at.plan, author: at.as('developer') }, args)).toBeNull()
  }
  at.must(startSprint, { id: sprint })
  // From now on a card says why it is smaller.
  expect(at.run(splitItem, { id: item, parts, estimate: 3 }, at.as('developer'))).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('a change of the sprint') as string },
  })
  const [part = ''] = at.must(splitItem, { id: item, parts })
  expect(at.plan.row('items', part)).toMatchObject({ sprint: null, stage: 'open' })
  expect(at.plan.row('items', item)).toMatchObject({ sprint, estimate: 40, title: 'Manage my booking' })
})
