import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createItems } from '../../../src/commands/create-item.ts'
import { setTeam } from '../../../src/commands/people.ts'
import { pullItem } from '../../../src/commands/pull-item.ts'
import { changeSprint } from '../../../src/commands/sprint-changes.ts'
import { startSprint } from '../../../src/commands/sprints.ts'
import { lighthouse } from '../playground-b/lighthouse.ts'
import { barriersIn } from './accessible.ts'
import { planWindow } from './window.ts'

const at = (plan: ReturnType<typeof lighthouse>, name: string) =>
  [...plan.state.table('sprints').values()].find((one) => one.name === name)?.id ?? ''

async function planning(role: string, name = 'Sprint 15', plan = lighthouse({ role })) {
  const window = await planWindow({ screen: 'sprint', rest: at(plan, name), query: { view: 'plan' } }, role, plan)
  await expect.element(window.screen.getByRole('heading', { level: 1 })).toBeVisible()
  const firstFree = () => window.screen.getByRole('button', { name: /^Pull / }).first()
  return { ...window, firstFree }
}

test('a Developer pulls the highest free item at once, and the sum and the announcement follow', async () => {
  const { firstFree, state, sprint, said, screen } = await planning('developer')
  const before = [...state.plan.rows('items').values()].filter((item) => item.sprint === sprint('Sprint 15')?.id).length
  await firstFree().click()
  const pulled = [...state.plan.rows('items').values()].filter((item) => item.sprint === sprint('Sprint 15')?.id)
  expect(pulled).toHaveLength(before + 1)
  await expect.poll(said).toMatch(/^Pulled .* of 26 points pulled/)
  await expect.element(screen.getByText('Capacity 26')).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('pulling past higher items asks for a reason in the row, and takes nothing without one', async () => {
  const { screen, state, item } = await planning('developer')
  const pull = screen.getByRole('button', { name: /^Pull / }).nth(1)
  await pull.click()
  await expect.element(screen.getByLabelText('Pull past 1 higher item: why?')).toHaveFocus()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByText('A few words are enough.', { exact: false })).toBeVisible()
  const pulls = () => [...state.table('pulls').values()].filter((one) => one.why === 'Jib needs it on Monday')
  expect(pulls()).toEqual([])
  await userEvent.keyboard('Jib needs it on Monday{Enter}')
  await expect.poll(() => pulls().length).toBe(1)
  expect(state.row('items', pulls()[0]?.item ?? '')?.sprint).not.toBeNull()
  expect(item('Jib needs it on Monday')).toBeUndefined()
})

test('a long backlog draws the rows in sight, wherever they are scrolled to, and keys go on from the row at hand', async () => {
  const plan = lighthouse({ role: 'developer' })
  const titles = Array.from({ length: 400 }, (_, i) => `Pier ${i}`)
  const last = plan.must(createItems, { titles, at: 'bottom' }, plan.as('po')).at(-1) ?? ''
  await planning('developer', 'Sprint 15', plan)
  const rows = () => [...document.querySelectorAll('li[data-item]')]
  await expect.poll(() => rows().length).toBeGreaterThan(5)
  const screen = document.querySelector('.whole > .screen')
  screen?.scrollTo(0, screen.scrollHeight)
  await expect.poll(() => rows().at(-1)?.getAttribute('data-item')).toBe(last)
  expect(rows().length).toBeLessThan(80)
  expect(rows().at(-1)?.getAttribute('aria-posinset')).toBe(rows().at(-1)?.getAttribute('aria-setsize'))
  const atHand = () => Number(document.activeElement?.closest('[data-item]')?.getAttribute('aria-posinset'))
  await userEvent.keyboard('j')
  await expect.poll(atHand).toBeLessThan(100)
  await expect.poll(() => screen?.scrollTop ?? NaN).toBeLessThan(3_000)
})

test('a long column of the board is there whole a moment after it is opened', async () => {
  const plan = lighthouse({ role: 'developer' })
  const sprint = at(plan, 'Sprint 15')
  const titles = Array.from({ length: 30 }, (_, i) => `Pier ${i}`)
  for (const item of plan.must(createItems, { titles, at: 'bottom' }, plan.as('po')))
    plan.must(pullItem, { item, sprint, why: 'The pier opens' })
  await planWindow({ screen: 'sprint', rest: sprint, query: { view: 'board' } }, 'developer', plan)
  const piers = () => [...document.querySelectorAll('.columns [data-item] .open')].map((one) => one.textContent)
  await expect.poll(() => piers().filter((title) => title.startsWith('Pier')).length).toBe(30)
})

test('a Product Owner sees no control that pulls or assigns, and why', async () => {
  const { screen } = await planning('po')
  await expect
    .element(
      screen.getByText('Developers pull. A Product Owner orders the backlog and never puts an item into a sprint.'),
    )
    .toBeVisible()
  await expect.element(screen.getByText('not pulled yet').first()).toBeVisible()
  expect(screen.getByRole('button', { name: /^Pull .*,/ }).query()).toBeNull()
  expect(screen.getByRole('button', { name: /^Return / }).query()).toBeNull()
  await userEvent.keyboard('p')
  expect(screen.getByLabelText(/why\?$/).query()).toBeNull()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('?')
  await expect.element(screen.getByText('Next item')).toBeVisible()
  expect(screen.getByText('Pull the item into the sprint').query()).toBeNull()
  await userEvent.keyboard('{Escape}')
})

test('a Developer of another team may join, or say that the team is in the room', async () => {
  const { screen, state, firstFree } = await planning('developer', 'Sprint 7')
  await expect.element(screen.getByText('This sprint is Team Jib’s', { exact: false })).toBeVisible()
  expect(screen.getByRole('button', { name: /^Pull .*,/ }).query()).toBeNull()
  await screen.getByRole('button', { name: 'Team Jib is in this room' }).click()
  await firstFree().click()
  expect(
    [...state.table('pulls').values()].some((pull) => state.row('sprints', pull.sprint)?.name === 'Sprint 7'),
  ).toBe(true)
  expect(state.author.forTeam).not.toBeNull()
})

test('by keyboard: J and K move through the list, P pulls', async () => {
  const { screen, state } = await planning('developer', 'Sprint 7')
  await screen.getByRole('button', { name: 'Join Team Jib' }).click()
  await expect.element(screen.getByRole('button', { name: /^Pull .*,/ }).first()).toBeVisible()
  const free = [...state.plan.live.ids]
    .map((id) => state.plan.row('items', id))
    .find((one) => one?.sprint === null && one.stage === 'open')
  screen.container.querySelector<HTMLElement>(`[data-item="${free?.id ?? ''}"] .title`)?.focus()
  await userEvent.keyboard('jk')
  await userEvent.keyboard('p')
  await expect.poll(() => state.plan.row('items', free?.id ?? '')?.sprint).not.toBeNull()
})

test('what nobody of the team has confirmed stands beside the dates of the running sprint, and a Developer confirms it there', async () => {
  const plan = lighthouse({ role: 'developer' })
  const sprint = at(plan, 'Sprint 7')
  const team = plan.state.row('sprints', sprint)?.team ?? ''
  const free = [...plan.plan.rows('items').values()].find((one) => one.sprint === null && one.stage === 'open')
  plan.must(pullItem, { item: free?.id ?? '', sprint }, plan.as('developer', team))
  plan.must(startSprint, { id: sprint }, plan.as('po'))
  const { screen, state } = await planWindow({ screen: 'sprint', rest: sprint }, 'developer', plan)
  await expect.element(screen.getByText('1 pull not confirmed by a Developer')).toBeVisible()
  plan.must(setTeam, { person: 'anna', team, on: true })
  await screen.getByRole('button', { name: 'Confirm 1 pull of the shared screen' }).click()
  await expect.poll(() => state.row('sprints', sprint)?.confirmed).toEqual([' people/anna'])
  expect(screen.getByText(/^Confirm 1 pull/).query()).toBeNull()
})

async function board(role = 'developer') {
  const plan = lighthouse({ role })
  const window = await planWindow(
    { screen: 'sprint', rest: at(plan, 'Sprint 14'), query: { view: 'board' } },
    role,
    plan,
  )
  await expect.element(window.screen.getByRole('heading', { name: /^To do/ })).toBeVisible()
  return { ...window, plan }
}

test('the board shows To do, Doing and Done, the burn-up in numbers, and moves a card by keyboard', async () => {
  const { screen, item, said } = await board()
  await expect
    .element(screen.getByRole('img', { name: /^Burn-up in points: \d+ in the sprint, \d+ done, capacity 26/ }))
    .toBeVisible()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Tell the skipper when the berth is free' }).element().focus()
  await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}')
  await expect.poll(() => item('Tell the skipper when the berth is free')?.stage).toBe('doing')
  await expect.poll(said).toBe('Tell the skipper when the berth is free is in Doing.')
  await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}')
  await expect.poll(() => item('Tell the skipper when the berth is free')?.stage).toBe('done')
})

