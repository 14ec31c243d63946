import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createItem } from '../../../src/commands/create-item.ts'
import { deleteItems } from '../../../src/commands/delete-item.ts'
import type { Entry } from '../../../src/model/envelope.ts'
import type { HistoryLine } from '../../../src/state/history-source.ts'
import { inMemoryState } from '../../support/in-memory-state.ts'
import { barriersIn } from '../screens/accessible.ts'
import { planWindow } from '../screens/window.ts'
import { lineOf, madeUpPast, NOTHING, pastItem, type MadeUpPast } from './past.ts'
import { momentBefore } from '../../../src/model/plan-time.ts'

const renamed = (n: number): Entry => ({
  name: 'item.edit',
  record: 'items/none',
  field: 'title',
  from: `Berth ${n}`,
  to: `Berth ${n + 1}`,
  why: '',
})

/** A plan of five items of which three were deleted, and its past; on the History screen. */
async function history(options: { lines?: HistoryLine[]; role?: string; query?: Record<string, string> } = {}) {
  const past = madeUpPast([])
  const session = inMemoryState({ role: options.role ?? 'po', host: { history: () => past.source } })
  // Somebody else's items: what one made oneself anybody may take back.
  const po = { person: 'carla', role: 'po', forTeam: null }
  const ids = ['Hold a berth', 'Pay by link', 'Waiting list', 'Tide tables', 'Refund'].map((title) =>
    session.must(createItem, { title }, po),
  )
  const gone = ids.slice(1, 4)
  session.must(deleteItems, { ids: gone, why: '' }, po)
  const deleted = lineOf(50, {
    items: gone,
    entries: gone.map((id) => ({
      name: 'item.delete',
      record: `items/${id}`,
      field: 'deleted',
      from: null,
      to: true,
      why: '',
    })),
  })
  past.lines = options.lines ?? [
    deleted,
    lineOf(2, { entries: [renamed(2)], author: { person: 'ben', role: 'developer', forTeam: null }, device: 'd2' }),
    lineOf(1, { entries: [renamed(1)] }),
  ]
  past.items = ids.map((id, i) =>
    pastItem(id, i + 1, ['Hold a berth', 'Pay by link', 'Waiting list', 'Tide tables', 'Refund'][i] ?? ''),
  )
  const window = await planWindow({ screen: 'history', query: options.query ?? {} }, options.role ?? 'po', session)
  await expect.element(window.screen.getByRole('heading', { name: 'History' })).toBeVisible()
  const list = window.screen.getByRole('grid', { name: 'Changes, newest first' })
  const calls = (call: string): unknown[] => past.asked.filter((one) => one.call === call).map((one) => one.args)
  return { ...window, past, gone, ids, list, calls }
}

const willBring = (past: MadeUpPast): void => {
  past.back = { ...NOTHING, itemsBack: 3 }
}

