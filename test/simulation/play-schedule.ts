import { fileURLToPath } from 'node:url'
import { addCriterion } from '../../src/commands/criteria.ts'
import { createItem } from '../../src/commands/create-item.ts'
import { deleteItems, restoreItems } from '../../src/commands/delete-item.ts'
import { editItem, editItems, setLabel } from '../../src/commands/edit-item.ts'
import { moveItem } from '../../src/commands/move-item.ts'
import { CallFailed } from '../../src/contract/calls.ts'
import { createMemoryFiles, type MemoryFiles } from '../../src/host/ports/memory-files.ts'
import type { Processes } from '../../src/host/ports/processes.ts'
import { startHost, type RunningHost } from '../../src/host/start-host.ts'
import type { Envelope } from '../../src/model/envelope.ts'
import { PRODUCT_OWNER } from '../support/host-in-process.ts'
import { seeded } from '../support/random.ts'
import { createFaultyDisk, type FaultyDisk } from './faulty-disk.ts'
import { judge } from './judge-schedule.ts'
import { SimulatedBrowser } from './simulated-browser.ts'
import { SimulatedWindow } from './simulated-window.ts'
import type { Step } from './steps.ts'
import { enterVirtualTime } from './virtual-time.ts'

export const FOLDER = '/data'
const SECRET = 'a secret'
/** How often each kind of thing really happened. */
export type Seen = Record<string, number>

export interface Ending {
  readonly disk: MemoryFiles
  readonly plan: string
  /** What the host said is on disk. */
  readonly saved: readonly Envelope[]
  /** Changes that the host made itself and answered for: undos and imports. */
  readonly answered: readonly string[]
  /** Canonical contents that the last windows showed. */
  readonly faults: readonly string[]
}

/** Plays one schedule. Resolves to what is wrong at its end, in one sentence a finding; empty if nothing is. */
export async function playSchedule(seed: number, steps: readonly Step[], seen: Seen, trace?: Trace): Promise<string[]> {
  const world = new World(seed, seen, trace)
  try {
    await world.begin()
    for (const step of steps) await world.step(step)
    return await world.end()
  } catch (error) {
    return [`It broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`]
  } finally {
    world.time.leave()
  }
}

/** Told of every step and of every call that changes the disk, for whoever looks into one schedule. */
export type Trace = (what: string, of: string) => void

class World {
  readonly time = enterVirtualTime()
  private readonly seen: Seen
  private readonly trace: Trace | undefined
  /** Whether all of it happens on an encrypted folder. */
  private readonly encrypted: boolean
  /** What the parent of a host keeps for the next one. */
  private key: Uint8Array | null = null
  private readonly random: () => number
  private disk = createMemoryFiles()
  private machine: FaultyDisk = createFaultyDisk(this.disk)
  private host: RunningHost | null = null
  private starting: Promise<void> | null = null
  private pid = 100
  private ids = 0
  private plan = ''
  private readonly browsers = [new SimulatedBrowser(), new SimulatedBrowser(), new SimulatedBrowser()]
  private readonly windows: SimulatedWindow[] = []
  private readonly saved = new Map<string, Envelope>()
  private readonly answered: string[] = []
  private readonly faults: string[] = []
  private readonly wrong: string[] = []

  constructor(seed: number, seen: Seen, trace: Trace | undefined) {
    this.trace = trace
    this.encrypted = seed % 4 === 0
    this.seen = seen
    this.random = seeded(seed)
  }

  async begin(): Promise<void> {
    await this.start()
    const link = this.newWindow()
    link.attach((channel) => this.host?.hub.welcome(channel, 'window'))
    const plan = await this.inTime(link.link.call('plans.create', { name: 'Harbour' }))
    this.plan = plan.id
    if (this.encrypted) {
      await this.inTime(link.link.call('lock.encrypt', { passphrase: SECRET, keychain: false }))
      this.count('an encrypted folder')
    }
    link.crash()
    this.windows.length = 0
    await this.time.pass(1_000)
  }

