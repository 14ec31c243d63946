import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { parkItems } from '../../../src/commands/delete-item.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { createTeam, setTeam } from '../../../src/commands/people.ts'
import { pullItem, putMyName, returnItem, setStage } from '../../../src/commands/pull-item.ts'
import { changeSprint } from '../../../src/commands/sprint-changes.ts'
import { createSprint, deleteSprint, editSprint, finishSprint, startSprint } from '../../../src/commands/sprints.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

function sprintRoom() {
  const at = inMemoryPlan({ role: 'developer' })
  const [a, b, c] = ['A', 'B', 'C'].map((title) => at.must(createItem, { title })) as [string, string, string]
  const team = at.must(createTeam, { name: 'Blue' })
  at.must(setTeam, { person: 'anna', team, on: true })
  const sprint = at.must(createSprint, {
    team,
    name: 'Sprint 7',
    goal: 'Patients book alone',
    start: '2026-01-05',
    end: '2026-01-16',
    capacity: 20,
  })
  return { at, a, b, c, team, sprint, item: (id: string) => at.plan.row('items', id)! }
}

test('a pull remembers rank and estimate as they were, and whether the sprint had started', () => {
  const { at, a, b, sprint, item } = sprintRoom()
  at.must(editItem, { id: b, field: 'estimate', value: 5 })
  const pull = at.must(pullItem, { item: b, sprint, why: 'A waits for legal', ifRoom: true })
  expect(at.plan.row('pulls', pull)).toMatchObject({
    item: b,
    sprint,
    rankThen: 2,
    estimateThen: 5,
    added: false,
    ifRoom: true,
    by: 'anna',
    why: 'A waits for legal',
    leftAt: null,
  })
  expect(item(b).sprint).toBe(sprint)
  at.must(startSprint, { id: sprint })
  at.must(changeSprint, { sprint, ins: [a], outs: [], why: 'room', goalHolds: 'yes' })
  expect(at.plan.partsOf('pulls', a)[0]?.added).toBe(true)
})

test('in a running sprint nothing is pulled, returned or moved on without a change card', () => {
  const { at, a, b, sprint, team } = sprintRoom()
  const next = at.must(createSprint, { team, name: 'Sprint 8' })
  at.must(pullItem, { item: a, sprint })
  at.must(startSprint, { id: sprint })
  for (const [command, args] of [
    [pullItem, { item: b, sprint }],
    [pullItem, { item: a, sprint: next }],
    [returnItem, { item: a, why: 'too big' }],
  ] as const) {
    const result = at.run(command as typeof pullItem, args as never)
    expect(result.ok ? '' : result.error.message).toContain('as a change of the sprint')
  }
  expect(at.must(pullItem, { item: a, sprint })).toBe(at.plan.partsOf('pulls', a)[0]?.id)
})

test('pulling twice is one stay', () => {
  const { at, a, sprint } = sprintRoom()
  const first = at.must(pullItem, { item: a, sprint })
  expect(at.must(pullItem, { item: a, sprint })).toBe(first)
  expect(at.plan.partsOf('pulls', a)).toHaveLength(1)
})

test('a returned item goes to the place that is named, with the reason on its stay', () => {
  const { at, a, b, c, sprint, item } = sprintRoom()
  at.must(pullItem, { item: a, sprint })
  at.must(setStage, { item: a, stage: 'doing' })
  at.must(returnItem, { item: a, after: c, why: 'larger than thought' })
  expect(at.plan.order.ids).toEqual([b, c, a])
  expect(item(a)).toMatchObject({ sprint: null, stage: 'open' })
  expect(at.plan.partsOf('pulls', a)[0]).toMatchObject({
    leftHow: 'returned',
    leftWhy: 'larger than thought',
    leftAt: expect.any(Number) as number,
  })
  expect(at.run(returnItem, { item: a, why: '' })).toMatchObject({ ok: false, error: { type: 'wrong-state' } })
})

test('an item that returns without a place keeps the rank it always had', () => {
  const { at, a, b, c, sprint } = sprintRoom()
  at.must(pullItem, { item: b, sprint })
  at.must(returnItem, { item: b, why: 'not now' })
  expect(at.plan.order.ids).toEqual([a, b, c])
})

