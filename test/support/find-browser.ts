import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A Chromium that tests may drive, and where it was found. */
export interface FoundBrowser {
  readonly executablePath: string
  readonly from: 'CHROMIUM_PATH' | 'installed' | 'playwright' | 'npm package'
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chrome']
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

export const NO_BROWSER =
  'No Chromium was found. Install one (Debian, Ubuntu: `apt-get update && apt-get install -y chromium`), or name one in CHROMIUM_PATH.'

/**
 * Looks where a browser may be: CHROMIUM_PATH, an installed Chrome, Chromium or Edge, Playwright's own cache, the npm
 * package @sparticuz/chromium. Null if there is none. Throws only if CHROMIUM_PATH names a file that is not there.
 */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<FoundBrowser | null> {
  const named = env['CHROMIUM_PATH']
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, and there is no such file.`)
    return { executablePath: named, from: 'CHROMIUM_PATH' }
  }
  const installed = installedBrowser(env['PATH'] ?? '')
  if (installed) return { executablePath: installed, from: 'installed' }
  const cached = await playwrightBrowser()
  if (cached) return { executablePath: cached, from: 'playwright' }
  const packaged = await packagedBrowser()
  if (packaged) return { executablePath: packaged, from: 'npm package' }
  return null
}

/** The same, where going on without a browser makes no sense. */
export async function needBrowser(): Promise<FoundBrowser> {
  const found = await findBrowser()
  if (!found) throw new Error(NO_BROWSER)
  return found
}

/** Flags that keep Chromium quiet on a machine without a network. The sandbox is given up only for root, who cannot have one. */
export function quietFlags(): string[] {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
}

function installedBrowser(path: string): string | null {
  const inPath = path.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [...inPath, ...PLACES].find((file) => existsSync(file)) ?? null
}

async function playwrightBrowser(): Promise<string | null> {
  const { chromium } = await import('playwright-core')
  const path = chromium.executablePath()
  return path && existsSync(path) ? path : null
}

/** The package unpacks the libraries that a bare machine lacks only if it believes to run on AWS Lambda. */
async function packagedBrowser(): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  const before = process.env['AWS_EXECUTION_ENV']
  process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs24.x'
  try {
    const { default: packaged } = await import('@sparticuz/chromium')
    return await packaged.executablePath()
  } catch {
    return null
  } finally {
    if (before === undefined) delete process.env['AWS_EXECUTION_ENV']
    else process.env['AWS_EXECUTION_ENV'] = before
  }
}