test('the newest change is at hand, in plain words, with who and what it touched', async () => {
  const { screen, list } = await history()
  await expect
    .element(list.getByRole('row', { name: /Deleted 3 items.*Anna, Product Owner/ }))
    .toHaveAttribute('aria-selected', 'true')
  await expect.element(list).toHaveFocus()
  await expect.element(screen.getByRole('heading', { name: 'Deleted 3 items' })).toBeVisible()
  for (const title of ['Pay by link', 'Waiting list', 'Tide tables'])
    await expect.element(screen.getByRole('checkbox', { name: `Choose ${title}` })).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('what was deleted comes back by keyboard alone: B, and Enter in the preview; the focus returns to the list', async () => {
  const { past, gone, list, calls, screen, state } = await history()
  willBring(past)
  await expect.element(list).toHaveFocus()
  await userEvent.keyboard('b')
  await expect.element(screen.getByText('3 deleted items come back to the backlog.')).toBeVisible()
  await expect.element(screen.getByRole('button', { name: 'Bring 3 items back' })).toHaveFocus()
  expect(await barriersIn(document.querySelector('[role=dialog]') ?? document.body)).toEqual([])
  await userEvent.keyboard('{Enter}')
  await expect
    .poll(() => calls('bringBack').at(-1))
    .toMatchObject({
      preview: false,
      what: { kind: 'items', items: gone },
      moment: past.lines[0] ? momentBefore(past.lines[0].at) : 0,
    })
  await expect.poll(() => state.notices.list.map((notice) => notice.words)).toContain('Brought 3 items back.')
  expect(state.undoLabel).toBe('Brought 3 items back')
  await expect.element(list).toHaveFocus()
})

test('only the chosen ones come back, with a reason if one is given', async () => {
  const { past, gone, calls, screen } = await history()
  willBring(past)
  await screen.getByRole('checkbox', { name: 'Choose Waiting list' }).click()
  await screen.getByRole('button', { name: 'Bring this one back' }).click()
  await screen.getByLabelText('Why (if you want to say)').fill('wrong one')
  await screen.getByRole('button', { name: 'Bring it back' }).click()
  await expect
    .poll(() => calls('bringBack').at(-1))
    .toMatchObject({ preview: false, why: 'wrong one', what: { kind: 'items', items: [gone[1]] } })
})

test('a preview that finds nothing to do offers nothing to do', async () => {
  const { screen, calls } = await history()
  await userEvent.keyboard('b')
  await expect.element(screen.getByText(/There is nothing to do/)).toBeVisible()
  await screen.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
  await expect.poll(() => screen.getByRole('dialog').query()).toBeNull()
  expect(calls('bringBack')).toHaveLength(1)
})

test('arrows walk through the changes; another’s change is undone or their work taken back since a moment', async () => {
  const { screen, past, calls, list } = await history()
  past.back = {
    ...NOTHING,
    changes: 1,
    fields: 1,
    left: [{ record: 'plan', field: 'name', why: 'changed since' }],
    leftInAll: 1,
  }
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(screen.getByRole('heading', { name: 'Renamed “Berth 2” to “Berth 3”' })).toBeVisible()
  await userEvent.keyboard('u')
  await expect.element(screen.getByText('1 thing that somebody changed since is left alone.')).toBeVisible()
  await userEvent.keyboard('{Enter}')
  await expect
    .poll(() => calls('takeBack').at(-1))
    .toMatchObject({ preview: false, what: { kind: 'change', change: 'change2' } })
  await userEvent.keyboard('{ArrowDown}')
  await screen.getByRole('button', { name: 'More', exact: true }).click()
  await screen.getByRole('menuitem', { name: /^Take back the work of/ }).click()
  await expect.element(screen.getByRole('button', { name: /^Since/ })).toBeVisible()
  // The menu that asked is gone when the preview is left: the focus is on the list and not nowhere.
  await userEvent.keyboard('{Escape}')
  await expect.element(list).toHaveFocus()
  await screen.getByRole('button', { name: 'More', exact: true }).click()
  await screen.getByRole('menuitem', { name: /^Take back the work of/ }).click()
  await screen.getByRole('button', { name: /^Since/ }).click()
  await screen.getByRole('button', { name: 'Ever', exact: true }).click()
  await screen.getByRole('button', { name: 'Take back 1 change' }).click()
  await expect
    .poll(() => calls('takeBack').at(-1))
    .toMatchObject({ preview: false, since: null, what: { kind: 'person' } })
})

test('the plan as it stood is visibly the past, with what is gone today, and its items open', async () => {
  const { screen, gone, calls, past } = await history()
  willBring(past)
  await userEvent.keyboard('p')
  await expect.element(screen.getByText(/^The backlog as it stood on/)).toBeVisible()
  const then = screen.getByRole('grid', { name: 'The backlog of then, in its order' })
  await expect.element(then).toHaveFocus()
  await expect.poll(() => then.getByRole('row').elements().length).toBe(5)
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await expect.element(screen.getByRole('complementary', { name: 'Item of then: Pay by link' })).toBeVisible()
  await expect.element(screen.getByText('A held berth cannot be booked')).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('{Escape}')
  await expect.element(then).toHaveFocus()
  await screen.getByText('Gone today 3', { exact: true }).click()
  await expect.poll(() => then.getByRole('row').elements().length).toBe(3)
  await screen.getByRole('button', { name: 'Bring these 3 back' }).click()
  await screen.getByRole('button', { name: 'Bring 3 items back' }).click()
  await expect.poll(() => calls('bringBack').at(-1)).toMatchObject({ preview: false, what: { items: gone } })
})

test('two moments are compared, with numbers, values and the words that differ', async () => {
  const { screen, calls, past } = await history()
  await userEvent.keyboard('c')
  for (const words of ['A new berth', 'An old berth', 'The waiting list'])
    await expect.element(screen.getByText(words).first()).toBeVisible()
  await expect.element(screen.getByRole('button', { name: '1 moved' })).toBeVisible()
  await expect.poll(() => document.querySelector('.text del')?.textContent).toMatch(/five/)
  expect(document.querySelector('.text ins')?.textContent).toMatch(/one/)
  expect(calls('compare')[0]).toMatchObject({ from: momentBefore(past.lines[0]?.at ?? 0) })
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: '1 moved' }).click()
  await expect.poll(() => screen.getByText('A new berth').query()).toBeNull()
  await screen.getByRole('button', { name: /^To/ }).click()
  await screen.getByRole('button', { name: 'After the chosen change' }).click()
  await expect.poll(() => calls('compare').at(-1)).toMatchObject({ to: past.lines[0]?.until })
})

test('Escape goes back step by step and the list has the focus at the end', async () => {
  const { list, screen } = await history()
  await userEvent.keyboard('p')
  await expect.element(screen.getByText(/^The backlog as it stood on/)).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(screen.getByRole('heading', { name: 'Deleted 3 items' })).toBeVisible()
  await expect.element(list).toHaveFocus()
})

