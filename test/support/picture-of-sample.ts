import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIfNeeded } from '../../src/host/start/build.mjs'
import { introduce } from '../e2e/introduce.ts'
import { launchBrowser, openPages } from '../e2e/open-pages.ts'
import { ordinalJson, startHost, temporaryFolder } from '../e2e/running-host.ts'

const picture = join(fileURLToPath(new URL('../..', import.meta.url)), 'resources', 'backlog.png')

/** The backlog of the sample plan with its third item opened, as a new user would see it. */
export async function takePicture(): Promise<void> {
  buildIfNeeded()
  const folder = await temporaryFolder()
  const plan = await ordinalJson<{ id: string }>(folder.path, 'sample')
  const host = await startHost(folder.path)
  const browser = await launchBrowser()
  try {
    const { page } = await openPages(browser, host.url)
    await introduce(page, 'Ada')
    await page.getByLabel('Your name').waitFor({ state: 'detached' })
    await page.goto(`${new URL(host.url).origin}/#/p/${plan.id}/backlog`)
    await page.locator('[role=row][data-id]').nth(2).click()
    await page.keyboard.press('Enter')
    await page.waitForTimeout(1_000)
    await page.screenshot({ path: picture, animations: 'disabled' })
  } finally {
    await browser.close()
    await host.stop()
    await folder.remove()
  }
}
