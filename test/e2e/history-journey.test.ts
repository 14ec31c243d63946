import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect as playwrightExpect } from 'playwright/test'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateJiraCsv } from '../bench/plan-generator.ts'
import { introduce } from './introduce.ts'
import { launchBrowser, openPages, picture } from './open-pages.ts'
import { ordinal, startHost, temporaryFolder, type RunningHost } from './running-host.ts'

const ROWS = 500
const WRONG = 50
const see = playwrightExpect.configure({ timeout: 15_000 })

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let host: RunningHost
let browser: Browser

beforeAll(async () => {
  folder = await temporaryFolder()
  await writeFile(join(folder.path, 'harbour.csv'), generateJiraCsv(ROWS))
  host = await startHost(join(folder.path, 'data'))
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await host.stop()
  await folder.remove()
})

test(
  'a person who deletes the wrong fifty items finds them again in History: by mouse in at most four clicks, then by keyboard alone',
  { timeout: 180_000 },
  async () => {
    const { page, faults } = await openPages(browser, host.url)
    await introduce(page, 'Anna Kern')
    await importBacklog(page)
    const before = await exported()
    expect(before.live.length).toBeGreaterThan(WRONG * 2)

    // By mouse: fifty rows are selected and deleted, and something else is done before anybody notices.
    await rowAt(page, 11).getByRole('gridcell').first().click()
    await page.getByRole('grid', { name: /Backlog/ }).evaluate((list) => (list.scrollTop += 50 * 32))
    await rowAt(page, 10 + WRONG)
      .getByRole('gridcell')
      .first()
      .click({ modifiers: ['Shift'] })
    await see(page.getByText(`${WRONG} selected`)).toBeVisible()
    await page.getByRole('button', { name: 'Delete' }).click()
    await see(page.getByText(`Deleted ${WRONG} items`).first()).toBeVisible()
    await saved(page)
    const deleted = await exported()
    expect(deleted.live.length).toBe(before.live.length - WRONG)

    const clicks = await countClicks(page)
    const began = Date.now()
    await page.getByRole('link', { name: /History/ }).click()
    await see(page.getByRole('heading', { name: `Deleted ${WRONG} items` })).toBeVisible()
    await page.getByRole('button', { name: `Bring these ${WRONG} items back` }).click()
    await see(page.getByText(`${WRONG} deleted items come back to the backlog.`)).toBeVisible()
    await page.getByRole('button', { name: `Bring ${WRONG} items back` }).click()
    await see(page.getByText(`Brought ${WRONG} items back`).first()).toBeVisible()
    const took = Date.now() - began
    expect(await clicks()).toBeLessThanOrEqual(4)
    expect(took).toBeLessThan(60_000)
    await saved(page)
    expect(await exported()).toEqual(before)
    await see(page.getByRole('grid', { name: 'Changes, newest first' })).toBeFocused()
    await see(changeAt(page, 0)).toContainText(`Brought ${WRONG} items back`)
    await see(changeAt(page, 1)).toContainText(`Deleted ${WRONG} items`)
    await picture(page, 'history-brought-back')

    // It can be undone like any change, and done again from the keyboard alone.
    await page.keyboard.press('Control+z')
    await see.poll(async () => (await exported()).live.length).toBe(before.live.length - WRONG)
    await press(page, 'g', 'h')
    await see(changeAt(page, 0)).toBeVisible()
    await page.keyboard.press('Home')
    while (!(await changeInHand(page)).startsWith(`Deleted ${WRONG} items`)) {
      const here = await changeInHand(page)
      await page.keyboard.press('j')
      await see.poll(() => changeInHand(page)).not.toBe(here)
    }
    await press(page, 'b')
    await see(page.getByRole('button', { name: `Bring ${WRONG} items back` })).toBeFocused()
    await press(page, 'Enter')
    await see(page.getByText(`Brought ${WRONG} items back`).first()).toBeVisible()
    await see(page.getByRole('grid', { name: 'Changes, newest first' })).toBeFocused()
    await saved(page)
    expect(await exported()).toEqual(before)
    expect(faults).toEqual([])
  },
)

