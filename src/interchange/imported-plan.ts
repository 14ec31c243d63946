import type { Deletion } from '../model/deletion.ts'
import type { Source } from '../model/fields.ts'
import type { ImportColumn, ImportFormat, ImportProblem, ImportType } from '../model/import-report.ts'
import type { OrdinalFile } from './ordinal-file.ts'

/** More items than this are refused, with the way out. */
export const MAX_ITEMS = 50_000

/**
 * What a file says, in Ordinal's words, whatever it came from. Nothing here knows a plan: ids are the file's own
 * references (`ref`), which the planner turns into records. A field that is absent has no column in the file;
 * one that is present and empty is empty there.
 */
export interface ImportedPlan {
  readonly format: ImportFormat
  /** The source system that its records carry in `source.system`. */
  readonly system: string
  /** What a new plan made from this file could be called. */
  readonly name: string
  /** Rows, cards or items read. */
  readonly rows: number
  readonly epics: readonly ImportedEpic[]
  /** In backlog order. */
  readonly items: readonly ImportedItem[]
  readonly columns: readonly ImportColumn[]
  readonly problems: readonly ImportProblem[]
  readonly notes: readonly string[]
  /** The file's own types of item with the kinds they become; absent where a file has none. */
  readonly types?: readonly ImportType[]
  /** A CSV of which no column is the title yet: a person has to map it before it can be imported. */
  readonly needsMapping: boolean
  /** The whole plan of an `ordinal-json` file; `items` and `epics` are empty then. */
  readonly whole: OrdinalFile | null
}

/** Fields of an item that a file may carry. Texts are trimmed, descriptions are Markdown. */
export interface ImportedFields {
  readonly title?: string
  readonly kind?: string
  readonly stage?: string
  readonly description?: string
  readonly labels?: readonly string[]
  readonly parked?: boolean
  readonly estimate?: number | null
  readonly value?: number | null
  readonly effort?: number | null
  readonly outcome?: string
  readonly createdAt?: number | null
  readonly startedAt?: number | null
  readonly finishedAt?: number | null
  /** Names, found or made in the plan. '' takes the item out of it. */
  readonly domain?: string
  readonly goal?: string
}

export interface ImportedItem {
  readonly row: number
  /** Names this item within the file; other parts of the file point to it. */
  readonly ref: string
  /** Where it came from; null for items of Ordinal itself, which are found by `id`. */
  readonly source: Source | null
  readonly id: string | null
  /** The key people say aloud, '' to have one made. */
  readonly key: string
  readonly fields: ImportedFields
  /** `ref` of an imported epic; '' none; null if the file does not say. */
  readonly epic: string | null
  readonly criteria: readonly ImportedCriterion[] | null
  readonly tasks: readonly ImportedTask[]
  readonly comments: readonly ImportedComment[]
  readonly links: readonly ImportedLink[]
  /** Columns without a field here, as text under their name. */
  readonly imported: Readonly<Record<string, string>>
  /** Who had it in the source system, '' nobody: kept as history, never an assignment. */
  readonly assignedTo: string
  readonly deleted?: Deletion | null
}

export interface ImportedEpic {
  readonly ref: string
  readonly source: Source | null
  readonly key: string
  readonly title: string
  readonly description: string
  readonly createdAt: number | null
}
export interface ImportedCriterion {
  readonly text: string
  readonly met: boolean
}
export interface ImportedTask {
  /** Names it within its source, for the next import. */
  readonly key: string
  readonly text: string
  readonly done: boolean
}
export interface ImportedComment {
  readonly key: string
  readonly byName: string
  readonly at: number
  readonly text: string
}
/** `to` is a `ref` of the same file or, where there is no such item, the words for where it points. */
export interface ImportedLink {
  readonly type: string
  readonly to: string
  /** True where the other item is the one that blocks, relates to or duplicates this one. */
  readonly inward: boolean
}