test('doing and done set when it started and finished; done ends the stay and opening again takes it up', () => {
  const { at, a, sprint, item } = sprintRoom()
  at.must(pullItem, { item: a, sprint })
  at.must(setStage, { item: a, stage: 'doing' })
  const started = item(a).startedAt
  expect(started).not.toBeNull()
  at.must(setStage, { item: a, stage: 'done' })
  expect(item(a)).toMatchObject({ stage: 'done', startedAt: started, finishedAt: expect.any(Number) as number })
  expect(at.plan.partsOf('pulls', a)[0]).toMatchObject({ leftHow: 'done' })
  at.must(setStage, { item: a, stage: 'doing' })
  expect(item(a).finishedAt).toBeNull()
  expect(at.plan.partsOf('pulls', a)[0]).toMatchObject({ leftHow: null, leftAt: null })
})

test('finishing a sprint returns what is not done and closes every stay', () => {
  const { at, a, b, sprint, item } = sprintRoom()
  at.must(pullItem, { item: a, sprint })
  at.must(pullItem, { item: b, sprint })
  at.must(startSprint, { id: sprint })
  at.must(setStage, { item: a, stage: 'done' })
  at.must(setStage, { item: b, stage: 'doing' })
  expect(at.run(finishSprint, { id: sprint })).toMatchObject({
    ok: false,
    error: { type: 'wrong-state', message: expect.stringContaining('Say where “') as string },
  })
  at.must(finishSprint, { id: sprint, unfinished: [{ item: b, to: null }] })
  expect(item(a)).toMatchObject({ sprint, stage: 'done' })
  expect(item(b)).toMatchObject({ sprint: null, stage: 'open' })
  expect([a, b].map((id) => at.plan.partsOf('pulls', id)[0]?.leftHow)).toEqual(['done', 'returned'])
  expect(at.run(pullItem, { item: b, sprint })).toMatchObject({ ok: false, error: { type: 'wrong-state' } })
})

test('an item moves to the next sprint of the same team, and its first stay says so', () => {
  const { at, a, team, sprint } = sprintRoom()
  const next = at.must(createSprint, { team, name: 'Sprint 8' })
  at.must(pullItem, { item: a, sprint })
  at.must(pullItem, { item: a, sprint: next, why: 'waits for the vendor' })
  expect(at.plan.partsOf('pulls', a).map((pull) => [pull.sprint, pull.leftHow])).toEqual([
    [sprint, 'moved'],
    [next, null],
  ])
})

test('what another team has pulled, what is parked and what is finished cannot be pulled', () => {
  const { at, a, b, c, sprint } = sprintRoom()
  const green = at.must(createTeam, { name: 'Green' })
  const theirs = at.must(createSprint, { team: green, name: 'Sprint 3' })
  at.must(pullItem, { item: a, sprint: theirs }, at.as('developer', green))
  at.must(parkItems, { ids: [b], parked: true }, at.as('po'))
  at.must(setStage, { item: c, stage: 'done' }, at.as('po'))
  for (const item of [a, b, c])
    expect(at.run(pullItem, { item, sprint })).toMatchObject({ ok: false, error: { type: 'wrong-state' } })
})

test('one sprint of a team runs at a time, and only an empty one that never ran can be deleted', () => {
  const { at, a, team, sprint } = sprintRoom()
  const next = at.must(createSprint, { team, name: 'Sprint 8' })
  at.must(pullItem, { item: a, sprint })
  expect(at.run(deleteSprint, { id: sprint }).ok).toBe(false)
  at.must(startSprint, { id: sprint })
  expect(at.run(startSprint, { id: next })).toMatchObject({ ok: false, error: { type: 'wrong-state' } })
  expect(at.run(deleteSprint, { id: sprint }).ok).toBe(false)
  expect(at.run(deleteSprint, { id: next }).ok).toBe(true)
})

test('a sprint has days that exist, in their order, and a capacity from 0', () => {
  const { at, team, sprint } = sprintRoom()
  expect(at.run(createSprint, { team, name: 'S', start: '2026-02-30' }).ok).toBe(false)
  expect(at.run(editSprint, { id: sprint, end: '2026-01-04' }).ok).toBe(false)
  expect(at.run(editSprint, { id: sprint, capacity: -1 }).ok).toBe(false)
  at.must(editSprint, { id: sprint, end: '2026-01-23', capacity: 25, goal: 'Pay alone' })
  expect(at.plan.row('sprints', sprint)).toMatchObject({ end: '2026-01-23', capacity: 25, goal: 'Pay alone' })
})

test('a name goes on and off as the Developer’s own', () => {
  const { at, a, sprint, item } = sprintRoom()
  at.must(pullItem, { item: a, sprint })
  at.must(putMyName, { item: a, on: true })
  expect(item(a).names).toEqual(['anna'])
  at.must(putMyName, { item: a, on: false })
  expect(item(a).names).toEqual([])
})
