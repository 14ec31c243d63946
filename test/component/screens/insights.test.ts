import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { setStage } from '../../../src/commands/pull-item.ts'
import { inMemoryState, type InMemoryState } from '../../support/in-memory-state.ts'
import { barriersIn } from './accessible.ts'
import { planWindow } from './window.ts'

const DAY = 86_400_000

/** A plan in which an item was finished on each of so many days up to yesterday, and one is in progress. */
function finishedOn(days: number): InMemoryState {
  let now = Date.now()
  const plan = inMemoryState({ role: 'po', now: () => now })
  const item = (title: string, from: number, to: number | null) => {
    now = Date.now() - from * DAY
    const id = plan.must(createItem, { title }, plan.as('po'))
    plan.must(setStage, { item: id, stage: 'doing' }, plan.as('developer'))
    if (to === null) return
    now = Date.now() - to * DAY
    plan.must(setStage, { item: id, stage: 'done' }, plan.as('developer'))
  }
  for (let day = 1; day <= days; day++) item(`Item of day ${String(day)}`, day + 2, day)
  if (days > 0) item('Still at it', 9, null)
  now = Date.now()
  return plan
}

test('pictures of flow say in a sentence what they show, have a table behind them and no barriers', async () => {
  const { screen, places } = await planWindow({ screen: 'insights' }, 'po', finishedOn(12))
  await expect.element(screen.getByText('85 % of items finish within 3 days.')).toBeVisible()
  await expect
    .element(screen.getByText('1 item in progress is older than the 3 days in which 85 % finish.'))
    .toBeVisible()
  await expect.element(screen.getByText(/will be done on or before .*, with 85 %/)).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await screen.getByText('Age of work in progress as a table').click()
  await screen.getByRole('button', { name: 'Still at it' }).click()
  expect(places.at(-1)).toMatchObject({ screen: 'backlog' })
})

test('thin history shows what there is and says why there is no forecast and what to do', async () => {
  const { screen } = await planWindow({ screen: 'insights' }, 'po', finishedOn(3))
  await expect.element(screen.getByText(/Something was finished on only 3 days of the/)).toBeVisible()
  await expect.element(screen.getByText(/Look further back, or go on finishing/)).toBeVisible()
  await expect.element(screen.getByText(/3 items were finished\. An expectation needs ten/)).toBeVisible()
})

test('without any history the screen teaches in a sentence and leads to the sprint', async () => {
  const { screen, places } = await planWindow({ screen: 'insights' }, 'po', finishedOn(0))
  await screen.getByRole('button', { name: 'Go to the sprint' }).click()
  expect(places.at(-1)).toEqual({ screen: 'sprint' })
})