  /** Back to plain files, through the host, so that they can be judged. */
  private async decrypt(): Promise<void> {
    const link = this.newWindow()
    link.attach((channel) => this.host?.hub.welcome(channel, 'window'))
    await this.inTime(link.link.call('lock.decrypt', { passphrase: SECRET }))
    link.crash()
    this.windows.pop()
    await this.time.pass(1_000)
  }

  async step(step: Step): Promise<void> {
    this.trace?.('step', JSON.stringify(step))
    switch (step.do) {
      case 'open':
        if (this.windows.length < 4) this.openWindow(step.cache)
        break
      case 'edit': {
        const window = this.windowAt(step.window)
        if (window !== undefined && this.edit(window, step) !== null) this.count(`edit ${step.kind}`)
        break
      }
      case 'type': {
        const window = this.windowAt(step.window)
        const item = window && this.itemOf(window, step.item)
        if (window && item && window.type(item, step.text)) this.count('typing')
        break
      }
      case 'undo':
        this.undo(step.window)
        break
      case 'import':
        this.importRows(step.rows)
        break
      case 'leave':
      case 'crash-window':
        this.loseWindow(step.window, step.do)
        break
      case 'wait':
        await this.time.pass(step.ms)
        break
      case 'kill':
        this.machine.dieAt(step.calls, step.when, (call) => {
          this.count(`killed at ${call}`)
          this.count(`killed ${step.when} a call`)
          this.afterDeath(step.power)
        })
        break
      case 'stop':
        await this.stop()
        break
      case 'start':
        if (this.host === null && this.starting === null) await this.start()
        break
      case 'fault':
        this.disk.fault({
          on: step.on,
          code: step.code,
          times: step.times,
          written: step.written,
          path: /^\/data\//,
        })
        this.count(`fault ${step.code}`)
        this.count(`fault at ${step.on}`)
        break
      case 'full':
        this.disk.setFree(step.free)
        this.count('disk full')
        break
      case 'mend':
        this.disk.setFree(null)
        this.disk.mend()
        break
    }
    await this.time.settle()
  }

  /** All is well again: the disk, the host, and time to bring out what waited. */
  async end(): Promise<string[]> {
    this.disk.setFree(null)
    this.disk.mend()
    this.machine.spare()
    await this.time.pass(1_000)
    for (let tries = 0; this.host === null && tries < 3; tries++) await this.start()
    if (this.host === null) return [...this.wrong, 'The host did not start on a disk that was well.']
    for (const browser of [0, 1, 2]) this.openWindow(browser)
    await this.time.pass(45_000)
    // A person whose window said why it did not open tries again.
    for (const window of this.windows) if (window.ready === null) window.again()
    await this.time.pass(45_000)
    for (const window of this.windows) {
      if (window.ready === null) this.wrong.push('A window did not open although all was well.')
      else if (window.ready.window.saving().state !== 'saved')
        this.wrong.push(
          `A window is "${window.ready.window.saving().state}" at the end: ${window.ready.window.saving().message}`,
        )
    }
    for (const browser of this.browsers)
      if (browser.cache.outbox.size > 0) this.wrong.push(`${browser.cache.outbox.size} edits stay in an outbox.`)
    await this.time.pass(20_000)
    const windows = this.windows.map((window) => window.ready?.window.doc).filter((doc) => doc !== undefined)
    const alive = this.windows.slice()
    for (const window of alive) window.close()
    await this.time.pass(1_000)
    this.windows.length = 0
    if (this.encrypted) await this.decrypt()
    await this.stop()
    const findings = await judge({
      disk: this.disk,
      folder: FOLDER,
      plan: this.plan,
      saved: [...this.saved.values()],
      answered: this.answered,
      windows,
      time: this.time,
      count: (what) => this.count(what),
    })
    return [...this.wrong, ...this.faults.filter((fault) => !isOfTheDisk(fault)), ...findings]
  }

