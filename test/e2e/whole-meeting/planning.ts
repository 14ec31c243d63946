import type { Page } from 'playwright-core'
import { picture, SIZES } from '../open-pages.ts'
import { allWereThere, exported, press, see, type Cast } from './cast.ts'

const GOAL = 'From May a skipper holds a berth from the boat, and the office sees it at once'
const row = (page: Page, title: string) => page.getByRole('listitem').filter({ hasText: title })
const pulled = (page: Page, title: string) => see(row(page, title).getByText('pulled', { exact: true })).toBeVisible()

/** A two-week sprint of a new team, from the day of the meeting on. */
export async function setUpSprint({ ben }: Cast): Promise<void> {
  await press(ben.page, 'g', 's')
  await ben.page.getByRole('button', { name: 'Set up the first sprint' }).click()
  await ben.page.getByLabel('Team', { exact: true }).fill('Keel')
  await ben.page.getByLabel('First day').fill(dayFromNow(0))
  await ben.page.getByLabel('Last day').fill(dayFromNow(13))
  await ben.page.getByRole('button', { name: 'Set up the sprint' }).click()
  await see(ben.page.getByRole('heading', { name: 'No Sprint Goal yet' })).toBeVisible()
}

/** Why: the Sprint Goal is written from both laptops at once, and serves a goal of the plan that is new as well. */
export async function why({ ada, ben, cleo }: Cast): Promise<void> {
  await press(ada.page, 'g', 's')
  await ada.page.setViewportSize(SIZES.projector)
  await ada.page.getByRole('button', { name: 'Plan on this screen' }).click()
  await see(ada.page.locator('html')).toHaveAttribute('data-theme', 'room')
  await see(ada.page.getByRole('heading', { name: 'In the room 2 laptops, 2 phones' })).toBeVisible()
  await ben.page.getByRole('button', { name: 'Join the planning', exact: true }).click()
  const [adas, bens] = [ada, ben].map(({ page }) => page.getByRole('textbox', { name: 'Sprint Goal' })) as [Text, Text]
  await press(ada.page, 'e')
  await see(adas).toBeFocused()
  await ada.page.keyboard.type('a skipper holds a berth from the boat')
  await see(ben.page.getByRole('region', { name: 'Sprint Goal' })).toContainText('from the boat')
  await press(ben.page, 'e')
  await see(bens).toBeFocused()
  await press(ben.page, 'Control+End')
  await press(ada.page, 'Control+Home')
  await Promise.all([ada.page.keyboard.type('From May '), ben.page.keyboard.type(', and the office sees it at once')])
  for (const text of [adas, bens]) await see(text).toHaveText(GOAL)
  await see(ben.page.getByText('not kept as the Sprint Goal yet')).toBeVisible()
  await press(ada.page, 'Escape')
  await press(ben.page, 'Escape')
  await see(ben.page.getByText('not kept as the Sprint Goal yet')).toHaveCount(0)
  await ada.page.getByRole('button', { name: 'The goal that it serves' }).click()
  await ada.page.keyboard.type('Fewer calls to the office')
  await press(ada.page, 'Enter')
  for (const { page } of [ada, ben]) await see(page.getByText('Fewer calls to the office').first()).toBeVisible()
  await see(cleo.getByText(GOAL)).toBeVisible()
  await picture(ada.page, 'meeting-why')
}
type Text = ReturnType<Page['getByRole']>

/** What: Developers pull from the top on their own laptop, past an item with a reason, one if there is room. */
export async function what({ ada, ben, cleo }: Cast): Promise<void> {
  // The facilitator's own window goes on; the shared screen and the laptop follow.
  const [notes] = await Promise.all([ada.context.waitForEvent('page'), press(ada.page, 'Shift+W')])
  await see(notes.getByText('Nobody has said how much fits.')).toBeVisible()
  await notes.getByRole('button', { name: 'On to What' }).click()
  await see(ben.page.getByRole('heading', { name: 'Capacity at hand' })).toBeVisible()
  await notes.close()

  await press(ben.page, 'c')
  await ben.page.getByLabel('Working days').fill('10')
  await ben.page.getByLabel('Developers').fill('3')
  await ben.page.getByLabel('Days off, all together').fill('5')
  await ben.page.getByLabel('Focus factor').fill('0.8')
  await press(ben.page, 'Enter')
  await see(ada.page.getByText('of 20, 20 free')).toBeVisible()

  for (const title of ['A skipper holds a berth', 'The harbour master sees', 'A held berth is let go']) {
    await press(ben.page, 'Space')
    await pulled(ben.page, title)
    await press(ben.page, 'j')
  }
  await press(ben.page, 'j', 'Space')
  const reason = ben.page.getByLabel('Pull past 1 higher item: why?')
  await see(reason).toBeFocused()
  await press(ben.page, 'Enter')
  await see(ben.page.getByText('A few words are enough.', { exact: false })).toBeVisible()
  await reason.fill('The signs are from two makers')
  await press(ben.page, 'Enter')
  await pulled(ben.page, 'A skipper changes the night')
  await press(ben.page, 'j', 'Space')
  await reason.fill('It costs a night each time')
  await press(ben.page, 'Enter')
  await pulled(ben.page, 'Berth 12 is sold twice')
  await press(ben.page, 'j', 'i')
  await reason.fill('Small')
  await press(ben.page, 'Enter')
  await see(row(ben.page, 'Depth of each berth').getByText('if there is room')).toBeVisible()

  await see(ada.page.getByText('18 pulled, 2 free. That is fine.')).toBeVisible()
  await see(ada.page.getByRole('heading', { name: 'Developers pull' })).toBeVisible()
  await see(ada.page.getByRole('button', { name: /^Pull / })).toHaveCount(0)
  await see(cleo.getByText('18 of 20 points pulled, 2 free.')).toBeVisible()
  await see(cleo.getByText('Depth of each berth stands in the list, if there is room')).toBeVisible()
  await picture(ada.page, 'meeting-what')
}

