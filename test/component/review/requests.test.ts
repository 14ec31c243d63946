import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { makeRequest } from '../../../src/commands/requests.ts'
import { inMemoryState } from '../../support/in-memory-state.ts'
import { barriersIn } from '../screens/accessible.ts'
import { planWindow } from '../screens/window.ts'

test('by keyboard alone a request is written down, answered with its reason, and found among the declined', async () => {
  const plan = inMemoryState({ role: 'po' })
  plan.must(makeRequest, { title: 'Berths by length', from: 'Sales' })
  const { screen } = await planWindow({ screen: 'backlog' }, 'po', plan)
  await userEvent.keyboard('gq')
  await expect.element(screen.getByRole('heading', { name: 'Requests' })).toBeVisible()
  await userEvent.keyboard('c')
  await expect.element(screen.getByLabelText('What is asked for')).toHaveFocus()
  await userEvent.keyboard('Larger type on the quay{Enter}')
  await expect.element(screen.getByRole('heading', { name: 'Larger type on the quay' })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('jn')
  await expect.element(screen.getByLabelText('Why not?')).toHaveFocus()
  await userEvent.keyboard('Boats are measured at the gate{Control>}{Enter}{/Control}')
  await expect.element(screen.getByText('To answer: 1')).toBeVisible()
  const [declined] = plan.state.live('requests').filter(({ answer }) => answer === 'no')
  expect(declined).toMatchObject({ title: 'Berths by length', why: 'Boats are measured at the gate' })
  await screen.getByText('Declined: 1').click()
  await screen.getByLabelText('Search the requests').fill('measured gate')
  await expect.element(screen.getByRole('heading', { name: 'Berths by length' })).toBeVisible()
  await expect.element(screen.getByRole('button', { name: 'Copy the answer, to send it' })).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('a Developer sees the inbox and has no control that answers', async () => {
  const plan = inMemoryState({ role: 'developer' })
  plan.must(makeRequest, { title: 'Berths by length', from: 'Sales' })
  const { screen } = await planWindow({ screen: 'requests' }, 'developer', plan)
  await expect.element(screen.getByRole('heading', { name: 'Berths by length' })).toBeVisible()
  expect(screen.getByRole('button', { name: /^Yes/ }).query()).toBeNull()
  await expect.element(screen.getByRole('button', { name: /Write a request down/ })).toBeVisible()
})
