import type { BackupInfo, BackupSettings, BackupsOverview } from '../contract/backup-calls.ts'
import type { HostLink } from '../contract/calls.ts'
import type { DamagedPlace, PlanHealth } from '../contract/health-calls.ts'
import type { BackPlan } from '../contract/history-calls.ts'
import type { Progress } from '../contract/host-info.ts'
import type { Author } from '../model/envelope.ts'

export type { BackupInfo, BackupReason, BackupSettings, BackupsOverview } from '../contract/backup-calls.ts'
export type { DamagedPlace, HeldBack, PlanHealth, TakenOut } from '../contract/health-calls.ts'
export type { BackPlan } from '../contract/history-calls.ts'

/** Folders to choose from, as the host sees its disk. */
export interface FolderList {
  readonly path: string
  readonly parent: string | null
  readonly folders: readonly string[]
  readonly writable: boolean
  /** Whether it lies on the disk that the plans lie on. */
  readonly sameDisk?: boolean
}

/** Whoever can walk through folders, and says why one cannot be looked into. */
export interface Folders {
  readonly problem: { readonly title: string; readonly message: string } | null
  folders(path: string | null): Promise<FolderList | null>
}

/** What keeps a plan from being lost, as one screen sees it: its backups, where they go, and whether every byte is whole. */
export interface SafetyState {
  /** Null until it is known. */
  readonly overview: BackupsOverview | null
  readonly health: PlanHealth | null
  /** Damage beside the plans, such as of the settings; empty until everything was read through. */
  readonly files: readonly DamagedPlace[]
  /** What is being done just now, as the button would say it; empty while nothing is. */
  readonly busy: string
  readonly progress: Progress | null
  /** What failed last, in two sentences for people; null while nothing did. */
  readonly problem: { readonly title: string; readonly message: string } | null
  forgetProblem(): void
  /** These resolve to null where it failed and `problem` says why. */
  make(name: string): Promise<BackupInfo | null>
  prove(backup: string): Promise<BackupInfo | null>
  rename(backup: string, name: string): Promise<BackupInfo | null>
  remove(backup: string): Promise<boolean>
  /** Gives the new plan's id. */
  restoreAs(backup: string, name: string | null): Promise<string | null>
  bringBack(backup: string, why: string, author: Author, preview: boolean): Promise<BackPlan | null>
  set(change: Partial<BackupSettings>): Promise<boolean>
  folders(path: string | null): Promise<FolderList | null>
  /** Reads every byte and mends what can be mended. */
  check(): Promise<boolean>
  stop(): void
}

export function createSafety({ link, plan }: { readonly link: HostLink; readonly plan: string }): SafetyState {
  let overview = $state.raw<BackupsOverview | null>(null)
  let health = $state.raw<PlanHealth | null>(null)
  let files = $state.raw<readonly DamagedPlace[]>([])
  let busy = $state('')
  let progress = $state.raw<Progress | null>(null)
  let problem = $state.raw<{ title: string; message: string } | null>(null)

  const stops = [
    link.on('backups.changed', () => void list()),
    link.on('health.changed', (news) => {
      if (news.plan === null || news.plan === plan) void state()
    }),
    link.on('job.progress', (news) => {
      if (busy !== '') progress = news
    }),
    link.onState((isUp) => {
      if (isUp) void Promise.all([list(), state()])
    }),
  ]

  return {
    get overview() {
      return overview
    },
    get health() {
      return health
    },
    get files() {
      return files
    },
    get busy() {
      return busy
    },
    get progress() {
      return progress
    },
    get problem() {
      return problem
    },
    forgetProblem() {
      problem = null
    },
    make: (name) =>
      long('Making a backup', 'The backup was not made.', () => link.call('backups.make', { plan, name })),
    prove: (backup) =>
      long('Proving the backup', 'The backup could not be proven.', () => link.call('backups.prove', { backup })),
    rename: (backup, name) => ask('The name was not kept.', () => link.call('backups.rename', { backup, name })),
    remove: async (backup) =>
      (await ask('The backup was not removed.', async () => {
        await link.call('backups.remove', { backup })
        return true
      })) === true,
    restoreAs: async (backup, name) =>
      (
        await long('Opening the backup as a new plan', 'No plan was made of the backup.', () =>
          link.call('backups.restoreAs', { backup, name }),
        )
      )?.id ?? null,
    bringBack: (backup, why, author, preview) => {
      const failing = preview ? 'The backup could not be compared with the plan.' : 'Nothing was brought back.'
      const call = (): Promise<BackPlan> => link.call('backups.bringBack', { backup, why, author, preview })
      return preview ? ask(failing, call) : long('Bringing it back', failing, call)
    },
    async set(change) {
      const answer = await ask('The setting was not kept.', () => link.call('backups.set', change))
      // The answer is about every plan of this device.
      if (answer !== null) overview = { ...answer, backups: overview?.backups ?? [] }
      return answer !== null
    },
    folders: (path) => ask('The folder cannot be looked into.', () => link.call('backups.folders', { path })),
    async check() {
      const answer = await long('Reading every byte', 'The plan could not be read through.', () =>
        link.call('health.check', { plan }),
      )
      const found = answer?.plans.find((one) => one.plan === plan)
      if (found !== undefined) health = found
      if (answer !== null) files = answer.files
      return answer !== null
    },
    stop: () => stops.forEach((stop) => stop()),
  }

  async function list(): Promise<void> {
    const answer = await ask('The backups cannot be listed.', () => link.call('backups.list', { plan }))
    if (answer !== null) overview = answer
  }

  async function state(): Promise<void> {
    const answer = await ask('The state of the plan’s files is not known.', () => link.call('health.state', { plan }))
    if (answer !== null) health = answer
  }

  async function long<T>(what: string, failing: string, call: () => Promise<T>): Promise<T | null> {
    if (busy !== '') return null
    busy = what
    progress = null
    try {
      return await ask(failing, call)
    } finally {
      busy = ''
      progress = null
      void list()
    }
  }

  async function ask<T>(title: string, call: () => Promise<T>): Promise<T | null> {
    try {
      const answer = await call()
      if (problem?.title === title) problem = null
      return answer
    } catch (error) {
      if (error instanceof Error && 'type' in error && error.type === 'away') return null
      problem = { title, message: error instanceof Error ? error.message : String(error) }
      return null
    }
  }
}
