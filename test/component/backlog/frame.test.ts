import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { barriersIn } from '../screens/accessible.ts'
import { openBacklog } from './open-backlog.ts'

test('the palette finds an item by its words and opens it', async () => {
  const { screen, grid } = await openBacklog()
  await expect.poll(() => document.activeElement).toBe(grid())
  await userEvent.keyboard('{Control>}k{/Control}')
  await userEvent.keyboard('tide tables')
  await expect.element(screen.getByRole('option', { name: /Can tide tables tell us/ }).first()).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByRole('complementary', { name: /Can tide tables/ })).toBeVisible()
})

test('the palette finds what people look for by their own words', async () => {
  const { screen } = await openBacklog()
  for (const [words, found] of [
    ['goal', 'New goal'],
    ['template', 'Templates'],
    ['scores', 'Scores'],
    ['park', 'Parking lot'],
  ] as const) {
    await userEvent.keyboard('{Control>}k{/Control}')
    await userEvent.keyboard(words)
    await expect.element(screen.getByRole('option', { name: found }).first()).toBeVisible()
    await userEvent.keyboard('{Escape}')
  }
})

test('the palette does what a key does', async () => {
  const { screen } = await openBacklog()
  await userEvent.keyboard('{Control>}k{/Control}')
  await userEvent.keyboard('vision{Enter}')
  await expect.element(screen.getByRole('dialog', { name: 'Vision of Harbour' })).toBeVisible()
})

test('the list of keys names every key that does something, and closing it gives the focus back', async () => {
  const { screen, grid } = await openBacklog()
  await expect.poll(() => document.activeElement).toBe(grid())
  await userEvent.keyboard('?')
  const dialog = screen.getByRole('dialog', { name: 'Keys' })
  for (const words of [
    'Move up',
    'Create an item below',
    'Go to Backlog',
    'Find anything, do anything',
    'Show the vision',
  ])
    await expect.element(dialog.getByText(words, { exact: true })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => document.activeElement).toBe(grid())
})

test('the role one acts in is chosen at the foot of the rail and changes what is offered', async () => {
  const { screen, state } = await openBacklog()
  await screen.getByRole('button', { name: /Acting as/ }).click()
  await screen.getByRole('menuitemradio', { name: 'Stakeholder' }).click()
  expect(state.me.role).toBe('stakeholder')
  await expect.element(screen.getByRole('button', { name: 'New item' })).not.toBeInTheDocument()
})

test('the line on top says the North Star and that the work is saved', async () => {
  const { screen } = await openBacklog()
  await expect
    .element(screen.getByRole('button', { name: /North Star:\s+Nights booked before arrival\s+41/ }))
    .toBeVisible()
  await expect
    .element(screen.getByRole('status', { name: 'State of the work' }))
    .toHaveTextContent('Saved on this device')
})
