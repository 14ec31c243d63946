import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { addComment } from '../../../src/commands/comments.ts'
import { addCriterion } from '../../../src/commands/criteria.ts'
import { setStage } from '../../../src/commands/pull-item.ts'
import type { InMemoryState } from '../../support/in-memory-state.ts'
import { lighthouse } from '../playground-b/lighthouse.ts'
import { barriersIn } from '../screens/accessible.ts'
import { planWindow } from '../screens/window.ts'

/** Neighbours that nobody pulled. */
function inNoSprint(plan: InMemoryState): readonly string[] {
  const { open } = plan.state.plan
  const free = (id: string | undefined): boolean => plan.state.row('items', id ?? '')?.sprint === null
  const at = open.ids.findIndex((id, i) => free(id) && free(open.ids[i + 1]))
  return open.ids.slice(at, at + 2)
}

test('a split assistant walks the nine patterns, takes pasted parts and deals criteria, by keyboard alone', async () => {
  const plan = lighthouse({ role: 'po' })
  const item = inNoSprint(plan)[0] ?? ''
  const criterion = plan.must(addCriterion, { item, text: 'It is cancelled within a day' })
  const { screen, state, places } = await planWindow({ screen: 'backlog', rest: item }, 'po', plan)
  await expect.element(screen.getByRole('grid', { name: /Backlog/ })).toBeVisible()
  ;(screen.getByRole('grid', { name: /Backlog/ }).element() as HTMLElement).focus()
  await userEvent.keyboard('s')
  await expect.poll(() => places.at(-1)).toMatchObject({ screen: 'split', rest: item })
  const part = (number: number) => screen.getByRole('textbox', { name: new RegExp(`^Part ${number}\\b`) })
  await expect.element(part(1)).toHaveFocus()
  await userEvent.keyboard('Book a berth{Enter}Cancel a booking{Enter}Change a booking{Tab}5')
  await expect.element(screen.getByRole('textbox', { name: 'Estimate of part 3' })).toHaveValue('5')
  await screen.getByRole('radiogroup', { name: 'What becomes of part 3' }).getByText('Not now').click()
  await expect.element(screen.getByText('It shows work that need not be done now.', { exact: false })).toBeVisible()
  await userEvent.selectOptions(
    screen.getByRole('combobox', { name: /^Part for: It is cancelled/ }),
    '2 Cancel a booking',
  )
  for (const name of ['Workflow steps', 'Operations', 'Business-rule variations']) {
    await expect.element(screen.getByRole('button', { name })).toHaveAttribute('aria-expanded', 'true')
    await userEvent.keyboard('{Control>}{ArrowDown}{/Control}')
  }
  expect(await barriersIn()).toEqual([])
  const before = state.plan.open.ids.length
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect.poll(() => places.at(-1)).toMatchObject({ screen: 'backlog', rest: item })
  expect(state.row('items', item)?.title).toBe('Book a berth')
  const cancel = state.plan.open.ids[state.rankOf(item)] ?? ''
  expect(state.row('items', cancel)).toMatchObject({ title: 'Cancel a booking', parked: false })
  expect(state.row('criteria', criterion)?.item).toBe(cancel)
  expect(state.plan.open.ids).toHaveLength(before + 1)
  expect(state.linksOf(item).filter(({ type }) => type === 'split-from')).toHaveLength(2)
})

test('two selected rows become one item: what stays, its words and its texts are chosen side by side', async () => {
  const plan = lighthouse({ role: 'po' })
  const [first = '', second = ''] = inNoSprint(plan)
  plan.must(setStage, { item: second, stage: 'doing' })
  plan.must(addComment, { item: second, text: 'Asked for in Lauterhafen' })
  const { screen, state, places } = await planWindow({ screen: 'backlog', rest: first }, 'po', plan)
  const grid = screen.getByRole('grid', { name: /Backlog/ })
  await expect.element(grid).toBeVisible()
  ;(grid.element() as HTMLElement).focus()
  await userEvent.keyboard('xjx{Shift>}M{/Shift}')
  await expect.poll(() => places.at(-1)).toMatchObject({ screen: 'merge', rest: first, query: { with: second } })
  const work = screen.getByRole('article').filter({ hasText: state.row('items', second)?.key ?? '' })
  await expect.element(work.getByText('doing', { exact: true })).toBeVisible()
  await expect.element(work.getByRole('radio', { name: 'This one stays' })).toBeChecked()
  await screen.getByRole('radio', { name: 'Goes into the other' }).click()
  await expect.element(screen.getByText('1 comment', { exact: true })).toBeVisible()
  await expect.element(screen.getByText('That it is being worked on', { exact: false })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('textbox', { name: 'What it is called' }).fill('One wish')
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect.poll(() => places.at(-1)).toMatchObject({ screen: 'backlog', rest: first })
  expect(state.row('items', first)).toMatchObject({ title: 'One wish', stage: 'doing', deleted: null })
  expect(state.row('items', second)?.deleted?.why).toMatch(/^Merged into /)
  expect(state.commentsOf(first).map(({ text }) => text)).toContain('Asked for in Lauterhafen')
})
