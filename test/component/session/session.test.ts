import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { createItem } from '../../../src/commands/create-item.ts'
import { addCriterion } from '../../../src/commands/criteria.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { showItem, startSession } from '../../../src/commands/session-steps.ts'
import { noteSession } from '../../../src/commands/session-end.ts'
import { planSession } from '../../../src/commands/sessions.ts'
import { agendaOf } from '../../../src/model/session.ts'
import { inMemoryState, type InMemoryState } from '../../support/in-memory-state.ts'
import { createTemplate } from '../../../src/commands/templates.ts'
import type { Template } from '../../../src/model/template.ts'
import TemplateForm from '../../../src/ui/templates/template-form.svelte'
import { barriersIn } from '../screens/accessible.ts'
import { planWindow } from '../screens/window.ts'

function few(): { plan: InMemoryState; items: string[] } {
  let time = Date.now() - 60_000
  const plan = inMemoryState({ role: 'po', now: () => (time += 100) })
  const items = ['Pay by card', 'A receipt by mail', 'Fees for late checkout'].map((title) =>
    plan.must(createItem, { title }),
  )
  return { plan, items }
}

function running() {
  const { plan, items } = few()
  const session = plan.must(planSession, { title: 'Thursday', items })
  plan.must(startSession, { session })
  return { plan, items, session, row: () => plan.state.row('sessions', session)! }
}

test('a session is drawn from what to refine next, started, gone through by keyboard alone, and ends with its summary', async () => {
  const { plan, items } = few()
  const { screen, places, said } = await planWindow({ screen: 'refine', query: { tab: 'sessions' } }, 'po', plan)
  await expect.element(screen.getByRole('checkbox', { name: 'Pay by card' })).toBeChecked()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('checkbox', { name: 'A receipt by mail' }).click()
  await screen.getByRole('button', { name: 'Start now with 2' }).click()
  await expect.element(screen.getByText('Item 1 of 2', { exact: false })).toBeVisible()
  expect(plan.state.company.shows.drives).toBe(true)
  const [session] = plan.state.live('sessions')
  expect(session?.current).toBe(items[0])
  await expect.element(screen.getByRole('article', { name: /Pay by card/ })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('n')
  await expect.element(screen.getByRole('article', { name: /Fees for late checkout/ })).toBeVisible()
  await expect.poll(said).toContain('2 of 2: Fees for late checkout')
  await userEvent.keyboard('{ArrowLeft}')
  await expect.element(screen.getByRole('article', { name: /Pay by card/ })).toBeVisible()
  await userEvent.keyboard('t')
  await expect.element(screen.getByRole('timer')).toBeVisible()
  await userEvent.keyboard('{ArrowRight}')
  await screen.getByRole('button', { name: 'End the session' }).click()
  await expect.poll(() => places.at(-1)).toMatchObject({ screen: 'refine', query: { tab: 'sessions' } })
  await expect.element(screen.getByText('There: Anna')).toBeVisible()
  expect(await barriersIn()).toEqual([])
})

test('the moment in which the last thing that was missing comes is seen and said, whoever wrote it', async () => {
  const { plan, items } = running()
  const [item = ''] = items
  const { screen, said } = await planWindow({ screen: 'session' }, 'po', plan)
  await expect.element(screen.getByText('Still missing: why')).toBeVisible()
  plan.must(editItem, { id: item, field: 'outcome', value: 'No cash on the quay' })
  plan.must(addCriterion, { item, text: 'A card is taken' })
  plan.must(editItem, { id: item, field: 'estimate', value: 5 })
  await expect.element(screen.getByText('Ready. Nothing is missing.')).toBeVisible()
  await expect.poll(said).toContain('“Pay by card” is ready')
})

test('whoever comes late sees the item that all look at, and goes where they go', async () => {
  const { plan, items, session, row } = running()
  plan.must(showItem, { session, item: items[1] as string })
  const { screen } = await planWindow({ screen: 'backlog' }, 'po', plan)
  await screen.getByRole('button', { name: /Join the session/ }).click()
  await expect.element(screen.getByRole('article', { name: /A receipt by mail/ })).toBeVisible()
  plan.must(showItem, { session, item: items[2] as string })
  await expect.element(screen.getByRole('article', { name: /Fees for late checkout/ })).toBeVisible()
  expect(row().present).toEqual(['people/anna'])
})

test('who does not facilitate has no way to the next item, and may take it on', async () => {
  const { plan, session } = running()
  plan.writer.write({ author: plan.author, change: 'x' }, () => {
    plan.plan.doc.getMap<Map<string, unknown>>('sessions').get(session)?.set('startedBy', 'ben')
  })
  const { screen } = await planWindow({ screen: 'session' }, 'po', plan)
  await expect.element(screen.getByRole('button', { name: 'Facilitate too' })).toBeVisible()
  expect(screen.getByRole('button', { name: /^Next/ }).query()).toBeNull()
  await screen.getByRole('button', { name: 'Facilitate too' }).click()
  await expect.element(screen.getByRole('button', { name: /^Next/ })).toBeVisible()
})

test('what was agreed is written line by line, and gone through again in one text that others write in too', async () => {
  const { plan, session } = running()
  const { screen } = await planWindow({ screen: 'session' }, 'po', plan)
  const field = screen.getByRole('textbox', { name: 'What was agreed', exact: true })
  await field.fill('Tides first')
  await userEvent.keyboard('{Enter}')
  await field.fill('half a thought')
  plan.must(noteSession, { session, line: 'Ben asks the bank' })
  await expect.element(screen.getByText('Ben asks the bank')).toBeVisible()
  await expect.element(field).toHaveValue('half a thought')
  await screen.getByRole('button', { name: 'Edit what was agreed' }).click()
  const editor = screen.getByRole('textbox', { name: 'What was agreed, a line each' })
  await expect.element(editor).toHaveFocus()
  await userEvent.keyboard('Again on Monday')
  const clipboard = new DataTransfer()
  clipboard.setData('text/plain', 'x'.repeat(20_001))
  editor
    .element()
    .dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }))
  await expect.poll(() => plan.state.notices.list.some(({ words }) => words.includes('20,000 characters'))).toBe(true)
  plan.must(noteSession, { session, line: 'No cash' })
  await userEvent.keyboard('{Escape}')
  await expect.element(screen.getByText('Again on Monday')).toBeVisible()
  expect(
    plan.plan
      .textOf('sessions', session, 'notes')
      .split('\n')
      .filter((line) => line !== '')
      .sort(),
  ).toEqual(['Again on Monday', 'Ben asks the bank', 'No cash', 'Tides first'])
})

