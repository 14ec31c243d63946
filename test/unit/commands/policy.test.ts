import { expect, test } from 'vitest'
import { ALL_COMMANDS } from '../../../src/commands/all-commands.ts'
import { runCommand, type Command } from '../../../src/commands/command.ts'
import { addComment, deleteComment } from '../../../src/commands/comments.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { deleteItems } from '../../../src/commands/delete-item.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { createTeam, setRole, setTeam } from '../../../src/commands/people.ts'
import { pullItem, putMyName, returnItem, setStage } from '../../../src/commands/pull-item.ts'
import { createSprint } from '../../../src/commands/sprints.ts'
import { ROLES } from '../../../src/model/people.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

function room() {
  const at = inMemoryPlan()
  const item = at.must(createItem, { title: 'Waiting list' })
  const team = at.must(createTeam, { name: 'Blue' })
  const other = at.must(createTeam, { name: 'Green' })
  at.must(setTeam, { person: 'anna', team, on: true })
  const sprint = at.must(createSprint, { team, name: 'Sprint 7' })
  const theirs = at.must(createSprint, { team: other, name: 'Sprint 3' })
  return { at, item, team, other, sprint, theirs }
}

test('a Product Owner who calls pull anyway is refused with the reason, and nothing is written', () => {
  const { at, item, sprint } = room()
  const before = at.envelopes.length
  for (const role of ['po', 'chief-po']) {
    const result = at.run(pullItem, { item, sprint }, at.as(role))
    expect(result).toMatchObject({
      ok: false,
      error: {
        type: 'not-yours',
        message: 'Developers pull. A Product Owner orders the backlog and never puts an item into a sprint.',
      },
    })
  }
  expect(at.plan.row('items', item)?.sprint).toBeNull()
  expect(at.envelopes).toHaveLength(before)
})

test('every command that a file exports stands in the list of all', async () => {
  const files = import.meta.glob<Record<string, unknown>>('../../../src/commands/*.ts')
  const known = new Set<unknown>(ALL_COMMANDS)
  for (const [file, load] of Object.entries(files))
    for (const [name, value] of Object.entries(await load()))
      if (isCommand(value)) expect(known.has(value), `${name} of ${file}`).toBe(true)
})

function isCommand(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'allowed' in value && 'run' in value && 'name' in value
}

test('no command can put an item into a sprint, on a team or on a person but pull and one’s own name', () => {
  const { at, item, sprint } = room()
  for (const field of ['sprint', 'names', 'stage', 'startedAt', 'createdBy', 'id']) {
    for (const role of ROLES) {
      const result = runCommand(at, at.as(role), editItem as never, { id: item, field, value: sprint } as never)
      expect(result.ok, `${role} ${field}`).toBe(false)
    }
  }
  const names = ALL_COMMANDS.map((command) => command.name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter((name) => /assign/.test(name))).toEqual([])
})

test('Developers pull for their own team, and on a shared screen for the team in the room', () => {
  const { at, item, theirs, other } = room()
  expect(at.run(pullItem, { item, sprint: theirs }, at.as('developer'))).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('Green') as string },
  })
  expect(at.run(pullItem, { item, sprint: theirs }, at.as('developer', other)).ok).toBe(true)
})

test('only the Developers of the team return an item or say how far it is', () => {
  const { at, item, sprint } = room()
  at.must(pullItem, { item, sprint }, at.as('developer'))
  const ben = { person: 'ben', role: 'developer', forTeam: null }
  expect(at.run(setStage, { item, stage: 'doing' }, ben).ok).toBe(false)
  expect(at.run(returnItem, { item, why: 'too big' }, ben).ok).toBe(false)
  expect(at.run(setStage, { item, stage: 'doing' }, at.as('po')).ok).toBe(false)
  expect(at.run(setStage, { item, stage: 'doing' }, at.as('developer')).ok).toBe(true)
  expect(at.run(setStage, { item, stage: 'dropped' }, at.as('po')).ok).toBe(false)
})

