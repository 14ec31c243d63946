import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { openBacklog } from './open-backlog.ts'

test('the order is changed with the keyboard alone, each step is announced, and the focus stays on the list', async () => {
  const { grid, heard, titles, atHand } = await openBacklog()
  await expect.poll(() => document.activeElement).toBe(grid())
  await userEvent.keyboard('jj')
  expect(atHand()).toBe('Hold a berth for 15 minutes while the skipper pays')
  await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}')
  await expect.poll(heard).toContain('Moved “Hold a berth for 15 minutes while the skipper pays” from 3 to 2')
  expect(titles(1, 3)).toEqual([
    'Show free berths that fit length and draught',
    'Hold a berth for 15 minutes while the skipper pays',
    'Two skippers can confirm the same berth at once',
  ])
  await userEvent.keyboard('t')
  await expect.poll(heard).toContain('from 2 to 1')
  await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}')
  await expect.poll(heard).toBe('Already on top')
  await userEvent.keyboard('b')
  await expect.poll(heard).toContain('from 1 to 60')
  expect(atHand()).toBe('Hold a berth for 15 minutes while the skipper pays')
  expect(document.activeElement).toBe(grid())
})

test('a dragged row renumbers the others while it hangs in the air, and drops where the line is', async () => {
  const { titles, screen } = await openBacklog()
  const [from, to] = [11, 7].map((rank) => document.querySelector(`[role=row][aria-rowindex="${rank + 1}"]`)) as [
    HTMLElement,
    HTMLElement,
  ]
  const start = from.getBoundingClientRect()
  const end = to.getBoundingClientRect()
  const point = (type: string, y: number) =>
    new PointerEvent(type, { bubbles: true, clientX: start.x + 240, clientY: y, pointerId: 1, button: 0 })
  HTMLElement.prototype.setPointerCapture = () => undefined
  from.dispatchEvent(point('pointerdown', start.y + 16))
  window.dispatchEvent(point('pointermove', start.y - 10))
  window.dispatchEvent(point('pointermove', end.y + 2))
  await expect.element(screen.getByText('From 11.')).toBeVisible()
  const ranks = () =>
    [...document.querySelectorAll('[role=rowgroup] [role=row]')]
      .slice(5, 12)
      .map((row) => row.querySelector('.rank')?.textContent)
  await expect.poll(ranks).toEqual(['6', '8', '9', '10', '11', '', '12'])
  window.dispatchEvent(point('pointerup', end.y + 2))
  await expect
    .poll(() => titles(6, 8))
    .toEqual([
      'Release the berth of a no-show at 20:00',
      'Waiting list when the harbour is full',
      'Pay by link on departure',
    ])
})

test('Escape lets a dragged row go back', async () => {
  const { titles, plan } = await openBacklog()
  const before = titles(1, 12)
  const records = plan.envelopes.length
  const row = document.querySelector('[role=row][aria-rowindex="5"]') as HTMLElement
  const { x, y } = row.getBoundingClientRect()
  row.dispatchEvent(
    new PointerEvent('pointerdown', { bubbles: true, clientX: x + 240, clientY: y + 9, pointerId: 1, button: 0 }),
  )
  window.dispatchEvent(new PointerEvent('pointermove', { clientX: x + 240, clientY: y + 200, pointerId: 1 }))
  await expect.poll(() => document.querySelector('.lift')).not.toBeNull()
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }))
  await expect.poll(() => document.querySelector('.lift')).toBeNull()
  expect(titles(1, 12)).toEqual(before)
  expect(plan.envelopes).toHaveLength(records)
})

test('a move is given its reason beside what was said about it', async () => {
  const { screen, plan, grid } = await openBacklog()
  await userEvent.keyboard('jj{Alt>}{ArrowUp}{/Alt}')
  await screen.getByRole('button', { name: 'Say why' }).click()
  await userEvent.keyboard('To keep the team busy')
  await expect.element(screen.getByText('This sounds like keeping somebody busy.', { exact: false })).toBeVisible()
  await userEvent.keyboard('{Control>}a{/Control}Pilot marinas open on 1 April{Enter}')
  expect(plan.envelopes.at(-1)?.entries).toMatchObject([
    { name: 'item.why', from: 2, to: 2, why: 'Pilot marinas open on 1 April' },
  ])
  await expect.poll(() => document.activeElement).toBe(grid())
})

test('several selected items move together, keep their order and can be put at a rank', async () => {
  const { screen, titles, heard } = await openBacklog()
  await userEvent.keyboard('jjx{Shift>}{ArrowDown}{/Shift}')
  await expect.poll(heard).toContain('2 selected')
  await userEvent.keyboard('t')
  await expect
    .poll(() => titles(1, 3))
    .toEqual([
      'Hold a berth for 15 minutes while the skipper pays',
      'One record of who lies where, for map and board',
      'Show free berths that fit length and draught',
    ])
  await screen.getByRole('button', { name: 'Move to' }).click()
  await screen.getByLabelText('Why').fill('The team has nothing to do')
  await expect.element(screen.getByText('This sounds like keeping somebody busy.', { exact: false })).toBeVisible()
  await screen.getByLabelText('Why').fill('')
  await screen.getByLabelText('To rank').fill('5')
  await userEvent.keyboard('{Enter}')
  await expect
    .poll(() => titles(4, 7))
    .toEqual([
      'Release the berth of a no-show at 20:00',
      'Hold a berth for 15 minutes while the skipper pays',
      'One record of who lies where, for map and board',
      'Pay by link on departure',
    ])
})

test('who does not order the backlog has no control that does, and a key does nothing', async () => {
  const { titles, plan, screen } = await openBacklog({ role: 'developer' })
  const records = plan.envelopes.length
  await userEvent.keyboard('jj{Alt>}{ArrowUp}{/Alt}tb')
  expect(plan.envelopes).toHaveLength(records)
  expect(titles(1, 1)).toEqual(['Show free berths that fit length and draught'])
  await userEvent.keyboard('x')
  await expect.element(screen.getByRole('toolbar')).toBeVisible()
  await expect.element(screen.getByRole('button', { name: 'To top' })).not.toBeInTheDocument()
})