  private newWindow(browser = 0): SimulatedWindow {
    const window = new SimulatedWindow({
      plan: this.plan,
      browser: this.browsers[browser % 3] as SimulatedBrowser,
      random: this.random,
      newChange: () => `change-${++this.ids}`,
      now: () => this.time.now(),
      onSaved: (envelope) => {
        this.saved.set(`${envelope.client}/${envelope.seq}`, envelope)
        this.count('saved')
      },
      onAnew: () => this.count('window opened anew'),
      onRefused: (why) => this.wrong.push(`An honest edit was refused: ${why}`),
    })
    this.windows.push(window)
    return window
  }

  private openWindow(browser: number): void {
    const used = this.browsers[browser % 3]?.cache.outbox.size ?? 0
    if (used > 0) this.count('window with an undelivered outbox')
    const window = this.newWindow(browser)
    if (this.host !== null) window.attach((channel) => this.host?.hub.welcome(channel, 'window'))
  }

  private windowAt(number: number): SimulatedWindow | undefined {
    return this.windows[number % Math.max(1, this.windows.length)]
  }

  private itemOf(window: SimulatedWindow, number: number): string | undefined {
    const ids = window.ready?.plan.order.ids ?? []
    return ids[number % Math.max(1, ids.length)]
  }

  private edit(window: SimulatedWindow, step: Step & { do: 'edit' }): string | null {
    const item = this.itemOf(window, step.a)
    if (step.kind === 'create' || item === undefined)
      return window.run(createItem, { title: `Item ${step.a}`, at: step.b % 2 === 0 ? 'top' : 'bottom' })
    const other = this.itemOf(window, step.b) ?? null
    switch (step.kind) {
      case 'title':
        return window.run(editItem, { id: item, field: 'title', value: `Title ${step.b}` })
      case 'estimate':
        return window.run(editItem, { id: item, field: 'estimate', value: step.b % 13 })
      case 'move':
        return window.run(moveItem, { id: item, after: other === item ? null : other })
      case 'delete':
        return window.run(deleteItems, { ids: [item], why: 'no' })
      case 'restore':
        return window.run(restoreItems, { ids: [item] })
      case 'criterion':
        return window.run(addCriterion, { item, text: `Criterion ${step.b}` })
      case 'label':
        return window.run(setLabel, { ids: [item], label: `label-${step.b % 3}`, on: step.a % 2 === 0 })
      case 'bulk':
        return window.run(editItems, {
          ids: (window.ready?.plan.order.ids ?? []).slice(0, 5),
          field: 'estimate',
          value: step.b % 8,
        })
    }
  }

  private undo(number: number): void {
    const window = this.windowAt(number)
    const change = window?.changes.at(-1)
    if (window === undefined || change === undefined || this.host === null) return
    window.link.call('plan.undo', { plan: this.plan, change, author: PRODUCT_OWNER }).then(
      (answer) => {
        this.answered.push(answer.change)
        this.count('undo')
      },
      (error: unknown) => this.expectFailure('undo', error),
    )
  }

  private importRows(rows: number): void {
    const window = this.windows.find((one) => one.ready !== null)
    if (window === undefined || this.host === null) return
    const lines = Array.from({ length: rows }, (_, i) => `Imported ${this.ids}-${i},feature`)
    const job = `job-${++this.ids}`
    window.link
      .call('import.run', {
        job,
        plan: this.plan,
        newPlanName: null,
        fileName: 'x.csv',
        bytes: new TextEncoder().encode(`title,kind\n${lines.join('\n')}`),
        choices: { format: null, mapping: null, kinds: {}, dates: null },
        author: PRODUCT_OWNER,
      })
      .then(
        () => this.count('import'),
        (error: unknown) => this.expectFailure('import', error),
      )
  }