test('Developers put their own name on an item of their sprint, nobody another’s', () => {
  const { at, item, sprint } = room()
  expect(at.run(putMyName, { item, on: true }, at.as('developer'))).toMatchObject({
    ok: false,
    error: { type: 'wrong-state' },
  })
  at.must(pullItem, { item, sprint }, at.as('developer'))
  expect(at.run(putMyName, { item, on: true }, at.as('po')).ok).toBe(false)
  expect(at.run(putMyName, { item, on: true }, { person: null, role: 'developer', forTeam: null }).ok).toBe(false)
  expect(at.run(putMyName, { item, on: true }, { person: 'ben', role: 'developer', forTeam: null }).ok).toBe(false)
  at.must(putMyName, { item, on: true }, at.as('developer'))
  expect(at.plan.row('items', item)?.names).toEqual(['anna'])
})

test('a person acts only in roles held, and can take a role in the open', () => {
  const { at, item } = room()
  const dan = { person: 'dan', role: 'po', forTeam: null }
  expect(at.run(editItem, { id: item, field: 'title', value: 'Z' }, dan)).toMatchObject({
    ok: false,
    error: { type: 'role-not-held' },
  })
  expect(
    at.run(setRole, { person: 'ben', role: 'po', on: true }, { person: 'dan', role: 'stakeholder', forTeam: null }).ok,
  ).toBe(false)
  at.must(setRole, { person: 'dan', role: 'po', on: true }, dan)
  expect(at.run(editItem, { id: item, field: 'title', value: 'Z' }, dan).ok).toBe(true)
  expect(at.run(createItem, { title: 'X' }, { person: 'dan', role: null, forTeam: null })).toMatchObject({
    ok: false,
    error: { type: 'no-role' },
  })
})

test('people take back what they said or made themselves', () => {
  const { at, item } = room()
  const comment = at.must(addComment, { item, text: 'Really?' }, { person: 'dan', role: 'stakeholder', forTeam: null })
  expect(at.run(deleteComment, { id: comment }).ok).toBe(false)
  expect(at.run(deleteComment, { id: comment }, { person: 'dan', role: 'stakeholder', forTeam: null }).ok).toBe(true)
  const bens = at.must(createItem, { title: 'Ben’s' }, { person: 'ben', role: 'developer', forTeam: null })
  expect(at.run(deleteItems, { ids: [item], why: '' }, { person: 'ben', role: 'developer', forTeam: null }).ok).toBe(
    false,
  )
  expect(at.run(deleteItems, { ids: [bens], why: '' }, { person: 'ben', role: 'developer', forTeam: null }).ok).toBe(
    true,
  )
})

test('whatever a command is called with, a refusal or failure writes nothing', () => {
  const { at } = room()
  const state = () => at.envelopes.length
  const before = state()
  for (const command of ALL_COMMANDS) {
    for (const role of ROLES) {
      for (const args of [
        NOTHING,
        {
          ...NOTHING,
          title: '',
          text: '',
          name: '',
          titles: [],
          ids: ['gone'],
          field: 'title',
          value: 7,
          label: '',
          day: 'x',
          horizon: 'never',
          person: 'gone',
        },
      ]) {
        const result = runCommand(at, at.as(role), command as unknown as Command<unknown>, args)
        if (result.ok) expect(result.value.change, command.name).toBe('')
      }
    }
  }
  expect(state()).toBe(before)
})
/** Points everywhere to nothing. */
const NOTHING = {
  id: 'gone',
  ids: [],
  parts: [],
  item: 'gone',
  sprint: 'gone',
  team: 'gone',
  person: 'gone',
  metric: 'gone',
  entry: 'gone',
  from: 'gone',
  to: 'gone',
  after: 'gone',
  title: ' ',
  titles: [' '],
  text: ' ',
  name: ' ',
  label: ' ',
  field: 'nothing',
  value: '',
  type: 'x',
  stage: 'x',
  role: 'x',
  day: '',
  horizon: '',
  why: '',
  on: true,
  parked: true,
  met: true,
  done: true,
  conflict: { conflict: 'gone', kind: 'field', record: 'items/gone', key: 'gone', path: 'items/gone/gone' },
  choice: { is: 'stands' },
  question: ' ',
  options: [],
  decider: 'gone',
  items: [],
  method: 'gone',
  factor: 'gone',
  factors: [],
  scores: [],
  words: ' ',
  survey: 'gone',
  respondent: '',
}
