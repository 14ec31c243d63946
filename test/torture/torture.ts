import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ordinal, ordinalJson, startHost, temporaryFolder, type RunningHost } from '../e2e/running-host.ts'
import { introduce } from '../e2e/introduce.ts'
import { seeded } from '../support/random.ts'
import { createEditLedger, type Exported } from './edit-ledger.ts'
import { descendants, startBrowserProcess, type BrowserProcess } from './browser-process.ts'
import { oneEdit, openDescription } from './page-edits.ts'
import { watchSaved } from './watch-saved.ts'

export type Kill = 'child' | 'host' | 'browser'

export interface TortureReport {
  readonly seed: number
  readonly kills: Record<Kill, number>
  readonly restarts: number
  readonly checks: number
  readonly made: number
  readonly acknowledged: number
  readonly acknowledgedLost: readonly string[]
  readonly unacknowledgedLost: number
  /** Age at the kill of the oldest that was lost unacknowledged, from before its key was pressed; milliseconds. */
  readonly oldestLost: number
  readonly seconds: number
  /** Why it ended before its time; else empty. */
  readonly trouble: string
}

const ITEMS = 60
/** Whatever was killed is back within this, or the run has failed. Milliseconds. */
const BACK_WITHIN = 30_000
/** `serve` gives up on a host that dies more often than five times in a minute. */
const CHILD_KILLS_IN_A_MINUTE = 4

/**
 * The real built host and a real Chromium, edited without a pause and killed at random moments. After each kill what died is
 * started again, the page goes on until it says "saved", and the plan is exported by the command line and compared.
 */
