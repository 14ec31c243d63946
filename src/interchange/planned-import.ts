import type { UnknownParts } from '../doc/unknown-parts.ts'
import type { Entry } from '../model/envelope.ts'
import type { ImportReport } from '../model/import-report.ts'
import type { TableName } from '../model/tables.ts'

/** One plain write. Values are as they stand in a row: sets are arrays, texts are strings. */
export type PlannedWrite =
  | {
      readonly op: 'create'
      readonly table: TableName
      readonly id: string
      readonly fields: Readonly<Record<string, unknown>>
      readonly texts: Readonly<Record<string, string>>
    }
  | {
      readonly op: 'set'
      readonly table: TableName
      readonly id: string
      readonly field: string
      readonly value: unknown
    }
  | {
      readonly op: 'member'
      readonly table: TableName
      readonly id: string
      readonly field: string
      readonly member: string
      readonly on: boolean
    }
  | {
      readonly op: 'text'
      readonly table: TableName
      readonly id: string
      readonly field: string
      readonly value: string
    }
  | { readonly op: 'rank'; readonly id: string; readonly key: string }
  | { readonly op: 'fact'; readonly field: string; readonly value: unknown }
  | { readonly op: 'root-text'; readonly field: 'vision' | 'strategy'; readonly value: string }
  /** What a newer Ordinal wrote and this one has no name for, in a plan that is just being made. */
  | { readonly op: 'unknown'; readonly parts: UnknownParts }

/** At most 500 items and about 120 kB of text, so that judging it holds no host up: one transaction, one record of the journal. */
export interface PlannedBatch {
  /** Items created or changed in this batch, for progress. */
  readonly items: number
  readonly writes: readonly PlannedWrite[]
  readonly entries: readonly Entry[]
}

/** A dry run: what an import would do, and all that is needed to do it. Nothing is written yet. */
export interface PlannedImport {
  readonly report: ImportReport
  readonly batches: readonly PlannedBatch[]
}