test(
  'the backlog is looked at as it stood, two moments are compared, and the order of then comes back',
  { timeout: 120_000 },
  async () => {
    const { page, faults } = await openPages(browser, await freshUrl(), { size: 'projector', theme: 'dark' })
    await page
      .getByRole('button', { name: /^harbour/ })
      .first()
      .click()
    await see(rowAt(page, 1)).toBeVisible()
    const before = await exported()
    const last = await titleAt(page, 5)
    await rowAt(page, 5).click()
    await page.keyboard.press('Escape')
    await press(page, 't')
    await see(rowAt(page, 1)).toContainText(last)
    await page.keyboard.press('Enter')
    const title = page.getByRole('complementary').getByLabel('Title')
    await title.fill(`${last}, for everybody`)
    await title.press('Enter')
    await saved(page)

    await press(page, 'Escape', 'g', 'h')
    await see(changeAt(page, 0)).toContainText('Renamed')
    await page.keyboard.press('j')
    await see(changeAt(page, 1)).toHaveAttribute('aria-selected', 'true')
    await press(page, 'p')
    await see(page.getByText(/^The backlog as it stood on/)).toBeVisible()
    const then = page.getByRole('grid', { name: /backlog of then/ })
    await see(then.getByRole('row').first()).toBeVisible()
    expect(await then.getByRole('row').count()).toBeLessThan(80)
    await press(page, 'Escape', 'c')
    await see(page.getByRole('button', { name: '1 moved' })).toBeVisible()
    await see(page.getByRole('button', { name: '1 changed' })).toBeVisible()
    await see(page.getByRole('region', { name: 'Changed' })).toContainText(`${last}, for everybody`)
    await picture(page, 'history-difference')

    await press(page, '2')
    await page.getByRole('button', { name: 'Bring this order back' }).click()
    await see(page.getByText(/item moves? to the place of then|items move to the place of then/)).toBeVisible()
    await page.getByRole('dialog').getByRole('button', { name: 'Bring this order back' }).click()
    await see(page.getByText('Brought the order back: 1 item moved').first()).toBeVisible()
    await saved(page)
    const after = await exported()
    expect(after.live.map((item) => item.key)).toEqual(before.live.map((item) => item.key))
    expect(faults).toEqual([])
  },
)

async function importBacklog(page: Page): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: /Import a backlog/ }).click()
  await (await chooser).setFiles(join(folder.path, 'harbour.csv'))
  await page.getByRole('button', { name: /^Import [\d,]+ items/ }).click({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Open the backlog' }).click({ timeout: 60_000 })
  await see(rowAt(page, 1)).toBeVisible({ timeout: 30_000 })
}

/** The live items in their order with all that a plan file holds of them, and how many are open. */
async function exported(): Promise<{ live: Record<string, unknown>[] }> {
  const { stdout, stderr } = await ordinal(host.dataFolder, 'export', '--plan', 'harbour', '--format', 'ordinal-json')
  const plan = JSON.parse(stdout || `"${stderr}"`) as { items: Record<string, unknown>[] }
  return { live: plan.items.filter((item) => (item['deleted'] ?? null) === null) }
}

async function freshUrl(): Promise<string> {
  const { stdout } = await ordinal(host.dataFolder, 'serve', '--no-open', '--json')
  return (JSON.parse(stdout) as { url: string }).url
}

/** Counts clicks of the mouse from here on. */
async function countClicks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = globalThis as unknown as { clicks: number }
    counted.clicks = 0
    addEventListener('pointerdown', () => counted.clicks++, { capture: true })
  })
  return () => page.evaluate(() => (globalThis as unknown as { clicks: number }).clicks)
}

const rowAt = (page: Page, rank: number) =>
  page.getByRole('grid', { name: /Backlog/ }).locator(`[role=row][aria-rowindex="${rank + 1}"]`)
const changeAt = (page: Page, index: number) =>
  page.getByRole('grid', { name: 'Changes, newest first' }).locator('[id^=change-]').nth(index)
const changeInHand = (page: Page) => page.locator('[id^=change-][aria-selected=true]').innerText()
const titleAt = (page: Page, rank: number) => rowAt(page, rank).locator('.title').innerText()

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

async function saved(page: Page): Promise<void> {
  await see(page.getByRole('status', { name: 'State of the work' })).toContainText('Saved on this device', {
    timeout: 30_000,
  })
}
