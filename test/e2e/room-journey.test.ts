import { expect as playwrightExpect } from 'playwright/test'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { picture } from './open-pages.ts'
import { hasNetwork, peopleAtHosts, type PeopleAtHosts } from './people-at-hosts.ts'
import { letInByDigits, openRoomOf } from './two-laptops.ts'

/** Two hosts with a window each, as two people at one table: each does what the screen says. */
const see = playwrightExpect.configure({ timeout: 20_000 })

let people: PeopleAtHosts
beforeAll(async () => {
  people = await peopleAtHosts()
})
afterAll(async () => {
  await people.leave()
})

const TITLE = 'Board keeps working without network'
const cell = (page: Page, title: string) => page.getByRole('row').filter({ hasText: title })

async function go(page: Page, screen: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Screens of this plan' })
    .getByRole('link', { name: new RegExp(`^${screen}`) })
    .first()
    .click()
}

async function estimate(page: Page, title: string, points: string): Promise<void> {
  await cell(page, title).click()
  const item = page.getByRole('complementary')
  await item.getByLabel('Estimate').fill(points)
  await item.getByLabel('Estimate').press('Enter')
  await see(cell(page, title)).toContainText(points)
}

const press = async (page: Page, ...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key)
}

test.skipIf(!hasNetwork)(
  'two laptops: open the room, knock, compare digits, edit on both, part, edit the same, meet, settle; the starter leaves (needs a network)',
  { timeout: 240_000 },
  async () => {
    const ada = await people.sit('Ada Byron', 'Product Owner')
    await ada.page
      .getByRole('button', { name: /sample/i })
      .first()
      .click()
    await see(ada.page.getByRole('grid')).toBeVisible()
    await ada.page
      .getByRole('link', { name: /^Room/ })
      .or(ada.page.getByRole('button', { name: /^Room/ }))
      .first()
      .click()
    const invite = await openRoomOf(ada.page)
    await picture(ada.page, 'room-open')

    const ben = await people.sit('Ben Ito', 'Developer')
    await letInByDigits(ada.page, ben.page, invite, 'Ben Ito')

    // Ben is in the plan; both see each other and each other's edits.
    await picture(ben.page, 'room-joined')
    await see(ada.page.getByText('Ben Ito').first()).toBeVisible()
    await picture(ada.page, 'room-two-here')
    await go(ada.page, 'Backlog')
    await estimate(ben.page, TITLE, '5')
    await see(cell(ada.page, TITLE)).toContainText('5')

    // Ada's laptop is shut for a while; both go on with the same item.
    await go(ada.page, 'Room')
    await ada.page.getByRole('button', { name: 'Close the room' }).click()
    await see(ada.page.getByRole('button', { name: 'Open the room' })).toBeVisible()
    await go(ada.page, 'Backlog')
    await estimate(ada.page, TITLE, '3')
    await estimate(ben.page, TITLE, '13')
    await go(ada.page, 'Room')
    await ada.page.getByRole('button', { name: 'Open the room' }).click()

    // They meet again by themselves, and both are shown what was changed apart.
    const review = ada.page.getByRole('button', { name: /to review/ })
    await see(review).toBeVisible({ timeout: 60_000 })
    await see(ben.page.getByRole('button', { name: /to review/ })).toBeVisible()
    await review.click()
    await see(ada.page.getByText(TITLE).first()).toBeVisible()
    await picture(ada.page, 'room-review')
    await press(ada.page, '1')
    await see(ben.page.getByRole('button', { name: /1 to review/ })).toHaveCount(0)

    // Who began it leaves for good; the others go on.
    await ada.host.kill()
    await estimate(ben.page, TITLE, '2')
    await see(ben.page.getByText('Saved on this device')).toBeVisible()
    expect(ben.faults).toEqual([])
  },
)
