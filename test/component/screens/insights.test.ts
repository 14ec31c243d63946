import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createItem } from '../../../src/commands/create-item.ts'
import { setStage } from '../../../src/commands/pull-item.ts'
import { createTeam } from '../../../src/commands/people.ts'
import { createSprint } from '../../../src/commands/sprints.ts'
import { pictureOf, pngFile, svgFile } from '../../../src/ui/kit/picture.ts'
import { createRecord, setField } from '../../../src/doc/write.ts'
import { inMemoryState, type InMemoryState } from '../../support/in-memory-state.ts'
import { barriersIn } from './accessible.ts'
import { planWindow } from './window.ts'

const DAY = 86_400_000

/** A plan in which an item was finished on each of so many days up to yesterday, and one is in progress. */
function finishedOn(days: number): InMemoryState {
  let now = Date.now()
  const plan = inMemoryState({ role: 'po', now: () => now })
  const item = (title: string, from: number, to: number | null) => {
    now = Date.now() - from * DAY
    const id = plan.must(createItem, { title }, plan.as('po'))
    plan.must(setStage, { item: id, stage: 'doing' }, plan.as('developer'))
    if (to === null) return
    now = Date.now() - to * DAY
    plan.must(setStage, { item: id, stage: 'done' }, plan.as('developer'))
  }
  for (let day = 1; day <= days; day++) item(`Item of day ${String(day)}`, day + 2, day)
  if (days > 0) item('Still at it', 9, null)
  now = Date.now()
  return plan
}

