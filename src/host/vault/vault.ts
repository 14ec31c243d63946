import type { Random } from '../../model/id.ts'
import type { Failure, Result } from '../../model/result.ts'
import type { Clock } from '../ports/clock.ts'
import type { Files } from '../ports/files.ts'
import type { Device } from './device-key.ts'
import type { PlanVault } from './plan-vault.ts'

export interface VaultOptions {
  readonly files: Files
  /** The data folder; made if it is not there. */
  readonly root: string
  readonly clock: Clock
  readonly random: Random
  /** The built snapshot-worker file. Null builds snapshots in this process, as tests do. */
  readonly snapshotWorker: string | null
}

/** One data folder, owned by this process until `close`. */
export interface Vault {
  readonly root: string
  readonly device: Device
  /** Ids of the plans in the folder, sorted. Reads nothing of them. */
  plans(): Promise<string[]>
  /** Where a plan's files lie. */
  planFolder(planId: string): string
  /** An empty plan, on disk when this resolves. */
  createPlan(planId: string): Promise<Result<void>>
  /** Opening writes nothing, and fails rather than showing a plan with less than it had. Opening twice gives the same. */
  openPlan(planId: string): Promise<Result<PlanVault>>
  /** Copies a plan's files as far as they are on disk; the copy is compared with what was read. `into` must not be there yet. */
  copyPlan(planId: string, into: string): Promise<Result<{ files: number; bytes: number }>>
  /** Puts a copy under `removed/`, proves it, then removes the plan. Gives the copy's path. Refused while the plan is open. */
  removePlan(planId: string): Promise<Result<string>>
  /** Reads every record of a plan. Writes nothing. */
  verifyPlan(planId: string): Promise<PlanCheck>
  /** A small JSON file beside the plans. Undefined if it was never written or cannot be read. */
  readNote(name: string): Promise<unknown>
  /** Replaces it whole. Resolves when that survives a power cut, rejects with the disk's failure; the old one stays then. */
  writeNote(name: string, value: unknown): Promise<void>
  /** Closes open plans and gives the folder back. */
  close(): Promise<void>
}

export interface PlanCheck {
  readonly records: number
  /** One sentence for each damaged place. Empty: all is well. */
  readonly damage: readonly string[]
}

/** `in-use`: another process owns the folder. */
export interface FolderInUse extends Failure { readonly type: 'in-use'; readonly pid: number }
export type VaultFailure = FolderInUse | Failure

/** Takes the folder and opens it. */
export async function openVault(_options: VaultOptions): Promise<Result<Vault, VaultFailure>> {
  throw new Error('being written')
}
