import { expect, test } from 'vitest'
import { ALL_COMMANDS } from '../../../src/commands/all-commands.ts'
import { runCommand, type Command } from '../../../src/commands/command.ts'
import { addComment, deleteComment } from '../../../src/commands/comments.ts'
import { confirmPulls } from '../../../src/commands/confirm-pulls.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { deleteItems } from '../../../src/commands/delete-item.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { createPerson, createTeam, setRole, setTeam } from '../../../src/commands/people.ts'
import { pullItem, putMyName, returnItem, setStage } from '../../../src/commands/pull-item.ts'
import { createSprint } from '../../../src/commands/sprints.ts'
import type { Author } from '../../../src/model/envelope.ts'
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

/** Who stands for what Blue pulls on a shared screen, one row a speaker: what they hear, '' where they may. */
test('a Developer of the team confirms its pulls: from an own device, a phone in its room, or named on the shared screen', () => {
  const { at, team, other, sprint } = room()
  const person = (name: string, roles: readonly string[], ...teams: string[]): string => {
    const id = at.must(createPerson, { name })
    for (const role of roles) at.must(setRole, { person: id, role, on: true } as never)
    for (const one of teams) at.must(setTeam, { person: id, team: one, on: true })
    return id
  }
  const dan = person('Dan', ['developer'], team)
  const greta = person('Greta', ['developer'], other)
  const nora = person('Nora', ['developer'])
  const tom = person('Tom', ['tpo'], team)
  const pat = person('Pat', ['po', 'developer'], team)
  const by = (who: string | null, role: string | null, forTeam: string | null = null) => ({
    person: who,
    role,
    forTeam,
  })
  const phone = (role: string, forTeam: string | null) => ({ person: null, role, forTeam, guest: 'Ben' })
  const rows: readonly [string, Author, string | undefined, RegExp | ''][] = [
    ['a Developer of the team', by(dan, 'developer'), undefined, ''],
    ['who is Product Owner as well, as a Developer', by(pat, 'developer'), undefined, ''],
    ['the same as a Product Owner', by(pat, 'po'), undefined, /^A Developer of the team confirms/],
    ['a Product Owner at the shared screen, naming one', by('anna', 'po', team), dan, /^A Developer of the team/],
    ['a Scrum Master at the shared screen', by('anna', 'scrum-master', team), dan, /^A Developer of the team/],
    ['somebody who looks on', by('anna', 'stakeholder'), undefined, /^A Developer of the team/],
    ['a Technical Product Owner of the team', by(tom, 'tpo'), undefined, /^A Developer of the team/],
    ['somebody in a role they do not hold', by(greta, 'po'), undefined, /^You do not act as/],
    ['somebody without a role', by(dan, null), undefined, /^Choose first/],
    ['a Developer of another team', by(greta, 'developer'), undefined, /^A Developer of Blue confirms/],
    ['a Developer of no team', by(nora, 'developer'), undefined, /^A Developer of Blue confirms/],
    ['the same at the shared screen, for themselves', by(nora, 'developer', team), undefined, /^A Developer of Blue/],
    ['somebody nobody knows', by('nobody', 'developer'), undefined, /^A Developer of Blue confirms/],
    ['who did not say who they are', by(null, 'developer'), undefined, /^Say first who you are/],
    ['the shared screen, naming one of the team', by(nora, 'developer', team), dan, ''],
    ['the shared screen, naming one of another team', by(nora, 'developer', team), greta, /^Greta is no Developer/],
    ['the shared screen, naming a Technical Product Owner', by(nora, 'developer', team), tom, /^Tom is no Developer/],
    ['the shared screen, naming nobody', by(nora, 'developer', team), 'nobody', /./],
    ['the shared screen of another team', by(greta, 'developer', other), dan, /^Developers confirm for themselves/],
    [
      'a Developer for a colleague, from an own device',
      by(pat, 'developer'),
      dan,
      /^Developers confirm for themselves/,
    ],
    ['the phone of one who builds, in the room of the team', phone('developer', team), undefined, ''],
    ['the same, while another team plans', phone('developer', other), undefined, /^The room does not plan/],
    ['the phone of a Product Owner', phone('po', team), undefined, /^A Developer of the team/],
    ['the phone of one who looks on', phone('stakeholder', team), undefined, /^A Developer of the team/],
  ]
  for (const [who, author, named, answer] of rows) {
    const before = at.envelopes.length
    const done = at.run(confirmPulls, { sprint, person: named, on: true }, author)
    expect([who, done.ok ? '' : done.error.message]).toEqual([
      who,
      answer === '' ? '' : (expect.stringMatching(answer) as string),
    ])
    if (!done.ok) expect(at.envelopes).toHaveLength(before)
    else at.must(confirmPulls, { sprint, person: named, on: false }, author)
  }
  expect(at.plan.row('sprints', sprint)?.confirmed).toEqual([])
})
