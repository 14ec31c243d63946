import { existsSync } from 'node:fs'
import { CallFailed } from '../contract/calls.ts'

/** Browsers that can print, by where their installers put them. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/microsoft-edge',
    '/snap/bin/chromium',
    '/opt/google/chrome/chrome',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

export function findChromium(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
): string | null {
  const named = env['CHROMIUM_PATH']
  if (named !== undefined && named !== '') return existsSync(named) ? named : null
  return PLACES[platform]?.find((path) => existsSync(path)) ?? null
}

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const PATIENCE = 30_000

/**
 * Opens the print page in a headless browser and returns its PDF: tagged, with an outline, on the page size that the
 * page itself names. `url` holds a fresh token; `hash` is where to go once inside.
 */
export async function printWithChromium(url: string, hash: string): Promise<Uint8Array> {
  const executablePath = findChromium()
  if (executablePath === null)
    throw new CallFailed(
      'no-browser',
      'Printing needs Chrome, Chromium or Edge on this machine and none was found. Install one, or name it in CHROMIUM_PATH.',
    )
  const { chromium } = await import('playwright-core')
  const args = process.getuid?.() === 0 ? [...FLAGS, '--no-sandbox'] : FLAGS
  const browser = await chromium.launch({ executablePath, args }).catch((error: unknown) => {
    throw new CallFailed('no-browser', `Nothing was printed: ${executablePath} did not start. ${firstLine(error)}`)
  })
  try {
    const page = await browser.newPage()
    await page.goto(url)
    // The page is inside once it has drawn something: its link is used up then.
    await page.locator('#app > *').first().waitFor({ state: 'attached', timeout: PATIENCE })
    await page.goto(new URL(hash, url).href)
    await page.locator('html[data-print-ready="true"]').waitFor({ state: 'attached', timeout: PATIENCE })
    return await page.pdf({ tagged: true, outline: true, preferCSSPageSize: true, printBackground: true })
  } catch (error) {
    throw new CallFailed('print-failed', `Nothing was printed: ${firstLine(error)}`)
  } finally {
    await browser.close()
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
