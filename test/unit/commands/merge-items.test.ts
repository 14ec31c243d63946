import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { addComment } from '../../../src/commands/comments.ts'
import { createItem, createItems } from '../../../src/commands/create-item.ts'
import { addCriterion } from '../../../src/commands/criteria.ts'
import { editItem, setLabel } from '../../../src/commands/edit-item.ts'
import { createGoal } from '../../../src/commands/goals.ts'
import { addLink } from '../../../src/commands/links.ts'
import { mergeItems } from '../../../src/commands/merge-items.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { createTeam, setTeam } from '../../../src/commands/people.ts'
import { pullItem, setStage } from '../../../src/commands/pull-item.ts'
import { askQuestion } from '../../../src/commands/questions.ts'
import { scoreItem } from '../../../src/commands/scores.ts'
import { createSprint } from '../../../src/commands/sprints.ts'
import { addTask } from '../../../src/commands/tasks.ts'
import { startRound } from '../../../src/commands/rounds.ts'
import { removeFromAgenda } from '../../../src/commands/session-agenda.ts'
import { planSession } from '../../../src/commands/sessions.ts'
import { startSurvey } from '../../../src/commands/surveys.ts'
import { heirsOf } from '../../../src/model/merging/heirs.ts'
import { ROLES } from '../../../src/model/people.ts'
import { agendaOf, type Session } from '../../../src/model/session.ts'
import { factorsAfter } from '../../../src/model/score.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'
import { undoInMemory } from '../../support/undo-in-memory.ts'

function scene() {
  const at = inMemoryPlan()
  const goal = at.must(createGoal, { title: 'No empty berths' })
  const twin = at.must(createItem, {
    title: 'Queue for berths',
    description: 'Skippers wait in a queue.',
    fields: { goal, value: 8, labels: ['harbour', 'later'] },
  })
  const other = at.must(createItem, { title: 'Other' })
  const keep = at.must(createItem, { title: 'Waiting list', description: 'One list.', fields: { labels: ['harbour'] } })
  return { at, goal, twin, other, keep }
}
const texts = (rows: readonly { readonly text: string }[]): string[] => rows.map(({ text }) => text)

test('comments, criteria, questions, tasks, scores, links and labels survive on the item that stays', () => {
  const { at, goal, twin, other, keep } = scene()
  at.must(addComment, { item: twin, text: 'Ben asked for it' })
  at.must(addCriterion, { item: keep, text: 'A skipper sees the place in it' })
  at.must(addCriterion, { item: twin, text: ' a skipper sees  the place in it. ' })
  at.must(addCriterion, { item: twin, text: 'It is fair' })
  at.must(addTask, { item: twin, text: 'Ask the bank' }, at.as('developer'))
  at.must(askQuestion, { item: twin, text: 'At night, too?' })
  at.must(addLink, { from: twin, to: other, type: 'blocks' })
  at.must(addLink, { from: other, to: keep, type: 'relates' })
  at.must(addLink, { from: other, to: twin, type: 'relates' })
  at.must(addLink, { from: twin, to: keep, type: 'duplicates' })
  at.must(mergeItems, { keep, others: [twin] })
  expect(texts(at.plan.partsOf('comments', keep))).toEqual(['Ben asked for it'])
  expect(texts(at.plan.partsOf('criteria', keep))).toEqual(['A skipper sees the place in it', 'It is fair'])
  expect(texts(at.plan.partsOf('tasks', keep))).toEqual(['Ask the bank'])
  expect(texts(at.plan.partsOf('questions', keep))).toEqual(['At night, too?'])
  expect(at.plan.partsOf('links', keep).map(({ from, to, type }) => [from, type, to])).toEqual([
    [keep, 'blocks', other],
    [twin, 'duplicates', keep],
    [other, 'relates', keep],
  ])
  expect(at.plan.row('items', keep)).toMatchObject({
    title: 'Waiting list',
    goal,
    value: 8,
    labels: ['harbour', 'later'],
  })
  expect(at.plan.textOf('items', keep, 'description')).toBe(
    `One list.\n\nAlso asked as ${at.plan.row('items', twin)?.key} “Queue for berths” by Anna.`,
  )
})

test('what went into another item is found again under Deleted, with the reason, and keeps its own words', () => {
  const { at, twin, keep } = scene()
  at.must(mergeItems, { keep, others: [twin] })
  const key = at.plan.row('items', keep)?.key
  expect(at.plan.row('items', twin)).toMatchObject({
    title: 'Queue for berths',
    deleted: { by: 'anna', why: `Merged into ${key} “Waiting list”` },
  })
  expect(at.plan.textOf('items', twin, 'description')).toBe('Skippers wait in a queue.')
})

test('the one that stays takes the highest place, or keeps its own; its text is what was chosen', () => {
  const { at, twin, other, keep } = scene()
  at.must(mergeItems, { keep, others: [twin], title: 'Waiting list for berths', texts: [twin, keep] })
  expect([...at.plan.live.ids]).toEqual([keep, other])
  expect(at.plan.row('items', keep)?.title).toBe('Waiting list for berths')
  expect(at.plan.textOf('items', keep, 'description')).toMatch(/^Skippers wait in a queue\.\n\nOne list\.\n\nAlso/)
  const second = scene()
  second.at.must(mergeItems, { keep: second.keep, others: [second.twin], place: 'own' })
  expect([...second.at.plan.live.ids]).toEqual([second.other, second.keep])
})