test('a flag on the scope line shows its change card; the burn-down is the other picture, with a table behind', async () => {
  const { screen } = await board('po')
  await expect.element(screen.getByText('goal holds').first()).toBeVisible()
  await screen.getByRole('button', { name: 'Change 1: +8' }).click()
  await expect.poll(() => document.activeElement?.textContent).toContain('Two pilot marinas gave away')
  await screen.getByText('Burn-down', { exact: true }).click()
  await expect.element(screen.getByRole('img', { name: /^Burn-down in points: \d+ left of \d+/ })).toBeVisible()
  await screen.getByText('Burn-down as a table').click()
  await expect.element(screen.getByRole('cell', { name: '1: +8' })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: /change waits for your yes/ }).click()
  await screen.getByRole('button', { name: 'I agree' }).click()
  await expect.element(screen.getByRole('button', { name: /change waits for your yes/ })).not.toBeInTheDocument()
})

test('the diary tells the sprint day by day, and arrow keys replay the board as it stood at each day’s end', async () => {
  const { screen, said } = await board('po')
  await screen.getByText('Diary', { exact: true }).click()
  await expect.element(screen.getByText('“Pay by link on departure” came in')).toBeVisible()
  const column = (name: RegExp) => screen.getByRole('region', { name })
  await expect.element(column(/^Done on/).getByText('One record of who lies where', { exact: false })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('{Home}')
  await expect.poll(said).toMatch(/6 not begun, 0 being done, 0 done$/)
  await expect
    .element(column(/^Not begun on/).getByText('One record of who lies where', { exact: false }))
    .toBeVisible()
  await userEvent.keyboard('{ArrowRight}')
  await expect.element(screen.getByRole('slider', { name: 'Day of the sprint' })).toHaveValue('1')
  // The day of a change card says what came, what went, and why.
  const card = screen.getByText('“Pay by link on departure” came in').element().closest('.day')
  card?.querySelector('button')?.click()
  await expect.element(column(/^What changed on/).getByText('Two pilot marinas', { exact: false })).toBeVisible()
})

test('A begins a change; what comes and what leaves is drawn on the board before it is kept', async () => {
  const { screen } = await board()
  await userEvent.keyboard('a')
  await screen.getByRole('button', { name: 'An item of the backlog' }).click()
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await expect.element(screen.getByText('comes with 2')).toBeVisible()
  await screen.getByRole('button', { name: 'An item of the sprint' }).click()
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await expect.element(screen.getByText('leaves with 2')).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('a team’s own columns: added by keyboard, with a limit that is said when it is exceeded, and never forbidden', async () => {
  const { screen, item, said } = await board()
  await userEvent.keyboard('l')
  await expect.element(screen.getByLabelText('Name of column 1')).toHaveFocus()
  await screen.getByRole('button', { name: 'A column' }).click()
  await expect.element(screen.getByLabelText('Name of column 3')).toHaveFocus()
  await userEvent.keyboard('Review')
  await screen.getByLabelText('Limit of Doing').fill('2')
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Keep the columns' }).click()
  await expect.element(screen.getByRole('heading', { name: /^Review/ })).toBeVisible()
  await screen.getByRole('button', { name: 'Tell the skipper when the berth is free' }).element().focus()
  await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}')
  await expect
    .poll(said)
    .toBe('Tell the skipper when the berth is free is in Doing, which now holds 1 card more than its limit.')
  await expect.element(screen.getByText('1 over its limit')).toBeVisible()
  await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}')
  await expect.poll(said).toBe('Tell the skipper when the berth is free is in Review.')
  expect(item('Tell the skipper when the berth is free')?.stage).toBe('doing')
})

test('on a card one key says what is in its way, what helped, what became clearer, and asks the Product Owner', async () => {
  const { screen, state, item } = await board()
  const title = 'Waiting list when the harbour is full'
  const id = item(title)?.id ?? ''
  await screen.getByRole('button', { name: title }).element().focus()
  await userEvent.keyboard('i')
  await expect.element(screen.getByLabelText('What is in the way?')).toHaveFocus()
  await userEvent.keyboard('No test berth{Enter}')
  await expect.element(screen.getByText('No test berth', { exact: false }).first()).toBeVisible()
  await expect.element(screen.getByText('1 card has something in the way.')).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await expect.element(screen.getByRole('button', { name: title })).toHaveFocus()
  await userEvent.keyboard('i')
  await userEvent.keyboard('Lisbon lent one{Enter}')
  await expect.poll(() => state.live('impediments')[0]).toMatchObject({ item: id, how: 'Lisbon lent one' })
  await expect.element(screen.getByRole('button', { name: title })).toHaveFocus()
  await userEvent.keyboard('y')
  await expect.element(screen.getByRole('button', { name: 'Turned out trivial' })).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  await expect
    .poll(() => [...state.table('sprintChanges').values()].at(-1))
    .toMatchObject({ kind: 'clarified', why: 'Turned out trivial' })
  await expect.element(screen.getByRole('button', { name: title })).toHaveFocus()
  await userEvent.keyboard('q')
  await userEvent.keyboard('Does a boat that leaves lose its place?{Enter}')
  await expect
    .poll(() => state.questionsOf(id).map(({ text, role }) => [text, role]))
    .toEqual([['Does a boat that leaves lose its place?', 'po']])
  await expect.poll(() => document.querySelector(`[data-item="${id}"]`)?.textContent).toContain('open question')
})

test('a card is dragged to another column', async () => {
  const { screen, item } = await board()
  await userEvent.dragAndDrop(
    screen.getByText('Tell the skipper when the berth is free'),
    screen.getByRole('heading', { name: /^Doing/ }),
  )
  await expect.poll(() => item('Tell the skipper when the berth is free')?.stage).toBe('doing')
})

test('a Developer puts their own name on a card and takes it off', async () => {
  const { screen, item } = await board()
  const card = () => item('Waiting list when the harbour is full')
  await screen.getByRole('button', { name: 'Waiting list when the harbour is full' }).element().focus()
  await userEvent.keyboard('n')
  await expect.poll(() => card()?.names).toEqual(['anna'])
  await userEvent.keyboard('n')
  await expect.poll(() => card()?.names).toEqual([])
})

test('taking a card out of a running sprint asks for a change card: why, who agreed, whether the goal holds, and the rank', async () => {
  const { screen, state, item } = await board()
  const id = item('Waiting list when the harbour is full')?.id ?? ''
  await screen.getByRole('button', { name: 'Waiting list when the harbour is full' }).element().focus()
  await userEvent.keyboard('r')
  await expect.element(screen.getByRole('heading', { name: 'Change to this sprint' })).toHaveFocus()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: /^Keep this change/ }).click()
  await expect.element(screen.getByText('Say why.')).toBeVisible()
  await screen.getByLabelText('Why', { exact: true }).fill('To keep Anna busy')
  await expect.element(screen.getByText('This sounds like keeping somebody busy.', { exact: false })).toBeVisible()
  await screen.getByLabelText('Why', { exact: true }).fill('The import is late')
  await screen.getByText('At risk').click()
  await screen.getByLabelText('at rank').fill('12')
  await screen.getByRole('button', { name: /^Keep this change/ }).click()
  await expect.poll(() => state.row('items', id)?.sprint).toBeNull()
  expect(state.rankOf(id)).toBe(12)
  expect(state.pullsOf(id).at(-1)).toMatchObject({ leftHow: 'returned', leftWhy: 'The import is late' })
  expect([...state.table('sprintChanges').values()].at(-1)).toMatchObject({ kind: 'remove', goalHolds: 'at-risk' })
  await expect.element(screen.getByText('waits for a Product Owner').first()).toBeVisible()
  await expect.element(screen.getByRole('button', { name: 'Change the sprint' })).toHaveFocus()
  expect(await barriersIn()).toEqual([])
})

