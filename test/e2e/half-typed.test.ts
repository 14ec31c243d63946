import { join } from 'node:path'
import { expect as playwrightExpect } from 'playwright/test'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlanSummary } from '../../src/contract/host-info.ts'
import { startBrowserProcess } from '../torture/browser-process.ts'
import { introduce } from './introduce.ts'
import { launchBrowser, openPages } from './open-pages.ts'
import { ordinalJson, startHost, temporaryFolder, type RunningHost } from './running-host.ts'

const see = playwrightExpect.configure({ timeout: 20_000 })
/** What an unfinished word may cost at most. */
const LETTERS_OF_100_MS = 100

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let host: RunningHost
let plan: PlanSummary

beforeAll(async () => {
  folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  plan = await ordinalJson<PlanSummary>(data, 'sample')
  host = await startHost(data)
})
afterAll(async () => {
  await host.stop()
  await folder.remove()
})

test('a browser that is killed in the middle of a title gives back the letters, and Enter makes the item', async () => {
  const profile = join(folder.path, 'profile')
  const first = await startBrowserProcess(profile)
  await first.page.goto(await freshUrl())
  await introduce(first.page, 'Sample Owner')
  await openBacklog(first.page)
  await first.page.locator('[role=row][data-id]').nth(1).click()
  await first.page.keyboard.press('c')
  await first.page.keyboard.type('Tell the harbour master')
  await first.page.waitForTimeout(LETTERS_OF_100_MS)
  await first.kill()

  const second = await startBrowserProcess(profile)
  await second.page.goto(await freshUrl())
  await openBacklog(second.page)
  const field = second.page.getByLabel('Title of the new item')
  await see(field).toHaveValue('Tell the harbour master')
  await see(second.page.getByText('Brought back what you typed.')).toBeVisible()
  await second.page.keyboard.type(' by radio')
  await second.page.keyboard.press('Enter')
  await see(second.page.locator('[role=row][data-id]').nth(2)).toContainText('Tell the harbour master by radio')
  await second.kill()
})

test('a reload right after the last letter of a title, a comment and a criterion loses none', async () => {
  const browser = await launchBrowser()
  const { page, faults } = await openPages(browser, await freshUrl())
  await openBacklog(page)
  await page.locator('[role=row][data-id]').first().click()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary')
  const fields = {
    comment: panel.getByLabel('Say something on this item'),
    criterion: panel.getByLabel('New Acceptance criterion'),
    title: panel.getByRole('textbox', { name: 'Title', exact: true }),
  }
  const before = await fields.title.inputValue()
  for (const name of ['comment', 'criterion', 'title'] as const) {
    await fields[name].focus()
    await page.keyboard.press('End')
    await page.keyboard.type(` and ${name} half ty`)
    await page.reload()
    await see(fields[name]).toHaveValue(new RegExp(` and ${name} half ty$`))
  }
  await see(fields.comment).toHaveValue(' and comment half ty')
  await see(fields.criterion).toHaveValue(' and criterion half ty')
  await fields.title.focus()
  await page.keyboard.press('Escape')
  await see(fields.title).toHaveValue(before)
  await page.reload()
  await see(fields.comment).toHaveValue(' and comment half ty')
  await see(fields.title).toHaveValue(before)
  expect(faults).toEqual([])
  await browser.close()
})

test('a window whose host went away soon after it opened still opens the editor and every screen that people edit on', async () => {
  const browser = await launchBrowser()
  const { page } = await openPages(browser, await freshUrl())
  await openBacklog(page)
  await see
    .poll(() =>
      page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .map(({ name }) => name)
          .join(' '),
      ),
    )
    .toMatch(/description-editor-.*help-screen-/)
  const { dataFolder } = host
  const port = Number(new URL(host.url).port)
  await host.kill()
  await page.locator('[role=row][data-id]').first().click()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary')
  await panel
    .getByRole('button', { name: /^(Edit|Describe it)/ })
    .first()
    .click()
  await see(page.locator('.cm-content')).toBeVisible()
  await page.locator('.cm-content').focus()
  await page.keyboard.type('Written while the host was away. ')
  await page.keyboard.press('Escape')
  for (const screen of ['Sprint', 'Roadmap', 'Outcomes', 'People']) {
    await page.getByRole('link', { name: screen }).first().click()
    await see(page.getByRole('main', { name: screen })).toBeVisible()
    await see(page.getByText('This screen could not be loaded.')).toHaveCount(0)
  }
  host = await startHost(dataFolder, port)
  await see(page.getByRole('status', { name: 'State of the work' })).toContainText('Saved on this device')
  await browser.close()
})

async function freshUrl(): Promise<string> {
  return (await ordinalJson<{ url: string }>(host.dataFolder, 'serve', '--no-open')).url
}

async function openBacklog(page: Page): Promise<void> {
  await page.waitForFunction(() => sessionStorage.length > 0 && !location.hash.includes('token='))
  await page.goto(new URL(`/#/p/${plan.id}/backlog`, host.url).href)
  await see(page.locator('[role=row][data-id]').first()).toBeVisible()
}
