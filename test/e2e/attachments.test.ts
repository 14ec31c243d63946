import axe from 'axe-core'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { expect as playwrightExpect } from 'playwright/test'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlanSummary } from '../../src/contract/host-info.ts'
import { introduce } from './introduce.ts'
import { launchBrowser, openPages, picture } from './open-pages.ts'
import { ordinalJson, startHost, temporaryFolder, type RunningHost } from './running-host.ts'

const see = playwrightExpect.configure({ timeout: 20_000 })
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=\'ran\'"><script>document.title="ran"</script></svg>'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let host: RunningHost
let browser: Browser
let data: string
let plan: PlanSummary

beforeAll(async () => {
  folder = await temporaryFolder()
  data = join(folder.path, 'data')
  plan = await ordinalJson<PlanSummary>(data, 'sample')
  host = await startHost(data)
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await host.stop()
  await folder.remove()
})

/** A picture with a gradient of one colour. */
function png(width: number, height: number, hue: readonly [number, number, number]): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++)
        rows[y * (1 + width * 3) + 1 + x * 3 + c] = ((hue[c] ?? 0) * (0.4 + (0.6 * (x + y)) / (width + height))) | 0
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const chunk = (type: string, body: Buffer): Buffer => {
    const out = Buffer.alloc(12 + body.length)
    out.writeUInt32BE(body.length, 0)
    out.write(type, 4)
    body.copy(out, 8)
    out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length)
    return out
  }
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([magic, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

/** As a person drops it on the opened item, or pastes it while the item is open. */
function hand(page: Page, how: 'drop' | 'paste', file: { name: string; type: string; bytes: Buffer }): Promise<void> {
  return page.evaluate(
    ({ how, name, type, base64 }) => {
      const data = new DataTransfer()
      data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type }))
      const place = document.querySelector('#item h3') as Element
      if (how === 'paste')
        document.body.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
        )
      else
        for (const event of ['dragenter', 'dragover', 'drop'])
          place.dispatchEvent(new DragEvent(event, { dataTransfer: data, bubbles: true, cancelable: true }))
    },
    { how, name: file.name, type: file.type, base64: file.bytes.toString('base64') },
  )
}

test('files are chosen, dropped and pasted on an item, looked at by keys, saved, taken off and brought back; no file ever runs', async () => {
  const { page, faults } = await openPages(browser, await freshUrl())
  await introduce(page, 'Anna')
  await page.waitForFunction(() => sessionStorage.length > 0 && !location.hash.includes('token='))
  await page.goto(new URL(`/#/p/${plan.id}/backlog`, host.url).href)
  await page.locator('[role=row][data-id]').first().click()
  await page.keyboard.press('Enter')
  const files = page.getByRole('region', { name: 'Files' })
  await see(files.getByRole('button', { name: 'Attach a file' })).toBeVisible()
  await picture(page, 'attachments-empty')

  await files.locator('input[type=file]').setInputFiles([
    { name: 'Berth plan.png', mimeType: 'image/png', buffer: png(900, 600, [70, 110, 220]) },
    { name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(SVG) },
    {
      name: 'page.png',
      mimeType: 'image/png',
      buffer: Buffer.from('<!doctype html><script>document.title="ran"</script>'),
    },
    { name: 'film.mkv', mimeType: 'video/x-matroska', buffer: Buffer.alloc(10_000_001) },
  ])
  await see(files.getByText('this plan takes files up to 10 MB')).toBeVisible()
  await files.getByRole('button', { name: 'All right' }).click()
  await hand(page, 'drop', { name: 'notes.txt', type: 'text/plain', bytes: Buffer.from('Ask the harbour master.') })
  await hand(page, 'paste', { name: 'image.png', type: 'image/png', bytes: png(640, 400, [40, 150, 110]) })
  await see(files.getByRole('listitem')).toHaveCount(5)
  // Two pictures are shown; what only calls itself one is a file like any other.
  await see(files.locator('img')).toHaveCount(2)
  for (const src of await files.locator('img').evaluateAll((all) => all.map((one) => (one as HTMLImageElement).src)))
    expect(src).toMatch(/^blob:http:\/\/127/)
  await see(files.getByRole('button', { name: /^Show Pasted \d{4}-/ })).toBeVisible()
  await files.scrollIntoViewIfNeeded()
  await picture(page, 'attachments-light')

  await files.getByRole('button', { name: 'Show Berth plan.png' }).focus()
  await page.keyboard.press('Enter')
  await see(page.getByRole('dialog').getByRole('img')).toBeVisible()
  await picture(page, 'attachments-preview')
  await page.keyboard.press('ArrowRight')
  await see(page.getByRole('dialog').getByText('2 of 2')).toBeVisible()
  await page.keyboard.press('Escape')
  await see(files.getByRole('button', { name: 'Show Berth plan.png' })).toBeFocused()

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    files.getByRole('button', { name: 'Save logo.svg', exact: true }).click(),
  ])
  expect(download.suggestedFilename()).toBe('logo.svg')
  expect(await readFile(await download.path(), 'utf8')).toBe(SVG)

  await files.getByRole('button', { name: 'More for notes.txt' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Take off the item' }).press('Enter')
  await see(files.getByRole('listitem')).toHaveCount(4)
  await page.locator('[role=row][data-id]').first().focus()
  await page.keyboard.press('Control+z')
  await see(files.getByRole('listitem')).toHaveCount(5)
  expect(await page.title()).not.toContain('ran')

  for (const theme of ['dark', 'room']) {
    await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme)
    await files.scrollIntoViewIfNeeded()
    await picture(page, `attachments-${theme}`)
  }
  await page.evaluate(axe.source)
  const barriers = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run('#item')
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  })
  expect(barriers).toEqual([])
  await page.goto(new URL(`/#/p/${plan.id}/safety`, host.url).href)
  await see(page.getByRole('region', { name: 'Files on items' }).getByText('5 files on this device')).toBeVisible()
  await picture(page, 'attachments-safety')
  expect(faults).toEqual([])
})

test('commands attach a file and write all files of a plan into a folder under names that every disk takes', async () => {
  const file = join(folder.path, 'con.txt')
  await writeFile(file, 'Tides of March')
  const { items } = await exported()
  const [item] = items
  const attached = await ordinalJson<{ hash: string }>(
    data,
    'attach',
    file,
    '--plan',
    plan.id,
    '--item',
    item?.key ?? '',
  )
  const out = join(folder.path, 'out')
  const { written } = await ordinalJson<{ written: string[] }>(data, 'attachments', '--plan', plan.id, '--out', out)
  const mine = written.find((path) => path.endsWith('con.txt')) ?? ''
  expect(await readFile(mine, 'utf8')).toBe('Tides of March')
  expect((await exported()).files?.[attached.hash]).toBe(Buffer.from('Tides of March').toString('base64'))
  const again = await ordinalJson<{ written: string[] }>(data, 'attachments', '--plan', plan.id, '--out', out)
  expect(again.written).toEqual([])
})

async function exported(): Promise<{ items: { key: string }[]; files?: Record<string, string> }> {
  const out = join(folder.path, 'plan.json')
  await ordinalJson(data, 'export', '--plan', plan.id, '--format', 'ordinal-json', '--out', out)
  return JSON.parse(await readFile(out, 'utf8')) as { items: { key: string }[]; files?: Record<string, string> }
}

/** A running host gives another link. */
async function freshUrl(): Promise<string> {
  return (await ordinalJson<{ url: string }>(data, 'serve', '--no-open')).url
}
