import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIfNeeded } from '../../src/host/start/build.mjs'
import { introduce } from '../e2e/introduce.ts'
import { launchBrowser, openPages } from '../e2e/open-pages.ts'
import { ordinalJson, startHost, temporaryFolder } from '../e2e/running-host.ts'

const resources = join(fileURLToPath(new URL('../..', import.meta.url)), 'resources')

/** The backlog of the sample plan with its third item opened, and its running sprint, as a new user would see them. */
export async function takePictures(): Promise<void> {
  buildIfNeeded()
  const folder = await temporaryFolder()
  const plan = await ordinalJson<{ id: string }>(folder.path, 'sample')
  const host = await startHost(folder.path)
  const browser = await launchBrowser()
  try {
    const { page } = await openPages(browser, host.url)
    await introduce(page, 'Ada')
    await page.getByLabel('Your name').waitFor({ state: 'detached' })
    const base = `${new URL(host.url).origin}/#/p/${plan.id}`
    await page.goto(`${base}/sprint`)
    await page.locator('[data-item]').first().waitFor()
    await page.waitForTimeout(1_000)
    await page.screenshot({ path: join(resources, 'sprint.png'), animations: 'disabled' })
    await page.goto(`${base}/backlog`)
    await page.locator('[role=row][data-id]').nth(2).click()
    await page.keyboard.press('Enter')
    await page.waitForTimeout(1_000)
    await page.screenshot({ path: join(resources, 'backlog.png'), animations: 'disabled' })
  } finally {
    await browser.close()
    await host.stop()
    await folder.remove()
  }
}