export async function torture(options: {
  kills: number
  seed: number
  minutes: number
  say: (line: string) => void
}): Promise<TortureReport> {
  const began = Date.now()
  const random = seeded(options.seed)
  const kills: Record<Kill, number> = { child: 0, host: 0, browser: 0 }
  const ledger = createEditLedger()
  const folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const profile = join(folder.path, 'profile')
  let host: RunningHost | null = null
  let browser: BrowserProcess | null = null
  let savedAt = 0
  /** What a new page says of itself says nothing about the edits of one that was killed. */
  let heardUntil = Infinity
  let restarts = 0
  let checks = 0
  let trouble = ''
  let tokens = 0
  let childKills: number[] = []
  try {
    const file = join(folder.path, 'items.csv')
    const titles = Array.from({ length: ITEMS }, (_, place) => `Item ${place + 1}`)
    await writeFile(file, ['Title', ...titles, ''].join('\n'))
    const { plan } = await ordinalJson<{ plan: string }>(data, 'import', file, '--plan', 'Torture')
    const exported = async (): Promise<Exported> => {
      const ended = await ordinal(data, 'export', '--plan', plan, '--format', 'ordinal-json')
      if (ended.code !== 0) throw new Error(`The plan could not be exported. ${ended.stderr}`)
      return JSON.parse(ended.stdout) as Exported
    }
    const first = (await exported()).items.map((item) => item.id)
    host = await startHost(data)
    const port = Number(new URL(host.url).port)

    const openBrowser = async (): Promise<BrowserProcess> => {
      const [started, { url }] = await Promise.all([
        startBrowserProcess(profile),
        ordinalJson<{ url: string }>(data, 'serve', '--no-open'),
      ])
      try {
        await watchSaved(started.page, (at) => {
          savedAt = at
          if (at <= heardUntil) ledger.saved(at)
        })
        await started.page.goto(url)
        const nameAsked = started.page.getByLabel('Your name')
        const home = started.page.getByRole('button', { name: /^Torture/ }).first()
        await nameAsked.or(home).first().waitFor({ timeout: BACK_WITHIN })
        if (await nameAsked.isVisible()) await introduce(started.page, 'Sample Owner')
        await started.page.evaluate((to) => (location.hash = to), `#/p/${plan}/backlog`)
        await started.page.getByRole('status', { name: 'State of the work' }).waitFor({ timeout: BACK_WITHIN })
        await openDescription(started.page, plan, first[20] as string)
        return started
      } catch (error) {
        await started.kill()
        throw error
      }
    }
    browser = await openBrowser()

    const all = (): number => kills.child + kills.host + kills.browser
    const walkers = { now: 0, place: { now: 0 } }
    let state = await exported()
    while (all() < options.kills && Date.now() - began < options.minutes * 60_000) {
      // A fresh walker from the upper half each time, so that the end of the list is never reached.
      const walker = first[walkers.now++ % 20] as string
      walkers.place.now = state.items.findIndex((item) => item.id === walker)
      ledger.setting(`place/${walker}`, String(walkers.place.now))()
      const killed = { at: 0, stop: false }
      const page = browser.page
      let fault: Error | null = null
      const editing = (async () => {
        while (!killed.stop) {
          await oneEdit({
            page,
            plan,
            ledger,
            random,
            token: () => `t${(++tokens).toString(36)}`,
            typist: first[20 + (Math.floor(all() / 10) % 20)] as string,
            walker,
            named: first[40 + (all() % 20)] as string,
            place: walkers.place,
          })
        }
      })().catch((error: unknown) => {
        fault = error instanceof Error ? error : new Error(String(error))
      })

      await pause(150 + random() * 1_000)
      if (fault !== null) throw fault as Error
      childKills = childKills.filter((at) => Date.now() - at < 60_000)
      const kind = chooseKill(random(), kills, childKills.length < CHILD_KILLS_IN_A_MINUTE)
      if (kind === 'browser') {
        killed.at = await browser.kill()
        heardUntil = killed.at
        killed.stop = true
        await editing
        browser = null
        browser = await openBrowser()
      } else if (kind === 'host') {
        const all = await descendants(host.process.pid ?? 0)
        killed.at = Date.now()
        await host.kill()
        // The folder's lock is theirs until the last of them is gone.
        await until(() => !all.some(isAlive), 'The host could not be killed.')
        host = await startHost(data, port)
        childKills = []
      } else {
        const running: RunningHost = host
        const before = timesStarted(running)
        const [child] = await descendants(running.process.pid ?? 0)
        if (child === undefined) throw new Error('The host has no child to kill.')
        killed.at = Date.now()
        process.kill(child, 'SIGKILL')
        childKills.push(killed.at)
        await until(() => timesStarted(running) > before, 'The host was not started again.')
      }
      kills[kind]++
      restarts++
      // The window goes on by itself: it is edited a little more, then says that all of it is saved.
      if (kind !== 'browser') await pause(random() * 300)
      killed.stop = true
      await editing
      if (fault !== null && kind !== 'browser') throw fault as Error
      const since = Date.now()
      await until(
        () => savedAt > since && (kind === 'browser' || ledger.settled()),
        'The window did not say "Saved on this device" again.',
      )
      state = await exported()
      checks++
      const lost = ledger.totals.acknowledgedLost.length
      ledger.check(state, killed.at)
      heardUntil = Infinity
      if (ledger.totals.acknowledgedLost.length > lost)
        options.say(`Lost at kill ${all()} (${kind}): ${ledger.totals.acknowledgedLost.slice(lost).join('; ')}`)
      if (all() % 10 === 0) options.say(`${all()} kills, ${ledger.totals.acknowledged} edits acknowledged`)
    }
  } catch (error) {
    trouble = error instanceof Error ? (error.stack ?? error.message) : String(error)
  } finally {
    await browser?.kill()
    await host?.kill()
    await folder.remove()
  }
  return {
    seed: options.seed,
    kills,
    restarts,
    checks,
    ...ledger.totals,
    seconds: (Date.now() - began) / 1_000,
    trouble,
  }
}

/** Each kind before any comes twice, then by chance. */
function chooseKill(chance: number, kills: Record<Kill, number>, mayKillChild: boolean): Kill {
  const kinds: readonly Kill[] = mayKillChild ? ['child', 'host', 'browser'] : ['host', 'browser']
  const missing = kinds.filter((kind) => kills[kind] === 0)
  const among = missing.length > 0 ? missing : kinds
  return among[Math.floor(chance * among.length)] as Kill
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function timesStarted(host: RunningHost): number {
  return host.stderr().split('Ordinal was started again').length
}

async function until(holds: () => boolean, otherwise: string): Promise<void> {
  const end = Date.now() + BACK_WITHIN
  while (!holds()) {
    if (Date.now() > end) throw new Error(otherwise)
    await pause(10)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
