import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createRecord } from '../../../src/doc/write.ts'
import { openBacklog } from './open-backlog.ts'

const THIRD = 'Hold a berth for 15 minutes while the skipper pays'

async function openItem(options: Parameters<typeof openBacklog>[0] = {}) {
  const opened = await openBacklog({ open: 3, ...options })
  const id = opened.plan.plan.open.ids[2] as string
  const panel = opened.screen.getByRole('complementary')
  await expect.element(panel).toHaveAccessibleName(expect.stringContaining(THIRD))
  return {
    ...opened,
    id,
    panel,
    item: () => opened.plan.plan.row('items', id),
    criteria: () => opened.plan.plan.partsOf('criteria', id).map((row) => row.text),
  }
}

test('Enter opens the item beside the list, Enter again goes into it, Escape comes back', async () => {
  const { screen, grid } = await openBacklog()
  await userEvent.keyboard('jj{Enter}')
  await expect.element(screen.getByRole('complementary', { name: THIRD })).toBeVisible()
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => document.activeElement?.id).toBe('item')
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => document.activeElement).toBe(grid())
  await expect.element(screen.getByRole('complementary')).not.toBeInTheDocument()
})

test('title, estimate and outcome are changed where they stand', async () => {
  const { panel, item } = await openItem()
  await panel.getByLabelText('Title').fill('Hold a berth while the skipper pays')
  await panel.getByLabelText('Estimate').fill('8')
  await panel.getByLabelText('Expected outcome').fill('Half as many give up')
  await userEvent.keyboard('{Enter}')
  expect(item()).toMatchObject({
    title: 'Hold a berth while the skipper pays',
    estimate: 8,
    outcome: 'Half as many give up',
  })
})

test('a goal that is missing is made where it is needed', async () => {
  const { panel, item, plan } = await openItem()
  await panel.getByRole('button', { name: /^Goal:/ }).click()
  await userEvent.keyboard('Nobody is turned away{Enter}')
  // The item is among the first of the backlog: the goal is worked towards now.
  expect(plan.plan.row('goals', item()?.goal ?? '')).toMatchObject({ title: 'Nobody is turned away', horizon: 'now' })
})

test('acceptance criteria are written, ordered by keyboard and ticked', async () => {
  const { panel, criteria, heard, plan, id } = await openItem()
  await panel.getByLabelText('New Acceptance criterion').fill('It is read out')
  await userEvent.keyboard('{Enter}')
  expect(criteria()).toHaveLength(5)
  ;((await panel.getByRole('textbox', { name: 'Acceptance criterion 5' }).element()) as HTMLElement).focus()
  await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}')
  await expect.poll(() => criteria()[3]).toBe('It is read out')
  await expect.poll(heard).toBe('Moved to 4 of 5')
  await expect.poll(() => (document.activeElement as HTMLTextAreaElement).value).toBe('It is read out')
  await panel.getByRole('checkbox', { name: /It is read out/ }).click()
  expect(plan.plan.partsOf('criteria', id).find((row) => row.text === 'It is read out')?.met).toBe(true)
})

test('a Product Owner sees that nobody pulled it and finds no control that assigns it', async () => {
  const { panel } = await openItem()
  await expect.element(panel.getByText('Not pulled yet')).toBeVisible()
  const names = [...document.querySelectorAll('#item button, #item [role=button], #item select')].map(
    (control) => `${control.textContent} ${control.getAttribute('aria-label') ?? ''}`,
  )
  expect(names.filter((name) => /assign|pull|my name/i.test(name))).toEqual([])
  await expect.element(panel.getByLabelText('New Task')).not.toBeInTheDocument()
})

test('a Developer notes tasks and edits content, and sets no goal', async () => {
  const { panel, plan, id } = await openItem({ role: 'developer' })
  await panel.getByLabelText('New Task').fill('Ask the provider')
  await userEvent.keyboard('{Enter}')
  expect(plan.plan.partsOf('tasks', id).map((task) => task.text)).toContain('Ask the provider')
  await expect.element(panel.getByRole('button', { name: /^Goal:/ })).not.toBeInTheDocument()
})

