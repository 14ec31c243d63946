import { expect as playwrightExpect } from 'playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { picture } from './open-pages.ts'
import { hasNetwork, peopleAtHosts, type PeopleAtHosts } from './people-at-hosts.ts'
import { letInByDigits, openRoomOf } from './two-laptops.ts'

/** Two hosts at one table: what one window shows of itself is seen in the other's. */
const see = playwrightExpect.configure({ timeout: 20_000 })

let people: PeopleAtHosts
beforeAll(async () => {
  people = await peopleAtHosts()
})
afterAll(async () => {
  await people.leave()
})

test.skipIf(!hasNetwork)(
  'a driver is followed across two hosts, faces stand at the item, and a raised hand is seen (needs a network besides loopback)',
  { timeout: 120_000 },
  async () => {
    const ada = await people.sit('Ada Byron', 'Product Owner')
    await ada.page
      .getByRole('button', { name: /sample/i })
      .first()
      .click()
    await see(ada.page.getByRole('grid')).toBeVisible()
    await ada.page.keyboard.press('g')
    await ada.page.keyboard.press('m')
    const invite = await openRoomOf(ada.page)

    const ben = await people.sit('Ben Ito', 'Developer')
    await letInByDigits(ada.page, ben.page, invite, 'Ben Ito')
    await see(ada.page.getByRole('button', { name: '2 people have this plan open' })).toBeVisible()

    await ada.page.keyboard.press('Shift+D')
    await see(ada.page.getByRole('button', { name: /^You drive/ })).toBeVisible()
    await ben.page.getByRole('button', { name: /Ada Byron drives/ }).click()
    await see(ben.page.getByRole('heading', { name: 'Room', exact: true })).toBeVisible()
    await ada.page.keyboard.press('g')
    await ada.page.keyboard.press('b')
    await ada.page.getByRole('row').nth(3).click()
    await see(ada.page.getByRole('complementary')).toBeVisible()
    const title = (await ada.page.getByRole('complementary').getAttribute('aria-label')) ?? '?'
    await see(ben.page.getByRole('complementary', { name: title })).toBeVisible()
    await see(ada.page.getByRole('complementary').getByText('Ben Ito looks at this.')).toBeAttached()
    await picture(ben.page, 'room-follow')

    await ben.page.keyboard.press('Shift+H')
    await see(ada.page.locator('.chip.hand')).toContainText('Ben Ito')
    await see(ada.page.getByTestId('announcements')).toContainText('Ben Ito raises a hand.')
    await picture(ada.page, 'room-hand')

    // Whoever acts goes on alone.
    await ben.page.getByRole('complementary').getByRole('heading', { name: 'Acceptance criteria' }).click()
    await see(ben.page.getByRole('button', { name: /Ada Byron drives/ })).toBeVisible()
    await ada.page.keyboard.press('Escape')
    await ada.page.keyboard.press('g')
    await ada.page.keyboard.press('s')
    await see(ada.page.getByRole('link', { name: /^Sprint/ })).toHaveAttribute('aria-current', 'page')
    await see(ben.page.getByRole('complementary', { name: title })).toBeVisible()
    expect([...ada.faults, ...ben.faults]).toEqual([])
  },
)
