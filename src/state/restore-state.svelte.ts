import type { BackupInfo, BackupsOverview } from '../contract/backup-calls.ts'
import type { HostLink } from '../contract/calls.ts'
import type { PlanSummary } from '../contract/host-info.ts'
import type { FolderList } from './safety-state.svelte.ts'
import { newestProven } from './safety-signs.ts'

/** A plan that is not on this device any more, or not yet, and can come back with its id and its history. */
export interface GonePlan {
  /** What `putBack` is given. */
  readonly source: string
  readonly plan: string
  /** Empty where nothing says it. */
  readonly name: string
  /** Null if it was not removed here: its backups lie in the chosen folder. */
  readonly removedAt: number | null
  /** Its newest backup; null where only the plan's own folder is left. */
  readonly backup: BackupInfo | null
}

/** What can come back to this device: removed plans, and plans of which only backups are here. */
export interface RestoreState {
  /** The last removed first; null until it is known. */
  readonly gone: readonly GonePlan[] | null
  /** Where backups go besides the data folder. */
  readonly folder: string | null
  /** What is being done just now; empty while nothing is. */
  readonly busy: string
  readonly problem: { readonly title: string; readonly message: string } | null
  forgetProblem(): void
  /** The newest first; empty while it is not known. */
  backupsOf(plan: string): readonly BackupInfo[]
  /** The plan as it was, with its id and its history; gives its id, or null where it failed. */
  putBack(source: string): Promise<string | null>
  /** A new plan, from a backup or from a removed plan; gives its id. */
  restoreAs(source: string, name: string | null): Promise<string | null>
  folders(path: string | null): Promise<FolderList | null>
  /** Backups lie in it from now on, and those that are there already are found. */
  setFolder(folder: string): Promise<boolean>
  stop(): void
}

export function createRestore({
  link,
  plans,
}: {
  readonly link: HostLink
  /** The plans of this device; null until they are known. */
  readonly plans: () => readonly PlanSummary[] | null
}): RestoreState {
  let overview = $state.raw<BackupsOverview | null>(null)
  let busy = $state('')
  let problem = $state.raw<{ title: string; message: string } | null>(null)
  const gone = $derived(goneOf(overview, plans()))
  const stops = [
    link.on('backups.changed', () => void list()),
    link.on('plans.changed', () => void list()),
    link.onState((isUp) => {
      if (isUp) void list()
    }),
  ]

  return {
    get gone() {
      return gone
    },
    get folder() {
      return overview?.settings.folder ?? null
    },
    get busy() {
      return busy
    },
    get problem() {
      return problem
    },
    forgetProblem() {
      problem = null
    },
    backupsOf: (plan) => overview?.backups.filter((backup) => backup.plan === plan) ?? [],
    putBack: (source) =>
      long('Putting the plan back', 'The plan was not put back.', () =>
        link.call('backups.putBack', { backup: source }),
      ).then((summary) => summary?.id ?? null),
    restoreAs: (source, name) =>
      long('Opening the backup as a new plan', 'No plan was made of the backup.', () =>
        link.call('backups.restoreAs', { backup: source, name }),
      ).then((summary) => summary?.id ?? null),
    folders: (path) => ask('The folder cannot be looked into.', () => link.call('backups.folders', { path })),
    async setFolder(folder) {
      const answer = await ask('The folder was not chosen.', () => link.call('backups.set', { folder }))
      if (answer !== null) overview = answer
      return answer !== null
    },
    stop: () => stops.forEach((stop) => stop()),
  }

  async function list(): Promise<void> {
    const answer = await ask('The backups cannot be listed.', () => link.call('backups.list', { plan: null }))
    if (answer !== null) overview = answer
  }

  async function long<T>(what: string, failing: string, call: () => Promise<T>): Promise<T | null> {
    if (busy !== '') return null
    busy = what
    try {
      return await ask(failing, call)
    } finally {
      busy = ''
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

/** What is not among the plans of this device. */
export function goneOf(
  overview: BackupsOverview | null,
  plans: readonly PlanSummary[] | null,
): readonly GonePlan[] | null {
  if (overview === null || plans === null) return null
  const here = new Set(plans.map((plan) => plan.id))
  const byPlan = new Map<string, BackupInfo[]>()
  for (const backup of overview.backups) byPlan.set(backup.plan, [...(byPlan.get(backup.plan) ?? []), backup])
  const removed = (overview.removed ?? [])
    .filter((one) => !here.has(one.plan))
    .map(({ path, plan, planName, removedAt }): GonePlan => {
      const backup = byPlan.get(plan)?.[0] ?? null
      return { source: path, plan, name: planName === '' ? (backup?.planName ?? '') : planName, removedAt, backup }
    })
  const known = new Set([...here, ...removed.map((one) => one.plan)])
  const elsewhere = [...byPlan]
    .filter(([plan]) => !known.has(plan))
    .flatMap(([plan, backups]): GonePlan[] => {
      const backup = newestProven(backups) ?? backups[0]
      return backup === undefined ? [] : [{ source: backup.id, plan, name: backup.planName, removedAt: null, backup }]
    })
  return [...removed, ...elsewhere]
}
