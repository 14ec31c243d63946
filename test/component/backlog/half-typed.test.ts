import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { deleteItems } from '../../../src/commands/delete-item.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { harbour } from '../playground/harbour.ts'
import { memoryShelf } from '../memory-shelf.ts'
import { barriersIn } from '../screens/accessible.ts'
import { openBacklog } from './open-backlog.ts'

const FIRST = 'Show free berths that fit length and draught'

test('every letter of a new title lies on the shelf at once, with its place, and leaves it with Enter', async () => {
  const drafts = memoryShelf()
  const { plan } = await openBacklog({ drafts })
  await userEvent.keyboard('jcTell the harb')
  expect(drafts.find('new item')).toMatchObject({ text: 'Tell the harb', place: `below ${plan.plan.open.ids[1]}` })
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => drafts.lying).toEqual({})
  await userEvent.keyboard('Given up{Escape}')
  await expect.poll(() => drafts.lying).toEqual({})
  await userEvent.keyboard('cLeft for the list')
  await page.getByText(FIRST).first().click()
  await expect.poll(() => drafts.lying).toEqual({})
})

test('a new item that was half typed is written on where it was begun, and both eye and ear learn of it', async () => {
  const plan = harbour()
  const drafts = memoryShelf({ 'new item': { text: 'Tell the harb', place: `below ${plan.plan.open.ids[2]}` } })
  const { titles, screen } = await openBacklog({ plan, drafts })
  const field = screen.getByLabelText('Title of the new item')
  await expect.element(field).toHaveValue('Tell the harb')
  await expect.element(field).toHaveFocus()
  await expect.element(screen.getByText('Brought back what you typed.')).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('our{Enter}{Escape}')
  expect(titles(4, 4)).toEqual(['Tell the harbour'])
  await expect.poll(() => drafts.lying).toEqual({})
  await expect.element(screen.getByText('Brought back what you typed.')).not.toBeInTheDocument()
})

test('Escape takes back the new item that was brought back, and the list has the focus', async () => {
  const plan = harbour()
  const drafts = memoryShelf({ 'new item': { text: 'Tell the harb', place: 'below gone' } })
  const { grid, screen } = await openBacklog({ plan, drafts })
  await expect.element(screen.getByLabelText('Title of the new item')).toHaveFocus()
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => document.activeElement).toBe(grid())
  expect(drafts.lying).toEqual({})
  expect(plan.plan.open.ids).toHaveLength(60)
})

test('what was brought back is not made an item by clicking elsewhere, and stays to be decided', async () => {
  const plan = harbour()
  const drafts = memoryShelf({ 'new item': { text: 'Tell the harb' } })
  const { screen } = await openBacklog({ plan, drafts })
  await expect.element(screen.getByLabelText('Title of the new item')).toHaveFocus()
  await page.getByText(FIRST).first().click()
  expect(plan.plan.open.ids).toHaveLength(60)
  await expect.element(screen.getByLabelText('Title of the new item')).toHaveValue('Tell the harb')
  await userEvent.keyboard('c')
  await expect.element(screen.getByLabelText('Title of the new item')).toHaveFocus()
  expect(drafts.lying).toEqual({ 'new item': 'Tell the harb' })
})

test('a title half typed in its row comes back when it is opened again', async () => {
  const plan = harbour()
  const field = `items/${plan.plan.open.ids[0]}/title`
  const drafts = memoryShelf()
  const first = await openBacklog({ plan, drafts })
  await userEvent.keyboard('e')
  await userEvent.keyboard('Show berths')
  expect(drafts.lying).toEqual({ [field]: 'Show berths' })
  await first.screen.unmount()
  // A window that crashed did not hear the field go.
  drafts.put(field, { text: 'Show berths', base: FIRST, place: '' })
  plan.must(editItem, { id: plan.plan.open.ids[0] ?? '', field: 'title', value: FIRST })
  const { screen, titles } = await openBacklog({ plan, drafts })
  await userEvent.keyboard('e')
  const input = screen.getByRole('textbox', { name: 'Title', exact: true })
  await expect.element(input).toHaveValue('Show berths')
  await userEvent.keyboard('{Escape}')
  await expect.element(input).toHaveValue(FIRST)
  await userEvent.keyboard('{Escape}')
  await expect.element(input).not.toBeInTheDocument()
  expect(drafts.lying).toEqual({})
  expect(titles(1, 1)).toEqual([FIRST])
})

test('a title that somebody changed meanwhile is shown beside what was typed, and only Enter overwrites it', async () => {
  const plan = harbour()
  const id = plan.plan.open.ids[0] ?? ''
  const drafts = memoryShelf({ [`items/${id}/title`]: { text: 'Show berths', base: FIRST } })
  plan.must(editItem, { id, field: 'title', value: 'Berths that fit' })
  const { screen, titles } = await openBacklog({ plan, drafts, open: 1 })
  const title = screen.getByRole('complementary').getByLabelText('Title')
  await expect.element(title).toHaveValue('Show berths')
  await expect.element(screen.getByText(/Since then it became/)).toHaveTextContent('Berths that fit')
  await title.click()
  await userEvent.keyboard('{End} now')
  await page.getByRole('heading', { name: 'Backlog' }).click()
  expect(titles(1, 1)).toEqual(['Berths that fit'])
  await title.click()
  await userEvent.keyboard('{Enter}')
  expect(titles(1, 1)).toEqual(['Show berths now'])
  await expect.poll(() => drafts.lying).toEqual({})
})

test('a remote edit of another field of the item leaves the typing alone and claims nothing was brought back', async () => {
  const plan = harbour()
  const id = plan.plan.open.ids[0] ?? ''
  const { screen } = await openBacklog({ plan, drafts: memoryShelf(), open: 1 })
  const title = screen.getByRole('complementary').getByLabelText('Title')
  await title.fill('Show berths')
  plan.must(editItem, { id, field: 'estimate', value: 13 })
  await expect.element(screen.getByRole('complementary').getByLabelText('Estimate')).toHaveValue('13')
  await expect.element(title).toHaveValue('Show berths')
  await expect.element(screen.getByText('Brought back what you typed.')).not.toBeInTheDocument()
})

test('criteria, tasks and comments half typed come back; leaving the item keeps them', async () => {
  const plan = harbour()
  const id = plan.plan.open.ids[2] ?? ''
  const drafts = memoryShelf({ [`items/${id}/new criterion`]: { text: 'It is read' } })
  const { screen } = await openBacklog({ plan, drafts, open: 3 })
  const panel = screen.getByRole('complementary')
  await expect.element(panel.getByLabelText('New Acceptance criterion')).toHaveValue('It is read')
  await panel.getByLabelText('New Acceptance criterion').click()
  await userEvent.keyboard(' out{Enter}')
  expect(plan.plan.partsOf('criteria', id).map((row) => row.text)).toContain('It is read out')
  await panel.getByLabelText('Say something on this item').fill('Does Grace know?')
  await page.getByText(FIRST).first().dblClick()
  await userEvent.keyboard('{Escape}jj{Enter}')
  expect(drafts.lying).toEqual({ [`items/${id}/comment`]: 'Does Grace know?' })
})

test('an item deleted by somebody while its title is typed takes the typing with it, without a fault', async () => {
  const plan = harbour()
  const id = plan.plan.open.ids[0] ?? ''
  const { screen } = await openBacklog({ plan, drafts: memoryShelf(), open: 1 })
  const title = screen.getByRole('complementary').getByLabelText('Title')
  await title.fill('Show berths')
  plan.must(deleteItems, { ids: [id], why: '' })
  await expect.poll(() => plan.plan.open.ids).not.toContain(id)
})