test('pictures of flow say in a sentence what they show, have a table behind them and no barriers', async () => {
  const { screen, places } = await planWindow({ screen: 'insights' }, 'po', finishedOn(12))
  await expect.element(screen.getByText('85 % of items finish within 3 days.')).toBeVisible()
  await expect
    .element(screen.getByText('1 item in progress is older than the 3 days in which 85 % finish.'))
    .toBeVisible()
  await expect.element(screen.getByText(/will be done on or before .*, with 85 %/)).toBeVisible()
  expect(await barriersIn()).toEqual([])
  // Every picture has its table and can be taken along as PNG and SVG.
  const pictures = [...document.querySelectorAll<SVGSVGElement>('svg.chart')]
  expect(pictures).toHaveLength(6)
  for (const svg of pictures) {
    const figure = svg.closest('.figure')
    expect(figure?.querySelectorAll('details th').length).toBeGreaterThan(1)
    expect(figure?.querySelector('header button')?.textContent).toContain('Save as picture')
    const picture = await pictureOf(svg, { title: 'A title', about: '', legend: [] })
    expect(await svgFile(picture).text()).not.toMatch(/oklch|var\(/)
    expect((await pngFile(picture))?.type).toBe('image/png')
  }
  await screen.getByText('Age of work in progress as a table').click()
  await screen.getByRole('button', { name: 'Still at it' }).click()
  expect(places.at(-1)).toMatchObject({ screen: 'backlog' })
})

test('thin history shows what there is and says why there is no forecast and what to do', async () => {
  const { screen } = await planWindow({ screen: 'insights' }, 'po', finishedOn(3))
  await expect.element(screen.getByText(/Something was finished on only 3 days of the/)).toBeVisible()
  await expect.element(screen.getByText(/Look further back, or go on finishing/)).toBeVisible()
  await expect.element(screen.getByText(/3 items were finished\. An expectation needs ten/)).toBeVisible()
})

test('without any history the screen teaches in a sentence and leads to the sprint', async () => {
  const { screen, places } = await planWindow({ screen: 'insights' }, 'po', finishedOn(0))
  await screen.getByRole('button', { name: 'Go to the sprint' }).click()
  expect(places.at(-1)).toEqual({ screen: 'sprint' })
})

test('what was finished on days that an import did not say is counted, with what to do', async () => {
  const plan = inMemoryState({ role: 'po' })
  const id = plan.must(createItem, { title: 'Done long ago' }, plan.as('po'))
  plan.plan.doc.transact(() => setField(plan.plan.doc, 'items', id, 'stage', 'done'))
  const { screen } = await planWindow({ screen: 'insights' }, 'po', plan)
  await expect.element(screen.getByText('1 item was finished, but no day is known', { exact: false })).toBeVisible()
})

test('forecast lines stand across the backlog, are said in words, name what a drag moves out, and can be put away', async () => {
  const plan = finishedOn(12)
  for (let i = 0; i < 40; i++) plan.must(createItem, { title: `Open ${String(i)}`, at: 'bottom' }, plan.as('po'))
  const { screen, home } = await planWindow({ screen: 'backlog' }, 'po', plan)
  await expect.element(screen.getByRole('grid')).toBeVisible()
  const list = screen.getByRole('grid').element() as HTMLElement
  await expect.poll(() => list.textContent, { timeout: 10_000 }).toMatch(/85 % by \d+ \w+/)
  expect(list.textContent).toMatch(/50 % by \d+ \w+/)
  const choice = screen.getByRole('button', { name: /^Forecast lines: Done by .*: \d+ with 85 %, \d+ with 50 %/ })
  const after = Number(/(\d+) with 85 %/.exec(choice.element().textContent)?.[1])
  const row = (rank: number) => document.getElementById(`row-${plan.plan.open.ids[rank - 1] ?? ''}`) as HTMLElement
  const at = (element: HTMLElement) => {
    const { left, top } = element.getBoundingClientRect()
    return { clientX: left + 300, clientY: top + 4, bubbles: true, pointerId: 1, button: 0, isPrimary: true }
  }
  list.setPointerCapture = () => undefined
  const [from, to] = [at(row(after + 1)), at(row(2))]
  row(after + 1).dispatchEvent(new PointerEvent('pointerdown', from))
  window.dispatchEvent(new PointerEvent('pointermove', to))
  const last = plan.state.row('items', plan.plan.open.ids[after - 1] ?? '')?.title ?? ''
  await expect.poll(() => list.textContent).toContain(`Moves “${last}” out below 85 % by`)
  window.dispatchEvent(new PointerEvent('pointercancel', to))
  // By keyboard the line that says what was done says it, for all steps together.
  // A click in the same turn would be the one that ends the drag.
  await new Promise((resolve) => setTimeout(resolve))
  row(after + 1).dispatchEvent(new MouseEvent('click', { ctrlKey: true, bubbles: true }))
  list.focus()
  await userEvent.keyboard('{Alt>}{ArrowUp}{ArrowUp}{/Alt}')
  await expect.element(screen.getByText(`Moves “${last}” out below 85 % by`, { exact: false })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await choice.click()
  await userEvent.keyboard('2027-02-30')
  await expect.element(screen.getByText('“2027-02-30” is no day. Write it as 2026-12-11 or 11 Dec.')).toBeVisible()
  await userEvent.fill(screen.getByRole('combobox'), '')
  await screen.getByRole('option', { name: 'No forecast lines' }).click()
  await expect.poll(() => list.textContent).not.toContain('85 % by')
  expect(home.settings.forecastLines).toEqual({ [plan.state.planId]: { day: 'off', whose: 'all' } })
})

test('lines from a team’s own history stand beside those of others, and say why one has none', async () => {
  const plan = finishedOn(0)
  const [keel, jib] = ['Keel', 'Jib'].map((name) => plan.must(createTeam, { name }, plan.as('scrum-master')))
  const today = new Date().toISOString().slice(0, 10)
  const { doc } = plan.plan
  doc.transact(() => {
    for (const [team, days] of [
      [keel, 12],
      [jib, 2],
    ] as const) {
      const sprint = `s-${team ?? ''}`
      createRecord(doc, 'sprints', sprint, { team, name: 'S', start: today, end: today, state: 'finished' })
      for (let day = 1; day <= days; day++) {
        const [item, at] = [`i-${team ?? ''}-${String(day)}`, Date.now() - day * DAY]
        const done = { key: item, title: item, kind: 'feature', stage: 'done', startedAt: at, finishedAt: at, sprint }
        createRecord(doc, 'items', item, done)
      }
    }
  })
  for (let i = 0; i < 30; i++) plan.must(createItem, { title: `Open ${String(i)}`, at: 'bottom' }, plan.as('po'))
  const { screen } = await planWindow({ screen: 'backlog' }, 'po', plan)
  await screen.getByRole('button', { name: 'Whose history: All teams together' }).click()
  await screen.getByRole('option', { name: 'Each team by itself' }).click()
  const list = screen.getByRole('grid').element()
  await expect.poll(() => list.textContent, { timeout: 10_000 }).toMatch(/Keel 85 % by|Keel 50 % and 85 % by/)
  expect(list.textContent).not.toContain('Jib')
  await screen.getByRole('button', { name: /^Forecast lines: Done by .*: Keel \d+ with 85 %/ }).click()
  await expect.element(screen.getByText(/^Jib: Something was finished on only 2 days/)).toBeVisible()
})

test('before there is any history a raised item says what it takes out of the next sprint’s capacity', async () => {
  const plan = finishedOn(0)
  const team = plan.must(createTeam, { name: 'Keel' }, plan.as('scrum-master'))
  for (const [title, estimate] of [
    ['A', 3],
    ['B', 2],
    ['C', 2],
  ] as const)
    plan.must(createItem, { title, at: 'bottom', fields: { estimate } }, plan.as('po'))
  plan.must(createSprint, { team, name: 'Sprint 1', capacity: 5 }, plan.as('developer', team))
  const { screen } = await planWindow({ screen: 'backlog' }, 'po', plan)
  await expect.element(screen.getByRole('grid')).toBeVisible()
  const list = screen.getByRole('grid').element() as HTMLElement
  await expect.poll(() => list.textContent, { timeout: 10_000 }).toContain('the capacity of Sprint 1')
  list.focus()
  await userEvent.keyboard('jj{Alt>}{ArrowUp}{/Alt}')
  await expect.element(screen.getByText('Moves “B” out below the capacity of Sprint 1', { exact: false })).toBeVisible()
})
