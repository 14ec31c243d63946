import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createTemplate } from '../../../src/commands/templates.ts'
import { harbour } from '../playground/harbour.ts'
import { openBacklog } from '../backlog/open-backlog.ts'
import { barriersIn } from '../screens/accessible.ts'
import { planWindow } from '../screens/window.ts'

test('a new item begins with the first template of its kind; Alt with the arrows takes another, or none', async () => {
  const plan = harbour(12)
  plan.must(createTemplate, { kind: 'feature', name: 'Story', description: '**Who**', criteria: ['Given, when, then'] })
  plan.must(createTemplate, { kind: 'spike', name: 'Spike', title: 'Find out: ' })
  const { screen, state } = await openBacklog({ plan })
  const made = (title: string) => [...state.plan.rows('items').values()].find((item) => item.title === title)
  await userEvent.keyboard('c')
  await expect.element(screen.getByRole('button', { name: 'Story' })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('Moor at night{Enter}')
  await expect.poll(() => made('Moor at night')?.kind).toBe('feature')
  const story = made('Moor at night')?.id ?? ''
  expect(state.textOf('items', story, 'description')).toBe('**Who**')
  expect(state.criteriaOf(story).map(({ text }) => text)).toEqual(['Given, when, then'])
  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}who moors at night{Enter}')
  await expect.poll(() => made('Find out: who moors at night')?.kind).toBe('spike')
  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}Bare{Enter}')
  await expect.poll(() => made('Bare')).toBeDefined()
  expect(state.criteriaOf(made('Bare')?.id ?? '')).toEqual([])
  await userEvent.keyboard('{Escape}')
})

test('items that are there already are given a template, and criteria, all that are selected at once', async () => {
  const plan = harbour(12)
  plan.must(createTemplate, { kind: 'feature', name: 'Story', criteria: ['Given, when, then'] })
  const { screen, state } = await openBacklog({ plan })
  const items = plan.plan.open.ids.slice(0, 2)
  const criteria = () => items.map((id) => state.criteriaOf(id).map(({ text }) => text))
  const before = criteria()
  await userEvent.keyboard('xjx')
  await screen.getByRole('button', { name: 'Template', exact: true }).click()
  await screen.getByRole('option', { name: /Story/ }).click()
  await expect.poll(criteria).toEqual(before.map((texts) => [...texts, 'Given, when, then']))
  await screen.getByRole('button', { name: 'Criteria', exact: true }).click()
  await screen.getByRole('textbox', { name: /^Acceptance criteria for/ }).fill('- It is told\n- [ ] It is fast')
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  const after = before.map((texts) => [...texts, 'Given, when, then', 'It is told', 'It is fast'])
  await expect.poll(criteria).toEqual(after)
})

test('templates are made, changed and put in order in the settings', async () => {
  const { screen, state } = await planWindow({ screen: 'settings' })
  await screen.getByRole('button', { name: 'Begin with “Bug report”' }).click()
  await screen.getByLabelText('Name of the template').fill('Fault')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => state.live('templates').map(({ name }) => name)).toEqual(['Fault'])
  await screen.getByLabelText('Acceptance criteria of a new item, one a line').fill('One\nTwo')
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect.poll(() => state.live('templates')[0]?.criteria).toEqual(['One', 'Two'])
  expect(await barriersIn()).toEqual([])
  await screen.getByRole('textbox', { name: 'New entry of the Definition of Done' }).click()
  await userEvent.keyboard('Seen by a user{Enter}In the notes{Enter}')
  const done = () =>
    state
      .live('checklists')
      .filter((entry) => entry.list === 'done')
      .sort((a, b) => (a.rank < b.rank ? -1 : 1))
      .map(({ text }) => text)
  await expect.poll(done).toEqual(expect.arrayContaining(['Seen by a user', 'In the notes']))
  await screen
    .getByRole('textbox', { name: /entry of the Definition of Done \d/ })
    .last()
    .click()
  const before = done()
  await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}')
  await expect.poll(done).not.toEqual(before)
})