test('a link is found by words, and a blocker that stands below is flagged', async () => {
  const { panel, plan, id } = await openItem()
  await expect.element(panel.getByText('ranked below this')).toBeVisible()
  await panel.getByRole('button', { name: 'Link an item' }).click()
  await userEvent.keyboard('regatta{Enter}')
  const link = plan.plan
    .partsOf('links', id)
    .find(
      (row) =>
        row.type === 'blocks' &&
        row.to === id &&
        plan.plan.row('items', row.from)?.title === 'Group booking for a regatta',
    )
  expect(link).toBeDefined()
})

test('the description is shown as Markdown that can do no harm, and links lead outside by themselves', async () => {
  const { panel, plan, id } = await openItem()
  const text = plan.plan.text('items', id, 'description')
  text?.delete(0, text.length)
  text?.insert(
    0,
    '**bold** <img src=x onerror=alert(1)> [web](https://example.org) [bad](javascript:alert(1)) ![pic](https://example.org/a.png)',
  )
  await expect.element(panel.getByText('bold')).toBeVisible()
  const shown = document.querySelector('.markdown') as HTMLElement
  await expect.poll(() => shown.querySelector('strong')?.textContent).toBe('bold')
  expect(shown.querySelector('img, script, [onerror]')).toBeNull()
  const links = [...shown.querySelectorAll('a')].map((a) => [a.getAttribute('href'), a.target, a.rel])
  expect(links).toEqual([
    ['https://example.org', '_blank', 'noopener noreferrer nofollow'],
    ['https://example.org/a.png', '_blank', 'noopener noreferrer nofollow'],
  ])
})

test('two people write in one description at once, and both texts stay', async () => {
  const { panel, plan, id, state } = await openItem()
  await panel.getByRole('button', { name: 'Edit' }).click()
  await expect.poll(() => document.querySelector('.cm-content')).not.toBeNull()
  await userEvent.keyboard(' Mine.')
  plan.plan.text('items', id, 'description')?.insert(0, 'Theirs. ')
  await expect.poll(() => document.querySelector('.cm-content')?.textContent).toContain('Theirs. From the moment')
  await userEvent.keyboard('{Escape}')
  expect(plan.plan.textOf('items', id, 'description')).toMatch(/^Theirs\. From the moment.* Mine\.$/s)
  expect(state.undoLabel).toContain('description')
  expect(plan.envelopes.at(-1)?.entries).toMatchObject([
    { name: 'text.type', record: `items/${id}`, field: 'description' },
  ])
})

test('what somebody says on an item is kept with who said it', async () => {
  const { panel, plan, id } = await openItem()
  await panel.getByLabelText('Say something on this item').fill('Who decides that?')
  await panel.getByRole('button', { name: 'Say it' }).click()
  expect(plan.plan.partsOf('comments', id).at(-1)).toMatchObject({ text: 'Who decides that?', by: 'anna' })
})

test('what teams go past again and again says so in its row and, with their reasons, on the opened item', async () => {
  const { panel, plan, id } = await openItem()
  const { doc } = plan.plan
  doc.transact(() => {
    for (const [n, why] of ['Too vague', 'Nobody knows tides'].entries()) {
      createRecord(doc, 'sprints', `passed${n}`, { team: 'keel', name: `S${n}`, start: `2026-0${n + 1}-01` })
      createRecord(doc, 'pulls', `passing${n}`, { item: 'other', sprint: `passed${n}`, at: n, why, past: [id] })
    }
  })
  await expect.element(panel.getByText('Passed over in 2 sprints although it stood higher')).toBeVisible()
  await expect.element(panel.getByText('Nobody knows tides')).toBeVisible()
  expect(document.querySelector(`#row-${id}`)?.textContent).toContain('passed over in so many sprints')
})
