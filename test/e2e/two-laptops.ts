import type { Page } from 'playwright-core'
import { expect as playwrightExpect } from 'playwright/test'

const see = playwrightExpect.configure({ timeout: 20_000 })

/** Somebody whose window shows the room screen of a plan opens it. Answers the invite, and the address for phones. */
export async function openRoomOf(page: Page): Promise<{ address: string; code: string; url: string }> {
  await page.getByRole('button', { name: 'Open the room' }).click()
  await see(page.getByRole('heading', { name: 'Invite a laptop' })).toBeVisible()
  return {
    address: await page.locator('dd.num').first().innerText(),
    code: (await page.locator('dd.letters').first().innerText()).replace(/\s+/g, ''),
    url: await page.locator('p.url').innerText(),
  }
}

/** A newcomer knocks by typing the invite; whoever opened the room types the six digits that the newcomer's screen shows. */
export async function letInByDigits(
  opener: Page,
  newcomer: Page,
  invite: { address: string; code: string },
  name: string,
): Promise<void> {
  await newcomer.getByRole('button', { name: /Join a room/ }).click()
  await newcomer.getByLabel('Address').fill(invite.address)
  await newcomer.getByLabel('Code').fill(invite.code)
  await newcomer.getByRole('button', { name: 'Knock' }).click()
  const shown = newcomer.locator('.digits').first()
  await see(shown).toContainText(/\d{3}.\d{3}/)
  await see(opener.getByRole('heading', { name: `${name} wants to come in` })).toBeVisible()
  await opener.getByLabel('Type what the other screen shows').fill((await shown.innerText()).replace(/\D/g, ''))
  await opener.keyboard.press('Enter')
  await see(newcomer.getByRole('grid')).toBeVisible()
}

/** Somebody who helps to build comes in with a phone; whoever opened the room lets them in. */
export async function comeInByPhone(opener: Page, url: string, name: string): Promise<Page> {
  const browser = opener.context().browser()
  if (browser === null) throw new Error('The window has no browser.')
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const phone = await context.newPage()
  await phone.goto(url)
  await phone.getByLabel('Your name').fill(name)
  await phone.getByLabel('I help to build it').check()
  await phone.getByRole('button', { name: 'Ask to come in' }).click()
  await opener.getByRole('button', { name: `Let in ${name}` }).click()
  return phone
}
