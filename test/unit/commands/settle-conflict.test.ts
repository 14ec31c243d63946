import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { decide, raiseDecision } from '../../../src/commands/decisions.ts'
import { deleteItems } from '../../../src/commands/delete-item.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { createTeam } from '../../../src/commands/people.ts'
import { pullItem } from '../../../src/commands/pull-item.ts'
import { settleConflict, type Settlement } from '../../../src/commands/settle-conflict.ts'
import { createSprint } from '../../../src/commands/sprints.ts'
import type { DecisionAbout } from '../../../src/model/decision.ts'
import type { Author } from '../../../src/model/envelope.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

const ID = '0123456789abcdef0123456789abcdef'
const about = (item: string, key: string, kind = 'field'): DecisionAbout => ({
  conflict: ID,
  kind,
  record: `items/${item}`,
  key,
  path: kind === 'place' ? `ranks/${item}` : `items/${item}/${key}`,
})

function scene() {
  const at = inMemoryPlan()
  const ids = ['Hold a berth', 'Pay by link', 'Waiting list'].map((title) => at.must(createItem, { title }))
  const settlement = (): Settlement | null =>
    (at.plan.doc.getMap('settlements').get(ID) as Settlement | undefined) ?? null
  const settle = (
    conflict: DecisionAbout,
    choice: Parameters<typeof settleConflict.run>[1]['choice'],
    author?: Author,
  ) => at.run(settleConflict, { conflict, choice, why: 'we talked' }, author)
  const words = (done: ReturnType<typeof settle>): string =>
    done.ok ? changeWords(done.value.entries, namesIn(at.plan)) : done.error.message
  return { at, first: ids[0] as string, ids, settlement, settle, words }
}

test('a value is written with who chose it and why, in one record, also where it stands already', () => {
  const { at, first, settlement, settle, words } = scene()
  const before = at.envelopes.length
  expect(words(settle(about(first, 'title'), { is: 'value', value: 'Keep a berth' }))).toBe(
    'Settled title of “Keep a berth”: Keep a berth',
  )
  expect(at.envelopes.length).toBe(before + 1)
  expect(at.plan.row('items', first)?.title).toBe('Keep a berth')
  expect(settlement()).toMatchObject({
    record: `items/${first}`,
    key: 'title',
    value: 'Keep a berth',
    by: 'anna',
    why: 'we talked',
  })
  const kept = settle(about(first, 'title'), { is: 'stands' })
  expect(kept.ok && kept.value.change).not.toBe('')
})

test('labels, places, texts and deletions are settled in their own way', () => {
  const { at, first, ids, settle, words } = scene()
  expect(words(settle(about(first, 'label:later'), { is: 'value', value: true }))).toBe(
    'Settled that “Hold a berth” has label “later”',
  )
  expect(at.plan.row('items', first)?.labels).toEqual(['later'])
  expect(words(settle(about(first, 'rank', 'place'), { is: 'place', after: ids[2] as string }))).toBe(
    'Settled the place of “Hold a berth”: 3',
  )
  expect(at.plan.rankOf(first)).toBe(3)
  expect(words(settle(about(first, 'rank', 'place'), { is: 'value', value: at.plan.order.keyOf(first) }))).toMatch(
    /: 3$/,
  )
  expect(words(settle(about(first, 'description', 'text'), { is: 'value', value: 'Fifteen minutes.' }))).toBe(
    'Settled the description of “Hold a berth”',
  )
  expect(at.plan.textOf('items', first, 'description')).toBe('Fifteen minutes.')
  const gone = ids[1] as string
  at.must(deleteItems, { ids: [gone], why: '' })
  expect(words(settle(about(gone, 'deleted', 'deletion'), { is: 'value', value: null }))).toBe(
    'Settled that “Pay by link” stays',
  )
  expect(at.plan.row('items', gone)?.deleted).toBeNull()
})

