import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { startRound, turnRound } from '../../../src/commands/rounds.ts'
import { COHN } from '../../../src/model/decks.ts'
import type { Place } from '../../../src/ui/frame/screen.ts'
import { voterInMemory } from '../../support/cards-in-memory.ts'
import { lighthouse } from '../playground-b/lighthouse.ts'
import { barriersIn } from '../screens/accessible.ts'
import PlanWindow from '../screens/plan-window.svelte'

afterEach(() => document.documentElement.removeAttribute('data-theme'))

/** A window on an item without an estimate; the others sit elsewhere. */
async function atItem(role = 'developer') {
  const plan = lighthouse({ role })
  const item = plan.state.order.find((id) => plan.state.row('items', id)?.stage === 'open') ?? ''
  const places: Place[] = []
  const screen = await render(PlanWindow, {
    state: plan.state,
    begin: { screen: 'backlog', rest: item },
    onplace: (place: Place) => places.push(place),
  })
  await expect.element(screen.getByRole('complementary')).toBeVisible()
  const begin = (): string =>
    plan.must(startRound, { kind: 'estimate', items: [item], deck: COHN }, plan.as('scrum-master'))[0] as string
  return { ...plan, screen, item, places, begin, panel: screen.getByRole('complementary') }
}

const people = (plan: Awaited<ReturnType<typeof atItem>>, ...names: string[]) =>
  names.map((name) => voterInMemory(plan, name))

test('by keys alone: a round is begun, a card typed, all cards turned, and the estimate set', async () => {
  const at = await atItem()
  await userEvent.keyboard('{Shift>}V{/Shift}')
  const rounds = page.getByRole('dialog', { name: 'Rounds' })
  await expect.element(rounds.getByRole('button', { name: 'Begin the round' })).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => at.state.rounds.live.length).toBe(1)
  const { id } = at.state.rounds.live[0]!
  const [ben] = people(at, 'Ben')
  ben?.put(id, '8')
  const cards = rounds.getByRole('radiogroup', { name: 'Your card' })
  await expect.element(cards.getByRole('radio', { name: '0', exact: true })).toHaveFocus()
  await userEvent.keyboard('13')
  await expect.element(cards.getByRole('radio', { name: '13', exact: true })).toHaveAttribute('aria-checked', 'true')
  await expect.poll(() => at.state.rounds.own(id)?.face).toBe('13')
  expect([...at.plan.rows('cards').values()].map(({ face }) => face)).toEqual(['', ''])
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => at.state.rounds.outcome(id)?.phase).toBe('turned')
  ben?.show(id)
  await expect.element(rounds.getByText('As many for 8 and 13: 1 vote each.')).toBeVisible()
  const estimate = rounds.getByLabelText('Estimate', { exact: true })
  for (let step = 0; step < 20 && document.activeElement !== estimate.element(); step++) await userEvent.tab()
  await userEvent.keyboard('{Control>}a{/Control}9{Enter}')
  await expect.poll(() => at.state.row('items', at.item)?.estimate).toBe(9)
  expect(at.state.rounds.live).toEqual([])
  await at.state.undo()
  expect(at.asked).toHaveLength(1)
})

test('who has voted is seen and no card, and the own card is pressed, changed and taken back', async () => {
  const at = await atItem()
  const round = at.begin()
  const [ben] = people(at, 'Ben')
  ben?.put(round, '5')
  const voters = at.panel.getByRole('list', { name: 'Who has voted' })
  await expect.element(voters.getByText('has voted')).toBeInTheDocument()
  expect(voters.element().textContent).not.toContain('5')
  await at.panel.getByRole('radio', { name: '8', exact: true }).click()
  await expect.element(at.panel.getByText('2 cards, and nobody here is missing.')).toBeVisible()
  await at.panel.getByRole('radio', { name: 'one half' }).click()
  await expect.poll(() => at.state.rounds.own(round)?.face).toBe('½')
  await at.panel.getByLabelText('Why, if you like').fill('As the login')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => at.state.rounds.own(round)?.reason).toBe('As the login')
  expect(at.envelopes.some(({ update }) => new TextDecoder().decode(update).includes('As the login'))).toBe(false)
  await at.panel.getByRole('button', { name: 'Take it back' }).click()
  await expect.poll(() => at.state.rounds.own(round)).toBeNull()
  await expect.element(at.panel.getByRole('button', { name: 'Turn the cards' })).toBeEnabled()
})