  /** People are told in a sentence; nothing else is a way to fail. */
  private expectFailure(what: string, error: unknown): void {
    if (error instanceof CallFailed && error.type !== 'fault') return this.count(`${what} refused: ${error.type}`)
    if (this.machine.dead) return
    this.wrong.push(`${what} failed without a sentence: ${String(error)}`)
  }

  private loseWindow(number: number, how: 'leave' | 'crash-window'): void {
    const window = this.windowAt(number)
    if (window === undefined) return
    // A page that is closed while it still opens is gone like one that crashed.
    if (how === 'leave' && window.ready !== null && this.host !== null) {
      window.close()
      setTimeout(() => window.crash(), 50)
    } else window.crash()
    this.count(how)
    this.windows.splice(this.windows.indexOf(window), 1)
  }

  private async start(): Promise<void> {
    this.machine = createFaultyDisk(this.disk, this.trace)
    const { machine } = this
    const pid = ++this.pid
    const processes: Processes = {
      pid,
      machine: async () => 'laptop',
      lives: async (one) => one === this.pid,
      birthOf: async (one) => `birth of ${one}`,
    }
    const started = startHost({
      dataFolder: FOLDER,
      shell: 'browser',
      pages: FOLDER,
      workers: { snapshot: null, import: null, history: null },
      files: machine.files,
      clock: {
        now: () => this.time.now(),
        after: (ms, then) => {
          const timer = setTimeout(then, ms)
          return () => clearTimeout(timer)
        },
      },
      random: this.random,
      processes,
      passphraseCost: { memoryKb: 8, passes: 1, lanes: 1 },
      heldKey: async () => this.key,
      onKey: (key) => (this.key = key),
      samplePlan: fileURLToPath(new URL('../../resources/sample-plan.json', import.meta.url)),
      onFault: (what, error) => this.faults.push(`${what}: ${String(error)}`),
    })
    const up = started.then((answer) => {
      if (machine !== this.machine || machine.dead) return
      if (!answer.ok) return this.count('host refused to start')
      this.host = answer.value
      this.count('start')
      for (const window of this.windows) window.attach((channel) => answer.value.hub.welcome(channel, 'window'))
    })
    up.catch((error: unknown) => this.wrong.push(`The start threw: ${String(error)}`))
    this.starting = up.catch(() => undefined).finally(() => (this.starting = null))
    await this.time.pass(2_000)
  }

  private async stop(): Promise<void> {
    const { host, machine } = this
    if (host === null) return
    this.host = null
    for (const window of this.windows) window.detach()
    let down = false
    host.shutDown().then(
      () => (down = true),
      () => (down = true),
    )
    await this.time.pass(30_000)
    if (down) this.count('stop')
    // A disk that hangs on to nothing: whoever waits too long ends the process.
    else this.count('stop by force')
    machine.die()
  }

  private afterDeath(power: boolean): void {
    this.host = null
    if (power) {
      this.disk = this.disk.afterPowerCut(this.random, (what) => this.count(`power cut ${what}`))
      this.count('power cut')
    } else this.disk.mend()
    for (const window of this.windows) queueMicrotask(() => window.detach())
  }

  private count(what: string): void {
    this.seen[what] = (this.seen[what] ?? 0) + 1
  }

  /** Waits for a promise while virtual time passes. */
  private async inTime<T>(promise: Promise<T>): Promise<T> {
    let done = false
    promise.then(
      () => (done = true),
      () => (done = true),
    )
    for (let i = 0; i < 100 && !done; i++) await this.time.pass(50)
    return promise
  }
}

/** What the disk did is no fault of the host's. A backup that fails is told and made again; the plan is not less for it. */
function isOfTheDisk(fault: string): boolean {
  return /ENOSPC|EIO|EROFS|ENOENT|ORDINAL_|can only be read for now|No snapshot could be made|^backup|plan was closed|plan is closed/.test(
    fault,
  )
}
