import { join } from 'node:path'
import { expect as playwrightExpect } from 'playwright/test'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlanSummary } from '../../src/contract/host-info.ts'
import { launchBrowser, openPages } from './open-pages.ts'
import { ordinalJson, startHost, temporaryFolder, type RunningHost } from './running-host.ts'

const see = playwrightExpect.configure({ timeout: 15_000 })

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let host: RunningHost
let browser: Browser
let plan: PlanSummary

beforeAll(async () => {
  folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  plan = await ordinalJson<PlanSummary>(data, 'sample')
  host = await startHost(data)
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await host.stop()
  await folder.remove()
})

test('a browser database that was wiped or spoilt costs nothing: the plan opens complete from the host', async () => {
  const { page, faults } = await openPages(browser, host.url)
  await page.getByLabel('Your name').fill('Sample Owner')
  await page.getByRole('button', { name: 'Start planning' }).click()
  await openBacklog(page)
  const first = await firstRow(page).innerText()

  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) if (name !== undefined) indexedDB.deleteDatabase(name)
  })
  await page.reload()
  await see(firstRow(page)).toContainText(first.split('\n').at(-2) ?? first)

  // A database of that name in another shape and a newer version: Dexie cannot open it.
  await page.evaluate(async () => {
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('ordinal-cache').onsuccess = resolve
    })
    await new Promise((resolve) => {
      const open = indexedDB.open('ordinal-cache', 9_000)
      open.onupgradeneeded = () => open.result.createObjectStore('outbox', { keyPath: 'nonsense' })
      open.onsuccess = () => {
        open.result.close()
        resolve(null)
      }
    })
  })
  await page.reload()
  await see(firstRow(page)).toContainText(first.split('\n').at(-2) ?? first)
  await see(page.getByRole('status', { name: 'State of the work' })).toContainText('Saved on this device')
  expect(faults).toEqual([])
})

test('a page that was opened without a fresh link says what to do', async () => {
  const { page } = await openPages(browser, new URL('/', host.url).href)
  await see(page.getByRole('heading')).toHaveText('This page needs a fresh link.')
  await see(page.locator('body')).toContainText('npm start')
})

async function openBacklog(page: Page): Promise<void> {
  await page.goto(new URL(`/#/p/${plan.id}/backlog`, host.url).href)
  await see(firstRow(page)).toBeVisible()
}

function firstRow(page: Page) {
  return page
    .getByRole('grid', { name: /Backlog/ })
    .getByRole('row')
    .nth(1)
}
