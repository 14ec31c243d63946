import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { deleteItems } from '../../../src/commands/delete-item.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { addToAgenda, moveOnAgenda, removeFromAgenda } from '../../../src/commands/session-agenda.ts'
import { endSession, noteSession } from '../../../src/commands/session-end.ts'
import { joinSession, leadSession, setTimer, showItem, startSession } from '../../../src/commands/session-steps.ts'
import { planSession } from '../../../src/commands/sessions.ts'
import { noteLines } from '../../../src/model/session-words.ts'
import { agendaOf, beside, phaseOfSession, plannedItems } from '../../../src/model/session.ts'
import { inMemoryPlan, type InMemoryPlan } from '../../support/in-memory-plan.ts'

function scene(...titles: string[]) {
  const at = inMemoryPlan({ role: 'scrum-master' })
  const items = titles.map((title) => at.must(createItem, { title }, at.as('po')))
  const session = at.must(planSession, { title: 'Thursday', items })
  const titleOf = (id: string) => at.plan.row('items', id)?.title
  const agenda = (from: InMemoryPlan = at) =>
    agendaOf(from.plan.row('sessions', session)!).map(({ item }) => titleOf(item))
  return { at, items, session, agenda, row: () => at.plan.row('sessions', session)! }
}

test('a session has an agenda in an order, to which items are added, moved and taken off', () => {
  const { at, items, session, agenda } = scene('A', 'B', 'C')
  expect(agenda()).toEqual(['A', 'B', 'C'])
  const d = at.must(createItem, { title: 'D' }, at.as('po'))
  at.must(addToAgenda, { session, items: [d, items[0] as string] })
  expect(agenda()).toEqual(['A', 'B', 'C', 'D'])
  const e = at.must(createItem, { title: 'E' }, at.as('po'))
  at.must(addToAgenda, { session, items: [e], after: items[0] as string })
  expect(agenda()).toEqual(['A', 'E', 'B', 'C', 'D'])
  at.must(removeFromAgenda, { session, item: e })
  at.must(moveOnAgenda, { session, item: d, after: null })
  expect(agenda()).toEqual(['D', 'A', 'B', 'C'])
  at.must(moveOnAgenda, { session, item: d, after: items[1] as string })
  expect(agenda()).toEqual(['A', 'B', 'D', 'C'])
  at.must(removeFromAgenda, { session, item: items[0] as string })
  expect(agenda()).toEqual(['B', 'D', 'C'])
  expect(plannedItems(at.plan.rows('sessions').values())).toEqual(new Set([items[1], d, items[2]]))
})

test('two who change the agenda apart lose nothing, and see the same order', () => {
  const { at, items, session, agenda } = scene('A', 'B', 'C')
  const other = inMemoryPlan({ client: 2, from: at })
  const [a, b, c] = items as [string, string, string]
  at.must(moveOnAgenda, { session, item: c, after: null })
  other.must(moveOnAgenda, { session, item: c, after: a }, other.as('po'))
  other.must(removeFromAgenda, { session, item: b }, other.as('po'))
  at.hear(other)
  other.hear(at)
  expect(agenda()).toEqual(['C', 'A'])
  expect(agendaOf(other.plan.row('sessions', session)!)).toEqual(agendaOf(at.plan.row('sessions', session)!))
  at.must(removeFromAgenda, { session, item: c })
  expect(agenda()).toEqual(['A'])
})

test('it starts at its first item, shows one after the other with a timer each, and ends', () => {
  const { at, items, session, row } = scene('A', 'B')
  const [a, b] = items as [string, string]
  expect(phaseOfSession(row())).toBe('planned')
  expect(at.run(showItem, { session, item: a })).toMatchObject({ error: { type: 'wrong-state' } })
  at.must(startSession, { session })
  expect(row()).toMatchObject({ startedBy: 'anna', current: a, present: ['people/anna'] })
  at.must(setTimer, { session, seconds: 300, clock: 'dev-a' })
  expect(row().timer).toMatchObject({ seconds: 300, clock: 'dev-a' })
  at.must(setTimer, { session, seconds: 180, of: 420, clock: 'dev-b' })
  expect(row().timer).toMatchObject({ seconds: 420, clock: 'dev-b' })
  at.must(showItem, { session, item: b })
  expect(row()).toMatchObject({ current: b, timer: null })
  at.must(noteSession, { session, line: 'Tides first' })
  at.must(endSession, { session, here: ['name/Gina', 'nonsense'], summary: null })
  expect(row()).toMatchObject({ current: null, present: ['name/Gina', 'people/anna'] })
  expect(phaseOfSession(row())).toBe('over')
  expect(at.run(addToAgenda, { session, items: [a] })).toMatchObject({ error: { type: 'wrong-state' } })
})

test('one session is on at a time, so that everybody knows which', () => {
  const { at, session } = scene('A')
  const second = at.must(planSession, { title: 'Friday', items: [] })
  at.must(startSession, { session })
  expect(at.run(startSession, { session: second })).toMatchObject({
    error: { message: '“Thursday” is still on. Go on with it, or end it first.' },
  })
})

