import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import type { Command, Done } from '../../../src/commands/command.ts'
import { addComment } from '../../../src/commands/comments.ts'
import { createItem, createItems } from '../../../src/commands/create-item.ts'
import { addCriterion, tickCriterion } from '../../../src/commands/criteria.ts'
import { deleteItems, parkItems } from '../../../src/commands/delete-item.ts'
import { editItem, editItems, setDescription, setLabel } from '../../../src/commands/edit-item.ts'
import { createEpic } from '../../../src/commands/epics.ts'
import { createGoal, moveGoal } from '../../../src/commands/goals.ts'
import { addLink } from '../../../src/commands/links.ts'
import { moveItem, moveItems } from '../../../src/commands/move-item.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { createTeam, setTeam } from '../../../src/commands/people.ts'
import { renamePlan } from '../../../src/commands/plan-facts.ts'
import { pullItem, returnItem, setStage } from '../../../src/commands/pull-item.ts'
import { createSprint, finishSprint, startSprint } from '../../../src/commands/sprints.ts'
import type { Author } from '../../../src/model/envelope.ts'
import type { Failure } from '../../../src/model/result.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

function scribe() {
  const at = inMemoryPlan()
  const say = <A, F extends Failure, V>(command: Command<A, F, V>, args: A, author?: Author): string => {
    const done = at.run(command, args, author)
    if (!done.ok) throw new Error(done.error.message)
    return changeWords((done.value as Done<unknown>).entries, namesIn(at.plan))
  }
  return { at, say }
}

test('a change is told in one sentence that names what it was about', () => {
  const { at, say } = scribe()
  expect(say(createItem, { title: 'Waiting list' })).toBe('Created “Waiting list”')
  const [first] = at.plan.order.ids as [string]
  expect(say(createItems, { titles: ['a', 'b', 'c'] })).toBe('Created 3 items')
  const ids = [...at.plan.order.ids]
  expect(say(moveItem, { id: ids[3] as string, after: first })).toBe('Moved “c” from 4 to 2')
  expect(say(moveItems, { ids: ids.slice(1, 3), after: null })).toBe('Moved 2 items to 1–2')
  expect(say(editItem, { id: first, field: 'estimate', value: 5 })).toBe('Set estimate of “Waiting list” to 5')
  expect(say(editItem, { id: first, field: 'estimate', value: null })).toBe('Cleared estimate of “Waiting list”')
  expect(say(editItems, { ids: ids.slice(0, 3), field: 'estimate', value: 5 })).toBe('Set estimate of 3 items to 5')
  expect(say(editItem, { id: first, field: 'title', value: 'Queue' })).toBe('Renamed “Waiting list” to “Queue”')
  expect(say(setLabel, { ids: ids.slice(0, 2), label: 'pilot', on: true })).toBe('Put label “pilot” on 2 items')
  expect(say(setLabel, { ids: [first], label: 'pilot', on: false })).toBe('Took label “pilot” off “Queue”')
  expect(say(setDescription, { id: first, value: 'Why' })).toBe('Edited the description of “Queue”')
  expect(say(parkItems, { ids: [first], parked: true })).toBe('Parked “Queue”')
  expect(say(parkItems, { ids: [first], parked: false })).toBe('Unparked “Queue”')
  expect(say(addComment, { item: first, text: 'Really?' })).toBe('Commented “Really?”')
  expect(say(addCriterion, { item: first, text: 'It is fast' })).toBe('Created acceptance criterion “It is fast”')
  expect(say(tickCriterion, { id: at.plan.partsOf('criteria', first)[0]!.id, met: true })).toBe('Ticked “It is fast”')
  expect(say(addLink, { from: first, to: ids[1] as string, type: 'blocks' })).toBe('Linked: blocks “a”')
  expect(say(deleteItems, { ids: [ids[3] as string], why: '' })).toBe('Deleted “c”')
  expect(say(renamePlan, { name: 'Practice' })).toBe('Renamed the plan to “Practice”')
})

test('references are told by name', () => {
  const { at, say } = scribe()
  const item = at.must(createItem, { title: 'A' })
  const goal = at.must(createGoal, { title: 'Fewer calls' })
  const epic = at.must(createEpic, { title: 'Online' })
  expect(say(editItem, { id: item, field: 'epic', value: epic })).toBe('Set epic of “A” to “Online”')
  expect(say(editItem, { id: item, field: 'goal', value: goal })).toBe('Set goal of “A” to “Fewer calls”')
  expect(say(moveGoal, { id: goal, horizon: 'now', after: null })).toBe('Moved “Fewer calls” to Now')
})

test('a sprint’s changes are told in the words of the field', () => {
  const { at, say } = scribe()
  const item = at.must(createItem, { title: 'A' })
  const team = at.must(createTeam, { name: 'Blue' })
  expect(say(setTeam, { person: 'anna', team, on: true })).toBe('Put Anna into “Blue”')
  const sprint = at.must(createSprint, { team, name: 'Sprint 7' })
  const developer = at.as('developer')
  expect(say(pullItem, { item, sprint }, developer)).toBe('Pulled “A” into “Sprint 7”')
  expect(say(returnItem, { item, why: 'too big' }, developer)).toBe('Returned “A” to the backlog')
  at.must(pullItem, { item, sprint }, developer)
  expect(say(startSprint, { id: sprint }, developer)).toBe('Started “Sprint 7”')
  expect(say(setStage, { item, stage: 'doing' }, developer)).toBe('Started “A”')
  expect(say(setStage, { item, stage: 'done' }, developer)).toBe('Finished “A”')
  expect(say(setStage, { item, stage: 'open' }, developer)).toBe('Reopened “A”')
  expect(say(finishSprint, { id: sprint, unfinished: [{ item, to: null }] }, developer)).toBe('Finished “Sprint 7”')
})

test('a change that only carries counts tells them', () => {
  expect(changeWords([{ name: 'item.delete', record: '', field: '', from: null, to: 340, why: '' }], () => '')).toBe(
    'Deleted 340 items',
  )
})

test('long titles are shortened by whole characters', () => {
  const { say } = scribe()
  expect(say(createItem, { title: '😀'.repeat(80) })).toBe(`Created “${'😀'.repeat(59)}…”`)
})

test('what an undo put back is said without the inner keys of places and sets', () => {
  const nameOf = (): string => 'Waiting list'
  const entry = (name: string, field: string, from: unknown, to: unknown) => ({
    name,
    record: 'items/a',
    field,
    from,
    to,
    why: '',
  })
  const first = { name: 'change.undo', record: '', field: '', from: null, to: 'c1', why: '' }
  expect(changeWords([first, entry('undo.set', 'rank', 'a0Qw', 'a0V')], nameOf)).toBe('Moved “Waiting list” back')
  expect(changeWords([first, entry('undo.create', 'deleted', null, { by: null, at: 1, why: '' })], nameOf)).toBe(
    'Took “Waiting list” away again',
  )
  expect(changeWords([first, entry('undo.set', 'deleted', { by: null, at: 1, why: '' }, null)], nameOf)).toBe(
    'Brought “Waiting list” back',
  )
  expect(changeWords([first, entry('undo.set', 'labels', true, false)], nameOf)).toBe(
    'Put label of “Waiting list” back',
  )
  expect(changeWords([first, entry('undo.set', 'estimate', 8, 5)], nameOf)).toBe(
    'Put estimate of “Waiting list” back to 5',
  )
  expect(changeWords([first, entry('undo.text', 'description', 10, 4)], nameOf)).toBe(
    'Put description of “Waiting list” back',
  )
})