test('cards turned: each with its name, how they lie, who explains, what was done like it, and a vote again', async () => {
  const at = await atItem('scrum-master')
  const round = at.begin()
  const voters = people(at, 'Ben', 'Cleo', 'Dora', 'Emil', 'Late')
  voters
    .slice(0, 4)
    .forEach((one, i) => one.put(round, ['3', '40', '40', '40'][i] as string, i === 0 ? 'As in May' : ''))
  await expect.element(at.panel.getByText('As Scrum Master you answer questions', { exact: false })).toBeVisible()
  await at.panel.getByRole('button', { name: 'Turn the cards' }).click()
  for (const one of voters.slice(0, 3)) one.show(round)
  await expect.element(at.panel.getByText('Most say 40: 2 of 3.')).toBeVisible()
  await expect.element(at.panel.getByText('Ben (3) and Cleo and Dora (40) say why, then vote again.')).toBeVisible()
  await expect.element(at.panel.getByText('As in May')).toBeVisible()
  await expect.element(at.panel.getByText('Above 20: better split it', { exact: false })).toBeVisible()
  await expect.element(at.panel.getByRole('img', { name: 'How the cards lie: 3: 1 vote; 40: 2 votes' })).toBeVisible()
  await expect.element(at.panel.getByText('no vote').first()).toBeInTheDocument()
  await at.panel.getByRole('button', { name: 'Vote again' }).click()
  await expect.element(at.panel.getByText('Earlier: 3, 40 ×2')).toBeVisible()
  expect(at.panel.element().textContent).not.toContain('As in May')
  expect(at.state.rounds.live).toMatchObject([{ before: round }])
})

test('a Product Owner has no card and is told why; nothing stands in the way of anybody', async () => {
  const at = await atItem('po')
  const round = at.begin()
  const [ben] = people(at, 'Ben')
  ben?.put(round, '5')
  await expect.element(at.panel.getByText('As Product Owner you answer questions', { exact: false })).toBeVisible()
  expect(at.panel.getByRole('radiogroup', { name: 'Your card' }).elements()).toEqual([])
  for (const theme of ['light', 'dark', 'room']) {
    document.documentElement.dataset['theme'] = theme
    expect([theme, await barriersIn(at.panel.element())]).toEqual([theme, []])
  }
  at.must(turnRound, { round }, at.as('scrum-master'))
  ben?.show(round)
  await expect.element(at.panel.getByText('One vote: 5.')).toBeVisible()
  for (const theme of ['light', 'dark', 'room']) {
    document.documentElement.dataset['theme'] = theme
    expect([theme, await barriersIn(at.panel.element())]).toEqual([theme, []])
  }
})

test('a question with cards of its own is for everybody, and cards that no phone could show are refused', async () => {
  const at = await atItem('po')
  await at.panel.getByRole('button', { name: 'Begin a round of cards' }).click()
  await at.panel.getByText('Your own', { exact: true }).click()
  const cards = at.panel.getByLabelText('Your cards, from the smallest, with commas between')
  await cards.fill('one')
  await at.panel.getByRole('button', { name: 'Begin the round' }).click()
  await expect.element(at.panel.getByText('A deck needs at least two cards.')).toBeVisible()
  await cards.fill('this, one card with far too many letters')
  await at.panel.getByRole('button', { name: 'Begin the round' }).click()
  await expect.element(at.panel.getByText('A card has 1 to 12 letters', { exact: false })).toBeVisible()
  expect(at.state.rounds.live).toEqual([])
  await at.panel.getByText('Yes or no', { exact: true }).click()
  await at.panel.getByLabelText('Your question about it').fill('Ship it on Monday?')
  await at.panel.getByRole('button', { name: 'Begin the round' }).click()
  await expect.element(at.panel.getByText('Ship it on Monday?')).toBeVisible()
  await at.panel.getByRole('radio', { name: 'yes' }).click()
  await expect.poll(() => at.state.rounds.live.map(({ id }) => at.state.rounds.own(id)?.face)).toEqual(['yes'])
})

