import { describe, expect, test } from 'vitest'
import { moveToColumn, setBoard } from '../../../src/commands/boards.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { createPerson, createTeam } from '../../../src/commands/people.ts'
import { pullItem, setStage } from '../../../src/commands/pull-item.ts'
import { createSprint, startSprint } from '../../../src/commands/sprints.ts'
import { FIRST_COLUMNS, columnOf, columnsOf, overLimit, wrongColumns } from '../../../src/model/board.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

const COLUMNS = [
  { id: 'todo', name: 'To do', stage: 'open', limit: null },
  { id: 'build', name: 'Building', stage: 'doing', limit: 3 },
  { id: 'review', name: 'Review', stage: 'doing', limit: 2 },
  { id: 'done', name: 'Done', stage: 'done', limit: null },
] as const

function teamAtWork() {
  const at = inMemoryPlan({ role: 'po' })
  const team = at.must(createTeam, { name: 'Keel' })
  const person = at.must(createPerson, { name: 'Dan', roles: ['developer'], teams: [team] })
  const developer = { person, role: 'developer', forTeam: null }
  const item = at.must(createItem, { title: 'Hold a berth' })
  const sprint = at.must(createSprint, { team, name: 'Sprint 7' })
  at.must(pullItem, { item, sprint }, developer)
  at.must(startSprint, { id: sprint })
  const columns = () => columnsOf(team, at.plan.rows('boards').values())
  return { at, team, developer, item, sprint, columns, row: () => at.plan.row('items', item)! }
}

test('a team has three columns until it agrees on its own', () => {
  const { at, team, developer, columns, row } = teamAtWork()
  expect(columns()).toBe(FIRST_COLUMNS)
  at.must(setBoard, { team, columns: COLUMNS }, developer)
  expect(columns()).toEqual(COLUMNS)
  expect(columnOf(row(), columns())?.id).toBe('todo')
  at.must(setBoard, { team, columns: FIRST_COLUMNS }, developer)
  expect(columns()).toEqual(FIRST_COLUMNS)
  expect(at.plan.rows('boards').size).toBe(1)
})

test('moving into a column moves the item to its stage; a second column of one stage changes no more than the column', () => {
  const { at, team, developer, item, columns, row } = teamAtWork()
  at.must(setBoard, { team, columns: COLUMNS }, developer)
  at.must(moveToColumn, { item, column: 'review' }, developer)
  expect(row()).toMatchObject({ column: 'review', stage: 'doing' })
  const started = row().startedAt
  at.must(moveToColumn, { item, column: 'build' }, developer)
  expect(row()).toMatchObject({ column: 'build', stage: 'doing', startedAt: started })
  at.must(moveToColumn, { item, column: 'done' }, developer)
  expect(row()).toMatchObject({ stage: 'done', finishedAt: expect.any(Number) as number })
  expect(columnOf(row(), columns())?.id).toBe('done')
})

test('what stood in a column that is gone stands in the first of its stage', () => {
  const { at, team, developer, item, columns, row } = teamAtWork()
  at.must(setBoard, { team, columns: COLUMNS }, developer)
  at.must(moveToColumn, { item, column: 'review' }, developer)
  at.must(setBoard, { team, columns: COLUMNS.filter(({ id }) => id !== 'review') }, developer)
  expect(columnOf(row(), columns())?.id).toBe('build')
  at.must(setStage, { item, stage: 'open' }, developer)
  expect(columnOf(row(), columns())?.id).toBe('todo')
})

test('of boards that two made apart the same one counts on both sides', () => {
  const { at, team, developer } = teamAtWork()
  const other = inMemoryPlan({ client: 2, seed: 9, from: at, role: 'po' })
  at.must(setBoard, { team, columns: COLUMNS }, developer)
  other.must(setBoard, { team, columns: FIRST_COLUMNS }, developer)
  at.hear(other)
  other.hear(at)
  expect(columnsOf(team, at.plan.rows('boards').values())).toEqual(columnsOf(team, other.plan.rows('boards').values()))
})

test('a limit is said and forbids nothing', () => {
  expect(overLimit({ limit: 2 }, 3)).toBe(1)
  expect(overLimit({ limit: 2 }, 2)).toBe(0)
  expect(overLimit({ limit: null }, 99)).toBe(0)
})

describe('columns that are refused', () => {
  const [todo, build, review, done] = COLUMNS
  test.for([
    ['no column for what is done', [todo, build], 'needs a column'],
    ['out of the order of the work', [todo, done, build], 'order of the work'],
    ['two of one name', [todo, build, { ...review, name: ' building ' }, done], 'same name'],
    ['no name', [todo, { ...build, name: ' ' }, done], 'needs a name'],
    ['two of one id', [todo, build, { ...review, id: 'build' }, done], 'id of its own'],
    ['a limit of nothing', [todo, { ...build, limit: 0 }, done], 'whole number'],
    [
      'thirteen',
      [todo, ...Array.from({ length: 11 }, (_, i) => ({ ...build, id: `b${i}`, name: `b${i}` })), done],
      '12',
    ],
  ] as const)('%s', ([, columns, words]) => {
    expect(wrongColumns(columns)).toContain(words)
  })
})

test('Developers of the team and the Scrum Master change its board; a Product Owner and other teams do not', () => {
  const { at, team, developer, item } = teamAtWork()
  for (const [author, words] of [
    [at.as('po'), 'agrees on its own board'],
    [at.as('developer'), 'Each team changes its own'],
  ] as const) {
    const result = at.run(setBoard, { team, columns: COLUMNS }, author)
    expect(result.ok ? '' : result.error.message).toContain(words)
  }
  at.must(setBoard, { team, columns: COLUMNS }, at.as('scrum-master'))
  const moved = at.run(moveToColumn, { item, column: 'build' }, at.as('po'))
  expect(moved.ok ? '' : moved.error.message).toContain('Developers say how far')
  expect(at.run(moveToColumn, { item, column: 'gone' }, developer)).toMatchObject({ error: { type: 'bad-value' } })
})
