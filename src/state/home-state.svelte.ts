import type { HostLink } from '../contract/calls.ts'
import type { HostInfo, PlanSummary, Profile, Progress, Settings } from '../contract/host-info.ts'
import { sentenceOf } from './failure-words.ts'
import { createLock, type LockDesk } from './lock-state.svelte.ts'
import { createJoin, type JoinDesk } from './room-join.svelte.ts'
import { createRoomDesk, type RoomDesk } from './room-state.svelte.ts'
import { createRestore, type RestoreState } from './restore-state.svelte.ts'
import { createSafety, type SafetyState } from './safety-state.svelte.ts'
import { createFileOpening, type FileOpening, type PlanFile } from './file-opening.svelte.ts'
import { createFileSharing, type FileSharing } from './file-sharing.svelte.ts'
import { createStrangers, type StrangersDesk } from './strangers.svelte.ts'
import { createImport, type ImportFile, type ImportState } from './import-state.svelte.ts'

export type { HostInfo, PlanSummary, Profile, Progress, Settings, Theme } from '../contract/host-info.ts'
export type { FileOpening, MergeReport, PlanFile } from './file-opening.svelte.ts'
export type { ImportFile, ImportState } from './import-state.svelte.ts'

/** What went wrong with a plan or with the host, in sentences for people. `plan` is null where it concerns no single plan. */
export interface HomeProblem {
  readonly plan: string | null
  readonly title: string
  readonly message: string
}

/** Everything that stands outside of a plan: the plans of this device, who works here, and its settings. */
export interface HomeState {
  /** False while the host does not answer. */
  readonly up: boolean
  /** Null until the host has answered for the first time. */
  readonly info: HostInfo | null
  readonly profile: Profile | null
  readonly settings: Settings
  /** Newest change first; null until they are known. */
  readonly plans: readonly PlanSummary[] | null
  readonly problem: HomeProblem | null
  /** What takes long just now: a plan that is copied or made from the sample. */
  readonly work: { readonly what: string; readonly progress: Progress | null } | null
  /** A sentence about what was done last and what was kept, such as where a removed plan's copy lies. */
  readonly said: string
  /** What was removed last, as `putBack` of `restore()` is given it; null once something else was done with it. */
  readonly removed: { readonly name: string; readonly source: string } | null
  readonly importing: ImportState | null
  load(): Promise<void>
  forgetProblem(): void
  introduce(name: string, role: string): Promise<boolean>
  changeSettings(change: Partial<Settings>): Promise<boolean>
  /** These give the plan's id, or null where it failed and `problem` says why. */
  createPlan(name: string): Promise<string | null>
  openSample(): Promise<string | null>
  renamePlan(plan: string, name: string): Promise<boolean>
  duplicatePlan(plan: string, name: string | null): Promise<string | null>
  archivePlan(plan: string, archived: boolean): Promise<boolean>
  removePlan(plan: string): Promise<boolean>
  exportPlan(
    plan: string,
    format: 'ordinal-json' | 'csv' | 'markdown',
  ): Promise<{ fileName: string; text: string } | null>
  /** A PDF of the plan's roadmap, or of a session's summary, printed by the host. */
  printPdf(plan: string, page: 'A4' | 'A3', session?: string): Promise<Uint8Array | null>
  /** A link that opens one more window, or null where the shell opens windows itself. */
  freshUrl(): Promise<string | null>
  /** Begins the dry run of a file; the import screen shows it. `plan` is where it should go, null a new plan. */
  beginImport(file: ImportFile, plan: string | null): void
  endImport(): void
  /** A plan file on its way in; the import screen shows it. */
  readonly opening: FileOpening | null
  beginOpening(file: PlanFile): void
  endOpening(): void
  /** Makes one file of a plan; the screen that asks stops it. */
  sharing(plan: string): FileSharing
  /** What is kept aside of devices that do not belong to a plan's room; the screen that asks stops it. */
  strangers(plan: string): StrangersDesk
  /** What keeps a plan from being lost; the screen that asks stops it. */
  safety(plan: string): SafetyState
  /** The room of a plan; the screen that asks stops it. */
  room(plan: string): RoomDesk
  /** A way into somebody else's room; the screen that asks stops it. */
  join(): JoinDesk
  /** What can come back to this device; the screen that asks stops it. */
  restore(): RestoreState
  /** A removed plan is here again. */
  wasPutBack(name: string): void
  /** Encryption of the data folder; while it is locked nothing else is known here. */
  readonly lock: LockDesk
  close(): void
}

export interface HomeParts {
  readonly link: HostLink
  /** Fresh names of jobs. */
  readonly newId: () => string
}

const DEFAULTS: Settings = { theme: 'system', singleKeys: true }

