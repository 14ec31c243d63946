import { expect as playwrightExpect } from 'playwright/test'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { picture } from './open-pages.ts'
import { hasNetwork, peopleAtHosts, type PeopleAtHosts } from './people-at-hosts.ts'
import { letInByDigits, openRoomOf } from './two-laptops.ts'

/** Two laptops with a host each, and two phones: everybody chooses in secret, and all cards turn at once. */
const see = playwrightExpect.configure({ timeout: 20_000 })

let people: PeopleAtHosts
beforeAll(async () => {
  people = await peopleAtHosts()
})
afterAll(async () => {
  await people.leave()
})

const THEMES = ['light', 'dark', 'room'] as const

/** Keeps a picture of a window in each theme. */
async function pictures(page: Page, name: string): Promise<void> {
  for (const theme of THEMES) {
    await page.evaluate((theme) => (document.documentElement.dataset['theme'] = theme), theme)
    await page.setViewportSize(theme === 'room' ? { width: 1920, height: 1080 } : { width: 1280, height: 800 })
    await picture(page, `${name}-${theme}`)
  }
  await page.evaluate(() => (document.documentElement.dataset['theme'] = 'light'))
  await page.setViewportSize({ width: 1280, height: 800 })
}

const roomLink = (page: Page) =>
  page.getByRole('navigation', { name: 'Screens of this plan' }).getByRole('link', { name: /^Room/ }).first()

test.skipIf(!hasNetwork)(
  'a round with two laptops and two phones: in secret, changed, turned at once, voted again, settled (needs a network)',
  { timeout: 180_000 },
  async () => {
    const ada = await people.sit('Ada Byron', 'Product Owner')
    await ada.page
      .getByRole('button', { name: /sample/i })
      .first()
      .click()
    await see(ada.page.getByRole('grid')).toBeVisible()
    await roomLink(ada.page).click()
    const invite = await openRoomOf(ada.page)

    const ben = await people.sit('Ben Ito', 'Developer')
    await letInByDigits(ada.page, ben.page, invite, 'Ben Ito')

    const phones: Page[] = []
    for (const name of ['Cleo', 'Dora']) {
      const context = await ben.context.browser()!.newContext({ viewport: { width: 360, height: 740 } })
      const phone = await context.newPage()
      await phone.goto(invite.url)
      await phone.getByLabel('Your name').fill(name)
      await phone.getByLabel('I help to build it').check()
      await phone.getByRole('button', { name: 'Ask to come in' }).click()
      await ada.page.getByRole('button', { name: `Let in ${name}` }).click()
      phones.push(phone)
    }
    const [cleo, dora] = phones as [Page, Page]

    // Ada begins it by keys on the item that both look at.
    const title = 'Board keeps working without network'
    for (const { page } of [ada, ben]) {
      await page
        .getByRole('link', { name: /^Backlog/ })
        .first()
        .click()
      await page.getByRole('row').filter({ hasText: title }).click()
    }
    const [adas, bens] = [ada.page.getByRole('complementary'), ben.page.getByRole('complementary')]
    await adas.getByRole('button', { name: 'Begin a round of cards' }).click()
    await adas.getByRole('button', { name: 'Begin the round' }).click()
    await see(adas.getByText('As Product Owner you answer questions', { exact: false })).toBeVisible()
    await bens.getByRole('radio', { name: '5', exact: true }).click()
    await bens.getByRole('radio', { name: '8', exact: true }).click()
    await cleo.getByRole('button', { name: '3', exact: true }).click()
    await dora.getByRole('button', { name: '20', exact: true }).click()
    await see(adas.getByText('3 cards', { exact: false })).toBeVisible()
    await see(cleo.getByText('3 cards on the table.', { exact: false })).toBeVisible()
    await picture(cleo, 'round-phone')
    await bens.getByRole('heading', { name: 'Planning poker' }).scrollIntoViewIfNeeded()
    await pictures(ben.page, 'round-open')

    await adas.getByRole('button', { name: 'Turn the cards' }).click()
    for (const item of [adas, bens]) {
      await see(item.getByText('Cleo (guest) (3) and Dora (guest) (20) say why, then vote again.')).toBeVisible()
      await see(item.getByRole('img', { name: 'How the cards lie: 3: 1 vote; 8: 1 vote; 20: 1 vote' })).toBeVisible()
    }
    await see(dora.getByRole('listitem').filter({ hasText: 'Ben Ito' })).toContainText('8')
    await dora.getByLabel('Your card lies far from the others.', { exact: false }).fill('The cache is written anew.')
    await dora.getByRole('button', { name: 'Show it to all' }).click()
    for (const reader of [adas, bens, cleo]) await see(reader.getByText('The cache is written anew.')).toBeVisible()
    await picture(dora, 'round-phone-turned')
    await pictures(ada.page, 'round-turned')

    // Dora's phone goes before the second turn: its card is no vote.
    await adas.getByRole('button', { name: 'Vote again' }).click()
    await bens.getByRole('radio', { name: '8', exact: true }).click()
    await cleo.getByRole('button', { name: '8', exact: true }).click()
    await dora.getByRole('button', { name: '13', exact: true }).click()
    await see(adas.getByText('3 cards', { exact: false })).toBeVisible()
    await dora.context().close()
    await adas.getByRole('button', { name: 'Turn the cards' }).click()
    await see(bens.getByText('All 2 say 8.')).toBeVisible()
    await see(bens.getByText('no vote').first()).toBeVisible()
    await bens.getByRole('button', { name: 'Set estimate' }).click()
    await see(ada.page.getByRole('row').filter({ hasText: title })).toContainText('8')
    await see(adas.getByText('8 ×2, came to 8', { exact: false })).toBeVisible()
    expect(await adas.innerText()).not.toContain('Cleo')
    expect([...ada.faults, ...ben.faults]).toEqual([])
  },
)
