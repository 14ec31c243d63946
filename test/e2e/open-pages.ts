import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { needBrowser, quietFlags } from '../support/find-browser.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export const SIZES = { laptop: { width: 1280, height: 800 }, projector: { width: 1920, height: 1080 } } as const

/** A Chromium for end-to-end tests, without the sandbox only where it cannot have one. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath } = await needBrowser()
  return chromium.launch({ executablePath, args: quietFlags(), headless: true })
}

export interface Opened {
  readonly context: BrowserContext
  readonly page: Page
  /** Errors of the page: thrown, or written to its console. A journey that ends with any has failed. */
  readonly faults: string[]
}

/** A window of its own, with its own storage, as a second browser on this machine would have. */
export async function openPages(
  browser: Browser,
  url: string,
  options: { size?: keyof typeof SIZES; theme?: 'light' | 'dark' } = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: SIZES[options.size ?? 'laptop'],
    colorScheme: options.theme ?? 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  await page.goto(url)
  return { context, page, faults }
}

/** Keeps a picture of the page in test-results/, for people to look at. */
export async function picture(page: Page, name: string): Promise<string> {
  const folder = join(root, 'test-results')
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${name}.png`)
  await page.screenshot({ path, animations: 'disabled' })
  return path
}