test('filters say whose changes are looked at, and words find one', async () => {
  const { screen, list } = await history()
  await screen.getByRole('button', { name: /^Device:/ }).click()
  await screen.getByRole('option', { name: /Device D2/ }).click()
  await expect.poll(() => list.getByRole('row', { selected: true }).elements().length).toBe(1)
  await expect.element(screen.getByRole('heading', { name: 'Renamed “Berth 2” to “Berth 3”' })).toBeVisible()
  await screen.getByRole('button', { name: 'Show all changes again' }).click()
  await userEvent.keyboard('/')
  await userEvent.keyboard('nowhere')
  await expect.element(screen.getByText('No change looks like that.')).toBeVisible()
  await screen.getByRole('button', { name: 'Show all changes', exact: true }).click()
  await expect.element(list.getByRole('row', { name: /Deleted 3 items/ })).toBeVisible()
  await expect.element(list).toHaveFocus()
})

test('of ten thousand changes only those in sight are drawn, and more come while one walks', async () => {
  const many = Array.from({ length: 10_000 }, (_, i) => lineOf(10_000 - i, { entries: [renamed(10_000 - i)] }))
  const { list, calls } = await history({ lines: many })
  await expect.element(list).toHaveFocus()
  expect(list.getByRole('row').elements().length).toBeLessThan(40)
  await userEvent.keyboard('{End}')
  await expect.poll(() => calls('timeline').length).toBeGreaterThan(1)
  expect(list.getByRole('row').elements().length).toBeLessThan(60)
})

test('the marker on the strip goes to a moment by keyboard', async () => {
  const { screen, calls } = await history()
  screen.getByRole('slider', { name: 'Moment in the life of the plan' }).element().focus()
  await userEvent.keyboard('{Home}')
  await expect.poll(() => calls('timeline').at(-1)).toMatchObject({ before: lineOf(1, { entries: [] }).at + 1 })
  await expect.element(screen.getByRole('heading', { name: 'Renamed “Berth 1” to “Berth 2”' })).toBeVisible()
  await screen.getByRole('button', { name: 'Back to the newest' }).click()
  await expect.element(screen.getByRole('heading', { name: 'Deleted 3 items' })).toBeVisible()
})

test('an item’s history opens on it alone; asked how it looked before, with the item of then open', async () => {
  const { past, calls, ids, screen, gone } = await history()
  const [id = ''] = gone
  await screen.unmount()
  const session = inMemoryState({ host: { history: () => past.source } })
  const window = await planWindow({ screen: 'history', query: { item: id, view: 'then' } }, 'po', session)
  await expect.element(window.screen.getByRole('complementary', { name: 'Item of then: Pay by link' })).toBeVisible()
  expect(calls('timeline').at(-1)).toMatchObject({ filter: { record: `items/${id}` } })
  expect(calls('item').at(-1)).toEqual({ moment: momentBefore(past.lines[0]?.at ?? 0), item: ids[1] })
})

test('a new plan says what History is for', async () => {
  const { screen } = await history({ lines: [] })
  await expect.element(screen.getByText('Everything that happens to this plan is kept here.')).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('what cannot be read is said, and asked again', async () => {
  const { screen, past } = await history()
  past.fails = 'Record 42 of this device cannot be read.'
  await userEvent.keyboard('p')
  await expect.element(screen.getByText('Record 42 of this device cannot be read.')).toBeVisible()
  await screen.getByRole('button', { name: 'Try again' }).click()
  await expect.element(screen.getByRole('grid', { name: 'The backlog of then, in its order' })).toBeVisible()
})

test('who may not order the backlog sees no control that brings it back', async () => {
  const { screen } = await history({ role: 'stakeholder' })
  await expect.element(screen.getByRole('heading', { name: 'Deleted 3 items' })).toBeVisible()
  expect(screen.getByRole('button', { name: /^Bring/ }).query()).toBeNull()
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(screen.getByRole('heading', { name: 'Renamed “Berth 2” to “Berth 3”' })).toBeVisible()
  expect(screen.getByRole('button', { name: 'Undo this change' }).query()).toBeNull()
  await userEvent.keyboard('2')
  await expect.element(screen.getByText(/^The backlog as it stood on/)).toBeVisible()
  expect(screen.getByRole('button', { name: /^Bring/ }).query()).toBeNull()
})

test.for(['light', 'dark', 'room'])('in the %s theme nothing keeps anybody from using it', async (theme) => {
  const { screen, home, past } = await history()
  willBring(past)
  await home.changeSettings({ theme: theme as 'light' })
  document.documentElement.dataset['theme'] = theme
  await expect.element(screen.getByRole('heading', { name: 'Deleted 3 items' })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('2')
  await expect.element(screen.getByText(/^The backlog as it stood on/)).toBeVisible()
  await expect.element(screen.getByRole('grid', { name: 'The backlog of then, in its order' })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('3')
  await expect.element(screen.getByRole('region', { name: 'Changed' })).toBeVisible()
  await expect.poll(() => document.querySelector('.text del')).not.toBeNull()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('{Escape}b')
  await expect.element(screen.getByRole('button', { name: 'Bring 3 items back' })).toHaveFocus()
  expect(await barriersIn(document.querySelector('[role=dialog]') ?? document.body)).toEqual([])
  document.documentElement.dataset['theme'] = 'light'
})