test('the rest of a split comes to the rank that was typed, counted with what stays; Ctrl+Enter keeps it from any button', async () => {
  const { screen, state, item } = await board()
  const id = item('Waiting list when the harbour is full')?.id ?? ''
  const own = state.rankOf(id)
  await screen.getByRole('button', { name: 'Change the sprint' }).click()
  await screen.getByText('Split', { exact: true }).click()
  await screen.getByRole('button', { name: 'An item of the sprint' }).click()
  await userEvent.keyboard('Waiting list when{Enter}')
  // The points that are left stand there for the rest, until somebody writes others.
  const whole = item('Waiting list when the harbour is full')?.estimate ?? 0
  const points = screen.getByLabelText('Points', { exact: true })
  await points.first().fill('1')
  await expect.element(points.last()).toHaveValue(String(whole - 1))
  await points.last().fill('0.5')
  await points.first().fill('0.2')
  await expect.element(points.last()).toHaveValue('0.5')
  await expect.element(screen.getByLabelText('at rank')).toHaveValue(String(own + 1))
  await screen.getByLabelText('at rank').fill(String(own + 4))
  await screen.getByLabelText('What leaves').fill('Waiting list of next season')
  await screen.getByLabelText('Why', { exact: true }).fill('Half of it is enough')
  await screen.getByText('Yes', { exact: true }).click()
  await screen.getByRole('button', { name: /^Product Owner/ }).click()
  await userEvent.keyboard('{Escape}')
  await expect.element(screen.getByRole('button', { name: /^Product Owner/ })).toHaveFocus()
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect.poll(() => state.rankOf(item('Waiting list of next season')?.id ?? '')).toBe(own + 4)
  expect(state.rankOf(id)).toBe(own)
})