/** How: a Developer notes the first step on the item that all look at. */
export async function how({ ada, ben, cleo }: Cast): Promise<void> {
  await press(ada.page, 'n')
  const task = ben.page.getByRole('textbox', { name: 'A task or a note' })
  await see(task).toBeVisible()
  await press(ben.page, 'a')
  await see(task).toBeFocused()
  await ben.page.keyboard.type('Read the berths from the old service')
  await press(ben.page, 'Enter', 'Escape')
  await see(ada.page.getByText('Read the berths from the old service')).toBeVisible()
  await see(cleo.getByRole('heading', { name: 'A skipper holds a berth from the boat' })).toBeVisible()
}

/** Confidence: a fist of five from a laptop and two phones, hidden until all voted. */
export async function confidence({ ada, ben, cleo, dora }: Cast, plan: string): Promise<void> {
  await press(ada.page, 'n')
  await see(ada.page.getByRole('button', { name: 'Ask for a fist of five' })).toBeVisible()
  await press(ada.page, 'Enter')
  await see(ben.page.getByRole('radio', { name: '1' })).toBeFocused()
  await press(ben.page, '4')
  await see(ada.page.getByText('1 card; waiting for Cleo (guest) and Dora (guest).')).toBeVisible()
  await cleo.getByRole('button', { name: '5', exact: true }).click()
  await see(ada.page.getByText('2 cards; waiting for Dora (guest).')).toBeVisible()
  // Neither key turns them while one is missing, on the screen or on the laptop, and no disk in the room knows a card.
  await press(ben.page, 'Enter')
  await press(ada.page, 'Enter')
  await dora.getByRole('button', { name: '2', exact: true }).click()
  await see(ada.page.getByText('3 cards, and nobody here is missing.')).toBeVisible()
  const table = ada.page.getByRole('list', { name: 'Who has voted' })
  await see(table).not.toContainText(/\d/)
  for (const laptop of [ada, ben]) {
    const { cards } = JSON.parse(await exported(laptop, plan)) as { cards: readonly { readonly face?: string }[] }
    see(cards.map(({ face = '' }) => face)).toEqual(['', '', ''])
  }
  await press(ada.page, 'Enter')
  for (const { page } of [ada, ben]) {
    await see(page.getByRole('img', { name: 'How the cards lie: 2: 1 vote; 4: 1 vote; 5: 1 vote' })).toBeVisible()
  }
  await see(dora.getByRole('listitem').filter({ hasText: 'Ben Ito' })).toContainText('4')
  await picture(ada.page, 'meeting-confidence')
}

/** Close: the summary writes itself, the sprint starts, and the phones are asked nothing any more. */
export async function close({ ada, ben, cleo }: Cast): Promise<void> {
  await press(ada.page, 'n')
  for (const { page } of [ada, ben]) {
    await see(page.getByText('18 of 20 points pulled, 2 free. Fist of five: 2, 4, 5.')).toBeVisible()
    await allWereThere(page)
  }
  await picture(ada.page, 'meeting-close')
  await press(ada.page, 's')
  await see(ada.page.getByRole('button', { name: 'Change the sprint' })).toBeVisible()
  await see(cleo.getByRole('heading', { name: 'Will we reach the Sprint Goal?' })).toHaveCount(0)
  await ben.page.getByRole('button', { name: 'Open the sprint' }).click()
}

/** A day as a field of dates takes it, by the clock of this machine. */
function dayFromNow(days: number): string {
  const day = new Date(Date.now() + days * 86_400_000)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}
