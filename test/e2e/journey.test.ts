import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect as playwrightExpect } from 'playwright/test'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateJiraCsv } from '../bench/plan-generator.ts'
import { readPdf } from '../support/read-pdf.ts'
import { launchBrowser, openPages, picture } from './open-pages.ts'
import { ordinal, ordinalJson, startHost, temporaryFolder, type RunningHost } from './running-host.ts'

const ROWS = 2_000
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
  'a Product Owner imports a backlog, orders and refines it; a team pulls a sprint; what was saved outlives the host; the roadmap is printed',
  { timeout: 240_000 },
  async () => {
    const { page, faults } = await openPages(browser, host.url)
    await introduce(page)
    await importBacklog(page)

    const list = page.getByRole('grid', { name: /Backlog/ })
    const firstBefore = await titleOf(page, 1)
    await list.getByRole('row').nth(3).click()
    const moved = await titleOf(page, 3)
    await page.keyboard.press('Escape')
    await page.keyboard.press('t')
    await see(rowAt(page, 1)).toContainText(moved)
    await see(rowAt(page, 2)).toContainText(firstBefore)
    await page.keyboard.press('Control+z')
    await see(rowAt(page, 1)).toContainText(firstBefore)
    await page.keyboard.press('Control+Shift+z')
    await see(rowAt(page, 1)).toContainText(moved)

    await refineFirstItem(page)
    await saved(page)
    await picture(page, 'journey-refined')

    await killHost(host)
    await see(page.getByRole('status', { name: 'State of the work' })).toContainText('Saved on this device', {
      timeout: 30_000,
    })
    await page.reload()
    await see(rowAt(page, 1)).toContainText('Skippers see free berths', { timeout: 30_000 })
    await rowAt(page, 1).click()
    const item = page.getByRole('complementary')
    await see(item.getByRole('textbox', { name: 'Acceptance criterion 1' })).toHaveValue(
      'Only berths that fit the boat',
    )
    await see(item.getByLabel('Estimate')).toHaveValue('3')

    const second = await openPages(
      browser,
      (await ordinalJson<{ url: string }>(host.dataFolder, 'serve', '--no-open')).url,
    )
    await second.page
      .getByRole('button', { name: /^harbour/ })
      .first()
      .click()
    await see(rowAt(second.page, 1)).toContainText('Skippers see free berths', { timeout: 30_000 })
    await second.page.keyboard.press('j')
    await item.getByLabel('Estimate').fill('2')
    await item.getByLabel('Estimate').press('Enter')
    await see(rowAt(second.page, 1).getByRole('gridcell').last()).toHaveText('2')

    await pullSprint(page)
    await seeNoControlThatAssigns(page)
    await writeGoal(page)

    const pdf = join(folder.path, 'roadmap.pdf')
    const printed = await ordinal(host.dataFolder, 'roadmap', '--plan', 'harbour', '--out', pdf)
    expect(printed.code, printed.stderr).toBe(0)
    const roadmap = await readPdf(pdf)
    expect(roadmap.pages[0]).toContain('harbour')
    expect(roadmap.pages[0]).toContain('Skippers book a berth before they cast off')
    expect(roadmap.tagged).toBe(true)
    expect(roadmap.bookmarks.map((one) => one.title)).toContain('Now')
    expect(Math.round(roadmap.width / 10)).toBe(119)

    const { stdout } = await ordinal(host.dataFolder, 'export', '--plan', 'harbour', '--format', 'ordinal-json')
    const exported = JSON.parse(stdout) as {
      items: { title: string; estimate: number | null; sprint: string | null; stage: string }[]
      sprints: unknown[]
    }
    expect(exported.items.find((one) => one.stage === 'open' || one.stage === 'doing')).toMatchObject({
      title: 'Skippers see free berths that fit',
      estimate: 2,
    })
    expect(exported.items.filter((one) => one.sprint !== null).length).toBeGreaterThan(0)
    expect((await ordinal(host.dataFolder, 'verify')).code).toBe(0)
    expect([...faults, ...second.faults].filter((fault) => !/WebSocket|ERR_CONNECTION/.test(fault))).toEqual([])
  },
)