test('who does not agree to a change says what speaks against it, and whoever made it is asked on the item', async () => {
  const { screen, state, item, plan } = await board('po')
  const id = item('Waiting list when the harbour is full')?.id ?? ''
  const sprint = state.row('items', id)?.sprint ?? ''
  const args = { sprint, ins: [], outs: [{ item: id, to: null }], why: 'Too large', goalHolds: 'yes' } as const
  const ben = { person: 'ben', role: 'developer', forTeam: null }
  plan.must(changeSprint, args, ben)
  await screen.getByRole('button', { name: 'I do not, yet' }).first().click()
  await userEvent.keyboard('The pilot needs it{Enter}')
  await expect
    .poll(() => state.live('questions').at(-1))
    .toMatchObject({ item: id, asks: 'ben', text: 'About the change of the sprint: The pilot needs it' })
  expect(state.live('sprintChanges').at(-1)?.agreedPo).toBeNull()
  expect(await barriersIn()).toEqual([])
})

test('a Product Owner who wants something in asks the Developers, and the question waits for them on the item', async () => {
  const { screen, state } = await board('po')
  await screen.getByRole('button', { name: 'Change the sprint' }).click()
  await screen.getByRole('button', { name: 'Ask the Developers' }).click()
  await expect.element(screen.getByText('Choose the item that it is about.')).toBeVisible()
  await screen.getByRole('button', { name: 'Choose the item' }).click()
  await userEvent.keyboard('{ArrowDown}{Enter}')
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Ask the Developers' }).click()
  await expect
    .poll(() => state.live('questions').at(-1))
    .toMatchObject({ role: 'developer', text: 'Can this come into Sprint 14, and what would leave for it?' })
})

