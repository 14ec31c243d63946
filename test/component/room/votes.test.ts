import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { barriersIn } from '../screens/accessible.ts'
import { roomWindow } from './room-window.ts'
import { ROUND, VOTES } from './scenes.ts'

afterEach(() => document.documentElement.removeAttribute('data-theme'))

const panel = () => page.getByRole('dialog', { name: 'Votes of the room' })

async function atItem() {
  const window = await roomWindow({ scene: 'votes', begin: { screen: 'backlog' } })
  window.become({ round: null })
  await expect.element(window.screen.getByRole('grid')).toBeVisible()
  const item = window.state.order[2] ?? ''
  ;(document.querySelector(`#row-${item} .title`) as HTMLElement).click()
  await expect.element(window.screen.getByRole('complementary')).toBeVisible()
  return { ...window, item, title: window.state.row('items', item)?.title ?? '?' }
}

test('by keys alone: the room is asked about the item on the screen, the cards are turned, one is taken as the estimate', async () => {
  const { state, item, title, lastAsked, said } = await atItem()
  await userEvent.keyboard('{Shift>}V{/Shift}')
  await expect.element(panel().getByRole('button', { name: 'Ask the room' })).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  await expect.poll(lastAsked).toEqual(['room.ask', { plan: 'plan-1', item }])
  await expect.element(panel().getByText('2 of 3')).toBeVisible()
  await expect.poll(said).toContain(`The room is asked to vote on`)
  await expect.element(panel().getByRole('heading', { name: 'The room votes' })).toHaveFocus()
  const turn = panel().getByRole('button', { name: 'Turn the cards' })
  for (let step = 0; step < 20 && document.activeElement !== turn.element(); step++) await userEvent.tab()
  await userEvent.keyboard('{Enter}')
  await expect.element(panel().getByText('From 3 to 13, median 5; most say 5.', { exact: false })).toBeVisible()
  await expect.poll(() => panel().element().contains(document.activeElement)).toBe(true)
  const take = panel().getByRole('button', { name: 'Take 5 as the estimate' })
  for (let step = 0; step < 20 && document.activeElement !== take.element(); step++) await userEvent.tab()
  await userEvent.keyboard('{Enter}')
  expect(state.row('items', item)?.estimate).toBe(5)
  await expect.element(panel().getByText('estimate', { exact: true })).toBeVisible()
  await expect.poll(() => panel().element().contains(document.activeElement)).toBe(true)
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('button', { name: 'Cards turned' })).toHaveFocus()
  expect(title).not.toBe('?')
})

test('who has voted is seen and no card, and the own card is pressed, and taken back', async () => {
  const { screen, lastAsked } = await roomWindow({ scene: 'votes' })
  const voters = screen.getByRole('list', { name: 'Who has voted' })
  await expect.element(voters.getByText('Quinn')).toBeVisible()
  expect(
    voters
      .getByRole('listitem')
      .elements()
      .map((one) => one.textContent?.replace(/\s+/g, ' ').trim()),
  ).toEqual(['Quinn has voted', 'Rosa has not voted yet', 'Sam has voted'])
  await expect.element(screen.getByText('waiting for Rosa', { exact: false })).toBeVisible()
  expect(document.querySelector('.turned')).toBeNull()
  const five = screen.getByRole('group', { name: /^Your card/ }).getByRole('button', { name: '5', exact: true })
  await five.click()
  expect(lastAsked()).toEqual(['room.vote', { plan: 'plan-1', round: 'round-1', card: '5' }])
  await expect.element(five).toHaveAttribute('aria-pressed', 'true')
  await expect.element(page.getByRole('main').getByText('3 of 4')).toBeVisible()
  await five.click()
  expect(lastAsked()).toEqual(['room.vote', { plan: 'plan-1', round: 'round-1', card: null }])
})

test('the cards turned show each value with its people, how far apart they are, and lead on', async () => {
  const { screen, state, lastAsked } = await roomWindow({ scene: 'turned' })
  await expect
    .element(screen.getByText('Far apart: let Quinn (3) and Anna (13) say why.', { exact: false }))
    .toBeVisible()
  const rows = screen.getByRole('list', { name: 'Cards, and who chose them' }).getByRole('listitem')
  expect(rows.elements().map((row) => row.querySelector('.names')?.textContent)).toEqual(['Quinn', 'Rosa, Sam', 'Anna'])
  await screen.getByRole('button', { name: 'Vote again' }).click()
  expect(lastAsked()).toEqual(['room.ask', { plan: 'plan-1', item: 'none', cards: [...ROUND.cards] }])
  await expect.element(screen.getByRole('button', { name: 'End without turning' })).toBeVisible()
  await screen.getByRole('button', { name: 'End without turning' }).click()
  expect(lastAsked()).toEqual(['room.endRound', { plan: 'plan-1' }])
  await expect.element(screen.getByRole('heading', { name: 'Ask for votes' })).toBeVisible()
  expect(state.openCount).toBeGreaterThan(0)
})

test('other cards are chosen or typed, and cards that no phone could show are refused with the reason', async () => {
  const { screen, room, lastAsked } = await roomWindow({ scene: 'guests' })
  await screen.getByText('Yes or no', { exact: true }).click()
  await screen.getByRole('button', { name: 'Ask the room' }).click()
  expect(lastAsked()?.[1]).toMatchObject({ cards: ['Yes', 'No', '?'] })
  await screen.getByRole('button', { name: 'End without turning' }).click()
  await screen.getByText('Your own', { exact: true }).click()
  const cards = screen.getByLabelText('Your cards, with commas between')
  await cards.fill('one')
  room.asked.length = 0
  await screen.getByRole('button', { name: 'Ask the room' }).click()
  await expect.element(screen.getByText('At least two cards', { exact: false })).toBeVisible()
  await cards.fill('this, one card with far too many letters')
  await screen.getByRole('button', { name: 'Ask the room' }).click()
  await expect.element(screen.getByText('is too long for a card', { exact: false })).toBeVisible()
  expect(room.asked).toEqual([])
  await cards.fill('1, 2, 4')
  await screen.getByRole('button', { name: 'Ask the room' }).click()
  expect(lastAsked()?.[1]).toMatchObject({ cards: ['1', '2', '4'] })
})

test('on every screen the top line says how the vote stands, and what failed is said', async () => {
  const { screen, room, become } = await roomWindow({ scene: 'votes', begin: { screen: 'roadmap' } })
  await screen.getByRole('button', { name: /^2 of 3 ?voted$/ }).click()
  room.failNext('room.turnVotes', 'no-room', 'The room of this plan is closed.')
  await panel().getByRole('button', { name: 'Turn the cards' }).click()
  await expect.element(panel().getByText('The room of this plan is closed.')).toBeVisible()
  become({ round: { ...ROUND, voted: 4, of: 4, votes: VOTES, waitingFor: [] } })
  await expect
    .element(screen.getByText('The cards on Board keeps working without network are turned.'))
    .toBeInTheDocument()
  for (const theme of ['light', 'dark', 'room']) {
    document.documentElement.dataset['theme'] = theme
    expect([theme, await barriersIn(panel().element())]).toEqual([theme, []])
  }
})
