import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { confirmPulls } from '../../../src/commands/confirm-pulls.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { createPerson, createTeam, setRole, setTeam } from '../../../src/commands/people.ts'
import { beginPlanning, endPlanning } from '../../../src/commands/planning.ts'
import { pullItem, returnItem } from '../../../src/commands/pull-item.ts'
import { changeSprint } from '../../../src/commands/sprint-changes.ts'
import { createSprint, startSprint } from '../../../src/commands/sprints.ts'
import { confirmationOf, confirmerName, pulledForWords } from '../../../src/model/pull-confirmation.ts'
import { planningToMarkdown } from '../../../src/model/planning-words.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

function scene() {
  const at = inMemoryPlan({ role: 'developer' })
  const po = at.as('po')
  const items = ['Hold a berth', 'Tell the skipper', 'Pay by link'].map((title) => at.must(createItem, { title }, po))
  const team = at.must(createTeam, { name: 'Keel' })
  const dan = at.must(createPerson, { name: 'Dan' }, po)
  at.must(setRole, { person: dan, role: 'developer', on: true }, po)
  at.must(setTeam, { person: dan, team, on: true }, po)
  const sprint = at.must(createSprint, { team, name: 'Sprint 15' })
  const screen = at.as('developer', team)
  const ben = { person: null, role: 'developer', forTeam: team, guest: 'Ben' }
  const own = { person: dan, role: 'developer', forTeam: null }
  const pull = (n: number, author = screen) => at.must(pullItem, { item: items[n] ?? '', sprint }, author)
  const now = (session: string | null) =>
    confirmationOf(at.plan.row('sprints', sprint)!, at.plan.rows('pulls').values(), session)
  /** As the diary says who pulled it. */
  const told = (n: number) =>
    pulledForWords(
      at.plan.row('sprints', sprint)!,
      at.plan.partsOf('pulls', items[n] ?? '')[0]!,
      'Keel',
      (id) => at.plan.row('people', id)?.name,
    )
  return { at, po, items, team, dan, sprint, screen, ben, own, pull, now, told }
}

test('what a shared screen pulls waits for one of the team and blocks nothing; what a Developer pulls waits for nobody', () => {
  const { at, sprint, team, own, pull, now, told } = scene()
  const session = at.must(beginPlanning, { sprint })
  const stay = pull(0)
  pull(1, own)
  expect(at.plan.row('pulls', stay)).toMatchObject({ forTeam: team, session, by: 'anna' })
  expect(now(session).waiting.map(({ id }) => id)).toEqual([stay])
  expect([told(0), told(1)]).toEqual(['for Keel, not confirmed yet', null])
  at.must(endPlanning, { session, here: [], start: true })
  expect(at.plan.row('sprints', sprint)?.state).toBe('running')
  expect(at.plan.row('sessions', session)?.planned).toMatchObject({ confirmed: [], unconfirmed: 1 })
})

test('once a planning is enough: what was pulled before and what is pulled after are confirmed with it', () => {
  const { at, sprint, dan, own, screen, pull, now } = scene()
  const session = at.must(beginPlanning, { sprint })
  pull(0)
  const done = at.run(confirmPulls, { sprint, on: true }, own)
  expect(done.ok && changeWords(done.value.entries, namesIn(at.plan))).toBe('Confirmed what is pulled into “Sprint 15”')
  pull(1)
  expect(now(session)).toEqual({ waiting: [], by: [`people/${dan}`] })
  at.must(endPlanning, { session, here: [], start: false })
  const { planned } = at.plan.row('sessions', session)!
  expect(planningToMarkdown(planned!, { plan: 'Harbour', when: 'today' })).toContain(
    'Pulled on the shared screen, confirmed by Dan.',
  )
  const again = at.must(beginPlanning, { sprint })
  pull(2)
  expect(now(again)).toMatchObject({ waiting: [{ session: again }], by: [] })
  at.must(confirmPulls, { sprint, person: dan, on: true }, screen)
  expect(now(again).waiting).toEqual([])
})

test('a phone confirms under its guest’s name, can take it back, and several may confirm', () => {
  const { at, sprint, dan, own, ben, pull, now, told } = scene()
  const session = at.must(beginPlanning, { sprint })
  pull(0)
  at.must(confirmPulls, { sprint, on: true }, ben)
  at.must(confirmPulls, { sprint, on: true }, own)
  expect(told(0)).toBe('for Keel, confirmed by Ben (guest), Dan')
  const names = now(session).by.map((who) => confirmerName(who, (id) => at.plan.row('people', id)?.name))
  expect(names.sort()).toEqual(['Ben (guest)', 'Dan'])
  at.must(confirmPulls, { sprint, on: false }, ben)
  expect(now(session)).toEqual({ waiting: [], by: [`people/${dan}`] })
  at.must(confirmPulls, { sprint, on: false }, own)
  expect(now(session).waiting).toHaveLength(1)
})

test('pulls of a planning that is over, or of none, can be confirmed later; what was returned waits no more', () => {
  const { at, items, sprint, own, screen, pull, now } = scene()
  pull(0)
  const session = at.must(beginPlanning, { sprint })
  pull(1)
  pull(2)
  at.must(returnItem, { item: items[2] ?? '', why: 'too large' }, screen)
  at.must(endPlanning, { session, here: [], start: true })
  expect(now(null).waiting).toHaveLength(2)
  at.must(confirmPulls, { sprint, on: true }, own)
  expect(now(null).waiting).toEqual([])
})

test('what comes into a running sprint has its own card, and waits for no second yes', () => {
  const { at, items, sprint, screen, now } = scene()
  at.must(startSprint, { id: sprint })
  const change = { sprint, ins: [items[0] ?? ''], outs: [], why: 'Storm', goalHolds: 'yes' as const }
  at.must(changeSprint, change, screen)
  expect(now(null).waiting).toEqual([])
})