test('a request for more that is refused is kept as a no, with the capacity at hand', async () => {
  const { screen, state } = await board('po')
  await screen.getByRole('button', { name: 'Change the sprint' }).click()
  await expect.element(screen.getByText('Developers pull.', { exact: false }).first()).toBeVisible()
  await screen.getByRole('button', { name: 'Record a no' }).click()
  await screen.getByLabelText('What was asked for').fill('Larger type')
  await screen.getByLabelText('By whom').fill('Sales')
  await screen.getByLabelText('Why not').fill('It would push the goal out')
  await screen.getByRole('button', { name: /^Keep the no/ }).click()
  await expect
    .poll(() => state.live('requests')[0])
    .toMatchObject({ title: 'Larger type', from: 'Sales', answer: 'no' })
  expect(state.live('requests')[0]?.free).not.toBeNull()
  await expect.element(screen.getByText('at hand then', { exact: false })).toBeVisible()
})

test('a Product Owner sees the board, and no control that moves a card or names somebody', async () => {
  const { screen } = await board('po')
  await expect
    .element(screen.getByText('Developers say how far the work in their sprint is.', { exact: false }))
    .toBeVisible()
  await screen
    .getByRole('button', { name: /^More for/ })
    .nth(1)
    .click()
  await expect.element(screen.getByRole('menuitem', { name: /Open the item/ })).toBeVisible()
  expect(screen.getByRole('menuitemradio').query()).toBeNull()
  expect(screen.getByRole('menuitem', { name: /name|Return/ }).query()).toBeNull()
})

