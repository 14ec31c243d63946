import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createItem } from '../../../src/commands/create-item.ts'
import { parkItems } from '../../../src/commands/delete-item.ts'
import { inMemoryState } from '../../support/in-memory-state.ts'
import { barriersIn } from '../screens/accessible.ts'
import { planWindow } from '../screens/window.ts'

test('the parking lot shows since when and why, and lets items go by keyboard: taken up again, or dropped with a reason', async () => {
  const plan = inMemoryState({ role: 'po' })
  const [a = '', b = '', c = ''] = ['Regatta', 'Multihulls', 'Boat shop'].map((title) =>
    plan.must(createItem, { title }),
  )
  plan.must(parkItems, { ids: [a, b], parked: true, why: 'Waits for the season' })
  plan.must(parkItems, { ids: [c], parked: true, until: '2020-02-01' })
  const { screen } = await planWindow({ screen: 'refine', query: { tab: 'parked' } }, 'po', plan)
  await expect.element(screen.getByText('3 items set aside. 1 item to look at again.')).toBeVisible()
  const titlesRow = () => [...document.querySelectorAll<HTMLElement>('button.row')]
  const titles = () => [...document.querySelectorAll('li .title')].map((title) => title.textContent)
  expect(titles()).toEqual(['Boat shop', 'Regatta', 'Multihulls'])
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('jjx')
  await screen.getByRole('textbox', { name: 'Why they are set aside' }).fill('Waits for a berth')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => plan.state.row('items', a)?.parkedWhy).toBe('Waits for a berth')
  await userEvent.keyboard('{Escape}')
  titlesRow()[1]?.focus()
  await userEvent.keyboard('p')
  await expect.poll(titles).toEqual(['Boat shop', 'Multihulls'])
  expect(plan.state.row('items', a)).toMatchObject({ parked: false, parkedWhy: '' })
  expect(document.activeElement?.textContent).toContain('Multihulls')
  await userEvent.keyboard('xkx')
  await screen.getByRole('button', { name: 'Drop' }).click()
  await userEvent.keyboard('Nobody asked for it{Enter}')
  await expect.poll(() => plan.state.row('items', c)?.stage).toBe('dropped')
  await expect.element(screen.getByText('Nothing is parked.')).toBeVisible()
})