test('two teams pulled one item: it stays in the chosen sprint and leaves the other', () => {
  const { at, first, settle } = scene()
  const [red, blue] = ['Red', 'Blue'].map((name) => at.must(createTeam, { name })) as [string, string]
  const [one, two] = [red, blue].map((team) => at.must(createSprint, { team, name: `Sprint of ${team}` })) as [
    string,
    string,
  ]
  at.must(pullItem, { item: first, sprint: one }, at.as('developer', red))
  const other = inMemoryPlan({ client: 2, from: at })
  at.plan.doc.getMap('items')
  other.must(editItem, { id: first, field: 'estimate', value: 3 })
  // What the other team's window wrote, not knowing of the first.
  at.writer.write({ author: at.author, change: 'x' }, () => {
    const pull = at.plan.doc.getMap('pulls')
    const copy = (pull.values().next().value as { clone(): unknown }).clone()
    pull.set('p2', copy)
    ;(pull.get('p2') as { set(key: string, value: unknown): void }).set('sprint', two)
  })
  expect(settle(about(first, 'sprint'), { is: 'value', value: two }, at.as('developer', blue)).ok).toBe(true)
  expect(at.plan.row('items', first)?.sprint).toBe(two)
  expect(
    at.plan
      .partsOf('pulls', first)
      .filter(({ leftAt }) => leftAt === null)
      .map(({ sprint }) => sprint),
  ).toEqual([two])
})

test('what a field cannot hold, what is not there and whoever may not set it otherwise are refused, and nothing is written', () => {
  const { at, first, settlement, settle, words } = scene()
  expect(words(settle(about(first, 'title'), { is: 'value', value: '' }))).toMatch(/needs a title/)
  expect(words(settle(about(first, 'stage'), { is: 'value', value: 7 }))).toMatch(/cannot hold/)
  expect(words(settle(about(first, 'rank', 'place'), { is: 'value', value: 'a b' }))).toMatch(/no place/)
  expect(words(settle(about('nobody', 'title'), { is: 'value', value: 'x' }))).toMatch(/not there/)
  expect(words(settle({ ...about(first, 'title'), path: `people/anna/name` }, { is: 'value', value: 'x' }))).toMatch(
    /not there/,
  )
  expect(words(settle({ ...about(first, 'title'), conflict: '__proto__' }, { is: 'value', value: 'x' }))).toMatch(
    /no conflict/,
  )
  expect(words(settle(about(first, 'rank', 'place'), { is: 'stands' }, at.as('developer')))).toMatch(
    /Product Owners order/,
  )
  expect(
    words(settle(about(first, 'title'), { is: 'stands' }, { ...at.author, person: 'dan', role: 'stakeholder' })),
  ).toMatch(/edit items/)
  expect(settlement()).toBeNull()
})

test('a conflict becomes a decision of a named person, who alone decides; the value is written then', () => {
  const { at, first, settlement } = scene()
  const raise = {
    conflict: about(first, 'estimate'),
    question: 'What is the estimate of “Hold a berth”?',
    options: [
      { words: '3', value: 3 },
      { words: '8', value: 8 },
    ],
    decider: 'cleo',
    due: '2026-05-12',
    why: 'we see it differently',
  }
  const id = at.must(raiseDecision, raise, at.as('developer'))
  expect(settlement()).toMatchObject({ decision: id, why: 'we see it differently' })
  expect(at.plan.row('items', first)?.estimate).toBeNull()
  expect(at.plan.row('decisions', id)).toMatchObject({
    escalation: true,
    decider: 'cleo',
    due: '2026-05-12',
    outcome: '',
    raisedBy: 'anna',
  })
  const early = at.run(decide, { id, choice: 1, reason: 'data' })
  expect(early.ok ? '' : early.error.message).toBe('Cleo decides this. Tell them what you think.')
  const cleo = { person: 'cleo', role: 'tpo', forTeam: null }
  const done = at.run(decide, { id, choice: 1, reason: 'measured it' }, cleo)
  expect(done.ok && changeWords(done.value.entries, namesIn(at.plan))).toBe(
    'Decided “What is the estimate of “Hold a berth”?”: 8',
  )
  expect(at.plan.row('items', first)?.estimate).toBe(8)
  expect(at.plan.row('decisions', id)).toMatchObject({
    outcome: '8',
    choice: 1,
    reason: 'measured it',
    decidedBy: 'cleo',
  })
  expect(settlement()).toMatchObject({ value: 8, decision: id })
  expect(at.run(decide, { id, choice: 0, reason: '' }, cleo).ok).toBe(false)
})