test('finishing says what counts and what returns, and then shows the report', async () => {
  const { screen, sprint } = await board()
  const finish = screen.getByRole('button', { name: 'Finish', exact: true })
  await finish.click()
  await expect.element(screen.getByText('2 items count as done.')).toBeVisible()
  await expect.poll(() => document.activeElement?.closest('.finish')).not.toBeNull()
  await userEvent.keyboard('{Escape}')
  await expect.element(finish).toHaveFocus()
  await finish.click()
  await expect.element(screen.getByText('items are not done. Where do they go?', { exact: false })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Finish the sprint' }).click()
  await expect.poll(() => sprint('Sprint 14')?.state).toBe('finished')
  await expect.element(screen.getByRole('heading', { name: /^2 items done/ })).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('the first sprint of a plan without a team makes the team where it is needed', async () => {
  const plan = lighthouse({ role: 'developer', empty: true })
  const { screen, state } = await planWindow({ screen: 'sprint' }, 'developer', plan)
  await screen.getByRole('button', { name: 'Set up the first sprint' }).click()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Set up the sprint' }).click()
  await expect.element(screen.getByText('Say which team it is for.')).toBeVisible()
  await screen.getByLabelText('Team').fill('Keel')
  await screen.getByLabelText('Sprint Goal').fill('A skipper can hold a berth')
  await screen.getByLabelText('Capacity in points').fill('21,5')
  await screen.getByRole('button', { name: 'Set up the sprint' }).click()
  await expect.element(screen.getByRole('heading', { name: 'A skipper can hold a berth' })).toBeVisible()
  expect([...state.table('sprints').values()][0]).toMatchObject({ name: 'Sprint 1', capacity: 21.5, state: 'planned' })
  expect(state.row('people', 'anna')?.teams).toHaveLength(1)
})