test('what was believed of the item that stays goes on to count, and what was believed of the other is in its past', () => {
  const { at, twin, keep } = scene()
  at.must(scoreItem, { item: keep, method: 'ice', factors: { impact: 3 } })
  at.must(scoreItem, { item: twin, method: 'ice', factors: { impact: 9, ease: 5 } })
  at.must(scoreItem, { item: twin, method: 'opportunity', factors: { importance: 7 } })
  at.must(mergeItems, { keep, others: [twin] })
  const of = (method: string) => at.plan.partsOf('scores', keep).filter((score) => score.method === method)
  expect(factorsAfter(of('ice'))).toEqual({ impact: 3, ease: 5 })
  expect(of('ice')).toHaveLength(3)
  expect(factorsAfter(of('opportunity'))).toEqual({ importance: 7 })
})

test('what was believed of the item that stays counts also where the clock of who merges is behind', () => {
  const { at, twin, keep } = scene()
  at.must(scoreItem, { item: keep, method: 'ice', factors: { impact: 3 } })
  at.must(scoreItem, { item: twin, method: 'ice', factors: { impact: 9 } })
  const behind = inMemoryPlan({ client: 2, from: at, now: () => 1000 })
  behind.must(mergeItems, { keep, others: [twin] })
  expect(factorsAfter(behind.plan.partsOf('scores', keep))).toEqual({ impact: 3 })
})

test('merge of duplicates is one change with one sentence at 500 links, and one step of undo takes it back', async () => {
  const { at, twin, keep } = scene()
  const items = at.must(createItems, { titles: Array.from({ length: 500 }, (_, i) => `Item ${i}`) })
  for (const [i, item] of items.entries()) {
    at.must(addLink, i % 2 === 0 ? { from: item, to: twin, type: 'blocks' } : { from: twin, to: item, type: 'relates' })
    if (i % 5 === 0) at.must(addLink, { from: item, to: keep, type: 'blocks' })
  }
  for (const text of ['One', 'Two']) at.must(addComment, { item: twin, text })
  const shown = () =>
    [keep, twin].map((id) => [
      at.plan.row('items', id),
      at.plan.order.ids.filter((one) => one === keep || one === twin),
      at.plan.partsOf('links', id),
      at.plan.partsOf('comments', id),
      at.plan.textOf('items', id, 'description'),
    ])
  const before = shown()
  const done = at.run(mergeItems, { keep, others: [twin], texts: [keep, twin] })
  if (!done.ok) throw new Error(done.error.message)
  expect(changeWords(done.value.entries, namesIn(at.plan))).toBe('Made one of “Waiting list” and “Queue for berths”')
  expect(done.value.entries.length).toBeLessThan(20)
  expect(at.plan.partsOf('links', twin)).toMatchObject([{ from: twin, to: keep, type: 'duplicates' }])
  // 500 of the other, 50 of which the one that stays had already, its own 100, and the one that says what was merged.
  expect(at.plan.partsOf('links', keep)).toHaveLength(500 - 50 + 100 + 1)
  expect(await undoInMemory(at, done.value.change)).toEqual([])
  expect(shown()).toEqual(before)
})

test('what cannot be merged is refused with a sentence, and nothing is written', () => {
  const { at, twin, other, keep } = scene()
  const team = at.must(createTeam, { name: 'Blue' })
  at.must(setTeam, { person: 'anna', team, on: true })
  const sprint = at.must(createSprint, { team, name: 'Sprint 7' })
  at.must(pullItem, { item: other, sprint }, at.as('developer'))
  const done = at.must(createItem, { title: 'Done' })
  at.must(setStage, { item: done, stage: 'done' }, at.as('developer'))
  const records = at.envelopes.length
  for (const args of [
    { keep, others: [] },
    { keep, others: [keep] },
    { keep, others: ['nobody'] },
    { keep: 'nobody', others: [twin] },
    { keep, others: [twin], title: '\n' },
    { keep, others: [other] },
    { keep, others: [done] },
  ]) {
    const result = at.run(mergeItems, args)
    expect(result.ok ? '' : result.error.message).toMatch(/\.$/)
  }
  expect(at.envelopes).toHaveLength(records)
  expect(at.run(mergeItems, { keep: other, others: [twin] }).ok).toBe(true)
})

test('who may merge: Product Owners, who take items out of the backlog', () => {
  const { at, twin, keep } = scene()
  const may = ROLES.filter(
    (role) => mergeItems.allowed({ plan: at.plan, author: at.as(role) }, { keep, others: [twin] }) === null,
  )
  expect([...may].sort()).toEqual(['chief-po', 'po'])
})

