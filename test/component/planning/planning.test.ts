import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import type { PlanningPhase } from '../../../src/model/planning.ts'
import { addMeasurement } from '../../../src/commands/metrics.ts'
import { addReflection } from '../../../src/commands/reflections.ts'
import { beginLookBack } from '../../../src/commands/look-back.ts'
import { beginPlanning, goToPhase } from '../../../src/commands/planning.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { createPerson, createTeam, setRole, setTeam } from '../../../src/commands/people.ts'
import { createSprint } from '../../../src/commands/sprints.ts'
import { dayOf, shortDay } from '../../../src/ui/days.ts'
import { inMemoryState } from '../../support/in-memory-state.ts'
import { pullItem } from '../../../src/commands/pull-item.ts'
import { showItem } from '../../../src/commands/session-steps.ts'
import { voterInMemory } from '../../support/cards-in-memory.ts'
import { lighthouse } from '../playground-b/lighthouse.ts'
import { barriersIn } from '../screens/accessible.ts'
import { planWindow } from '../screens/window.ts'

const named = (plan: ReturnType<typeof lighthouse>, name: string) =>
  [...plan.state.table('sprints').values()].find((one) => one.name === name)?.id ?? ''

test('a sprint is planned from its own screen, phase by phase and by keyboard alone, and started with its summary', async () => {
  const plan = lighthouse({ role: 'developer' })
  const id = named(plan, 'Sprint 15')
  const today = dayOf(Date.now(), 'UTC')
  const metric = plan.state.facts.northStar ?? ''
  plan.must(addMeasurement, { metric, day: today, value: 47 }, plan.as('po'))
  const start = { screen: 'sprint', rest: id, query: { view: 'plan' } }
  const { screen, state, places, said } = await planWindow(start, 'developer', plan)
  await screen.getByRole('button', { name: 'Plan in this window' }).click()
  const session = () => state.live('sessions').find(({ kind }) => kind === 'planning')!
  await expect.element(screen.getByRole('button', { name: 'Why', exact: true })).toHaveAttribute('aria-current', 'step')
  const last = screen.getByRole('region', { name: 'Outcomes reached last time' })
  await expect.element(last).toHaveTextContent(new RegExp(`31.5 % .* to 47 % ${shortDay(today)}`))
  await userEvent.keyboard('e')
  await expect.element(screen.getByRole('textbox', { name: 'Sprint Goal' })).toHaveFocus()
  await userEvent.keyboard('{Control>}a{/Control}A berth stays held{Escape}')
  await expect.poll(() => state.row('sprints', id)?.goal).toBe('A berth stays held')
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('t')
  await expect.poll(() => session().timer?.seconds).toBe(15 * 60)
  await userEvent.keyboard('n')
  await expect.poll(said).toBe('What')
  await userEvent.keyboard('c')
  await expect.element(screen.getByRole('textbox', { name: 'Working days' })).toHaveFocus()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('8{Enter}')
  await expect.poll(() => state.row('sprints', id)?.capacityFrom?.days).toBe(8)
  await userEvent.keyboard('c')
  await screen.getByRole('textbox', { name: '= points, or say it' }).fill('31')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => state.row('sprints', id)).toMatchObject({ capacity: 31, capacityFrom: null })
  await expect.poll(() => document.activeElement?.className).toContain('title')
  const inside = () => [...state.plan.rows('items').values()].filter((item) => item.sprint === id).length
  const before = inside()
  await userEvent.keyboard(' ')
  await expect.poll(inside).toBe(before + 1)
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('n')
  await userEvent.keyboard('aDraw the states{Enter}{Escape}')
  await expect.element(screen.getByText('Draw the states')).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('n')
  await expect.element(screen.getByRole('button', { name: 'Ask for a fist of five' })).toBeVisible()
  await userEvent.keyboard('n')
  await expect.element(screen.getByText('Nobody was asked how sure they are.', { exact: false })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'End the planning, start later' }).click()
  await expect.element(screen.getByRole('button', { name: 'Copy as Markdown' })).toBeVisible()
  expect(session().planned).toMatchObject({ goal: 'A berth stays held', sprint: 'Sprint 15' })
  expect(places.at(-1)).toMatchObject({ screen: 'planning', rest: session().id })
})

