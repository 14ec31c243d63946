import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createItem } from '../../../src/commands/create-item.ts'
import { askQuestion } from '../../../src/commands/questions.ts'
import { addComment } from '../../../src/commands/comments.ts'
import { inMemoryState } from '../../support/in-memory-state.ts'
import { barriersIn } from '../screens/accessible.ts'
import { planWindow } from '../screens/window.ts'

function few() {
  const plan = inMemoryState({ role: 'po' })
  const bare = plan.must(createItem, { title: 'Add a dropdown for the berth' })
  const ready = plan.must(createItem, { title: 'Skippers join a waiting list' })
  return { plan, bare, ready }
}

test('Refine next says how many are ready, what each lacks, and opens an item beside it by keyboard alone', async () => {
  const { plan, bare } = few()
  const { screen } = await planWindow({ screen: 'refine' }, 'po', plan)
  await expect.element(screen.getByText('Refine these next')).toBeVisible()
  await expect.element(screen.getByText('no why · no criteria · no estimate').first()).toBeVisible()
  await expect.element(screen.getByText('No sprint has begun yet', { exact: false })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('j{Enter}')
  const panel = screen.getByRole('complementary')
  await expect.element(panel).toBeVisible()
  await panel
    .getByRole('region', { name: /^INVEST/ })
    .getByRole('button', { name: 'Show' })
    .click()
  await expect.element(panel.getByText('The title names a solution: “dropdown”.')).toBeVisible()
  await panel.getByRole('button', { name: 'Write a criterion' }).click()
  await userEvent.keyboard('The list is fast and user friendly{Enter}')
  await expect.element(panel.getByText('“fast”, “user friendly” cannot be tested.')).toBeVisible()
  await expect
    .poll(() => [...document.querySelectorAll('mark')].map((mark) => mark.textContent))
    .toEqual(['fast', 'user friendly'])
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('{Escape}{Shift>}q{/Shift}How long?{Enter}')
  await expect.poll(() => plan.state.questionsOf(bare)[0]).toMatchObject({ text: 'How long?', role: 'developer' })
  expect(plan.state.row('items', bare)?.deleted).toBeNull()
})

test('questions gather in one queue, oldest first, and an answer becomes a criterion in the same step', async () => {
  const { plan, bare, ready } = few()
  plan.must(addComment, { item: ready, text: 'Is there a fee?', asks: true })
  plan.must(askQuestion, { item: bare, text: 'How long does one wait?', role: 'po' })
  plan.must(askQuestion, { item: bare, text: 'Which browsers?', role: 'developer' })
  const { screen, state } = await planWindow({ screen: 'refine', query: { tab: 'questions' } }, 'po', plan)
  await expect.element(screen.getByText('Is there a fee?')).toBeVisible()
  expect(screen.getByText('Which browsers?').query()).toBeNull()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('jja')
  await expect.element(screen.getByLabelText('Answer to: How long does one wait?')).toHaveFocus()
  // Escape puts the form away, not what was typed in it.
  await userEvent.keyboard('Two hours at most.{Escape}a')
  await expect.element(screen.getByLabelText('Answer to: How long does one wait?')).toHaveValue('Two hours at most.')
  await screen.getByRole('button', { name: 'and make it a criterion' }).click()
  await expect.poll(() => state.criteriaOf(bare).map(({ text }) => text)).toEqual(['Two hours at most.'])
  await expect.element(screen.getByText('How long does one wait?', { exact: true })).not.toBeInTheDocument()
  await screen.getByText('All: 2').click()
  await expect.element(screen.getByText('Which browsers?')).toBeVisible()
  await screen.getByRole('button', { name: 'Answer “Which browsers?”' }).click()
  await userEvent.keyboard('All that are kept up{Enter}')
  await expect.poll(() => state.questionsOf(bare).filter(({ answeredAt }) => answeredAt === null)).toEqual([])
})

test('without a question the queue teaches what it is for', async () => {
  const { plan } = few()
  const { screen } = await planWindow({ screen: 'refine', query: { tab: 'questions' } }, 'po', plan)
  await expect.element(screen.getByText('Nothing waits for an answer.')).toBeVisible()
})
