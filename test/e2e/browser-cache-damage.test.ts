import { readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect as playwrightExpect } from 'playwright/test'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { PlanSummary } from '../../src/contract/host-info.ts'
import { introduce } from './introduce.ts'
import { copyProfile, databaseFiles, openLastingBrowser, type LastingBrowser } from './lasting-browser.ts'
import { ordinal, ordinalJson, startHost, temporaryFolder, type RunningHost } from './running-host.ts'

const see = playwrightExpect.configure({ timeout: 20_000 })
const KEPT = 'Kept by the browser alone'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let host: RunningHost
let plan: PlanSummary
let port = 0
/** A profile in whose database one edit lies that no host has. */
let undelivered = ''
let profile = ''

beforeAll(async () => {
  folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  plan = await ordinalJson<PlanSummary>(data, 'sample')
  host = await startHost(data)
  port = Number(new URL(host.url).port)
  undelivered = join(folder.path, 'undelivered')
  const browser = await openLastingBrowser(undelivered)
  await browser.page.goto(host.url)
  await introduce(browser.page, 'Sample Owner')
  await openBacklog(browser.page)
  await saved(browser.page)
  await host.stop()
  await see(state(browser.page)).toContainText('Connecting again')
  await makeItem(browser.page, KEPT)
  await see(state(browser.page)).toContainText('1 change')
  await browser.close()
  host = await startHost(data, port)
})
afterAll(async () => {
  await host.stop()
  await folder.remove()
})
beforeEach(async () => {
  profile = join(folder.path, 'profile')
  await copyProfile(undelivered, profile)
})

test('an edit that only the browser had is delivered by its next window', async () => {
  const browser = await openPlan()
  await saved(browser.page)
  expect(await titles()).toContain(KEPT)
  expect(browser.faults).toEqual([])
  await browser.close()
})

test('an older copy of a browser’s profile delivers what is known, and overwrites nothing that is newer', async () => {
  const first = await openPlan()
  await saved(first.page)
  await rename(first.page, KEPT, 'Newer than the copy')
  await saved(first.page)
  await first.close()
  await copyProfile(undelivered, profile)
  const again = await openPlan()
  await saved(again.page)
  await see(again.page.getByRole('grid', { name: /Backlog/ })).toContainText('Newer than the copy')
  const now = await titles()
  expect(now.filter((title) => title === 'Newer than the copy')).toHaveLength(1)
  expect(now).not.toContain(KEPT)
  expect(again.faults).toEqual([])
  await again.close()
})

const DAMAGES: Readonly<Record<string, (files: readonly string[]) => Promise<unknown>>> = {
  'the folder is gone': () => rm(join(profile, 'Default', 'IndexedDB'), { recursive: true }),
  'the list of files is empty': (files) => each(files, /^CURRENT$/, (file) => truncate(file, 0)),
  'the list of files is gone': (files) => each(files, /^MANIFEST/, (file) => rm(file)),
  'the log is cut in the middle': (files) => each(files, /\.log$/, (file) => cutInHalf(file)),
  'the log is gone': (files) => each(files, /\.log$/, (file) => rm(file)),
  'every file has other bytes in it': (files) => each(files, /./, (file) => spoil(file)),
  'every file is empty': (files) => each(files, /./, (file) => truncate(file, 0)),
}

for (const [what, damage] of Object.entries(DAMAGES))
  test(`a browser’s database of which ${what}: the plan opens complete, can be edited and is saved`, async () => {
    await damage(await databaseFiles(profile))
    const browser = await openPlan()
    await saved(browser.page)
    const title = `Made although ${what}`
    await makeItem(browser.page, title)
    await saved(browser.page)
    const now = await titles()
    expect(now).toContain(title)
    expect(now.length).toBeGreaterThan(30)
    expect(browser.faults).toEqual([])
    await browser.close()
  })

