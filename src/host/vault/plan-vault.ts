import type { DiskStatus } from '../../contract/host-info.ts'
import type { Damage, JournalRecord } from './damage.ts'
import type { Leases } from './leases.ts'
import type { Position } from './position.ts'

/** What is kept beside a document so that a restart judges the next record as if it had never stopped. Plain JSON. */
export type SnapshotMeta = Readonly<Record<string, unknown>>

export interface Snapshot {
  /** Yjs V1. */
  readonly state: Uint8Array
  /** Frontier, knowledge and heads, as src/sync's ledger saves them. */
  readonly meta: SnapshotMeta
  /** Where reading goes on. Records behind it may be in the snapshot already; the ledger knows which. */
  readonly end: Position
  /** Records that are in it. */
  readonly records: number
  readonly madeAt: number
}

export type SnapshotOutcome =
  | { readonly proven: true; readonly end: Position; readonly records: number }
  /** `where` names the field that differed after reloading, or is empty; `keptAt` is the file put aside, if any. */
  | { readonly proven: false; readonly message: string; readonly where: string; readonly keptAt: string | null }

/** A segment that is written aside and joins the journal as a whole or not at all. */
export interface StagedSegment {
  /** In order. Rejects if the disk fails; abandon it then. */
  append(records: readonly Uint8Array[]): Promise<void>
  /** Syncs the end mark, then renames the file into the journal. Positions in the order of appending. */
  finish(): Promise<readonly Position[]>
  abandon(): Promise<void>
}

/** One plan on disk. */
export interface PlanVault {
  readonly id: string
  readonly folder: string
  /** The last proven snapshot that can be read, or null. */
  readonly snapshot: Snapshot | null
  /**
   * All records from `from` on (the beginning if left out), oldest first, up to what was on disk when reading began.
   * Damage is reported in its place and reading goes on behind it. Rejects only if the disk cannot be read at all.
   */
  read(from?: Position): AsyncIterable<JournalRecord | Damage>
  /** Null if nothing readable begins there. */
  readAt(position: Position): Promise<Uint8Array | null>
  /**
   * Resolves once the record survives a power cut. Records keep their order. A full or failing disk does not reject: the
   * record waits, `status` says why, and saving resumes by itself. Rejects only if the plan is closed first.
   */
  append(bytes: Uint8Array): Promise<Position>
  /** Behind the last record on disk. */
  end(): Promise<Position>
  /** Resolves when all that was appended so far is on disk. */
  flushed(): Promise<void>
  status(): DiskStatus
  /** Called on each change of the status. */
  onStatus(listener: (status: DiskStatus) => void): () => void
  /** For an import: `name` is letters, digits and hyphens. What an earlier start left unfinished is gone. */
  writeStaged(name: string): Promise<StagedSegment>
  /** Whether 8 MB or 20,000 records came since the last one. */
  snapshotDue(): boolean
  /** Whether anything came since the last one. */
  snapshotStale(): boolean
  /** Builds one from the files, off this thread, and proves it. Asked again meanwhile, it gives the same answer. */
  takeSnapshot(): Promise<SnapshotOutcome>
  readonly leases: Leases
  /** Keeps bytes that must not be lost though they cannot be used, such as a refused record. Gives the path. */
  keepAside(folder: 'refused' | 'salvage', name: string, bytes: Uint8Array): Promise<string>
  /** How much of a kind was ever kept aside. */
  keptAside(folder: 'refused' | 'salvage'): Promise<number>
  /** Waits for what is queued as long as the disk takes it; with a failing disk the queue is given up and its promises reject. */
  close(): Promise<void>
}