test('whoever started it leads, a Scrum Master does, and anybody may take it on where they are gone', () => {
  const { at, items, session } = scene('A')
  at.must(startSession, { session })
  const ben = { person: 'ben', role: 'developer', forTeam: null }
  expect(at.run(showItem, { session, item: items[0] as string }, ben)).toMatchObject({ error: { type: 'not-yours' } })
  expect(at.run(showItem, { session, item: null }, { person: 'dan', role: 'stakeholder', forTeam: null }).ok).toBe(
    false,
  )
  at.must(joinSession, { session }, { person: 'dan', role: 'stakeholder', forTeam: null })
  at.must(leadSession, { session }, ben)
  at.must(showItem, { session, item: null }, ben)
  expect(at.plan.row('sessions', session)?.leads).toEqual(['ben'])
  expect(at.run(leadSession, { session }, { person: 'dan', role: 'stakeholder', forTeam: null }).ok).toBe(false)
})

test.each([
  ['a title that says nothing', { title: ' ', items: [] }],
  ['a day that is none', { title: 'X', day: 'soon', items: [] }],
  ['an item that is not there', { title: 'X', items: ['gone'] }],
  ['more than a meeting can hold', { title: 'X', items: Array.from({ length: 101 }, (_, i) => `i${i}`) }],
  ['an id that was used', { title: 'X', items: [], id: 'a b' }],
])('%s is refused with a sentence', (_, args) => {
  const { at } = scene('A')
  const done = at.run(planSession, args)
  expect(done.ok).toBe(false)
  if (!done.ok) expect(done.error.message).toMatch(/^[A-Z].*\.$/)
})

test.each([0, -5, Number.NaN, 5 * 3600])('a timer of %s seconds is refused', (seconds) => {
  const { at, session } = scene('A')
  at.must(startSession, { session })
  expect(at.run(setTimer, { session, seconds, clock: '' })).toMatchObject({ error: { type: 'bad-value' } })
})

test('it begins behind items that were deleted, and next and before stop at the ends', () => {
  const { at, items, session, row } = scene('A', 'B', 'C')
  at.must(deleteItems, { ids: [items[0] as string], why: '' }, at.as('po'))
  at.must(startSession, { session })
  expect(row().current).toBe(items[1])
  expect([beside(items, items[1] as string, 1), beside(items, items[1] as string, -1)]).toEqual([items[2], items[0]])
  expect([beside(items, items[2] as string, 1), beside(items, null, 1), beside([], null, 1)]).toEqual([
    null,
    items[0],
    null,
  ])
})

test('what is done in a session is told in plain words', () => {
  const { at, items, session } = scene('Pay by card', 'B')
  const words = (done: ReturnType<InMemoryPlan['run']>) =>
    done.ok ? changeWords(done.value.entries, namesIn(at.plan)) : done.error.message
  const [a, b] = items as [string, string]
  expect(words(at.run(planSession, { title: 'Friday', items }))).toBe('Planned “Friday”')
  expect(words(at.run(removeFromAgenda, { session, item: a }))).toBe('Took “Pay by card” off the agenda')
  expect(words(at.run(addToAgenda, { session, items: [a] }))).toBe('Put “Pay by card” on the agenda')
  expect(words(at.run(moveOnAgenda, { session, item: a, after: null }))).toBe('Moved “Pay by card” on the agenda')
  expect(words(at.run(startSession, { session }))).toBe('Started “Thursday”')
  expect(words(at.run(showItem, { session, item: b }))).toBe('Showed “B”')
  expect(words(at.run(setTimer, { session, seconds: 60, clock: '' }))).toBe('Set the timer')
  expect(words(at.run(setTimer, { session, seconds: null, clock: '' }))).toBe('Stopped the timer')
  expect(words(at.run(noteSession, { session, line: 'x' }))).toBe('Noted what was agreed in “Thursday”')
  expect(words(at.run(endSession, { session, here: [], summary: null }))).toBe('Ended “Thursday”')
})

test('two who write down what was agreed at the same time lose no line of each other', () => {
  const { at, session } = scene('A')
  const other = inMemoryPlan({ client: 2, from: at })
  const notes = (from: InMemoryPlan) => from.plan.textOf('sessions', session, 'notes')
  at.must(noteSession, { session, line: 'Tides first' })
  other.must(noteSession, { session, line: 'Ben asks the bank' }, other.as('developer'))
  at.hear(other)
  other.hear(at)
  at.must(noteSession, { session, line: 'Again\non Monday' })
  other.hear(at)
  expect(notes(other)).toBe(notes(at))
  expect(new Set(noteLines(notes(at)))).toEqual(new Set(['Tides first', 'Ben asks the bank', 'Again on Monday']))
})

test.each([' ', 'x'.repeat(2_001)])(
  'a line of what was agreed that says nothing or too much is refused (%#)',
  (line) => {
    const { at, session } = scene('A')
    const done = at.run(noteSession, { session, line })
    expect(done).toMatchObject({ error: { type: 'bad-value' } })
    expect(at.plan.textOf('sessions', session, 'notes')).toBe('')
  },
)
