import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { scoreItems } from '../../../src/commands/scores.ts'
import { startSurvey } from '../../../src/commands/surveys.ts'
import { lighthouse } from '../playground-b/lighthouse.ts'
import { barriersIn } from './accessible.ts'
import { planWindow } from './window.ts'

const scores = (query: Readonly<Record<string, string>>) => ({ screen: 'refine', query: { tab: 'scores', ...query } })

test('Scores: factors are given in a sheet by keyboard, a bad value stays as typed with a sentence, a column is pasted', async () => {
  const { screen, state } = await planWindow(scores({ method: 'rice' }))
  const sheet = screen.getByRole('grid', { name: 'Scores by RICE' })
  await expect.element(sheet).toBeVisible()
  const [first = '', second = '', third = ''] = state.plan.open.ids
  const order = [...state.plan.order.ids]
  const factorsOf = (id: string) => Object.assign({}, ...state.scoresOf(id).map((one) => one.factors)) as object
  ;(sheet.element() as HTMLElement).focus()
  await userEvent.keyboard('1500{Enter}900{Enter}{ArrowUp}{ArrowUp}{ArrowRight}2{Tab}80{Tab}')
  await expect.poll(() => factorsOf(first)).toEqual({ reach: 1500, impact: 2, confidence: 80 })
  expect(factorsOf(second)).toEqual({ reach: 900 })
  await userEvent.keyboard('0{Enter}')
  await expect.element(screen.getByRole('alert').getByText('Effort is at least 0.5 person-months.')).toBeVisible()
  await expect.element(screen.getByRole('textbox', { name: /^Effort of/ })).toHaveValue('0')
  await userEvent.keyboard('{Backspace}2{Enter}')
  await expect.element(screen.getByRole('gridcell', { name: 'RICE 1,200' })).toBeVisible()
  const pasted = new DataTransfer()
  pasted.setData('text/plain', '1\n4\n')
  sheet.element().dispatchEvent(new ClipboardEvent('paste', { clipboardData: pasted, bubbles: true, cancelable: true }))
  await expect.poll(() => factorsOf(third)).toEqual({ effort: 4 })
  expect(state.plan.order.ids).toEqual(order)
  expect(await barriersIn()).toEqual([])
})

test('Two orders, one gap: the biggest difference comes first and takes its reason', async () => {
  const plan = lighthouse({ role: 'po' })
  const ids = plan.state.plan.open.ids.slice(0, 4)
  plan.state.run(scoreItems, {
    method: 'value-effort',
    scores: ids.map((item, i) => ({ item, factors: { value: [1, 5, 6, 9][i] ?? 0, effort: 1 } })),
  })
  const { screen, state } = await planWindow(scores({ view: 'orders', method: 'value-effort' }), 'po', plan)
  const row = screen.getByRole('row').nth(1)
  await expect.element(row.getByText('3 higher than its score')).toBeVisible()
  await row.getByRole('textbox').fill('So that Keel has something to do, keep them busy')
  await expect.element(row.getByText('This sounds like keeping somebody busy.', { exact: false })).toBeVisible()
  await row.getByRole('textbox').fill('The pilot harbour waits for it.')
  await expect.poll(() => row.element().textContent).not.toContain('keeping somebody busy')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => state.row('items', ids[0] ?? '')?.orderWhy).toBe('The pilot harbour waits for it.')
  await expect.element(screen.getByText('3 differences without a reason', { exact: false })).toBeVisible()
  await expect.poll(() => document.activeElement?.closest('tr')?.dataset['item']).toBe(ids[3])
  await screen
    .getByRole('button', { name: /^Put it where its score is/ })
    .first()
    .click()
  await expect.poll(() => state.rankOf(ids[0] ?? '')).toBe(4)
  await expect.element(screen.getByText('Written when it stood at 1')).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('the picture: a bubble is moved by keys and by hand, and writes value and effort', async () => {
  const plan = lighthouse({ role: 'po' })
  const [item = ''] = plan.state.plan.open.ids
  plan.state.run(scoreItems, { method: 'value-effort', scores: [{ item, factors: { value: 10, effort: 10 } }] })
  const { screen, state } = await planWindow(scores({ view: 'chart' }), 'po', plan)
  const point = screen.getByRole('button', { name: /value 10, effort 10/ })
  await expect.element(point).toBeVisible()
  expect(await barriersIn()).toEqual([])
  ;(point.element() as SVGElement).focus()
  await userEvent.keyboard('{ArrowUp}{ArrowUp}{ArrowLeft}')
  expect(state.row('items', item)).toMatchObject({ value: 10, effort: 10 })
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => state.row('items', item)).toMatchObject({ value: 11, effort: 9.5 })
  const dot = document.getElementById(`point-${item}`) as unknown as SVGCircleElement
  const box = dot.getBoundingClientRect()
  const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, bubbles: true, pointerId: 1, button: 0 }
  dot.setPointerCapture = () => undefined
  dot.dispatchEvent(new PointerEvent('pointerdown', at))
  dot.dispatchEvent(new PointerEvent('pointermove', { ...at, clientX: at.clientX - 200, clientY: at.clientY + 100 }))
  dot.dispatchEvent(new PointerEvent('pointerup', at))
  await expect.poll(() => state.row('items', item)?.effort).toBeLessThan(9)
  expect(state.row('items', item)?.value).toBeLessThan(11)
})

