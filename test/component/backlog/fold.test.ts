import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { barriersIn } from '../screens/accessible.ts'
import { openBacklog } from './open-backlog.ts'

test('the middle of a long list folds into one row by key, is walked over, moved into and shown again', async () => {
  const { grid, heard, atHand, titles } = await openBacklog({ items: 420 })
  await expect.poll(() => document.activeElement).toBe(grid())
  await userEvent.keyboard('z')
  await expect.poll(heard).toBe('220 items folded into one row')
  await userEvent.keyboard('{End}')
  expect(document.getElementById(grid()?.getAttribute('aria-activedescendant') ?? '')?.ariaRowIndex).toBe('421')
  await userEvent.keyboard('{PageUp}{PageUp}{PageUp}{PageUp}{PageUp}{PageUp}')
  const row = page.getByRole('row', { name: '220 items between rank 100 and 321 Show' })
  await expect.element(row).toBeVisible()
  expect(await barriersIn(row.element())).toEqual([])
  await userEvent.keyboard('{Home}')
  const [first] = titles(1, 1)
  await userEvent.keyboard('r')
  await expect.element(page.getByLabelText('To rank')).toHaveFocus()
  await userEvent.keyboard('200{Enter}')
  await expect.poll(() => titles(200, 200)).toEqual([first])
  await expect.poll(heard).toContain('from 1 to 200')
  await userEvent.keyboard('{Escape}')
  expect(atHand()).toBe(titles(1, 1)[0])
  await expect.poll(() => document.querySelector('#row-of-fold')?.textContent).toContain('moved to 200')
  await userEvent.keyboard('z')
  await expect.poll(heard).toBe('All 420 items are shown')
  expect(document.querySelector('#row-of-fold')).toBeNull()
})
