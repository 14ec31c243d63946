import { expect, test } from 'vitest'
import { ALL_COMMANDS } from '../../../src/commands/all-commands.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { createTeam, setTeam } from '../../../src/commands/people.ts'
import { createSprint } from '../../../src/commands/sprints.ts'
import { ROLES, type Role } from '../../../src/model/people.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

const OWNERS: readonly Role[] = ['po', 'chief-po']
const DEVELOPERS: readonly Role[] = ['developer']
const BUILDERS: readonly Role[] = ['developer', 'tpo']
const EDITORS: readonly Role[] = [...OWNERS, ...BUILDERS]
const SCRUM_TEAM: readonly Role[] = [...EDITORS, 'scrum-master']
const EVERYBODY: readonly Role[] = [...SCRUM_TEAM, 'stakeholder']

/**
 * Who may do what: every command stands in one of these rows. The asked-for person is in the team whose sprint it is about;
 * of what is somebody's own (a comment, a note, a view) it is theirs, or nobody's any more.
 */
const WHO: readonly (readonly [why: string, who: readonly Role[], commands: string])[] = [
  [
    'Product Owners order the backlog and say no',
    OWNERS,
    `item.move item.moveMany item.why item.orderWhy item.delete item.restore item.park item.parking item.drop item.merge
     epic.delete sprint.reorder`,
  ],
  [
    'Product Owners set vision, goals, metrics and domains',
    OWNERS,
    `goal.create goal.edit goal.move goal.delete metric.create metric.edit measurement.add domain.create domain.edit
     plan.rename plan.fact plan.text record.restore`,
  ],
  ['Product Owners answer requests', OWNERS, 'request.answer request.accept request.delete'],
  ['Product Owners score', OWNERS, 'score.set score.setMany formula.create formula.edit formula.delete formula.words'],
  ['Surveys are asked by who decides on what they ask', [...OWNERS, 'tpo'], 'survey.start survey.close'],
  ['A Scrum Master gives roles too', [...OWNERS, 'scrum-master'], 'person.role'],
  [
    'Product Owners and Developers edit items together',
    EDITORS,
    `item.create item.createMany item.edit item.editMany item.label item.ready item.describe item.split item.stage
     criterion.add criterion.addMany criterion.edit criterion.tick criterion.move criterion.delete link.add link.delete
     epic.create epic.edit reflection.item reflection.edit reflection.delete conflict.settle question.fromComment
     question.edit question.answer question.takeOver question.delete template.create template.edit template.move
     template.delete template.use attachment.rename attachment.remove`,
  ],
  [
    'Only Developers pull, return, take on and put a name on, and the name is their own',
    DEVELOPERS,
    'item.pull item.return item.ifRoom item.name sprint.change sprint.confirmPulls',
  ],
  [
    'Who builds says how far the work is, cuts it, and estimates it',
    BUILDERS,
    'task.add task.edit task.tick task.delete sprint.split item.column card.put',
  ],
  ['A team agrees on its own board', [...BUILDERS, 'scrum-master'], 'board.columns'],
  ['A change of a sprint is agreed on by its two sides', [...OWNERS, 'developer'], 'sprint.agree sprint.goalHolds'],
  [
    'The Scrum Team sets up and closes its sprints, says what is in the way, and that there is no room for more',
    SCRUM_TEAM,
    `sprint.create sprint.edit sprint.start sprint.finish sprint.delete sprint.reached sprint.clarify sprint.refuse
     impediment.raise impediment.resolve impediment.reopen impediment.delete
     person.create person.edit person.team team.create team.edit
     checklist.edit checklist.add checklist.move checklist.delete checklist.restore`,
  ],
  [
    'The Scrum Team holds its sessions and rounds',
    SCRUM_TEAM,
    `session.plan session.edit session.delete session.add session.remove session.order session.start session.show
     session.timer session.lead session.note session.end session.summary session.planning session.phase session.phases
     session.planned session.lookBack session.part session.lookedBack session.retell
     round.start round.turn round.repeat round.settle round.score round.cancel`,
  ],
  [
    'Everybody asks, says what they think, and keeps what is their own',
    EVERYBODY,
    `comment.add comment.delete request.make reflection.add reflection.vote decision.raise decision.decide view.save
     view.edit view.move view.delete items.notSame seen.begin seen.all seen.one survey.answer card.show card.say
     question.ask question.reopen session.join attachment.add`,
  ],
]

const ROWS = WHO.flatMap(([why, who, names]) => names.split(/\s+/).map((name) => [name, why, who] as const))

test('every command has its row', () => {
  expect(ROWS.map(([name]) => name).sort()).toEqual(ALL_COMMANDS.map(({ name }) => name).sort())
})

test.each(ROWS)('%s: %s', (name, _why, who) => {
  const { at, team, args } = room()
  const command = ALL_COMMANDS.find((one) => one.name === name)!
  const may = ROLES.filter(
    (role) => command.allowed({ plan: at.plan, author: at.as(role, team) }, args as never) === null,
  )
  expect([...may].sort()).toEqual([...who].sort())
})

test('what a command may do besides is asked as well', () => {
  const { at, team, args, item, sprint } = room()
  const may = (name: string, more: object) =>
    ROLES.filter((role) => {
      const command = ALL_COMMANDS.find((one) => one.name === name)!
      const author = at.as(role, team)
      return command.allowed({ plan: at.plan, author }, { ...args, ...more } as never) === null
    }).sort()
  // A sprint that ends may be closed by its Product Owner too; what goes on into the next one is pulled there.
  expect(may('sprint.finish', { unfinished: [{ item, to: null }] })).toEqual([...SCRUM_TEAM].sort())
  expect(may('sprint.finish', { unfinished: [{ item, to: sprint }] })).toEqual(['developer'])
  expect(may('sprint.split', { to: sprint })).toEqual(['developer'])
  expect(may('item.stage', { stage: 'dropped' })).toEqual([...OWNERS].sort())
  for (const field of ['value', 'goal', 'outcome', 'domain'])
    expect([field, may('item.edit', { field })]).toEqual([field, [...OWNERS].sort()])
  expect(may('item.split', { parts: [{ title: 'x', parked: true }] })).toEqual([...OWNERS].sort())
  expect(may('record.restore', { table: 'sprints' })).toEqual([...SCRUM_TEAM].sort())
})

function room() {
  const at = inMemoryPlan()
  const item = at.must(createItem, { title: 'Waiting list' })
  const team = at.must(createTeam, { name: 'Blue' })
  at.must(setTeam, { person: 'anna', team, on: true })
  const sprint = at.must(createSprint, { team, name: 'Sprint 7' })
  const gone = { id: 'gone', item: 'gone', ids: ['gone'], person: 'gone', session: 'gone', round: 'gone', to: null }
  const said = { stage: 'doing', field: 'title', into: 'x', table: 'goals', start: true, role: 'po', on: true }
  const conflict = { conflict: 'gone', kind: 'field', record: 'items/gone', key: 'title' }
  const choice = { is: 'value', value: 'x' }
  const all = { ...gone, ...said, parts: [{ title: 'x' }], sprint, team, conflict, choice }
  return { at, team, item, sprint, args: all }
}
