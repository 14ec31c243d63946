import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { barriersIn } from '../screens/accessible.ts'
import { roomWindow } from './room-window.ts'
import { present } from './scenes.ts'

test('whoever is alone sees nothing of company, and no keys for it', async () => {
  const { screen } = await roomWindow({ begin: { screen: 'backlog' } })
  await expect.element(screen.getByRole('grid')).toBeVisible()
  expect(screen.getByText('people have this plan open', { exact: false }).query()).toBeNull()
  await userEvent.keyboard('{Shift>}H{/Shift}')
  expect(screen.getByRole('button', { name: /lower your hand/ }).query()).toBeNull()
})

test('everybody who is here is listed with what they look at, whose hand is up and who drives', async () => {
  const { screen, state } = await roomWindow({ begin: { screen: 'backlog' } })
  const item = state.order[0] ?? ''
  state.company.told([
    present('Ben', { item, drives: true }),
    present('Carla', { screen: 'sprint', hand: true }),
    present('Piet', { guest: true }),
  ])
  await screen.getByRole('button', { name: '4 people have this plan open' }).click()
  const list = page.getByRole('dialog', { name: 'Who has this plan open' })
  await expect.element(list.getByText(state.row('items', item)?.title ?? '?')).toBeVisible()
  await expect.element(list.getByText('Sprint', { exact: true })).toBeVisible()
  await expect.element(list.getByText('on a phone')).toBeVisible()
  await expect.element(list.getByText('hand up')).toBeVisible()
  expect(await barriersIn(document.querySelector('[role=dialog]') ?? undefined)).toEqual([])
})

test('where phones show nothing since nobody drives, the room says so and one button drives', async () => {
  const { screen, state, said } = await roomWindow({ scene: 'guests' })
  const words = screen.getByText('phones show nothing of the plan', { exact: false })
  await expect.element(words).toBeVisible()
  expect(await barriersIn()).toEqual([])
  state.company.told([present('Ben', { drives: true })])
  await expect.poll(() => words.query()).toBeNull()
  state.company.told([])
  await screen.getByRole('button', { name: 'Drive the shared screen' }).click()
  expect(state.company.shows.drives).toBe(true)
  expect(words.query()).toBeNull()
  await expect.poll(said).toBe('You drive the shared screen; phones show what you open.')
  await expect.element(screen.getByRole('heading', { name: /^Guests on phones/ })).toHaveFocus()
})

test('a hand that goes up is said to all, once', async () => {
  const { state, said } = await roomWindow({ begin: { screen: 'backlog' } })
  state.company.told([present('Ben', { hand: true })])
  await expect.poll(said).toBe('Ben raises a hand.')
  state.company.told([present('Ben', { hand: true, screen: 'sprint' })])
  state.notices.say('Something else.', 'done')
  await expect.poll(said).toBe('Something else.')
})

test('the own hand goes up and down by key, and stands in the top line', async () => {
  const { screen, state } = await roomWindow({ begin: { screen: 'backlog' }, here: [present('Ben')] })
  await expect.element(screen.getByRole('grid')).toBeVisible()
  await userEvent.keyboard('{Shift>}H{/Shift}')
  await expect.element(screen.getByRole('button', { name: /^You ?: lower your hand$/ })).toBeVisible()
  expect(state.company.shows).toEqual({ drives: false, hand: true })
  await userEvent.keyboard('{Shift>}H{/Shift}')
  expect(state.company.shows.hand).toBe(false)
})

test('following goes where the driver goes, until the follower presses something', async () => {
  const { screen, state, places, said } = await roomWindow({ begin: { screen: 'backlog' } })
  const item = state.order[3] ?? ''
  state.company.told([present('Ben', { drives: true, screen: 'sprint' })])
  await screen.getByRole('button', { name: 'Ben drives: follow' }).click()
  expect(places).toEqual([{ screen: 'sprint', rest: null }])
  state.company.told([present('Ben', { drives: true, item })])
  await expect.poll(() => places.at(-1)).toEqual({ screen: 'backlog', rest: item })
  await expect.element(screen.getByRole('button', { name: /Stop following/ })).toBeVisible()
  await screen.getByRole('heading', { name: 'Backlog' }).click()
  await expect.poll(said).toContain('You go on by yourself')
  const steps = places.length
  state.company.told([present('Ben', { drives: true, screen: 'roadmap' })])
  await expect.element(screen.getByRole('button', { name: 'Ben drives: follow' })).toBeVisible()
  expect(places.slice(steps).filter((place) => place.screen === 'roadmap')).toEqual([])
})

test('an item shows the faces of those who look at it, in the list and opened', async () => {
  const { screen, state } = await roomWindow({ begin: { screen: 'backlog' } })
  const item = state.order[1] ?? ''
  await expect.element(screen.getByRole('grid')).toBeVisible()
  state.company.told([present('Ben', { item }), present('Carla', { item }), present('Dora', { item })])
  const row = () => document.getElementById(`row-${item}`) as HTMLElement
  await expect.poll(() => row().textContent).toContain('Ben, Carla and Dora look at this.')
  expect(row().querySelector('.lookers')?.textContent).toContain('+1')
  ;(row().querySelector('.title') as HTMLElement).click()
  await expect
    .element(screen.getByRole('complementary').getByText('Ben, Carla and Dora look at this.'))
    .toBeInTheDocument()
  expect(await barriersIn()).toEqual([])
  state.company.told([present('Ben')])
  await expect.poll(() => row().querySelector('.lookers')).toBeNull()
})

test('who drives and is taken over is told by whom', async () => {
  const { screen, state } = await roomWindow({ begin: { screen: 'backlog' }, here: [present('Ben')] })
  await expect.element(screen.getByRole('grid')).toBeVisible()
  await userEvent.keyboard('{Shift>}D{/Shift}')
  await expect.element(screen.getByRole('button', { name: /^You drive ?: stop driving$/ })).toBeVisible()
  state.company.told([present('Ben', { drives: true })])
  await expect.element(screen.getByText('Ben drives the shared screen now.', { exact: false }).first()).toBeVisible()
})
