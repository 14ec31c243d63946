import { describe, expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { parkItems } from '../../../src/commands/delete-item.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { createPerson, createTeam, editTeam } from '../../../src/commands/people.ts'
import { pullItem, setStage } from '../../../src/commands/pull-item.ts'
import { splitInSprint } from '../../../src/commands/split-in-sprint.ts'
import {
  agreeToChange,
  changeSprint,
  clarifyInSprint,
  reorderInSprint,
  setGoalHolds,
} from '../../../src/commands/sprint-changes.ts'
import { createSprint, finishSprint, startSprint } from '../../../src/commands/sprints.ts'
import { scopeOf, waitsFor } from '../../../src/model/sprint-change.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'
import { undoInMemory } from '../../support/undo-in-memory.ts'

/** A running sprint of 20 points that holds A (5) and B (3); C (2), D (8) and E stand in the backlog. */
function runningSprint() {
  const at = inMemoryPlan({ role: 'po' })
  const [a, b, c, d, e] = ['A', 'B', 'C', 'D', 'E'].map((title) => at.must(createItem, { title })) as [
    string,
    string,
    string,
    string,
    string,
  ]
  for (const [id, value] of [
    [a, 5],
    [b, 3],
    [c, 2],
    [d, 8],
  ] as const)
    at.must(editItem, { id, field: 'estimate', value })
  const team = at.must(createTeam, { name: 'Blue' })
  const dev = at.must(createPerson, { name: 'Dan', roles: ['developer'], teams: [team] })
  const sprint = at.must(createSprint, { team, name: 'Sprint 7', goal: 'Skippers book alone', capacity: 20 })
  const next = at.must(createSprint, { team, name: 'Sprint 8' })
  const developer = { person: dev, role: 'developer', forTeam: null }
  at.must(pullItem, { item: a, sprint }, developer)
  at.must(pullItem, { item: b, sprint }, developer)
  at.must(startSprint, { id: sprint })
  return { at, a, b, c, d, e, team, dev, developer, sprint, next, item: (id: string) => at.plan.row('items', id)! }
}
const said = { why: 'A pilot marina gave an occupied berth away', goalHolds: 'yes' } as const

test('a swap takes one item in and another out, in one change, with a card that says why, who agreed and what it did to the goal', () => {
  const { at, b, c, dev, developer, sprint, item } = runningSprint()
  const card = at.must(
    changeSprint,
    { sprint, ins: [c], outs: [{ item: b, to: null }], agreedPo: 'anna', ...said },
    developer,
  )
  expect(at.plan.row('sprintChanges', card)).toMatchObject({
    kind: 'swap',
    ins: [{ item: c, title: 'C', estimate: 2 }],
    outs: [{ item: b, title: 'B', estimate: 3 }],
    why: said.why,
    agreedPo: { person: 'anna', by: dev },
    agreedDev: { person: dev, by: dev },
    goalHolds: 'yes',
    free: 12,
    by: dev,
  })
  expect([item(b).sprint, item(c).sprint]).toEqual([null, sprint])
  expect(at.plan.partsOf('pulls', c)[0]).toMatchObject({ added: true, why: said.why })
  expect(at.plan.partsOf('pulls', b)[0]).toMatchObject({ leftHow: 'returned', leftWhy: said.why })
  expect(scopeOf(at.plan.row('sprintChanges', card)!, 'points')).toBe(-1)
  expect(scopeOf(at.plan.row('sprintChanges', card)!, 'items')).toBe(0)
})

test('of a team that counts items the capacity at hand on a card is so many items; only points or items are counted', () => {
  const { at, c, d, developer, sprint, team } = runningSprint()
  at.must(editTeam, { id: team, unit: 'items' })
  const card = at.must(changeSprint, { sprint, ins: [c, d], outs: [], ...said }, developer)
  expect(at.plan.row('sprintChanges', card)?.free).toBe(18)
  expect(at.run(editTeam, { id: team, unit: 'hours' as 'items' })).toMatchObject({ ok: false })
  expect(at.plan.row('teams', team)).toMatchObject({ name: 'Blue', unit: 'items' })
})

test('undo of a change brings back each stay and takes the card away, as one step', async () => {
  const { at, b, c, developer, sprint, item } = runningSprint()
  const args = { sprint, ins: [c], outs: [{ item: b, to: null, after: null }], ...said }
  const done = at.run(changeSprint, args, developer)
  if (!done.ok) throw new Error(done.error.message)
  expect(await undoInMemory(at, done.value.change)).toEqual([])
  expect([item(b).sprint, item(c).sprint]).toEqual([sprint, null])
  expect(at.plan.partsOf('pulls', b)[0]).toMatchObject({ leftAt: null, leftHow: null })
  expect([...at.plan.rows('sprintChanges').values()].filter((card) => card.deleted === null)).toEqual([])
  expect(at.plan.order.ids.indexOf(b)).toBe(1)
})

test('the Sprint Goal is not touched by any change card', () => {
  const { at, a, b, c, developer, sprint } = runningSprint()
  at.must(changeSprint, { sprint, ins: [c], outs: [], why: 'more', goalHolds: 'no' }, developer)
  at.must(splitInSprint, { item: a, rest: { title: 'Rest' }, to: null, ...said }, developer)
  at.must(reorderInSprint, { item: b, after: null, ...said })
  expect(at.plan.row('sprints', sprint)?.goal).toBe('Skippers book alone')
})

test('what goes out keeps its rank, goes to the rank that is named, or moves on to the next sprint', () => {
  const { at, a, b, c, e, next, sprint, developer, item } = runningSprint()
  at.must(changeSprint, { sprint, ins: [], outs: [{ item: a, to: null, after: e }], ...said }, developer)
  expect(at.plan.order.ids.at(-1)).toBe(a)
  at.must(changeSprint, { sprint, ins: [c], outs: [{ item: b, to: next }], ...said }, developer)
  expect(item(b).sprint).toBe(next)
  expect(at.plan.partsOf('pulls', b).map((pull) => [pull.sprint, pull.leftHow])).toEqual([
    [sprint, 'moved'],
    [next, null],
  ])
})

test('a card waits for the side that was not there, and each agrees on its own device', () => {
  const { at, c, developer, sprint } = runningSprint()
  const id = at.must(changeSprint, { sprint, ins: [c], outs: [], ...said }, developer)
  const card = () => at.plan.row('sprintChanges', id)!
  expect(waitsFor(card())).toEqual(['po'])
  expect(at.run(agreeToChange, { id }, developer)).toMatchObject({ ok: false, error: { type: 'wrong-state' } })
  at.must(agreeToChange, { id }, at.as('po'))
  expect(card().agreedPo).toMatchObject({ person: 'anna', by: 'anna' })
  expect(waitsFor(card())).toEqual([])
})

describe('a change of a running sprint is refused', () => {
  const { at, a, b, c, d, e, dev, developer, sprint, next, team } = runningSprint()
  at.must(setStage, { item: a, stage: 'done' }, developer)
  at.must(parkItems, { ids: [e], parked: true })
  const other = at.must(createTeam, { name: 'Green' })
  const theirs = at.must(createSprint, { team: other, name: 'Their sprint' })
  at.must(pullItem, { item: d, sprint: theirs }, at.as('developer', other))
  const change = { sprint, ins: [c], outs: [], ...said }
  const out = (item: string, to: string | null) => ({ ...change, ins: [], outs: [{ item, to }] })
  test.for([
    ['by a Product Owner', change, at.as('po'), 'Developers pull'],
    ['by a Developer of another team', change, at.as('developer', other), 'your own team'],
    ['without a reason', { ...change, why: '  ' }, developer, 'Say why'],
    ['without a word on the Sprint Goal', { ...change, goalHolds: '' as 'yes' }, developer, 'Sprint Goal still holds'],
    ['where nothing comes or goes', { ...change, ins: [] }, developer, 'Name what'],
    ['with one item twice', { ...change, ins: [c, c] }, developer, 'once'],
    ['with what is in it already', { ...change, ins: [b] }, developer, 'already'],
    ['with what another team has', { ...change, ins: [d] }, developer, 'another team'],
    ['with what is parked', { ...change, ins: [e] }, developer, 'parked'],
    ['where what is done should go out', out(a, null), developer, 'done'],
    ['where what is not in it should go out', out(c, null), developer, 'not in this sprint'],
    ['where it should go to another team', out(b, theirs), developer, 'same team'],
    ['in a sprint that has not started', { ...change, sprint: next }, developer, 'has not started'],
    ['where a Developer is named as Product Owner', { ...change, agreedPo: dev }, developer, 'no Product Owner'],
  ] as const)('%s', ([, args, author, words]) => {
    const before = JSON.stringify([...at.plan.rows('items').values()].map((item) => item.sprint))
    const result = at.run(changeSprint, args, author)
    expect(result.ok ? '' : result.error.message).toContain(words)
    expect(JSON.stringify([...at.plan.rows('items').values()].map((item) => item.sprint))).toBe(before)
    expect(at.plan.rows('sprintChanges').size).toBe(0)
    expect(team).not.toBe(other)
  })
})

test('a split in a sprint leaves the part that was done and returns the rest at the rank that is named', () => {
  const { at, a, d, developer, sprint, item } = runningSprint()
  const rest = at.must(
    splitInSprint,
    {
      item: a,
      title: 'A, by hand',
      estimate: 3,
      isDone: true,
      rest: { title: 'A, by itself', estimate: 2 },
      to: null,
      after: d,
      ...said,
    },
    developer,
  )
  expect(item(a)).toMatchObject({ title: 'A, by hand', estimate: 3, stage: 'done', sprint })
  expect(item(rest)).toMatchObject({ title: 'A, by itself', estimate: 2, stage: 'open', sprint: null })
  expect(at.plan.order.ids.indexOf(rest)).toBe(at.plan.order.ids.indexOf(d) + 1)
  expect(at.plan.partsOf('links', rest)[0]).toMatchObject({ type: 'split-from', from: rest, to: a })
  expect([...at.plan.rows('sprintChanges').values()][0]).toMatchObject({
    kind: 'split',
    ins: [{ item: a, title: 'A, by hand', estimate: 3 }],
    outs: [{ item: rest, title: 'A, by itself', estimate: 2 }],
  })
})

test('the rest of a split moves on to the next sprint where the team wants that', () => {
  const { at, a, next, developer, item } = runningSprint()
  const rest = at.must(splitInSprint, { item: a, rest: { title: 'Rest', estimate: 1 }, to: next, ...said }, developer)
  expect(item(rest).sprint).toBe(next)
  expect(at.plan.partsOf('pulls', rest)[0]).toMatchObject({ sprint: next, estimateThen: 1, added: false })
})

test('a small clarification takes one line and nobody’s yes, from Product Owner and Developers alike', () => {
  const { at, a, c, developer, sprint } = runningSprint()
  const id = at.must(clarifyInSprint, { item: a, words: 'turned out trivial' }, developer)
  expect(at.plan.row('sprintChanges', id)).toMatchObject({ kind: 'clarified', sprint, why: 'turned out trivial' })
  expect(waitsFor(at.plan.row('sprintChanges', id)!)).toEqual([])
  at.must(clarifyInSprint, { item: a, words: 'only berths with power' }, at.as('po'))
  expect(at.run(clarifyInSprint, { item: c, words: 'x' }, developer)).toMatchObject({ ok: false })
})

test('that the Sprint Goal no longer holds can be said later', () => {
  const { at, c, developer, sprint } = runningSprint()
  const id = at.must(changeSprint, { sprint, ins: [c], outs: [], ...said }, developer)
  at.must(setGoalHolds, { id, goalHolds: 'at-risk' }, at.as('po'))
  expect(at.plan.row('sprintChanges', id)?.goalHolds).toBe('at-risk')
})

test('a change reads in plain words', () => {
  const { at, a, c, developer, sprint } = runningSprint()
  const words = (result: ReturnType<typeof at.run>) =>
    result.ok ? changeWords(result.value.entries, namesIn(at.plan)) : result.error.message
  expect(words(at.run(changeSprint, { sprint, ins: [c], outs: [], ...said }, developer))).toBe(
    'Changed the sprint: “A pilot marina gave an occupied berth away”',
  )
  expect(words(at.run(clarifyInSprint, { item: a, words: 'turned out trivial' }, developer))).toBe(
    'Made clearer: “turned out trivial”',
  )
})

test('what is not done when the sprint ends goes back with its rank or on, as somebody said for each', () => {
  const { at, a, b, c, next, developer, sprint, item } = runningSprint()
  at.must(changeSprint, { sprint, ins: [c], outs: [], ...said }, developer)
  at.must(setStage, { item: a, stage: 'done' }, developer)
  at.must(setStage, { item: b, stage: 'doing' }, developer)
  at.must(
    finishSprint,
    {
      id: sprint,
      unfinished: [
        { item: b, to: next },
        { item: c, to: null },
      ],
      reached: 'partly',
      reachedWhy: 'Berths, but no payment',
    },
    developer,
  )
  expect(item(b)).toMatchObject({ sprint: next, stage: 'doing' })
  expect(item(c)).toMatchObject({ sprint: null })
  expect(at.plan.partsOf('pulls', b).map((pull) => [pull.sprint, pull.leftHow])).toEqual([
    [sprint, 'moved'],
    [next, null],
  ])
  expect(at.plan.row('sprints', sprint)).toMatchObject({
    state: 'finished',
    reached: 'partly',
    reachedWhy: 'Berths, but no payment',
    finishedAt: expect.any(Number) as number,
  })
})
