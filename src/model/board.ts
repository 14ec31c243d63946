import * as v from 'valibot'
import { DeletionSchema, type Deletion } from './deletion.ts'
import { amount } from './fields.ts'
import type { Item } from './item.ts'

/** Stages that a column of a board may stand for. What is dropped stands on no board. */
export const COLUMN_STAGES = ['open', 'doing', 'done'] as const
export type ColumnStage = (typeof COLUMN_STAGES)[number]

export interface BoardColumn {
  readonly id: string
  readonly name: string
  readonly stage: ColumnStage
  /** Work in progress: at most so many items at once; null for any. It is an agreement: more is marked and not forbidden. */
  readonly limit: number | null
}

/** A team's own columns. Without one it has the three that every team begins with. */
export interface Board {
  readonly id: string
  readonly team: string
  /** From left to right: open ones, then doing, then done. One value, so that a board is one person's at a time. */
  readonly columns: readonly BoardColumn[]
  readonly deleted: Deletion | null
}

const ColumnSchema = v.object({
  id: v.string(),
  name: v.string(),
  stage: v.picklist(COLUMN_STAGES),
  limit: amount,
})
export const BoardSchema = v.object({
  team: v.string(),
  columns: v.array(ColumnSchema),
  deleted: DeletionSchema,
})

export const FIRST_COLUMNS: readonly BoardColumn[] = [
  { id: 'open', name: 'To do', stage: 'open', limit: null },
  { id: 'doing', name: 'Doing', stage: 'doing', limit: null },
  { id: 'done', name: 'Done', stage: 'done', limit: null },
]

/** The columns of a team. Of boards that two people made apart the one with the lower id counts, on every device. */
export function columnsOf(team: string, boards: Iterable<Board>): readonly BoardColumn[] {
  let found: Board | null = null
  for (const board of boards)
    if (board.team === team && board.deleted === null && (found === null || board.id < found.id)) found = board
  return found === null || found.columns.length === 0 ? FIRST_COLUMNS : found.columns
}

/** Where an item stands: its column while that is one of its stage, else the first of its stage. Null: on no board. */
export function columnOf(
  { column, stage }: Pick<Item, 'column' | 'stage'>,
  columns: readonly BoardColumn[],
): BoardColumn | null {
  const own = columns.find(({ id }) => id === column)
  // What was dropped by somebody who was away, while a team pulled it, stays in sight until the team takes it out.
  const stands = stage === 'dropped' ? 'open' : stage
  if (own !== undefined && own.stage === stands) return own
  return columns.find((one) => one.stage === stands) ?? null
}

/** How many more than its limit a column holds; 0 while it keeps it. */
export function overLimit({ limit }: Pick<BoardColumn, 'limit'>, held: number): number {
  return limit === null ? 0 : Math.max(0, held - limit)
}

/** A column one place to the left (-1) or right (1). It stays among those of its stage; else the columns are as they were. */
export function moveColumn<T extends Pick<BoardColumn, 'id' | 'stage'>>(
  columns: readonly T[],
  id: string,
  by: 1 | -1,
): readonly T[] {
  const at = columns.findIndex((one) => one.id === id)
  const moved = columns[at]
  const other = columns[at + by]
  if (moved === undefined || other === undefined || moved.stage !== other.stage) return columns
  return columns.map((one, i) => (i === at ? other : i === at + by ? moved : one))
}

/** Columns in the order of the work, each where it was among those of its stage. */
export function inOrderOfWork<T extends Pick<BoardColumn, 'stage'>>(columns: readonly T[]): readonly T[] {
  return COLUMN_STAGES.flatMap((stage) => columns.filter((one) => one.stage === stage))
}

/** What is wrong with columns that somebody wants, in a sentence; null if nothing is. */
export function wrongColumns(columns: readonly BoardColumn[]): string | null {
  if (columns.length > 12) return 'A board has at most 12 columns.'
  const ids = new Set(columns.map(({ id }) => id))
  if (ids.size < columns.length || columns.some(({ id }) => !/^[A-Za-z0-9_-]{1,64}$/.test(id)))
    return 'Each column needs an id of its own.'
  const names = columns.map(({ name }) => name.trim().toLowerCase())
  if (names.some((name) => name === '' || name.length > 60)) return 'Each column needs a name of at most 60 characters.'
  if (new Set(names).size < names.length) return 'Two columns have the same name.'
  for (const stage of COLUMN_STAGES)
    if (!columns.some((column) => column.stage === stage))
      return 'A board needs a column for work that is open, one for work that is being done, and one for what is done.'
  const places = columns.map(({ stage }) => COLUMN_STAGES.indexOf(stage))
  if (places.some((place, i) => i > 0 && place < (places[i - 1] as number)))
    return 'Columns stand in the order of the work: open, doing, done.'
  if (columns.some(({ limit }) => limit !== null && !(Number.isInteger(limit) && limit >= 1 && limit <= 1000)))
    return 'A limit is a whole number from 1 up, or none.'
  return null
}