test('rows in the browser’s database that are no edits neither crash the window nor stop good ones', async () => {
  const first = await openLastingBrowser(profile)
  await first.page.goto(`http://127.0.0.1:${port}/elsewhere`)
  await first.page.evaluate(async (plan) => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('ordinal-cache')
      opening.onsuccess = () => resolve(opening.result)
    })
    const writing = db.transaction(['outbox', 'paint', 'marks'], 'readwrite')
    const rows = [{ envelope: null }, { envelope: { client: 5, seq: 1 } }, { envelope: 'text' }, {}]
    rows.forEach((row, i) => writing.objectStore('outbox').put({ plan, client: 5, seq: i + 1, ...row }))
    writing.objectStore('paint').put({ plan, rows: { name: 7, rows: [null, 'x', { rank: 'one', title: {} }] } })
    writing.objectStore('marks').put({ plan, acknowledged: { 5: 'x', y: [1, 2] } })
    await new Promise((resolve) => (writing.oncomplete = resolve))
    db.close()
  }, plan.id)
  await first.close()
  const browser = await openPlan()
  await saved(browser.page)
  await see(browser.page.getByRole('grid', { name: /Backlog/ })).toBeVisible()
  await see(browser.page.locator('body')).toContainText('could not be read any more')
  expect(browser.faults).toEqual([])
  await browser.close()
})

test('a browser that gives no room says that edits are only in this window, and saves them when the host is back', async () => {
  const browser = await openPlan()
  const { page } = browser
  await saved(page)
  // What a full disk answers; Chromium cannot be told to have no room for so little.
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('No room.', 'QuotaExceededError')
    }
  })
  const { dataFolder } = host
  await host.kill()
  await see(state(page)).toContainText('Connecting again')
  await makeItem(page, 'Nowhere but in this window')
  await see(state(page)).toContainText('1 change')
  await page.getByRole('button', { name: 'what to do' }).click()
  await see(page.getByText('Keep this window open')).toBeVisible()
  await page.keyboard.press('Escape')
  host = await startHost(dataFolder, port)
  await saved(page)
  expect(await titles()).toContain('Nowhere but in this window')
  await browser.close()
})

async function openPlan(): Promise<LastingBrowser> {
  const browser = await openLastingBrowser(profile)
  const { url } = await ordinalJson<{ url: string }>(host.dataFolder, 'serve', '--no-open')
  await browser.page.goto(url)
  await browser.page.waitForFunction(() => !location.hash.includes('token='))
  await openBacklog(browser.page)
  return browser
}

async function openBacklog(page: Page): Promise<void> {
  await page.waitForFunction(() => sessionStorage.length > 0)
  await page.goto(`http://127.0.0.1:${port}/#/p/${plan.id}/backlog`)
  await see(page.locator('[role=row][data-id]').first()).toBeVisible()
}

function state(page: Page) {
  return page.getByRole('status', { name: 'State of the work' })
}

async function saved(page: Page): Promise<void> {
  await see(state(page)).toContainText('Saved on this device')
}

async function makeItem(page: Page, title: string): Promise<void> {
  await page.getByRole('grid', { name: /Backlog/ }).focus()
  await page.keyboard.press('c')
  // A database that was cut may still hold what was half typed there once.
  await page.getByLabel('Title of the new item').fill(title)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
}

async function rename(page: Page, from: string, to: string): Promise<void> {
  await page.locator('[role=row][data-id]', { hasText: from }).click()
  const title = page.getByRole('complementary').getByLabel('Title')
  await title.fill(to)
  await title.press('Enter')
  await page.keyboard.press('Escape')
}

async function titles(): Promise<string[]> {
  const { stdout } = await ordinal(host.dataFolder, 'export', '--plan', plan.id, '--format', 'ordinal-json')
  return (JSON.parse(stdout) as { items: { title: string }[] }).items.map(({ title }) => title)
}

async function each(files: readonly string[], name: RegExp, act: (file: string) => Promise<unknown>): Promise<void> {
  const found = files.filter((file) => name.test(basename(file)))
  expect(found.length).toBeGreaterThan(0)
  for (const file of found) await act(file)
}

async function cutInHalf(file: string): Promise<void> {
  await truncate(file, Math.floor((await readFile(file)).length / 2))
}

async function spoil(file: string): Promise<void> {
  const bytes = await readFile(file)
  for (let at = 0; at < bytes.length; at += 97) bytes[at] = (bytes[at] as number) ^ 0xa5
  await writeFile(file, bytes)
}
