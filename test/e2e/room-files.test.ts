import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect as playwrightExpect } from 'playwright/test'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { peopleAtHosts, type PeopleAtHosts } from './people-at-hosts.ts'
import { temporaryFolder } from './running-host.ts'

/** Two hosts that no network joins: a plan goes from window to window as a file, and back. */
const see = playwrightExpect.configure({ timeout: 20_000 })
const TITLE = 'Board keeps working without network'

let people: PeopleAtHosts
let files: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  people = await peopleAtHosts()
  files = await temporaryFolder()
})
afterAll(async () => {
  await people.leave()
  await files.remove()
})

/** By the palette, with the passphrase that Ordinal makes, or with none, which takes less of its time. */
async function share(page: Page, name: string, by: 'made' | 'none'): Promise<{ path: string; passphrase: string }> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('Share as file')
  await page.getByRole('option', { name: 'Share as file' }).click()
  const form = page.getByRole('group', { name: /^(Share as file|The file is made)$/ })
  if (by === 'none') await form.getByText('None', { exact: true }).click()
  const passphrase = by === 'made' ? await form.locator('code').innerText() : ''
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    form.getByRole('button', { name: 'Make the file' }).click(),
  ])
  const path = join(files.path, name)
  await download.saveAs(path)
  await see(page.getByRole('heading', { name: 'The file is made' })).toBeVisible()
  await page.getByRole('button', { name: 'Done' }).click()
  return { path, passphrase }
}

test('a plan goes into a file in one window, is opened in another host’s, edited there, and its changes are taken back in', async () => {
  const ada = await people.sit('Ada Byron', 'Product Owner')
  await ada.page
    .getByRole('button', { name: /sample/i })
    .first()
    .click()
  await see(ada.page.getByRole('grid')).toBeVisible()
  const out = await share(ada.page, 'harbour.ordinal', 'made')
  expect(out.passphrase).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/)
  expect((await readFile(out.path)).includes(TITLE)).toBe(false)

  // Cut on its way: said as that, and no plan is made.
  const ben = await people.sit('Ben Ito', 'Developer')
  const cut = join(files.path, 'cut.ordinal')
  await writeFile(cut, (await readFile(out.path)).subarray(0, -9))
  await ben.page.locator('input[type=file]').first().setInputFiles(cut)
  await ben.page.getByLabel('Passphrase of the file', { exact: true }).fill(out.passphrase)
  await ben.page.keyboard.press('Enter')
  await see(ben.page.getByText('its end is missing', { exact: false })).toBeVisible()
  await ben.page.getByRole('button', { name: 'Choose another file' }).click()

  await ben.page.locator('input[type=file]').setInputFiles(out.path)
  const field = ben.page.getByLabel('Passphrase of the file', { exact: true })
  await see(field).toBeFocused()
  await field.fill('a time table')
  await ben.page.keyboard.press('Enter')
  await see(ben.page.getByText('This is not the passphrase', { exact: false })).toBeVisible()
  await field.fill(out.passphrase.toLowerCase().replaceAll('-', ' '))
  await ben.page.keyboard.press('Enter')
  await see(ben.page.getByRole('heading', { name: /is on this device now/ })).toBeVisible({ timeout: 60_000 })
  await ben.page.getByRole('button', { name: 'Open the plan' }).click()
  const row = (page: Page) => page.getByRole('row').filter({ hasText: TITLE })
  await row(ben.page).click()
  const item = ben.page.getByRole('complementary')
  await item.getByLabel('Estimate').fill('21')
  await item.getByLabel('Estimate').press('Enter')
  await see(row(ben.page)).toContainText('21')
  await see(ben.page.getByText('Saved on this device')).toBeVisible()
  const back = await share(ben.page, 'back.ordinal', 'none')

  // Ben belongs to no room of Ada's: what he did waits until she takes it.
  await ada.page.locator('input[type=file]').setInputFiles(back.path)
  await see(ada.page.getByText(/of Ben Ito waits? aside/)).toBeVisible()
  await ada.page.getByRole('button', { name: 'Look through them' }).click()
  const aside = ada.page.getByRole('listitem', { name: /^Ben Ito/ })
  await see(aside).toContainText('estimate')
  await aside.getByRole('button', { name: /^Take them/ }).click()
  await see(aside).toHaveCount(0)
  await ada.page.keyboard.press('g')
  await ada.page.keyboard.press('b')
  await see(row(ada.page)).toContainText('21')
  expect([...ada.faults, ...ben.faults]).toEqual([])
})
