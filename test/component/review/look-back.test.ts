import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { beginLookBack } from '../../../src/commands/look-back.ts'
import { setStage } from '../../../src/commands/pull-item.ts'
import { addReflection, voteReflection } from '../../../src/commands/reflections.ts'
import { refuseMore } from '../../../src/commands/requests.ts'
import { lighthouse } from '../playground-b/lighthouse.ts'
import { barriersIn } from '../screens/accessible.ts'
import { planWindow } from '../screens/window.ts'

async function atSprint(role = 'po') {
  const plan = lighthouse({ role })
  const sprint = plan.state.live('sprints').find(({ state }) => state === 'running')
  if (sprint === undefined) throw new Error('The made-up plan has a running sprint.')
  const [first] = [...plan.plan.rows('items').values()].filter((item) => item.sprint === sprint.id)
  const developer = plan.as('developer')
  if (first !== undefined && first.stage !== 'done')
    plan.must(setStage, { item: first.id, stage: 'done' }, { ...developer, forTeam: sprint.team })
  plan.must(refuseMore, { sprint: sprint.id, title: 'Larger type', from: 'Sales', why: 'It needs 8, and 2 are free' })
  const window = await planWindow({ screen: 'sprint', rest: sprint.id }, role, plan)
  const begin = async (what: string) => {
    await window.screen.getByRole('button', { name: 'Look back' }).click()
    await window.screen.getByRole('menuitem', { name: what }).click()
  }
  return { ...window, plan, sprint, begin, row: () => plan.state.row('sprints', sprint.id)! }
}

test('a review is held by keyboard from its outcomes to what is asked for, and its summary writes itself', async () => {
  const { screen, begin, row, plan, said, sprint } = await atSprint()
  await begin('Hold the review')
  await expect.element(screen.getByRole('heading', { name: 'Outcomes reached' })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('n')
  await expect.element(screen.getByRole('heading', { name: 'Was the Sprint Goal reached?' })).toBeVisible()
  await expect.poll(said).toBe('Sprint Goal')
  await screen.getByText('Partly', { exact: true }).click()
  await screen.getByRole('textbox', { name: 'What was missing?' }).fill('Nobody can pay yet')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => row()).toMatchObject({ reached: 'partly', reachedWhy: 'Nobody can pay yet' })
  await screen.getByRole('button', { name: /Next/ }).click()
  await expect.element(screen.getByRole('heading', { name: /items? done/ })).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('n')
  const where = screen.getByRole('button', { name: 'Say where they go, and finish' })
  await where.click()
  await expect.poll(() => document.activeElement?.closest('.finish')).not.toBeNull()
  await userEvent.keyboard('{Escape}')
  await expect.element(where).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  await screen.getByRole('button', { name: 'Finish the sprint' }).click()
  await expect.poll(() => row().state).toBe('finished')
  await screen.getByRole('button', { name: /What changed/ }).click()
  await userEvent.keyboard('n')
  await expect.element(screen.getByText('It needs 8, and 2 are free')).toBeVisible()
  await userEvent.keyboard('n')
  await screen.getByLabelText('What is asked for').fill('A map of the quay')
  await userEvent.keyboard('{Enter}')
  await expect.element(screen.getByText('A map of the quay').first()).toBeVisible()
  await screen.getByRole('button', { name: 'End the review' }).first().click()
  await expect.element(screen.getByRole('heading', { name: `Review of ${sprint.name}` })).toBeVisible()
  await expect.element(screen.getByText('partly reached: Nobody can pay yet')).toBeVisible()
  await expect.element(screen.getByRole('button', { name: 'Save as Markdown' })).toBeVisible()
  expect(plan.state.live('requests').find(({ title }) => title === 'A map of the quay')).toMatchObject({
    sprint: sprint.id,
    answer: null,
  })
  expect(await barriersIn()).toEqual([])
})

test('a retrospective takes notes and votes, talks about what is most wanted first, and makes an item of what is tried', async () => {
  const { screen, begin, plan } = await atSprint('developer')
  await begin('Hold the retrospective')
  await expect.element(screen.getByText('This is the first retrospective of the team in this plan.')).toBeVisible()
  await userEvent.keyboard('n1')
  await expect.element(screen.getByRole('textbox', { name: 'What went well?' })).toHaveFocus()
  await userEvent.keyboard('We paired{Enter}The quay works{Enter}')
  const [session] = plan.state.live('sessions')
  const ben = { person: 'ben', role: 'developer', forTeam: null } as const
  plan.must(addReflection, { session: session?.id ?? '', kind: 'wish', words: 'Quieter room' }, ben)
  await expect.element(screen.getByRole('region', { name: 'Wish' }).getByText('Quieter room')).toBeVisible()
  expect(await barriersIn()).toEqual([])
  await userEvent.keyboard('{Escape}n')
  await screen.getByRole('button', { name: /for The quay works/ }).click()
  const quay = plan.state.live('reflections').find(({ words }) => words === 'The quay works')
  plan.must(voteReflection, { id: quay?.id ?? '', on: true }, ben)
  await expect.element(screen.getByText('2 votes so far.', { exact: false })).toBeVisible()
  await screen.getByRole('button', { name: /Next/ }).click()
  await userEvent.keyboard('n')
  await expect.poll(() => plan.state.row('sessions', session?.id ?? '')?.current).toBe(quay?.id)
  await screen.getByRole('textbox', { name: /Something to try/ }).fill('Pair every Monday')
  await userEvent.keyboard('{Enter}{Escape}n')
  await expect.poll(() => plan.state.row('sessions', session?.id ?? '')?.current).not.toBe(quay?.id)
  await screen.getByRole('button', { name: /Make it an item/ }).click()
  await expect.poll(() => document.activeElement?.className).toContain('link')
  await expect.poll(() => plan.state.live('reflections').find(({ kind }) => kind === 'action')?.item).not.toBeNull()
  expect(await barriersIn()).toEqual([])
})

test('whoever comes late joins a meeting from the top line', async () => {
  const { screen, plan, sprint } = await atSprint()
  const session = plan.must(beginLookBack, { kind: 'retrospective', sprint: sprint.id })
  await screen.getByRole('button', { name: /Join the retrospective/ }).click()
  await expect.element(screen.getByRole('navigation', { name: 'Parts of the retrospective' })).toBeVisible()
  expect(plan.state.row('sessions', session)?.present).toContain('people/anna')
})

test('all sprints of a team stand with their goals, whether they were reached, and the range of what was done', async () => {
  const { screen, begin } = await atSprint()
  await begin('All sprints of the team')
  await expect.element(screen.getByRole('heading', { name: 'Sprints' })).toBeVisible()
  await expect.element(screen.getByText('running')).toBeVisible()
  expect(await barriersIn()).toEqual([])
})
