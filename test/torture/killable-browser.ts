import { spawn, type ChildProcess } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext } from 'playwright-core'
import { needBrowser, quietFlags } from '../support/find-browser.ts'

const READY_WITHIN_MS = 20_000

/** A real Chromium with a profile on disk, started by us so that all of it can be killed at once. */
export interface KillableBrowser {
  readonly context: BrowserContext
  /** SIGKILL to every process of it. Its profile stays. */
  kill(): Promise<void>
  /** SIGKILL to the processes that show pages, as when a tab crashes. */
  killWindows(): Promise<void>
}

export async function startKillableBrowser(profile: string): Promise<KillableBrowser> {
  const { executablePath } = await needBrowser()
  const portFile = join(profile, 'DevToolsActivePort')
  await rm(portFile, { force: true })
  // A group of its own: a kill reaches all of its processes at once, and nobody else's.
  const child = spawn(
    executablePath,
    [
      ...quietFlags(),
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--window-size=1280,800',
      '--disable-breakpad',
      '--disable-session-crashed-bubble',
      '--no-default-browser-check',
      'about:blank',
    ],
    { stdio: 'ignore', detached: true },
  )
  const endWithUs = (): void => killGroup(child)
  process.once('exit', endWithUs)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void ended.then(() => process.off('exit', endWithUs))
  const browser: Browser = await connect(portFile, child)
  const context = browser.contexts()[0]
  if (context === undefined) throw new Error('The browser has no window.')
  return {
    context,
    async kill() {
      killGroup(child)
      await ended
      await browser.close().catch(() => undefined)
    },
    async killWindows() {
      const session = await browser.newBrowserCDPSession()
      const { processInfo } = await session.send('SystemInfo.getProcessInfo')
      for (const { type, id } of processInfo) if (type === 'renderer') process.kill(id, 'SIGKILL')
      await session.detach().catch(() => undefined)
    },
  }
}

async function connect(portFile: string, child: ChildProcess): Promise<Browser> {
  const until = Date.now() + READY_WITHIN_MS
  while (child.exitCode === null && Date.now() < until) {
    const [port] = (await readFile(portFile, 'utf8').catch(() => '')).split('\n')
    if (port) return chromium.connectOverCDP(`http://127.0.0.1:${port}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  killGroup(child)
  throw new Error('The browser did not start.')
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}
