import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import { page, userEvent } from 'vitest/browser'
import { harbour } from '../playground/harbour.ts'
import { memoryShelf } from '../memory-shelf.ts'
import { stateOf } from '../plan-state-in-memory.ts'
import PlanFrame from '../backlog/plan-frame.svelte'

const WHY = 'A berth that is free is no use if nobody knows.'

test('a goal that was half written comes back in its form; Escape takes it back, Cancel drops it, leaving keeps it', async () => {
  await page.viewport(1280, 800)
  const plan = harbour()
  const goal = [...plan.plan.rows('goals').values()].find((row) => row.title === 'Harbour masters trust the board')
  const drafts = memoryShelf({ [`goals/${goal?.id}/why`]: { text: WHY, base: goal?.why ?? '' } })
  const screen = await render(PlanFrame, {
    plan: stateOf(plan),
    drafts,
    start: { screen: 'roadmap', rest: null, query: {} },
  })
  const open = () => screen.getByRole('button', { name: goal?.title ?? '', exact: true }).click()
  await open()
  const why = screen.getByLabelText('Why', { exact: true })
  await expect.element(why).toHaveValue(WHY)
  await expect.element(screen.getByText('Brought back what you typed.')).toBeVisible()
  await why.click()
  await userEvent.keyboard('{Escape}')
  await expect.element(why).toHaveValue('')
  await expect.poll(() => drafts.lying).toEqual({})

  await why.fill('Given up')
  await expect.poll(() => Object.values(drafts.lying)).toEqual(['Given up'])
  await screen.getByRole('button', { name: 'Cancel' }).click()
  await expect.poll(() => drafts.lying).toEqual({})

  await open()
  await why.fill('Half a reas')
  await screen.getByRole('link', { name: 'People' }).first().click()
  await expect.element(screen.getByRole('main', { name: 'People' })).toBeVisible()
  expect(Object.values(drafts.lying)).toEqual(['Half a reas'])
})