test('before a meeting: several items are asked for at once, until a day, and each is voted on when one likes', async () => {
  const at = await atItem()
  await userEvent.keyboard('{Shift>}V{/Shift}')
  const rounds = page.getByRole('dialog', { name: 'Rounds' })
  const others = rounds.getByRole('checkbox', { name: /^and the next \d+ without an estimate$/ })
  await others.click()
  await rounds.getByLabelText('Cards until').fill('2031-03-14')
  await rounds.getByRole('button', { name: /^Begin \d+ rounds$/ }).click()
  await expect.poll(() => at.state.rounds.live.length).toBeGreaterThan(1)
  const list = rounds.getByRole('list', { name: 'Rounds that are on' })
  await expect.element(list).toBeVisible()
  await expect.element(rounds.getByText('until Fri', { exact: false })).toBeVisible()
  await rounds.getByRole('radio', { name: '5', exact: true }).click()
  await expect.element(list.getByRole('button', { name: /: voted$/ }).first()).toBeVisible()
})

test('one of the lowest and the highest is asked why, and all read it', async () => {
  const at = await atItem()
  const round = at.begin()
  const [ben] = people(at, 'Ben')
  ben?.put(round, '3')
  await at.panel.getByRole('radio', { name: '20', exact: true }).click()
  await expect.poll(() => at.state.rounds.own(round)?.face).toBe('20')
  at.must(turnRound, { round }, at.as('scrum-master'))
  ben?.show(round)
  await at.panel.getByLabelText('Why your card lies there').fill('The bank is slow.')
  await userEvent.keyboard('{Enter}')
  const said = at.panel.getByRole('list', { name: 'What they say' })
  await expect.element(said.getByText('The bank is slow.')).toBeVisible()
  await expect.element(at.panel.getByRole('button', { name: 'Change it' })).toBeDisabled()
  expect(await barriersIn(at.panel.element())).toEqual([])
})

test('the team scores an item: cards with the words of each step, factor after factor, and a Product Owner sets the score', async () => {
  const at = await atItem('po')
  await at.panel.getByRole('button', { name: 'Begin a round of cards' }).click()
  await at.panel.getByText('Score', { exact: true }).click()
  await at.panel.getByRole('button', { name: 'Score in secret' }).click()
  await expect.element(at.panel.getByText('What is it worth beside the others?')).toBeVisible()
  await expect.element(at.panel.getByText('One more factor follows.')).toBeVisible()
  await at.panel.getByRole('radio', { name: '8: It moves a goal.' }).click()
  const round = at.state.rounds.askedOn(at.item)[0]?.id ?? ''
  const [ben] = people(at, 'Ben')
  ben?.put(round, '8')
  await expect.element(at.panel.getByText('2 cards', { exact: false })).toBeVisible()
  expect(await barriersIn(at.panel.element())).toEqual([])
  await at.panel.getByRole('button', { name: 'Turn the cards' }).click()
  ben?.show(round)
  await expect.element(at.panel.getByText('All 2 say 8.')).toBeVisible()
  await at.panel.getByRole('button', { name: 'Set score' }).click()
  await expect.poll(() => at.state.row('items', at.item)?.value).toBe(8)
  await expect.element(at.panel.getByText('How much work is it beside the others?')).toBeVisible()
  expect(at.state.rounds.live).toHaveLength(1)
})
