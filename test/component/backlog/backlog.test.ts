import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createItem } from '../../../src/commands/create-item.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'
import { barriersIn } from '../screens/accessible.ts'
import { openBacklog } from './open-backlog.ts'

test('the backlog has no barrier, with an item opened and items selected', async () => {
  const { screen } = await openBacklog({ open: 3 })
  await expect.element(screen.getByRole('complementary')).toBeVisible()
  await userEvent.keyboard('x')
  await expect.element(screen.getByRole('toolbar')).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('of 10,000 items only those in sight are drawn, and the list says how many there are', async () => {
  const { grid, atHand } = await openBacklog({ items: 10_000 })
  await expect.poll(() => grid()?.getAttribute('aria-rowcount')).toBe('10001')
  expect(document.querySelectorAll('[role=rowgroup] [role=row]').length).toBeLessThan(60)
  await userEvent.keyboard('{End}')
  await expect.poll(atHand).toContain('(10000)')
  const last = document.querySelector('[aria-rowindex="10001"]')
  expect(last?.querySelector('.rank')?.textContent).toBe('10000')
  expect(last?.getBoundingClientRect().bottom).toBeLessThanOrEqual(800)
})

test('the row at hand stays drawn while somebody scrolls away from it, since the list points to it', async () => {
  const { grid, atHand } = await openBacklog({ items: 500 })
  await userEvent.keyboard('j')
  grid()?.scrollTo(0, 6_000)
  await expect.poll(() => document.querySelector('[aria-rowindex="190"]')).not.toBeNull()
  expect(atHand()).toBe('Two skippers can confirm the same berth at once')
  await userEvent.keyboard('j')
  await expect.poll(() => grid()?.scrollTop).toBeLessThan(100)
})

test('an item is created below the row at hand, and the next one below it', async () => {
  const { titles, grid, heard } = await openBacklog()
  await userEvent.keyboard('jc')
  await userEvent.keyboard('A first new thing{Enter}And a second{Enter}{Escape}')
  expect(titles(2, 5)).toEqual([
    'Two skippers can confirm the same berth at once',
    'A first new thing',
    'And a second',
    'Hold a berth for 15 minutes while the skipper pays',
  ])
  expect(heard()).toContain('Created “And a second” at 4')
  expect(document.activeElement).toBe(grid())
})

test('pasted lines become one item each, without their bullets, as one change', async () => {
  const { titles, plan } = await openBacklog()
  const records = plan.envelopes.length
  await userEvent.keyboard('c')
  const data = new DataTransfer()
  data.setData('text/plain', '- One\r\n\r\n2. Two\n[ ] Three\n')
  document.activeElement?.dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
  )
  await expect.poll(() => titles(2, 4)).toEqual(['One', 'Two', 'Three'])
  expect(plan.envelopes).toHaveLength(records + 1)
})

test('a title is edited where it stands; Escape leaves it as it was', async () => {
  const { titles, grid } = await openBacklog()
  await userEvent.keyboard('e')
  await userEvent.keyboard('Other words{Escape}')
  expect(titles(1, 1)).toEqual(['Show free berths that fit length and draught'])
  await userEvent.keyboard('e')
  await userEvent.keyboard('Show berths that fit{Enter}')
  expect(titles(1, 1)).toEqual(['Show berths that fit'])
  expect(document.activeElement).toBe(grid())
})

test('letters that are typed into a field do nothing else', async () => {
  const { plan } = await openBacklog()
  const records = plan.envelopes.length
  await userEvent.keyboard('/')
  await userEvent.keyboard('tbx')
  expect(plan.envelopes).toHaveLength(records)
})

test('a filter is written or chosen, says how many it shows, and is cleared again', async () => {
  const { screen, grid } = await openBacklog()
  await userEvent.keyboard('/')
  await userEvent.keyboard('kind:bug{Enter}')
  await expect.poll(() => grid()?.getAttribute('aria-rowcount')).toBe('4')
  await expect.element(screen.getByText('3 of 60')).toBeVisible()
  await expect.element(screen.getByRole('button', { name: 'Kind: Bug' })).toBeVisible()
  await screen.getByRole('button', { name: 'Clear', exact: true }).click()
  await expect.poll(() => grid()?.getAttribute('aria-rowcount')).toBe('61')
})

test('a filter that nothing passes says so and offers the way out', async () => {
  const { screen } = await openBacklog({ query: 'no-such-word-anywhere' })
  await screen.getByRole('button', { name: 'Show all of them' }).click()
  await expect.element(screen.getByRole('grid')).toBeVisible()
})

test('one field of several items is changed at once, and what is missing is made on the way', async () => {
  const { screen, plan } = await openBacklog()
  await userEvent.keyboard('x{Shift>}{ArrowDown}{/Shift}')
  await screen.getByRole('toolbar').getByRole('button', { name: 'Domain' }).click()
  await userEvent.keyboard('Regatta{Enter}')
  const [first, second] = plan.plan.open.ids.slice(0, 2).map((id) => plan.plan.row('items', id))
  expect(plan.plan.row('domains', first?.domain ?? '')?.name).toBe('Regatta')
  expect(second?.domain).toBe(first?.domain)
})

test('cards are asked for on all selected items at once', async () => {
  const { screen, plan } = await openBacklog()
  await userEvent.keyboard('x{Shift>}{ArrowDown}{/Shift}')
  await screen.getByRole('toolbar').getByRole('button', { name: 'Cards' }).click()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Begin 2 rounds' }).click()
  await expect
    .poll(() => [...plan.plan.rows('rounds').values()].map(({ item }) => item).sort())
    .toEqual(plan.plan.open.ids.slice(0, 2).toSorted())
})

test('an empty backlog teaches with one sentence, and the first item is written from there', async () => {
  const { screen, plan } = await openBacklog({ plan: inMemoryPlan() })
  await expect.element(screen.getByText('A backlog is one list in one order.', { exact: false })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Write the first item' }).click()
  await userEvent.keyboard('The very first{Enter}{Escape}')
  expect(plan.plan.open.ids).toHaveLength(1)
})

test('an item that cannot be read stops nothing and shows what it holds', async () => {
  const plan = inMemoryPlan()
  plan.must(createItem, { title: 'One that can be read' })
  plan.plan.doc.getMap('items').set('broken', 'not a record at all')
  const { screen } = await openBacklog({ plan })
  await screen.getByText('1 item could not be read', { exact: false }).click()
  await expect.element(screen.getByText('not a record at all', { exact: false })).toBeVisible()
})

test('deleting the last row at hand hands the focus on and says how to take it back', async () => {
  const { screen, grid, titles } = await openBacklog()
  await userEvent.keyboard('{Delete}')
  expect(titles(1, 1)).toEqual(['Two skippers can confirm the same berth at once'])
  await expect.element(screen.getByText('Deleted “Show free berths that fit length and draught”').first()).toBeVisible()
  await expect.element(screen.getByRole('button', { name: 'Undo' })).toBeVisible()
  expect(document.activeElement).toBe(grid())
})
