export const IMPORT_FORMATS = ['jira-csv', 'trello-json', 'csv', 'ordinal-json'] as const
export type ImportFormat = (typeof IMPORT_FORMATS)[number]

/** Which of our fields a column goes to; '' leaves it out, 'text' keeps it as text under "Imported". By column index. */
export type ColumnMapping = Readonly<Record<number, string>>

export interface ImportChoices {
  /** Null lets Ordinal find out from the file. */
  readonly format: ImportFormat | null
  readonly mapping: ColumnMapping | null
  /** Which kind each of the file's types becomes, where the person says otherwise: `{ Task: 'chore' }`. */
  readonly kinds: Readonly<Record<string, string>>
  /** How ambiguous dates are read. Null: decided from the whole column, an undecided one is a problem of the report. */
  readonly dates: 'day-first' | 'month-first' | null
}

export interface ImportProblem {
  /** Row as a spreadsheet counts it, header = 1 (a cell with line breaks is one row); for JSON the number of the card or item from 1; 0 is the whole file. */
  readonly row: number
  readonly column: string
  readonly value: string
  readonly why: string
}

/** A field that changed both in the file and here since the last import. Ours stays. */
export interface ImportConflict {
  readonly item: string
  readonly key: string
  readonly field: string
  readonly ours: string
  readonly theirs: string
}

export interface ImportColumn {
  readonly index: number
  readonly name: string
  /** Our field, 'text' (kept under "Imported") or '' (not kept). */
  readonly field: string
  readonly samples: readonly string[]
}

/** One of the file's own types of item, the kind it becomes, and how many rows have it. */
export interface ImportType {
  readonly name: string
  readonly kind: string
  readonly rows: number
}

/** What an import would do, or did. `change` and `plan` are empty on a dry run into a new plan. */
export interface ImportReport {
  readonly format: ImportFormat
  readonly plan: string
  readonly change: string
  readonly dryRun: boolean
  readonly rows: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  /** Left out because they were deleted here. */
  readonly skipped: number
  /** Imported earlier from this source and not in this file; left alone. */
  readonly missing: number
  readonly epics: number
  readonly tasks: number
  readonly conflicts: readonly ImportConflict[]
  readonly columns: readonly ImportColumn[]
  readonly columnsAsText: readonly string[]
  readonly columnsNotKept: readonly string[]
  readonly problems: readonly ImportProblem[]
  /** Sentences that a person should read, such as labels made from a second level of epics. */
  readonly notes: readonly string[]
  /** The file's types, most frequent first, so that a person can say otherwise. Absent where a file has none. */
  readonly types?: readonly ImportType[]
}

/** What a column of a CSV may go to, in the order in which a person is offered it; beside these 'text' and ''. */
export const IMPORT_FIELDS = [
  'title',
  'description',
  'kind',
  'stage',
  'estimate',
  'labels',
  'epic',
  'domain',
  'goal',
  'value',
  'effort',
  'outcome',
  'criteria',
  'tasks',
  'comments',
  'links',
  'key',
  'id',
  'parked',
  'assigned',
  'created',
  'started',
  'finished',
  'order',
] as const
export type ImportField = (typeof IMPORT_FIELDS)[number]