test('what somebody wrote apart on an item that was merged stays in the plan', () => {
  const { at, twin, keep } = scene()
  const train = inMemoryPlan({ client: 2, from: at, person: 'ben' })
  at.must(mergeItems, { keep, others: [twin] })
  train.must(editItem, { id: twin, field: 'title', value: 'Queue for berths and boats' }, train.as('developer'))
  train.must(setLabel, { ids: [twin], label: 'boats', on: true }, train.as('developer'))
  at.hear(train)
  train.hear(at)
  for (const one of [at, train]) {
    expect(one.plan.row('items', twin)).toMatchObject({ title: 'Queue for berths and boats', deleted: { by: 'anna' } })
    expect(one.plan.row('items', twin)?.labels).toContain('boats')
  }
})

test('what somebody who was away hangs on an item that was merged stands on the one that stays, and goes back with undo', async () => {
  const { at, twin, other, keep } = scene()
  const train = inMemoryPlan({ client: 2, from: at })
  const merge = at.run(mergeItems, { keep, others: [twin] })
  if (!merge.ok) throw new Error(merge.error.message)
  train.must(addComment, { item: twin, text: 'Ben asked for it' })
  train.must(addLink, { from: twin, to: other, type: 'blocks' }, train.as('developer'))
  at.plan.partsOf('comments', keep)
  at.hear(train)
  train.hear(at)
  for (const { plan } of [at, train]) {
    expect(texts(plan.partsOf('comments', keep))).toEqual(['Ben asked for it'])
    expect(plan.partsOf('links', other)).toMatchObject([{ from: keep, to: other }])
    expect(plan.partsOf('comments', twin)).toEqual([])
  }
  expect(await undoInMemory(at, merge.value.change)).toEqual([])
  expect(changeWords(at.envelopes.at(-1)?.entries ?? [], namesIn(at.plan))).toBe('Brought “Queue for berths” back')
  expect(texts(at.plan.partsOf('comments', twin))).toEqual(['Ben asked for it'])
  expect(at.plan.partsOf('links', other)).toMatchObject([{ from: twin, to: other }])
  expect(at.plan.partsOf('comments', keep)).toEqual([])
})

test('what somebody who was away believed of a merged item does not overrule what is believed of the one that stays', () => {
  const { at, twin, keep } = scene()
  at.must(scoreItem, { item: keep, method: 'ice', factors: { impact: 3 } })
  const train = inMemoryPlan({ client: 2, from: at, now: () => Date.UTC(2027, 0, 1) })
  at.must(mergeItems, { keep, others: [twin] })
  train.must(scoreItem, { item: twin, method: 'ice', factors: { impact: 9, ease: 5 } })
  at.plan.partsOf('scores', keep)
  at.hear(train)
  expect(factorsAfter(at.plan.partsOf('scores', keep))).toEqual({ impact: 3, ease: 5 })
})

test('an item on the agenda of a meeting, in a survey and in a round stands there as the one it was merged into', () => {
  const { at, twin, keep } = scene()
  const session = at.must(planSession, { title: 'Refinement', items: [twin, keep] })
  const survey = at.must(startSurvey, { items: [twin, keep] })
  const [round = ''] = at.must(startRound, { kind: 'estimate', items: [twin], deck: ['1', '2'] })
  at.must(mergeItems, { keep, others: [twin] })
  expect(agendaOf(at.plan.row('sessions', session) as Session).map(({ item }) => item)).toEqual([keep])
  expect(at.plan.row('surveys', survey)?.items).toEqual([keep])
  expect(at.plan.row('rounds', round)?.item).toBe(keep)
  at.must(removeFromAgenda, { session, item: keep })
  expect(at.plan.row('sessions', session)?.agenda).toEqual([])
})

test('of two items that two people merged into each other apart, one stays', () => {
  const { at, twin, keep } = scene()
  const train = inMemoryPlan({ client: 2, from: at, seed: 2 })
  at.must(mergeItems, { keep, others: [twin] })
  train.must(mergeItems, { keep: twin, others: [keep] })
  at.plan.live.ids.includes(keep)
  at.hear(train)
  train.hear(at)
  const stays = [keep, twin].sort()[0] as string
  for (const { plan } of [at, train]) {
    expect([keep, twin].filter((id) => plan.live.ids.includes(id))).toEqual([stays])
    expect([plan.heirOf(keep), plan.heirOf(twin)]).toEqual([stays, stays])
  }
})

test('of an item that was merged into one that was merged on, the last one is the heir', () => {
  const into = new Map([
    ['a', 'b'],
    ['b', 'c'],
    ['x', 'y'],
    ['y', 'x'],
    ['w', 'y'],
  ])
  expect(Object.fromEntries(heirsOf(into))).toEqual({ a: 'c', b: 'c', x: 'x', y: 'x', w: 'x' })
})

test('work that was begun on a duplicate is never lost: the item that stays is doing, since when it was begun', () => {
  const { at, twin, keep } = scene()
  at.must(setStage, { item: twin, stage: 'doing' }, at.as('developer'))
  const begun = at.plan.row('items', twin)?.startedAt
  at.must(mergeItems, { keep, others: [twin] })
  expect(at.plan.row('items', keep)).toMatchObject({ stage: 'doing', startedAt: begun, deleted: null })
})
