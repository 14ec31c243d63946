import { describe, expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import {
  deleteImpediment,
  raiseImpediment,
  reopenImpediment,
  resolveImpediment,
} from '../../../src/commands/impediments.ts'
import { createPerson, createTeam } from '../../../src/commands/people.ts'
import { pullItem } from '../../../src/commands/pull-item.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { addReflection, deleteReflection, editReflection, voteReflection } from '../../../src/commands/reflections.ts'
import { answerRequest, makeRequest, refuseMore } from '../../../src/commands/requests.ts'
import { planSession } from '../../../src/commands/sessions.ts'
import { createSprint, editSprint, finishSprint, sayReached, startSprint } from '../../../src/commands/sprints.ts'
import { createGoal } from '../../../src/commands/goals.ts'
import { isInTheWay } from '../../../src/model/impediment.ts'
import { byVotes } from '../../../src/model/reflection.ts'
import { isDeclined, isUnanswered } from '../../../src/model/request.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

function teamAtWork() {
  const at = inMemoryPlan({ role: 'po' })
  const team = at.must(createTeam, { name: 'Keel' })
  const dan = at.must(createPerson, { name: 'Dan', roles: ['developer'], teams: [team] })
  const developer = { person: dan, role: 'developer', forTeam: null }
  const item = at.must(createItem, { title: 'Hold a berth' })
  at.must(editItem, { id: item, field: 'estimate', value: 5 })
  const sprint = at.must(createSprint, { team, name: 'Sprint 7', capacity: 8 })
  at.must(pullItem, { item, sprint }, developer)
  at.must(startSprint, { id: sprint })
  return { at, team, dan, developer, item, sprint }
}

describe('a request', () => {
  test('lands in the inbox and is answered with a reason', () => {
    const { at } = teamAtWork()
    const id = at.must(makeRequest, { title: 'Berths by length', from: 'Harbour office' }, at.as('stakeholder'))
    const row = () => at.plan.row('requests', id)!
    expect(row()).toMatchObject({ title: 'Berths by length', from: 'Harbour office', answer: null, sprint: null })
    expect(isUnanswered(row())).toBe(true)
    expect(at.run(answerRequest, { id, answer: 'not-now', why: ' ' })).toMatchObject({ error: { field: 'why' } })
    at.must(answerRequest, { id, answer: 'not-now', why: 'Payment comes first', againOn: '2026-09-01' })
    expect(row()).toMatchObject({ answer: 'not-now', why: 'Payment comes first', againOn: '2026-09-01' })
    expect(isDeclined(row())).toBe(true)
  })
  test('for more in a sprint that is refused keeps the capacity at hand as it was', () => {
    const { at, developer, item, sprint } = teamAtWork()
    const id = at.must(
      refuseMore,
      { sprint, title: 'Larger type', from: 'Sales', why: '3 free, and it needs 8' },
      developer,
    )
    expect(at.plan.row('requests', id)).toMatchObject({ sprint, answer: 'no', free: 3, why: '3 free, and it needs 8' })
    at.must(finishSprint, { id: sprint, unfinished: [{ item, to: null }] })
    expect(at.run(refuseMore, { sprint, title: 'More', why: 'over' }, developer)).toMatchObject({ ok: false })
  })
  test('is answered by Product Owners, and said no to in a sprint by whoever was asked', () => {
    const { at, sprint } = teamAtWork()
    const id = at.must(makeRequest, { title: 'x' }, at.as('stakeholder'))
    for (const role of ['developer', 'stakeholder', 'scrum-master'])
      expect(at.run(answerRequest, { id, answer: 'yes', why: 'ok' }, at.as(role))).toMatchObject({
        error: { type: 'not-yours' },
      })
    expect(at.run(refuseMore, { sprint, title: 'x', why: 'y' }, at.as('stakeholder'))).toMatchObject({ ok: false })
  })
})

describe('an impediment', () => {
  test('is in the way until somebody says what took it out of the way', () => {
    const { at, team, item, sprint, developer } = teamAtWork()
    const id = at.must(raiseImpediment, { team, item, sprint, words: 'The payment sandbox is down' }, developer)
    const row = () => at.plan.row('impediments', id)!
    expect(isInTheWay(row())).toBe(true)
    at.must(resolveImpediment, { id, how: 'Got a second account' }, at.as('scrum-master'))
    expect(row()).toMatchObject({ how: 'Got a second account', resolvedBy: 'anna' })
    expect(isInTheWay(row())).toBe(false)
    expect(at.run(resolveImpediment, { id })).toMatchObject({ error: { type: 'wrong-state' } })
    at.must(reopenImpediment, { id })
    expect(isInTheWay(row())).toBe(true)
    at.must(deleteImpediment, { id })
    expect(isInTheWay(row())).toBe(false)
  })
  test('needs words, and a team that is there', () => {
    const { at, team } = teamAtWork()
    expect(at.run(raiseImpediment, { team, words: ' ' })).toMatchObject({ error: { field: 'words' } })
    expect(at.run(raiseImpediment, { team: 'none', words: 'x' })).toMatchObject({ error: { type: 'missing' } })
  })
})

describe('a note of the retrospective', () => {
  test('is voted for once by each, also by guests, and most wanted comes first', () => {
    const { at, developer } = teamAtWork()
    const session = at.must(planSession, { title: 'Retrospective', items: [] })
    const first = at.must(addReflection, { session, kind: 'wish', words: 'Fewer meetings' }, developer)
    const second = at.must(
      addReflection,
      { session, kind: 'glad', words: 'The pairing' },
      { person: null, role: 'guest', forTeam: null, guest: 'Mo' },
    )
    expect(at.plan.row('reflections', second)).toMatchObject({ by: null, byName: 'Mo (guest)' })
    at.must(voteReflection, { id: second, on: true })
    at.must(voteReflection, { id: second, on: true })
    at.must(voteReflection, { id: second, on: true }, { person: null, role: 'guest', forTeam: null, guest: 'Mo' })
    expect(at.plan.row('reflections', second)?.votes).toHaveLength(2)
    expect([...at.plan.rows('reflections').values()].sort(byVotes).map(({ id }) => id)).toEqual([second, first])
    at.must(voteReflection, { id: second, on: false })
    expect(at.plan.row('reflections', second)?.votes).toHaveLength(1)
  })
  test('is changed by who wrote it, and becomes an item of the one order', () => {
    const { at, developer, item } = teamAtWork()
    const session = at.must(planSession, { title: 'Retrospective', items: [] })
    const id = at.must(addReflection, { session, kind: 'action', words: 'Test on a phone' }, developer)
    expect(at.run(editReflection, { id, words: 'No' }, at.as('stakeholder'))).toMatchObject({
      error: { type: 'not-yours' },
    })
    at.must(editReflection, { id, item }, developer)
    expect(at.plan.row('reflections', id)?.item).toBe(item)
    at.must(deleteReflection, { id }, developer)
    expect(at.plan.row('reflections', id)?.deleted).not.toBeNull()
  })
})

describe('a sprint', () => {
  test('has the capacity that follows from working days, days off and focus, until somebody says a number', () => {
    const { at, team } = teamAtWork()
    const capacityFrom = { days: 10, people: 4, daysOff: 5, focus: 0.5 }
    const id = at.must(createSprint, { team, name: 'Sprint 8', capacityFrom })
    expect(at.plan.row('sprints', id)).toMatchObject({ capacity: 17.5, capacityFrom })
    at.must(editSprint, { id, capacity: 15 })
    expect(at.plan.row('sprints', id)).toMatchObject({ capacity: 15, capacityFrom: null })
    expect(at.run(editSprint, { id, capacityFrom: { ...capacityFrom, days: -1 } })).toMatchObject({ ok: false })
  })
  test('serves a goal of the plan, and its review says whether its own was reached', () => {
    const { at, sprint } = teamAtWork()
    const goal = at.must(createGoal, { title: 'Skippers book before they cast off', horizon: 'now' })
    at.must(editSprint, { id: sprint, serves: goal })
    expect(at.plan.row('sprints', sprint)?.serves).toBe(goal)
    expect(at.run(editSprint, { id: sprint, serves: 'none' })).toMatchObject({ error: { type: 'missing' } })
    at.must(sayReached, { id: sprint, reached: 'no', why: 'The vendor was late' })
    expect(at.plan.row('sprints', sprint)).toMatchObject({ reached: 'no', reachedWhy: 'The vendor was late' })
    expect(at.run(sayReached, { id: sprint, reached: 'nearly' as 'no' })).toMatchObject({ ok: false })
  })
})
