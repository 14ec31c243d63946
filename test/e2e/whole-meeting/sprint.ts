import type { Page } from 'playwright-core'
import { picture } from '../open-pages.ts'
import { press, see, type Cast } from './cast.ts'

const card = (page: Page, title: string) => page.locator('li.card').filter({ hasText: title })
const changes = (page: Page) => page.getByRole('region', { name: 'What changed in this sprint' })
const panel = (page: Page) => page.getByRole('complementary', { name: 'Change to this sprint' })

/** Chooses an item by what is typed of it. */
async function choose(page: Page, opener: string, typed: string): Promise<void> {
  await panel(page).getByRole('button', { name: opener }).click()
  await page.keyboard.type(typed)
  await see(page.getByRole('option', { selected: false }).first()).toContainText(typed)
  await press(page, 'Enter')
}

async function goalHolds(page: Page): Promise<void> {
  const asked = panel(page).getByRole('radiogroup', { name: 'Does the Sprint Goal still hold?' })
  await asked.getByText('Yes', { exact: true }).click()
}

/** One add with a swap: nothing comes in without a change card, which both sides agree to on their own laptops. */
export async function addWithSwap({ ada, ben }: Cast): Promise<void> {
  const { page } = ben
  await page.getByRole('radiogroup', { name: 'View' }).getByText('Pull', { exact: true }).click()
  await page.getByRole('button', { name: 'Pull HARB-9, A receipt by mail' }).click()
  await see(panel(page).getByText('A receipt by mail')).toBeVisible()
  await panel(page).getByText('Swap', { exact: true }).click()
  await choose(page, 'An item of the sprint', 'A held berth is let go')
  await press(page, 'Control+Enter')
  await see(panel(page).getByText('Say why.')).toBeVisible()
  await panel(page).getByLabel('Why', { exact: true }).fill('The law asks for a receipt')
  await goalHolds(page)
  await see(ada.page.getByText('A receipt by mail')).toHaveCount(0)
  await press(page, 'Control+Enter')
  await ada.page.getByRole('button', { name: '1 change waits for your yes' }).click()
  await picture(ada.page, 'meeting-change-card')
  await changes(ada.page).getByRole('button', { name: 'I agree' }).click()
  await page.getByRole('radiogroup', { name: 'View' }).getByText('Board', { exact: true }).click()
  for (const window of [ada.page, page]) {
    await see(changes(window)).toContainText('Swapped “A receipt by mail” for “A held berth is let go at noon”')
    await see(changes(window)).toContainText('agreed: Ben Ito and Ada Byron')
    await see(card(window, 'A receipt by mail')).toBeVisible()
    await see(card(window, 'A held berth is let go')).toHaveCount(0)
  }
}

/** One split: a part stays, the rest returns to the rank that the Product Owner, who stands beside the screen, chose. */
export async function split({ ada, ben }: Cast): Promise<void> {
  const { page } = ben
  await press(page, 'a')
  await panel(page).getByText('Split', { exact: true }).click()
  await choose(page, 'An item of the sprint', 'A skipper changes the night')
  await panel(page).getByLabel('What stays', { exact: true }).fill('A skipper gives a held berth back')
  await panel(page).getByLabel('Points').first().fill('2')
  await panel(page).getByLabel('What leaves').fill('A skipper takes another night')
  await panel(page).getByLabel('Points').last().fill('3')
  await panel(page).getByLabel('at rank').fill('8')
  await panel(page).getByLabel('Why', { exact: true }).fill('Giving back is enough for the Sprint Goal')
  await goalHolds(page)
  await choose(page, 'Product Owner', 'Ada Byron')
  await press(page, 'Control+Enter')
  await see(changes(ada.page)).toContainText(
    '“A skipper gives a held berth back” stays, “A skipper takes another night” left',
  )
  await see(card(ada.page, 'A skipper gives a held berth back')).toBeVisible()
  await see(card(ada.page, 'A skipper takes another night')).toHaveCount(0)
}

/** One refused request: a no with its reason and the capacity at hand, which both see among the changes. */
export async function refuse({ ada, ben }: Cast): Promise<void> {
  await ada.page.getByRole('button', { name: 'Change the sprint' }).click()
  await panel(ada.page).getByRole('button', { name: 'Record a no' }).click()
  await panel(ada.page).getByLabel('What was asked for').fill('The crane in this sprint')
  await panel(ada.page).getByLabel('By whom').fill('The boatyard')
  await panel(ada.page).getByLabel('Why not').fill('It does not serve the Sprint Goal')
  await press(ada.page, 'Control+Enter')
  await see(changes(ben.page)).toContainText('Said no “The crane in this sprint”, asked by The boatyard')
  // 20, less 5, 3, 2, 2 and 3; what waits for room does not count yet.
  await see(changes(ben.page)).toContainText('5 at hand then')
}

/** The Developer moves cards and puts their own name on one; the Product Owner sees it and cannot. */
export async function work({ ada, ben }: Cast): Promise<void> {
  const { page } = ben
  await card(page, 'A skipper holds a berth').getByRole('button').first().focus()
  await press(page, 'Alt+ArrowRight', 'n')
  await see(page.getByRole('region', { name: /^Doing 1/ })).toContainText('A skipper holds a berth')
  await card(page, 'A skipper holds a berth').getByRole('button').first().focus()
  await press(page, 'Alt+ArrowRight')
  await card(page, 'The harbour master sees')
    .getByRole('button', { name: /^More for/ })
    .click()
  await page.getByRole('menuitemradio', { name: 'Done' }).click()
  await see(ada.page.getByRole('region', { name: /^Done 2/ })).toContainText('8 points')
  await card(ada.page, 'A receipt by mail')
    .getByRole('button', { name: /^More for/ })
    .click()
  await see(ada.page.getByRole('menuitem', { name: 'Open the item' })).toBeVisible()
  await see(ada.page.getByRole('menuitemradio')).toHaveCount(0)
  await press(ada.page, 'Escape')
  await picture(page, 'meeting-board')
}

/** The next sprint is there, so that something can go on into it. */
export async function setUpNext({ ben }: Cast): Promise<void> {
  await ben.page.getByRole('button', { name: /^Sprint 1/ }).click()
  await ben.page.getByRole('menuitem', { name: 'New sprint' }).click()
  await ben.page.getByRole('button', { name: 'Set up the sprint' }).click()
  await see(ben.page.getByText('not started')).toBeVisible()
}
