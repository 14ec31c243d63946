import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { chromium, type Page } from 'playwright-core'
import { needBrowser, quietFlags } from '../support/find-browser.ts'

export interface BrowserProcess {
  readonly page: Page
  /** SIGKILL to every process of it at once. Answers when that was. */
  kill(): Promise<number>
}

const READY_WITHIN = 20_000

/**
 * A Chromium that keeps its storage in a folder, started as a process group of its own: Playwright names no process of a
 * browser with a lasting profile. Ends with this process.
 */
export async function startBrowserProcess(profile: string): Promise<BrowserProcess> {
  const { executablePath } = await needBrowser()
  const flags = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--hide-scrollbars']
  const child = spawn(executablePath, [...quietFlags(), ...flags, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  const group = child.pid
  if (group === undefined) throw new Error(`${executablePath} could not be started.`)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const endWithUs = (): void => signal(-group)
  process.once('exit', endWithUs)

  const kill = async (): Promise<number> => {
    const outside = await descendants(group)
    const at = Date.now()
    signal(-group)
    outside.forEach(signal)
    process.off('exit', endWithUs)
    await ended
    return at
  }
  try {
    const browser = await chromium.connectOverCDP(await debuggerOf(child.stderr))
    const context = browser.contexts()[0]
    if (context === undefined) throw new Error('The browser gave no context.')
    const page = context.pages()[0] ?? (await context.newPage())
    // High enough for all rows: the list draws only what is in sight.
    await page.setViewportSize({ width: 1280, height: 4_000 })
    return { page, kill }
  } catch (error) {
    await kill()
    throw error
  }
}

function debuggerOf(stderr: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error('The browser was not ready in time.')), READY_WITHIN)
    const lines = createInterface({ input: stderr })
    lines.on('close', () => reject(new Error('The browser ended before it was ready.')))
    lines.on('line', (line) => {
      const found = /DevTools listening on (ws:\S+)/.exec(line)
      if (found?.[1] === undefined) return
      clearTimeout(tooLong)
      resolve(found[1])
    })
  })
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}

/** Children, and theirs, also where they left the group. */
export async function descendants(of: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    const parent = /\) \S (\d+)/.exec(stat)?.[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const found = new Set([of])
  for (let before = 0; before !== found.size;) {
    before = found.size
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid)
  }
  found.delete(of)
  return [...found]
}
