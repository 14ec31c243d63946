import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { lighthouse } from '../playground-b/lighthouse.ts'
import { barriersIn } from './accessible.ts'
import { planWindow } from './window.ts'

test('Outcomes: a value is recorded and another metric becomes the North Star', async () => {
  const { screen, state } = await planWindow({ screen: 'outcomes' })
  await expect.element(screen.getByText('15 February 2027')).toBeVisible()
  expect(await barriersIn()).toEqual([])
  const line = screen.getByRole('listitem').filter({ hasText: 'Nights lost to no-shows' })
  await line.getByRole('button', { name: 'Record a value' }).click()
  await screen.getByLabelText('Value in %').fill('nine')
  await screen.getByRole('button', { name: 'Record', exact: true }).click()
  await expect.element(screen.getByText('That takes a number', { exact: false })).toBeVisible()
  await screen.getByLabelText('Value in %').fill('9,5')
  await screen.getByLabelText('Measured on').fill('2027-03-01')
  await screen.getByRole('button', { name: 'Record', exact: true }).click()
  await expect.element(line.getByText('1 March 2027')).toBeVisible()
  await line.getByRole('button', { name: 'Make it the North Star' }).click()
  await expect.poll(() => state.row('metrics', state.facts.northStar ?? '')?.name).toBe('Nights lost to no-shows')
})

test('People: the directory says who owns what, and roles and teams are given in the open', async () => {
  const { screen, state } = await planWindow({ screen: 'people' })
  await expect.element(screen.getByRole('button', { name: 'Owner of Booking: Anna' })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Add a person' }).click()
  await userEvent.keyboard('Grace Hopper{Enter}')
  await expect.element(screen.getByRole('button', { name: 'Roles of Grace Hopper: no role yet' })).toBeVisible()
  await screen.getByRole('button', { name: 'Roles of Grace Hopper: no role yet' }).click()
  await screen.getByRole('checkbox', { name: 'Product Owner', exact: true }).click()
  const grace = () => state.live('people').find((person) => person.name === 'Grace Hopper')
  await expect.poll(() => grace()?.roles).toEqual(['po'])
  await userEvent.keyboard('{Escape}')
  await screen.getByRole('button', { name: 'Owner of Platform: nobody yet' }).click()
  await userEvent.keyboard('Grace{Enter}')
  await expect.poll(() => state.live('domains').find((domain) => domain.name === 'Platform')?.owner).toBe(grace()?.id)
})

test('Deleted: what was taken out says who and why, and comes back at its rank', async () => {
  const { screen, state } = await planWindow({ screen: 'deleted' })
  await expect.element(screen.getByText('2 items.', { exact: false })).toBeVisible()
  await expect.element(screen.getByText('Others do it better; we link to two.').first()).toBeVisible()
  expect(await barriersIn()).toEqual([])
  const open = state.openCount
  await screen
    .getByRole('button', { name: /^Restore/ })
    .first()
    .click()
  await expect.poll(() => state.openCount).toBe(open + 1)
  await screen.getByRole('checkbox').first().click()
  await screen.getByRole('button', { name: 'Restore', exact: true }).first().click()
  await expect.element(screen.getByText('Nothing was deleted.', { exact: false })).toBeVisible()
})

test('Settings: this device and this plan are apart, and the Definition of Ready is the plan’s own', async () => {
  const { screen, state, home } = await planWindow({ screen: 'settings' })
  await expect.element(screen.getByText('/home/ada/.local/share/ordinal')).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await screen.getByText('Dark', { exact: true }).click()
  await expect.poll(() => home.settings.theme).toBe('dark')
  await screen.getByRole('checkbox', { name: /Single letters act/ }).click()
  await expect.poll(() => home.settings.singleKeys).toBe(false)
  await screen.getByRole('button', { name: 'Fiscal year starts in: January' }).click()
  await userEvent.keyboard('April{Enter}')
  await expect.poll(() => state.facts.fiscalYearStart).toBe(4)
  const anItem = state.plan.open.ids[0] ?? ''
  const asked = state.readinessOf(anItem).total
  await screen.getByRole('checkbox', { name: 'It has acceptance criteria' }).click()
  await expect.poll(() => state.readinessOf(anItem).total).toBe(asked - 1)
  await screen.getByRole('textbox', { name: 'New entry of the Definition of Ready' }).click()
  await userEvent.keyboard('A sketch is attached{Enter}')
  await expect
    .poll(() => state.readinessOf(anItem).checks.at(-1))
    .toMatchObject({ text: 'A sketch is attached', computed: false })
})

test('Settings: who may not change the plan reads it, with the reason', async () => {
  const { screen } = await planWindow({ screen: 'settings' }, 'stakeholder', lighthouse({ role: 'stakeholder' }))
  await expect.element(screen.getByText('Product Owners set vision, goals, metrics and domains.')).toBeVisible()
  await expect.element(screen.getByRole('checkbox', { name: 'It says why' })).toBeDisabled()
  expect(screen.getByRole('button', { name: /^Time zone/ }).query()).toBeNull()
})

test('Help: the words of the field and the keys that act', async () => {
  const { screen } = await planWindow({ screen: 'help' })
  await expect.element(screen.getByText('Nobody assigns one', { exact: false })).toBeVisible()
  await expect.element(screen.getByText('Find anything, do anything').first()).toBeVisible()
  expect(await barriersIn()).toEqual([])
})
