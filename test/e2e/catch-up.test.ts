import { expect as playwrightExpect } from 'playwright/test'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, openPages, picture } from './open-pages.ts'
import { ordinal, startHost, temporaryFolder, type RunningHost } from './running-host.ts'
import { TEXT, twoTrains } from './two-trains.ts'

const see = playwrightExpect.configure({ timeout: 15_000 })
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let host: RunningHost
let browser: Browser

beforeAll(async () => {
  folder = await temporaryFolder()
  const { anna } = await twoTrains(folder.path)
  host = await startHost(anna)
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await host.stop()
  await folder.remove()
})

test(
  'back from the train: a person reads what came in and settles all of it by keyboard, and takes one back',
  { timeout: 180_000 },
  async () => {
    const { page, faults } = await openPages(browser, host.url)
    await page
      .getByRole('button', { name: /^Harbour/ })
      .first()
      .click()
    await see(page.getByRole('button', { name: '5 to review' })).toBeVisible()
    await press(page, 'g', 'c')
    const news = page.getByRole('region', { name: 'Since you last looked' })
    await see(news).toContainText('9 changes on')
    await see(news.getByRole('article', { name: /Pay by link/ })).toContainText('Ben Ito: estimate 8; 1 comment')
    await picture(page, 'catch-up')
    await press(page, 'a')
    await see(news).toHaveCount(0)

    // Down through the list: each is settled in its own way.
    await see(inHand(page)).toContainText('set the estimate apart')
    await press(page, 'j', 'k')
    await press(page, 'e')
    await page.getByLabel('Another estimate').fill('5')
    await press(page, 'Enter')
    await see(inHand(page)).toContainText('You deleted it while Ben Ito went on with it.')
    await press(page, '2')
    await see(inHand(page)).toContainText('moved it apart')
    await press(page, '1')
    await see(inHand(page)).toContainText('Merged, as the plan has it now')
    await press(page, '3')
    await see(inHand(page)).toContainText('Hold a berth while paying')
    await see(page.getByText('1 thing to review')).toBeVisible()
    await press(page, 'd')
    await see(page.getByLabel('The question')).toBeFocused()
    await page.getByRole('button', { name: /^Who decides/ }).click()
    await page.keyboard.type('Ben')
    await press(page, 'Enter')
    await page.getByLabel('Why you ask').fill('we both feel strongly')
    await press(page, 'Enter')
    await see(page.getByRole('region', { name: 'Waiting for a decision' })).toContainText('Ben Ito decides.')
    await saved(page)

    const plan = await exported()
    expect(plan.items[0]).toMatchObject({ title: 'Harbour map with depths' })
    const named = (title: string) => plan.items.find((item) => item.title === title)
    expect(named('Pay by link')?.estimate).toBe(5)
    expect(named('Tide tables on the berth page')).toMatchObject({ deleted: null, estimate: 5 })
    const both = TEXT.replace('fifteen', 'twenty')
      .replace('everybody else', 'the waiting list')
      .replace('The harbour master sees', 'The harbour office sees at once')
    expect(plan.items.find(({ description }) => description === both)).toBeDefined()

    // Undo opens the last settled one again; what somebody wrote over is settled by the one whose words went.
    await page.keyboard.press('Control+z')
    await see(page.getByRole('heading', { name: 'To review' })).toBeVisible()
    await see(page.getByText('1 thing to review')).toBeVisible()
    const over = page.getByRole('region', { name: 'Written over' })
    await see(over).toContainText('Ben Ito then set it to “Half the calls to the office”, knowing both.')
    await over.getByRole('button', { name: /^Keep yours/ }).click()
    await see(over).toHaveCount(0)
    await saved(page)
    expect((await exported()).items.map(({ outcome }) => outcome)).toContain('Nobody asks what a berth costs')
    await page.reload()
    await see(page.getByText('1 thing to review')).toBeVisible()
    expect(faults).toEqual([])
  },
)

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

const inHand = (page: Page) => page.locator('article:focus, article:focus-within').first()

async function saved(page: Page): Promise<void> {
  await see(page.getByRole('status', { name: 'State of the work' })).toContainText('Saved on this device', {
    timeout: 30_000,
  })
}

interface ExportedItem {
  readonly title: string
  readonly estimate: number | null
  readonly outcome: string
  readonly description: string
  readonly deleted: unknown
}

async function exported(): Promise<{ items: ExportedItem[] }> {
  const { stdout, stderr } = await ordinal(host.dataFolder, 'export', '--plan', 'Harbour', '--format', 'ordinal-json')
  return JSON.parse(stdout || `"${stderr}"`) as { items: ExportedItem[] }
}