test('on a shared screen pulls go on, and wait until one Developer of the team is named, once', async () => {
  const plan = lighthouse({ role: 'developer' })
  const sprint = named(plan, 'Sprint 7')
  const team = plan.state.row('sprints', sprint)?.team ?? ''
  const dan = plan.must(createPerson, { name: 'Dan' }, plan.as('po'))
  plan.must(setRole, { person: dan, role: 'developer', on: true }, plan.as('po'))
  plan.must(setTeam, { person: dan, team, on: true }, plan.as('po'))
  const session = plan.must(beginPlanning, { sprint })
  plan.must(goToPhase, { session, phase: 'what' })
  const { screen, state } = await planWindow(
    { screen: 'planning', rest: session, query: { view: 'shared' } },
    'developer',
    plan,
  )
  await expect.poll(() => document.documentElement.dataset['theme'], { timeout: 10_000 }).toBe('room')
  expect(state.company.shows.drives).toBe(true)
  const pulls = () => [...state.table('pulls').values()].filter((one) => one.session === session)
  await expect.element(screen.getByRole('button', { name: /^Pull / }).first()).toBeVisible()
  await expect.poll(() => document.activeElement?.className).toContain('title')
  await userEvent.keyboard(' ')
  await expect.poll(pulls).toMatchObject([{ forTeam: team }])
  await expect.element(screen.getByRole('heading', { name: 'Waits for a Developer of Team Jib' })).toBeVisible()
  await userEvent.keyboard('y')
  await expect.element(screen.getByRole('button', { name: /^Dan/ })).toHaveFocus()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('1')
  await expect
    .element(screen.getByLabelText('Room and capacity').getByText('Dan confirmed what Team Jib'))
    .toBeVisible()
  await screen
    .getByRole('button', { name: /^Pull / })
    .first()
    .click()
  await expect.poll(() => pulls().length).toBe(2)
  expect(state.row('sprints', sprint)?.confirmed).toEqual([`${session} people/${dan}`])
  expect(screen.getByRole('heading', { name: /^Waits for/ }).query()).toBeNull()
  await userEvent.keyboard('{Shift>}p{/Shift}')
  await expect.element(screen.getByRole('button', { name: 'Why later' })).toHaveFocus()
  await screen.getByRole('button', { name: 'Skip Why' }).click()
  await expect.element(screen.getByRole('button', { name: 'Skip What' })).toHaveFocus()
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => document.activeElement?.className).toContain('title')
  expect(document.documentElement.dataset['theme']).toBe('room')
  await userEvent.keyboard('nn')
  await expect.element(screen.getByRole('heading', { name: 'Will we reach the Sprint Goal?' })).toBeVisible()
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByRole('radio', { name: '1' })).toHaveFocus()
  await userEvent.keyboard('4')
  await expect.element(screen.getByRole('radio', { name: '4' })).toBeChecked()
  expect(await barriersIn()).toEqual([])
})

test('on their own laptop a Developer confirms what the shared screen pulled with one key; a Product Owner only sees it', async () => {
  const plan = lighthouse({ role: 'developer' })
  const sprint = named(plan, 'Sprint 15')
  const team = plan.state.row('sprints', sprint)?.team ?? ''
  const session = plan.must(beginPlanning, { sprint })
  plan.must(goToPhase, { session, phase: 'what' })
  const free = [...plan.plan.rows('items').values()].find((one) => one.sprint === null && one.stage === 'open')
  plan.must(pullItem, { item: free?.id ?? '', sprint }, plan.as('developer', team))
  plan.state.actAs('po')
  const { screen, state } = await planWindow({ screen: 'planning', rest: session }, 'po', plan)
  await expect.element(screen.getByRole('heading', { name: /^Waits for a Developer/ })).toBeVisible()
  expect(screen.getByRole('button', { name: /I confirm it/ }).query()).toBeNull()
  state.actAs('developer')
  await expect.element(screen.getByRole('button', { name: /I confirm it/ })).toBeVisible()
  await userEvent.keyboard('y')
  await expect.poll(() => state.row('sprints', sprint)?.confirmed).toEqual([`${session} people/anna`])
  // A laptop that all look at pulls for the team, also where it does not fill the screen.
  state.company.drive(true)
  await expect.poll(() => state.author.forTeam).toBe(team)
  state.company.drive(false)
  await expect.poll(() => state.author.forTeam).toBeNull()
})

