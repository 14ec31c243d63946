import * as v from 'valibot'
import { call } from './call.ts'
import type { BackPlan } from './history-calls.ts'
import type { PlanSummary } from './host-info.ts'
import { author, longText, planId as plan, shortName } from './shapes.ts'

/** Why a backup was made. Only `automatic` ones are ever thinned out. */
export type BackupReason =
  'automatic' | 'person' | 'before-update' | 'before-repair' | 'before-restore' | 'before-import' | 'before-take-back'

export interface BackupInfo {
  readonly id: string
  readonly plan: string
  /** The plan's name when it was made. */
  readonly planName: string
  /** What the person called it; empty if it has no name. */
  readonly name: string
  readonly reason: BackupReason
  readonly madeAt: number
  /** When it was last restored in a scratch place and compared; null: it never was, and it does not count. */
  readonly provenAt: number | null
  /** Why the last proof failed; empty if it did not. */
  readonly fault: string
  readonly items: number
  readonly records: number
  readonly lastChange: number | null
  /** What it alone takes on disk; parts that several backups share are counted once for each. */
  readonly bytes: number
  /** Of its file, where it lies first. */
  readonly path?: string
  /** In the data folder, in the folder of the person's choice, or both. */
  readonly places: readonly ('data' | 'folder')[]
}

export interface BackupSettings {
  readonly automatic: boolean
  /** Least time between two automatic ones of a plan that changed. */
  readonly everyMinutes: number
  readonly keepHourlyHours: number
  readonly keepDailyDays: number
  /** A synced folder or a stick; null: none chosen. */
  readonly folder: string | null
}

export interface BackupsOverview {
  readonly settings: BackupSettings
  /** Of the chosen folder: empty while all goes well, else one sentence, such as that the stick is not there. */
  readonly folderTrouble: string
  /** When a backup last reached the chosen folder. */
  readonly folderSince: number | null
  /** True if the chosen folder lies on the disk that the plans lie on: one broken disk takes both. */
  readonly folderSameDisk?: boolean
  /** The newest first. */
  readonly backups: readonly BackupInfo[]
  /** Plans that were removed: their folders were put aside and can be restored like a backup, by their path. */
  readonly removed?: readonly RemovedPlan[]
}

export interface RemovedPlan {
  readonly path: string
  readonly plan: string
  /** Empty where none of its backups says it. */
  readonly planName: string
  readonly removedAt: number | null
}

/** What a backup's id, or a path to one, means here. */
export interface BackupFound {
  /** Null for the folder of a removed plan. */
  readonly backup: BackupInfo | null
  readonly plan: string
  readonly planName: string
  /** Whether that plan is in this data folder. */
  readonly present: boolean
}

/** `backup` is an id from the list, or the path of a backup's file, of a folder with backups or of a removed plan. */
export const BACKUP_CALLS = {
  'backups.list': call<BackupsOverview>()(v.object({ plan: v.nullable(plan) })),
  /** Makes and proves one now. */
  'backups.make': call<BackupInfo>()(
    v.object({
      plan,
      name: v.pipe(v.string(), v.maxLength(200)),
      /** Into this folder too, this once; it is proven there. */
      to: v.optional(longText),
    }),
  ),
  'backups.prove': call<BackupInfo>()(v.object({ backup: longText })),
  'backups.look': call<BackupFound>()(v.object({ backup: longText })),
  /** The plan as it was, with its id and its history. Only where it is not in the data folder any more. */
  'backups.putBack': call<PlanSummary>()(v.object({ backup: longText })),
  /** A new plan with another id, which never merges with the first. */
  'backups.restoreAs': call<PlanSummary>()(v.object({ backup: longText, name: v.nullable(shortName) })),
  /** The old state as new edits in the plan it was made of; peers receive them like any other. */
  'backups.bringBack': call<BackPlan>()(
    v.object({ backup: longText, why: v.pipe(v.string(), v.maxLength(2_000)), author, preview: v.boolean() }),
  ),
  'backups.rename': call<BackupInfo>()(v.object({ backup: longText, name: v.pipe(v.string(), v.maxLength(200)) })),
  /** Only what a person made, and only while a newer proven one is there. */
  'backups.remove': call<void>()(v.object({ backup: longText })),
  'backups.set': call<BackupsOverview>()(
    v.partial(
      v.object({
        automatic: v.boolean(),
        everyMinutes: v.pipe(v.number(), v.minValue(5), v.maxValue(10_080)),
        keepHourlyHours: v.pipe(v.number(), v.minValue(1), v.maxValue(720)),
        keepDailyDays: v.pipe(v.number(), v.minValue(1), v.maxValue(3_650)),
        folder: v.nullable(longText),
      }),
    ),
  ),
  'backups.folders': call<{
    path: string
    parent: string | null
    folders: string[]
    writable: boolean
    /** Whether it lies on the disk that the plans lie on. */
    sameDisk?: boolean
  }>()(v.object({ path: v.nullable(longText) })),
} as const
