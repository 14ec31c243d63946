import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createItem } from '../../../src/commands/create-item.ts'
import { setDescription } from '../../../src/commands/edit-item.ts'
import { harbour } from '../playground/harbour.ts'
import { barriersIn } from '../screens/accessible.ts'
import { openBacklog } from './open-backlog.ts'

const rows = () => document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')

test('a filter is completed while it is typed, says at its place what is wrong, and turns a huge paste away', async () => {
  const { screen, grid } = await openBacklog()
  await userEvent.keyboard('/')
  await userEvent.keyboard('kin')
  await expect.element(screen.getByRole('option', { name: /kind:/ })).toBeVisible()
  await userEvent.keyboard('{Tab}bu')
  await expect.element(screen.getByRole('option', { name: 'bug' })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await expect.poll(rows).toBe('4')
  await expect.element(screen.getByRole('button', { name: 'Kind: Bug' })).toBeVisible()
  await userEvent.keyboard('stage:dnoe{Enter}')
  await expect.element(screen.getByText('There is no stage:dnoe. Did you mean done?')).toBeVisible()
  await screen.getByRole('button', { name: 'Show where' }).click()
  const line = document.activeElement as HTMLInputElement
  expect(line.value.slice(line.selectionStart ?? 0, line.selectionEnd ?? 0)).toBe('dnoe')
  expect(await barriersIn()).toEqual([])
  const paste = new DataTransfer()
  paste.setData('text/plain', 'kind:bug '.repeat(1_200_000))
  line.dispatchEvent(new ClipboardEvent('paste', { clipboardData: paste, bubbles: true, cancelable: true }))
  await expect.element(screen.getByText(/what you pasted has 10,800,000/)).toBeVisible()
  await userEvent.keyboard('{Escape}{Escape}')
  await expect.poll(() => document.activeElement).toBe(grid())
})

test('what was searched is marked in the row, with the piece of the description, and in the opened item', async () => {
  const plan = harbour(60)
  const id = plan.plan.open.ids[4] ?? ''
  plan.must(setDescription, { id, value: 'Nobody at the quay knows the **zebrafish** by name.' })
  const { screen } = await openBacklog({ plan, query: 'zebraf' })
  await expect.poll(rows, { timeout: 5_000 }).toBe('2')
  await expect.element(screen.getByText('zebraf', { exact: true })).toBeVisible()
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await expect.element(screen.getByRole('complementary')).toBeVisible()
  await expect.poll(() => CSS.highlights.get('ordinal-hit')?.size).toBe(1)
})

test('a filter is saved as a view, chosen again by keyboard, changed and taken back', async () => {
  const { screen, plan } = await openBacklog({ query: 'kind:bug' })
  await userEvent.keyboard('{Shift>}f{/Shift}')
  await screen.getByLabelText('Name of the new view').fill('Bugs')
  await screen.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.element(screen.getByRole('button', { name: 'Bugs', exact: true })).toBeVisible()
  await screen.getByRole('button', { name: 'Clear', exact: true }).click()
  await expect.poll(rows).toBe('61')
  await userEvent.keyboard('{Shift>}f{/Shift}')
  await userEvent.keyboard('bugs')
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('{Enter}')
  await expect.poll(rows).toBe('4')
  await userEvent.keyboard('{Control>}k{/Control}')
  await userEvent.keyboard('bugs')
  await expect.element(screen.getByRole('option', { name: /Bugs/ }).first()).toBeVisible()
  await userEvent.keyboard('{Escape}{Shift>}f{/Shift}')
  await screen.getByRole('button', { name: 'Rename, order, share, delete' }).click()
  await screen.getByRole('button', { name: 'Share Bugs with everybody' }).click()
  expect([...plan.plan.rows('views').values()]).toMatchObject([{ person: null, filter: 'kind:bug' }])
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Delete Bugs' }).click()
  expect([...plan.plan.rows('views').values()][0]?.deleted).not.toBeNull()
})

test('similar items are shown while a title is typed, in the opened item and as pairs; not the same is remembered', async () => {
  const plan = harbour(60)
  const one = plan.must(createItem, { title: 'Export invoices to Excel', at: 'top' })
  const { screen, titles } = await openBacklog({ plan })
  await userEvent.keyboard('cDownload bills as a spreadsheet')
  await expect.element(screen.getByText('Is it one of these already?')).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await expect.element(screen.getByRole('complementary', { name: /Export invoices/ })).toBeVisible()
  await expect.element(screen.getByLabelText('Title of the new item')).toHaveValue('Download bills as a spreadsheet')
  await userEvent.keyboard('{Escape}{Enter}{Escape}')
  const other = plan.plan.open.ids.find((id) => plan.plan.row('items', id)?.title.startsWith('Download'))
  expect(titles(1, 2)).toContain('Download bills as a spreadsheet')
  await expect.element(screen.getByRole('heading', { name: /Similar items/ })).toBeVisible()
  await screen.getByRole('button', { name: 'Side by side' }).click()
  await expect.element(screen.getByRole('listbox', { name: /Groups/ })).toBeVisible()
  await expect.element(screen.getByRole('article', { name: 'Export invoices to Excel' })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  // The list itself has the focus: keys of the screen and of the frame act all the same.
  await screen.getByRole('option', { name: /Export invoices/ }).click()
  await expect.element(screen.getByRole('listbox', { name: /Groups/ })).toHaveFocus()
  await userEvent.keyboard('n')
  await expect
    .poll(() => [...plan.plan.rows('distinctions').values()].map((row) => [row.one, row.other].sort()))
    .toEqual([[one, other].sort()])
})