test('the item stands whole on the screen: files, comments, links, questions and finished items to compare with', async () => {
  const { plan, items } = few()
  const done = items[2] as string
  plan.must(editItem, { id: done, field: 'estimate', value: 5 })
  plan.writer.write({ author: plan.author, change: 'x' }, () => {
    plan.plan.doc.getMap<Map<string, unknown>>('items').get(done)?.set('stage', 'done')
  })
  plan.must(startSession, { session: plan.must(planSession, { title: 'Thursday', items: items.slice(0, 2) }) })
  const { screen } = await planWindow({ screen: 'session' }, 'po', plan)
  for (const name of ['Files', 'Comments', 'Links', 'Questions', 'Planning poker', 'Compare with'])
    await expect.element(screen.getByRole('region', { name, exact: true })).toBeVisible()
  await screen.getByText('Fees for late checkout').click()
  await expect.element(screen.getByText('Nothing more was written about it.')).toBeVisible()
  await userEvent.keyboard('r')
  await expect.element(screen.getByRole('button', { name: 'Begin the round' })).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => plan.state.rounds.of(items[0] as string)).toHaveLength(1)
  expect(await barriersIn()).toEqual([])
})

test('a key goes to the new criterion, pasted lines lose their marks, and Escape leaves the field to the session', async () => {
  const { plan, items, row } = running()
  const { screen, state } = await planWindow({ screen: 'session' }, 'po', plan)
  await expect.element(screen.getByRole('article', { name: /Pay by card/ })).toBeVisible()
  const texts = () => state.criteriaOf(items[0] ?? '').map(({ text }) => text)
  const before = texts()
  await userEvent.keyboard('{Shift>}A{/Shift}')
  const field = screen.getByRole('textbox', { name: 'New Acceptance criterion' })
  await expect.element(field).toHaveFocus()
  await field.fill('- [ ] It is told\n* It is fast')
  await userEvent.keyboard('{Enter}')
  await expect.poll(texts).toEqual([...before, 'It is told', 'It is fast'])
  await userEvent.keyboard('{Escape}n')
  await expect.poll(() => row().current).toBe(items[1])
  expect(texts()).toEqual([...before, 'It is told', 'It is fast'])
})

test('an item is split where it is looked at, and the session goes on with the first part', async () => {
  const { plan, items, row } = running()
  const { screen, places } = await planWindow({ screen: 'session' }, 'po', plan)
  await expect.element(screen.getByRole('article', { name: /Pay by card/ })).toBeVisible()
  await userEvent.keyboard('s')
  await screen.getByText('stays as what is left').click()
  await screen.getByRole('textbox', { name: 'Part 1' }).fill('Pay by voucher')
  await screen.getByRole('textbox', { name: 'Part 2' }).fill('Pay by mail')
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect.element(screen.getByText('It is split.')).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Go on with the first part' }).click()
  await expect.element(screen.getByRole('article', { name: /Pay by voucher/ })).toBeVisible()
  const titles = agendaOf(row()).map(({ item }) => plan.state.row('items', item)?.title)
  expect(titles).toEqual([
    'Pay by card',
    'Pay by voucher',
    'Pay by mail',
    'A receipt by mail',
    'Fees for late checkout',
  ])
  expect(row().current).not.toBe(items[0])
  expect(places.filter(({ screen: at }) => at !== 'session')).toEqual([])
})