test('a formula of the plan’s own is written with its error at the character, and scores at once', async () => {
  const { screen, state } = await planWindow(scores({}))
  await screen.getByRole('button', { name: /^Way to score/ }).click()
  await userEvent.keyboard('formula of your own{Enter}')
  await screen.getByLabelText('Name').fill('Pull')
  await screen.getByLabelText('Formula', { exact: true }).fill('love * 2 +')
  await expect.element(screen.getByText('Character 11: The formula ends too early', { exact: false })).toBeVisible()
  await screen.getByLabelText('Formula', { exact: true }).fill('love * 2')
  await screen.getByRole('button', { name: 'Make “love” a factor' }).click()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Make the formula' }).click()
  const sheet = screen.getByRole('grid', { name: 'Scores by Pull' })
  await expect.element(sheet).toBeVisible()
  ;(sheet.element() as HTMLElement).focus()
  await userEvent.keyboard('21{Enter}')
  await expect.element(screen.getByRole('gridcell', { name: 'Pull 42' })).toBeVisible()
  expect(state.live('formulas')).toHaveLength(1)
})

test('Kano: somebody is asked at the window, and who answers again is told that the newer answer counts', async () => {
  const plan = lighthouse({ role: 'po' })
  const [item = ''] = plan.state.plan.open.ids
  plan.state.run(startSurvey, { items: [item] })
  const { screen, state } = await planWindow(scores({ view: 'kano' }), 'po', plan)
  const answer = async (without: string) => {
    await screen.getByRole('button', { name: 'Ask somebody here' }).click()
    await screen.getByLabelText('Who answers?').fill('Grace')
    await userEvent.keyboard('{Enter}')
    await screen.getByRole('group', { name: 'How do you feel if you have it?' }).getByText('I like it').click()
    await screen.getByRole('group', { name: 'How do you feel if you do not have it?' }).getByText(without).click()
    expect(await barriersIn()).toEqual([])
    await screen.getByRole('button', { name: 'Finish' }).click()
  }
  await answer('I do not mind')
  await screen.getByRole('button', { name: 'Show the results' }).click()
  await expect.element(screen.getByRole('row', { name: /Attractive/ })).toBeVisible()
  await answer('I dislike it')
  await expect.element(screen.getByText('You answered this before.', { exact: false }).first()).toBeVisible()
  await screen.getByRole('button', { name: 'Show the results' }).click()
  await expect.element(screen.getByRole('row', { name: /One-dimensional/ })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  expect(state.table('answers').size).toBe(2)
})

test('job sizes are suggested from estimates and kept in one go', async () => {
  const { screen, state } = await planWindow(scores({ method: 'wsjf' }))
  const sized = () =>
    state.plan.open.ids.filter((id) => state.scoresOf(id).some(({ factors }) => 'jobSize' in factors)).length
  await screen.getByRole('button', { name: /^Take .* from estimates$/ }).click()
  await expect.poll(sized).toBeGreaterThan(0)
  await expect.element(screen.getByRole('button', { name: /^Take .* from estimates$/ })).not.toBeInTheDocument()
})

test('without items, and without a role that scores, it says what to do', async () => {
  const { screen } = await planWindow(scores({}), 'po', lighthouse({ role: 'po', empty: true }))
  await expect.element(screen.getByText('Scores compare items', { exact: false })).toBeVisible()
  expect(await barriersIn()).toEqual([])
})