export function createHomeState({ link, newId }: HomeParts): HomeState {
  let up = $state(true)
  let info = $state.raw<HostInfo | null>(null)
  let plans = $state.raw<readonly PlanSummary[] | null>(null)
  let problem = $state.raw<HomeProblem | null>(null)
  let work = $state.raw<{ what: string; progress: Progress | null } | null>(null)
  let said = $state('')
  let removed = $state.raw<{ name: string; source: string } | null>(null)
  let importing = $state.raw<ImportState | null>(null)
  let opening = $state.raw<FileOpening | null>(null)

  const lock = createLock({ link, onOpened: () => void load() })
  const stops = [
    () => lock.close(),
    link.on('plans.changed', () => void listPlans()),
    link.on('settings.changed', (settings) => {
      if (info !== null) info = { ...info, settings }
    }),
    link.on('job.progress', (progress) => {
      if (work !== null) work = { ...work, progress }
    }),
    link.onState((isUp) => {
      const back = isUp && !up
      up = isUp
      if (back) void load()
    }),
  ]

  return {
    get up() {
      return up
    },
    get info() {
      return info
    },
    get profile() {
      return info?.profile ?? null
    },
    get settings() {
      return info?.settings ?? DEFAULTS
    },
    get plans() {
      return plans
    },
    get problem() {
      return problem
    },
    get work() {
      return work
    },
    get said() {
      return said
    },
    get removed() {
      return removed
    },
    get importing() {
      return importing
    },
    get opening() {
      return opening
    },
    load,
    forgetProblem() {
      problem = null
    },
    async introduce(name, role) {
      const profile = await ask(null, 'Your name could not be kept.', () => link.call('profile.set', { name, role }))
      if (profile !== null && info !== null) info = { ...info, profile }
      return profile !== null
    },
    async changeSettings(change) {
      const settings = await ask(null, 'The setting could not be kept.', () => link.call('settings.set', change))
      if (settings !== null && info !== null) info = { ...info, settings }
      return settings !== null
    },
    createPlan: (name) => made('The plan could not be made.', () => link.call('plans.create', { name })),
    openSample: () =>
      long('Making the sample plan', () =>
        made('The sample plan could not be made.', () => link.call('plans.sample', undefined)),
      ),
    renamePlan: (plan, name) =>
      done(plan, 'The plan could not be renamed.', () => link.call('plans.rename', { plan, name })),
    duplicatePlan: (plan, name) =>
      long('Copying the plan', () =>
        made('The plan could not be copied.', () => link.call('plans.duplicate', { plan, name }), plan),
      ),
    archivePlan: (plan, archived) =>
      done(plan, archived ? 'The plan could not be archived.' : 'The plan could not be brought back.', () =>
        link.call('plans.archive', { plan, archived }),
      ),
    async removePlan(plan) {
      const name = plans?.find((one) => one.id === plan)?.name ?? 'The plan'
      const answer = await ask(plan, 'The plan was not removed. Everything is where it was.', () =>
        link.call('plans.remove', { plan }),
      )
      await listPlans()
      if (answer !== null) {
        said = `“${name}” was removed. A proven copy was kept at ${answer.copy}.`
        removed = { name, source: answer.copy }
      }
      return answer !== null
    },
    exportPlan: (plan, format) =>
      ask(plan, 'The plan could not be exported.', () => link.call('plan.export', { plan, format, files: true })),
    printPdf: (plan, page, session) =>
      ask(plan, 'It could not be printed.', () =>
        link.call('plan.printPdf', { plan, page, ...(session === undefined ? {} : { session }) }),
      ),
    async freshUrl() {
      const url = await ask(null, 'No second window could be prepared.', () => link.call('host.freshUrl', undefined))
      return url === '' ? null : url
    },
    beginImport(file, plan) {
      importing?.close()
      importing = createImport({ link, newId, file, plan })
      void importing.preview()
    },
    endImport() {
      importing?.close()
      importing = null
    },
    beginOpening(file) {
      opening?.stop()
      opening = createFileOpening({ link, file })
      void opening.start()
    },
    endOpening() {
      opening?.stop()
      opening = null
    },
    sharing: (plan) => createFileSharing({ link, plan }),
    strangers: (plan) => createStrangers({ link, plan }),
    safety: (plan) => createSafety({ link, plan }),
    room: (plan) => createRoomDesk({ link, plan }),
    join: () => createJoin({ link }),
    restore: () => createRestore({ link, plans: () => plans }),
    wasPutBack(name) {
      said = `“${name}” is back, with everything in it and its history.`
      removed = null
    },
    lock,
    close() {
      importing?.close()
      opening?.stop()
      stops.forEach((stop) => stop())
    },
  }

  async function load(): Promise<void> {
    const found = await ask(null, 'Ordinal cannot reach its host.', () => link.call('host.info', undefined))
    if (found !== null) info = found
    await lock.load()
    if (lock.state?.locked !== true) await listPlans()
  }

  async function listPlans(): Promise<void> {
    const found = await ask(null, 'The plans of this device could not be listed.', () =>
      link.call('plans.list', undefined),
    )
    if (found !== null) plans = [...found].sort((a, b) => (b.lastChange ?? 0) - (a.lastChange ?? 0))
  }

  async function made(
    failing: string,
    call: () => Promise<PlanSummary>,
    plan: string | null = null,
  ): Promise<string | null> {
    const summary = await ask(plan, failing, call)
    await listPlans()
    return summary?.id ?? null
  }

  async function done(plan: string, failing: string, call: () => Promise<PlanSummary>): Promise<boolean> {
    return (await made(failing, call, plan)) !== null
  }

  async function long<T>(what: string, task: () => Promise<T>): Promise<T> {
    work = { what, progress: null }
    try {
      return await task()
    } finally {
      work = null
    }
  }

  async function ask<T>(plan: string | null, failing: string, call: () => Promise<T>): Promise<T | null> {
    try {
      const answer = await call()
      if (problem?.title === failing && problem.plan === plan) problem = null
      return answer
    } catch (error) {
      problem = { plan, title: failing, message: sentenceOf(error) }
      return null
    }
  }
}