async function introduce(page: Page): Promise<void> {
  await page.getByLabel('Your name').fill('Sample Owner')
  await page.getByRole('button', { name: 'Start planning' }).click()
}

async function importBacklog(page: Page): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: /Import a backlog/ }).click()
  await (await chooser).setFiles(join(folder.path, 'harbour.csv'))
  await see(page.getByText('2,000 rows')).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: /^Import [\d,]+ items/ }).click()
  await page.getByRole('button', { name: 'Open the backlog' }).click({ timeout: 60_000 })
  await see(rowAt(page, 1)).toBeVisible({ timeout: 30_000 })
}

async function refineFirstItem(page: Page): Promise<void> {
  await rowAt(page, 1).click()
  const item = page.getByRole('complementary')
  await item.getByLabel('Title').fill('Skippers see free berths that fit')
  await item.getByLabel('Title').press('Enter')
  await item.getByLabel('Estimate').fill('3')
  await item.getByLabel('Estimate').press('Enter')
  await item.getByLabel('New acceptance criterion').fill('Only berths that fit the boat')
  await item.getByLabel('New acceptance criterion').press('Enter')
  await item.getByRole('button', { name: 'Edit' }).click()
  await page.locator('.cm-content').click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' Refined on the train.')
  await page.keyboard.press('Escape')
  await see(item).toContainText('Refined on the train.')
}

async function pullSprint(page: Page): Promise<void> {
  await actAs(page, /Developer/)
  await page.getByRole('link', { name: 'Sprint' }).click()
  await page.getByRole('button', { name: 'Set up the first sprint' }).click()
  await page.getByLabel('Team').fill('Keel')
  await page.getByLabel('Sprint Goal').fill('A skipper finds a berth that fits.')
  await page.getByLabel('Capacity in points').fill('20')
  await page.getByLabel('Capacity in points').press('Enter')
  await page
    .getByRole('button', { name: /^Pull / })
    .first()
    .click()
  await see(page.getByRole('button', { name: /^Return .* to the backlog/ })).toHaveCount(1)
  await page
    .getByRole('button', { name: /^Pull / })
    .first()
    .click()
  await see(page.getByRole('button', { name: /^Return .* to the backlog/ })).toHaveCount(2)
  await saved(page)
  await picture(page, 'journey-pulled')
}

async function seeNoControlThatAssigns(page: Page): Promise<void> {
  await actAs(page, /^Product Owner/)
  await see(page.getByRole('button', { name: /^Pull / })).toHaveCount(0)
  await see(page.getByRole('button', { name: /assign/i })).toHaveCount(0)
}

async function writeGoal(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Roadmap' }).click()
  await page.getByRole('button', { name: /Write the first goal/ }).click()
  await page.getByLabel('Goal', { exact: true }).fill('Skippers book a berth before they cast off')
  await page.getByLabel('Goal', { exact: true }).press('Enter')
  await see(page.getByRole('heading', { name: 'Skippers book a berth before they cast off' })).toBeVisible()
  await saved(page)
  await picture(page, 'journey-roadmap')
}

async function actAs(page: Page, role: RegExp): Promise<void> {
  await page.getByRole('button', { name: /Acting as/ }).click()
  await page.getByRole('menuitemradio', { name: role }).click()
}

async function saved(page: Page): Promise<void> {
  await see(page.getByRole('status', { name: 'State of the work' })).toContainText('Saved on this device', {
    timeout: 15_000,
  })
}

function rowAt(page: Page, place: number) {
  return page
    .getByRole('grid', { name: /Backlog/ })
    .getByRole('row')
    .nth(place)
}

async function titleOf(page: Page, place: number): Promise<string> {
  return (await rowAt(page, place).getByRole('gridcell').nth(3).innerText()).trim()
}

/** SIGKILL to the host alone, as if it crashed; its parent starts it again. */
async function killHost(running: RunningHost): Promise<void> {
  const { stdout } = await promisify(execFile)('pgrep', ['-P', String(running.process.pid)])
  process.kill(Number(stdout.trim().split('\n')[0]), 'SIGKILL')
  await expect.poll(() => running.stderr(), { timeout: 15_000 }).toContain('started again')
}