test('an empty agenda offers what is to be refined next', async () => {
  const { plan, items } = few()
  const session = plan.must(planSession, { title: 'Thursday', items: [] })
  plan.must(startSession, { session })
  const { screen } = await planWindow({ screen: 'session' }, 'po', plan)
  await screen.getByRole('button', { name: 'Put these 3 on the agenda' }).click()
  await expect.element(screen.getByRole('article', { name: /Pay by card/ })).toBeVisible()
  expect(plan.state.row('sessions', session)?.current).toBe(items[0])
})

test('as the shared screen it fills the window in the room theme, and Escape brings the rest back', async () => {
  const { plan } = running()
  const { screen } = await planWindow({ screen: 'session' }, 'po', plan)
  await expect.element(screen.getByRole('article')).toBeVisible()
  const before = document.documentElement.dataset['theme']
  await userEvent.keyboard('{Shift>}s{/Shift}')
  await expect.poll(() => document.documentElement.dataset['theme']).toBe('room')
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => document.documentElement.dataset['theme']).toBe(before)
})

test('a session that was never ended is offered to be gone on with or ended, and ends where it was left', async () => {
  let time = Date.now() - 20 * 3_600_000
  const plan = inMemoryState({ role: 'po', now: () => (time += 1000) })
  const item = plan.must(createItem, { title: 'Pay by card' })
  const session = plan.must(planSession, { title: 'Thursday', items: [item] })
  plan.must(startSession, { session })
  time = Date.now()
  const { screen } = await planWindow({ screen: 'refine', query: { tab: 'sessions' } }, 'po', plan)
  await expect.element(screen.getByText('It was never ended', { exact: false })).toBeVisible()
  await expect.element(screen.getByRole('button', { name: 'Go on with it' })).toBeVisible()
  await screen.getByRole('button', { name: 'End it' }).click()
  await expect.poll(() => plan.state.row('sessions', session)?.endedAt).not.toBeNull()
})

test('without a session the screen says what one is, and leads to a new one', async () => {
  const { plan } = few()
  const { screen, places } = await planWindow({ screen: 'session' }, 'po', plan)
  await expect.element(screen.getByText('No session is on.')).toBeVisible()
  await screen.getByRole('button', { name: 'Plan or start one' }).click()
  await expect.poll(() => places.at(-1)).toMatchObject({ screen: 'refine', query: { tab: 'sessions' } })
})

test('a template that is too long says so, and what was typed stays', async () => {
  const { plan } = few()
  const id = plan.must(createTemplate, { kind: 'bug', name: 'A bug' })
  const template = (): Template => plan.state.row('templates', id)!
  const screen = await render(TemplateForm, { state: plan.state, template: template(), may: true, first: true })
  const field = screen.getByRole('textbox', { name: 'Description of a new item' })
  const long = 'x'.repeat(50_001)
  await field.fill(long)
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect.poll(() => plan.state.notices.list.at(-1)?.words).toContain('50,000 characters')
  await expect.element(field).toHaveValue(long)
  expect(template().description).toBe('')
})

test('estimates before the meeting: begun from a planned session, put by who was offline, turned in the meeting', async () => {
  const { plan, items } = few()
  plan.must(editItem, { id: items[2] as string, field: 'estimate', value: 3 })
  const session = plan.must(planSession, { title: 'Thursday', day: '2099-03-05', items })
  const ben = inMemoryState({ client: 2, person: 'ben', role: 'developer', device: 'ben', from: plan })
  const { screen } = await planWindow({ screen: 'refine', rest: session, query: { tab: 'sessions' } }, 'po', plan)
  await screen.getByRole('button', { name: 'Ask for cards on the 2 items without an estimate' }).click()
  const rounds = plan.state.rounds.live
  expect(rounds.map((round) => [round.item, round.session])).toEqual([
    [items[0], session],
    [items[1], session],
  ])
  expect(new Date(rounds[0]?.closesAt ?? 0).getFullYear()).toBe(2099)
  await expect.element(screen.getByRole('list', { name: 'Rounds of the agenda' })).toHaveTextContent('no card yet')
  // On the train.
  ben.hear(plan)
  expect(await ben.state.rounds.put(rounds[0]?.id ?? '', '5')).toBe(true)
  expect(plan.state.rounds.outcome(rounds[0]?.id ?? '')?.votes).toEqual([])
  plan.hear(ben)
  await expect.element(screen.getByRole('button', { name: /Pay by card Ben|Pay by card Anna/ })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('button', { name: 'Start the session' }).click()
  await screen.getByRole('button', { name: /^Turn the cards/ }).click()
  expect(plan.state.rounds.outcome(rounds[0]?.id ?? '')?.phase).toBe('turned')
  ben.hear(plan)
  await expect.poll(() => ben.state.rounds.outcome(rounds[0]?.id ?? '')?.spread.map(({ face }) => face)).toEqual(['5'])
})
