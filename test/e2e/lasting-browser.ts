import { cp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { needBrowser, quietFlags } from '../support/find-browser.ts'
import { SIZES } from './open-pages.ts'

/** A browser whose storage lies in a folder, as a person's does. */
export interface LastingBrowser {
  readonly context: BrowserContext
  readonly page: Page
  /** What the page threw. */
  readonly faults: string[]
  close(): Promise<void>
}

export async function openLastingBrowser(profile: string): Promise<LastingBrowser> {
  const { executablePath } = await needBrowser()
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: quietFlags(),
    headless: true,
    viewport: SIZES.laptop,
    reducedMotion: 'reduce',
  })
  const page = context.pages()[0] ?? (await context.newPage())
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  return { context, page, faults, close: () => context.close() }
}

/** Files of the browser's databases of all origins, with their folders. */
export async function databaseFiles(profile: string): Promise<string[]> {
  const root = join(profile, 'Default', 'IndexedDB')
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** A copy of a profile as it is now; one that is there already goes. */
export async function copyProfile(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true })
  await cp(from, to, { recursive: true, filter: (path) => !/Singleton|\/(Cache|GPUCache|Code Cache)(\/|$)/.test(path) })
}
