import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { lighthouse } from '../playground-b/lighthouse.ts'
import { barriersIn } from './accessible.ts'
import { planWindow } from './window.ts'

async function roadmap(role = 'po', empty = false) {
  const window = await planWindow({ screen: 'roadmap' }, role, lighthouse({ role, empty }))
  await expect.element(window.screen.getByRole('heading', { name: 'Roadmap' })).toBeVisible()
  const goals = (horizon: string) =>
    window.state
      .live('goals')
      .filter((goal) => goal.horizon === horizon)
      .sort((a, b) => (a.rank < b.rank ? -1 : 1))
      .map((goal) => goal.title)
  const focus = (title: string) => window.screen.getByRole('button', { name: title, exact: true }).element().focus()
  return { ...window, goals, focus }
}

test('each goal shows its metric, how far it is, and its items by rank with the stage they are in', async () => {
  const { screen } = await roadmap()
  const goal = screen.getByRole('listitem').filter({ hasText: 'Skippers book a berth before they cast off' }).first()
  for (const words of [
    'Nights booked before arrival',
    'from 28 %, by 30 September 2027',
    'Waiting list when the harbour is full',
  ])
    await expect.element(goal.getByText(words).first()).toBeVisible()
  await expect
    .element(goal.getByRole('img', { name: /^Nights booked before arrival: .*41\s% on 15 Feb; target 60\s%/ }))
    .toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('a goal is written where it stands, with a metric that is made on the spot', async () => {
  const { screen, state, goals } = await roadmap('po', true)
  await screen.getByRole('button', { name: 'Write the first goal' }).click()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Add the goal' }).click()
  await expect.element(screen.getByText('Say what gets better for whom.')).toBeVisible()
  await screen.getByLabelText('Goal', { exact: true }).fill('Paid before the lines are cast off')
  await screen.getByRole('button', { name: /^Metric/ }).click()
  await userEvent.keyboard('Nights paid on departure{Enter}')
  await screen.getByLabelText('Unit').fill('%')
  await screen.getByLabelText('From (baseline)').fill('72')
  await screen.getByLabelText('To (target)').fill('95')
  await screen.getByRole('button', { name: 'Add the goal' }).click()
  await expect.poll(() => goals('now')).toEqual(['Paid before the lines are cast off'])
  expect(state.live('goals')[0]).toMatchObject({ baseline: 72, target: 95 })
  expect(state.live('metrics')).toMatchObject([{ name: 'Nights paid on departure', unit: '%' }])
})

test('goals move by keyboard within a horizon and between them, and it is announced', async () => {
  const { goals, focus, said } = await roadmap()
  focus('Harbour masters trust the board')
  await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}')
  await expect
    .poll(() => goals('now'))
    .toEqual(['Harbour masters trust the board', 'Skippers book a berth before they cast off'])
  await expect.poll(said).toBe('Harbour masters trust the board stands in Now, place 1.')
  await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}')
  await expect.poll(() => goals('next').at(-1)).toBe('Harbour masters trust the board')
})

test('a goal is dragged to another horizon, between two others', async () => {
  const { screen, goals } = await roadmap()
  await userEvent.dragAndDrop(
    screen.getByRole('button', { name: 'Harbour masters trust the board', exact: true }),
    screen.getByRole('button', { name: 'Paid before the lines are cast off', exact: true }),
  )
  await expect
    .poll(() => goals('next'))
    .toEqual([
      'No berth stays empty by mistake',
      'Harbour masters trust the board',
      'Paid before the lines are cast off',
    ])
})

test('a goal is edited and deleted in its place', async () => {
  const { screen, state, focus } = await roadmap()
  focus('A regatta finds room for everyone')
  await userEvent.keyboard('e')
  await screen.getByLabelText('Why', { exact: true }).fill('Nine harbours asked.')
  await screen.getByRole('button', { name: 'Keep' }).click()
  await expect.element(screen.getByText('Nine harbours asked.')).toBeVisible()
  await screen.getByRole('button', { name: 'A regatta finds room for everyone' }).first().click()
  await screen.getByRole('button', { name: 'Delete', exact: true }).click()
  await screen.getByRole('button', { name: 'Delete the goal' }).click()
  await expect.poll(() => state.live('goals').some((goal) => goal.title.startsWith('A regatta'))).toBe(false)
})

test('who may not write goals sees no control that does', async () => {
  const { screen } = await roadmap('developer')
  expect(screen.getByRole('button', { name: /New goal/ }).query()).toBeNull()
  expect(screen.getByRole('button', { name: /^More for/ }).query()).toBeNull()
  await userEvent.keyboard('c')
  expect(screen.getByLabelText('Goal', { exact: true }).query()).toBeNull()
})

test('Print leads to the page of the chosen size', async () => {
  const { screen, places } = await roadmap()
  await screen.getByRole('button', { name: 'Print' }).click()
  await screen.getByRole('menuitem', { name: 'A4, landscape' }).click()
  expect(places).toEqual([{ screen: 'print', query: { page: 'A4' } }])
})
