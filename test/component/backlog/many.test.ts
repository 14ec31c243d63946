import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { setLabel } from '../../../src/commands/edit-item.ts'
import { setStage } from '../../../src/commands/pull-item.ts'
import { harbour } from '../playground/harbour.ts'
import { openBacklog } from './open-backlog.ts'

const toasts = () => document.querySelector('.toasts')?.textContent ?? ''

test('F begins to write the filter, letters on its chips go to the line, and the first hit is in sight', async () => {
  const plan = harbour(300)
  const late = plan.plan.open.ids.filter((_, i) => i > 20 && i % 3 === 0)
  plan.must(setLabel, { ids: late, label: 'later', on: true })
  const { grid, screen, atHand } = await openBacklog({ plan })
  await userEvent.keyboard('{End}')
  await expect.poll(() => grid()?.scrollTop ?? 0).toBeGreaterThan(500)
  const records = plan.envelopes.length
  await userEvent.keyboard('f')
  await userEvent.keyboard('label:lat')
  await screen.getByRole('search').getByRole('button', { name: 'Kind: any' }).click()
  await userEvent.keyboard('{Escape}')
  await userEvent.keyboard('er')
  await expect.poll(() => grid()?.getAttribute('aria-rowcount')).toBe(String(late.length + 1))
  expect(document.activeElement?.getAttribute('role')).toBe('combobox')
  expect(plan.envelopes).toHaveLength(records)
  await expect.poll(() => grid()?.scrollTop).toBe(0)
  expect(atHand()).toBe(plan.plan.row('items', late[0] ?? '')?.title)
})

test('many that are parked leave the selection, those in work are told, and W still gives the reason', async () => {
  const { plan, screen } = await openBacklog()
  const [a = '', b = ''] = plan.plan.open.ids
  for (const item of [a, b]) plan.must(setStage, { item, stage: 'doing' })
  await userEvent.keyboard('{Control>}a{/Control}p')
  await expect.poll(toasts).toContain('2 of them are being worked on.')
  expect(document.querySelector('[role=toolbar]')).toBeNull()
  await screen.getByRole('button', { name: 'Put this line away' }).click()
  await userEvent.keyboard('w')
  await userEvent.keyboard('Next year{Enter}')
  const said = [...plan.plan.rows('items').values()].filter(({ parkedWhy }) => parkedWhy === 'Next year')
  expect(said.length).toBeGreaterThan(40)
})

test('R goes from the rank to why to Move, and leaves focus and selection as they were', async () => {
  const { plan, grid } = await openBacklog()
  const first = plan.plan.open.ids[0]
  await userEvent.keyboard('r')
  await expect.element(page.getByLabelText('To rank')).toHaveFocus()
  await userEvent.keyboard('4{Tab}Waits for the season{Tab}')
  expect(document.activeElement?.textContent).toContain('Move')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => plan.plan.open.ids[3]).toBe(first)
  expect(plan.envelopes.at(-1)?.entries[0]?.why).toBe('Waits for the season')
  await expect.poll(() => document.activeElement).toBe(grid())
  expect(document.querySelector('[role=toolbar]')).toBeNull()
})

test('only the last change shows the key that takes it back', async () => {
  const { screen, state, plan } = await openBacklog()
  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}')
  await expect.poll(() => document.querySelectorAll('.toasts [aria-keyshortcuts]').length).toBe(2)
  state.run(setLabel, { ids: plan.plan.open.ids.slice(5, 6), label: 'later', on: true }, { say: 'quiet' })
  await expect.poll(() => document.querySelectorAll('.toasts [aria-keyshortcuts]').length).toBe(0)
  await expect.element(screen.getByRole('button', { name: 'Undo' })).toBeVisible()
})

test('at 1280 pixels the bar of many items is one line, and rarer fields stand behind More', async () => {
  const { screen, plan } = await openBacklog()
  await userEvent.keyboard('x{Shift>}{ArrowDown}{/Shift}')
  const bar = screen.getByRole('toolbar')
  expect(bar.element().clientHeight).toBeLessThan(60)
  await bar.getByRole('button', { name: 'More' }).click()
  await screen.getByRole('menuitem', { name: 'Value' }).click()
  await expect.element(screen.getByRole('textbox', { name: 'Value of the selected items' })).toHaveFocus()
  await userEvent.keyboard('8{Enter}')
  expect(plan.plan.open.ids.slice(0, 2).map((id) => plan.plan.row('items', id)?.value)).toEqual([8, 8])
  const top = (name: string) => screen.getByRole('button', { name }).element().getBoundingClientRect().top
  await userEvent.keyboard('{Escape}')
  await screen.getByRole('row').nth(2).click()
  await expect.element(screen.getByRole('complementary')).toBeVisible()
  expect(Math.abs(top('New item') - top('Filter'))).toBeLessThan(12)
})