test('the facilitator’s window shows the next steps and what is missing, and skips a phase', async () => {
  const plan = lighthouse({ role: 'developer' })
  const session = plan.must(beginPlanning, { sprint: named(plan, 'Sprint 7') })
  const { screen, state } = await planWindow(
    { screen: 'planning', rest: session, query: { view: 'notes' } },
    'developer',
    plan,
  )
  await expect.element(screen.getByRole('heading', { name: 'Why, usually 15 minutes' })).toBeVisible()
  await screen.getByRole('button', { name: 'Skip What' }).click()
  expect(state.row('sessions', session)?.phases).toEqual(['why', 'how', 'confidence', 'close'])
  await screen.getByRole('button', { name: 'On to How' }).click()
  await expect.element(screen.getByRole('heading', { name: 'How, usually 45 minutes' })).toBeVisible()
  await expect.element(screen.getByRole('button', { name: 'Bring What back' })).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('in Why a Product Owner writes the vision and the goal that it serves, and all see what they wanted to try', async () => {
  const plan = lighthouse({ role: 'po' })
  const [before, id] = [named(plan, 'Sprint 14'), named(plan, 'Sprint 15')]
  const retro = plan.must(beginLookBack, { kind: 'retrospective', sprint: before })
  plan.must(addReflection, { session: retro, kind: 'action', words: 'Split what is over 8 before planning' })
  const session = plan.must(beginPlanning, { sprint: id })
  const { screen, state } = await planWindow({ screen: 'planning', rest: session }, 'po', plan)
  await expect.element(screen.getByText('Split what is over 8 before planning')).toBeVisible()
  // Another window of the same person, such as the facilitator's, is no other laptop.
  const here = { name: 'Anna', role: 'po', screen: 'planning', item: null } as const
  state.company.told([{ ...here, id: 'notes', person: 'anna' }])
  await expect.element(screen.getByText('1 laptop')).toBeVisible()
  await screen.getByRole('textbox', { name: 'Vision' }).fill('A berth for every boat.')
  await screen.getByRole('button', { name: /The goal that it serves/ }).click()
  await userEvent.keyboard('Berths are trusted{Enter}')
  await expect.poll(() => state.rootTextOf('vision')).toBe('A berth for every boat.')
  await expect.poll(() => state.row('goals', state.row('sprints', id)?.serves ?? '')?.title).toBe('Berths are trusted')
  expect(await barriersIn()).toEqual([])
})

/** Anna, in a role, and Cleo on a phone: a planning of a plan that was just imported. */
async function newTeam(phase: PlanningPhase, role: string) {
  const guest = { person: null, role: 'developer', screen: '', item: null, guest: true } as const
  const cleo = { ...guest, id: 'guest Cleo', name: 'Cleo (guest)' }
  const plan = inMemoryState({
    role,
    host: {
      onPresence(handler) {
        handler([cleo])
        return () => undefined
      },
    },
  })
  const [po, developer] = [plan.as('po'), plan.as('developer')]
  const items = ['Hold a berth', 'Tell the skipper'].map((title) => plan.must(createItem, { title }, po))
  const team = plan.must(createTeam, { name: 'Keel' }, po)
  plan.must(setTeam, { person: 'anna', team, on: true }, po)
  const sprint = plan.must(createSprint, { team, name: 'Sprint 1' }, po)
  for (const item of items) plan.must(pullItem, { item, sprint }, developer)
  const session = plan.must(beginPlanning, { sprint })
  plan.must(goToPhase, { session, phase })
  return { ...(await planWindow({ screen: 'planning', rest: session }, role, plan)), session, items }
}

test('the foot of the room names no key that this person cannot use', async () => {
  const { screen } = await newTeam('what', 'po')
  const foot = () => document.querySelector('footer')?.textContent ?? ''
  await expect.element(screen.getByText('Ccapacity')).toBeVisible()
  expect(foot()).not.toMatch(/pull|if room|return/)
  await screen.getByRole('button', { name: 'How', exact: true }).click()
  await expect.element(screen.getByText('other item')).toBeVisible()
  expect(foot()).not.toContain('add a task')
})

test('a task that is half typed stays with its item when the room goes on to the next', async () => {
  const { screen, plan, state, session, items } = await newTeam('how', 'developer')
  await expect.element(screen.getByRole('textbox', { name: 'A task or a note' })).toBeVisible()
  await userEvent.keyboard('aDraw the')
  plan.must(showItem, { session, item: items[1] as string })
  await expect.element(screen.getByRole('heading', { name: 'Hold a berth' })).toBeVisible()
  await userEvent.keyboard(' states{Enter}')
  await expect.element(screen.getByRole('heading', { name: 'Tell the skipper' })).toBeVisible()
  expect(state.tasksOf(items[0] as string).map(({ text }) => text)).toEqual(['Draw the states'])
  expect(state.tasksOf(items[1] as string)).toEqual([])
})

test('a key turns the fist of five only when everybody here has voted; the cards have the focus', async () => {
  const { screen, plan, state, said } = await newTeam('confidence', 'developer')
  await expect.element(screen.getByRole('button', { name: 'Ask for a fist of five' })).toBeVisible()
  await userEvent.keyboard('{Enter}')
  const round = () => state.rounds.live[0]?.id ?? ''
  await expect.element(screen.getByRole('radio', { name: '1' })).toHaveFocus()
  await userEvent.keyboard('4')
  await expect.poll(() => state.rounds.own(round())?.face).toBe('4')
  await userEvent.keyboard('{Enter}')
  await expect.poll(said).toContain('1 card; waiting for Cleo (guest).')
  expect(state.rounds.outcome(round())?.phase).toBe('open')
  const cleo = voterInMemory(plan, 'Cleo')
  cleo.put(round(), '2')
  await expect.element(screen.getByText('2 cards, and nobody here is missing.')).toBeVisible()
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => state.rounds.outcome(round())?.phase).toBe('turned')
})

test('the wall goes to what a laptop pulls, and a reason just given stands there for the next that passes the same items', async () => {
  const plan = lighthouse({ role: 'developer' })
  const sprint = named(plan, 'Sprint 7')
  const session = plan.must(beginPlanning, { sprint })
  plan.must(goToPhase, { session, phase: 'what' })
  const dan = plan.must(createPerson, { name: 'Dan' }, plan.as('po'))
  plan.must(setRole, { person: dan, role: 'developer', on: true }, plan.as('po'))
  const laptop = { person: dan, role: 'developer', forTeam: plan.state.row('sprints', sprint)?.team ?? '' }
  const where = { screen: 'planning', rest: session, query: { view: 'shared' } }
  const { screen, state } = await planWindow(where, 'developer', plan)
  const pull = screen.getByRole('button', { name: /^Pull / })
  await pull.nth(3).click()
  await screen.getByRole('textbox', { name: /why\?$/ }).fill('It is for the fair')
  await userEvent.keyboard('{Enter}')
  await pull.nth(3).click()
  await expect.element(screen.getByRole('textbox', { name: /why\?$/ })).toHaveValue('It is for the fair')
  await userEvent.keyboard('{Escape}')
  const free = [...state.plan.open.ids].filter((id) => state.row('items', id)?.sprint === null)
  const last = free.at(-1) ?? ''
  plan.must(pullItem, { item: last, sprint, why: 'Dan has it begun' }, laptop)
  await expect.poll(() => document.querySelector('li.at')?.getAttribute('data-item')).toBe(last)
})
