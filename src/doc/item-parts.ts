import type { Attachment } from '../model/attachment.ts'
import type { Comment, Criterion, Link, Task } from '../model/item-parts.ts'
import type { Question } from '../model/question.ts'
import type { Score } from '../model/score.ts'
import type { Pull } from '../model/sprint.ts'
import type { Rows } from '../model/tables.ts'

/** What belongs to items: records of a table of its own that name the item. A link belongs to both its ends. */
export interface ItemParts {
  criteria: Criterion
  tasks: Task
  comments: Comment
  links: Link
  pulls: Pull
  scores: Score
  questions: Question
  attachments: Attachment
}
export type PartTable = keyof ItemParts
export const PART_TABLES = [
  'criteria',
  'tasks',
  'comments',
  'links',
  'pulls',
  'scores',
  'questions',
  'attachments',
] as const satisfies readonly PartTable[]

const OWNERS: { readonly [T in PartTable]: (row: ItemParts[T]) => readonly string[] } = {
  criteria: (row) => [row.item],
  tasks: (row) => [row.item],
  comments: (row) => [row.item],
  links: (row) => (row.to === null ? [row.from] : [row.from, row.to]),
  pulls: (row) => [row.item],
  scores: (row) => [row.item],
  questions: (row) => [row.item],
  attachments: (row) => [row.item],
}
const SORT: { readonly [T in PartTable]: (row: ItemParts[T]) => string | number } = {
  criteria: (row) => row.rank,
  tasks: (row) => row.rank,
  comments: (row) => row.at,
  links: (row) => row.type,
  pulls: (row) => row.at,
  scores: (row) => row.at,
  questions: (row) => row.at,
  attachments: (row) => row.at,
}

export interface PartIndex<T extends PartTable> {
  of(item: string): readonly ItemParts[T][]
  /** One row became another; undefined where there is none. */
  replace(before: ItemParts[T] | undefined, now: ItemParts[T] | undefined): void
}

/** Items to which a row belongs, deleted or not. */
export function ownersOf<T extends PartTable>(table: T, row: ItemParts[T]): readonly string[] {
  return OWNERS[table](row)
}

const NONE: readonly never[] = Object.freeze([])

/**
 * Live rows by item, each list sorted. Kept row by row. `isAdopted`: it was written of an item that is merged into this one. What
 * was believed of that is older than anything that was believed of this one, whenever it comes in.
 */
export function createPartIndex<T extends PartTable>(
  table: T,
  rows: Iterable<Rows[T]>,
  isAdopted: (row: ItemParts[T]) => boolean,
): PartIndex<T> {
  const byItem = new Map<string, ItemParts[T][]>()
  const owners = OWNERS[table] as (row: ItemParts[T]) => readonly string[]
  const sort = SORT[table] as (row: ItemParts[T]) => string | number
  const compare = (a: ItemParts[T], b: ItemParts[T]): number => {
    if (table === 'scores' && isAdopted(a) !== isAdopted(b)) return isAdopted(a) ? -1 : 1
    const x = sort(a)
    const y = sort(b)
    return x < y ? -1 : x > y ? 1 : a.id < b.id ? -1 : 1
  }
  for (const row of rows as Iterable<ItemParts[T]>) {
    if (row.deleted === null) for (const item of new Set(owners(row))) listOf(item).push(row)
  }
  for (const list of byItem.values()) list.sort(compare)

  return {
    of: (item) => byItem.get(item) ?? NONE,
    replace(before, now) {
      const past = before === undefined || before.deleted !== null ? [] : owners(before)
      const next = now === undefined || now.deleted !== null ? [] : owners(now)
      for (const item of new Set([...past, ...next])) {
        const list = (byItem.get(item) ?? []).filter((row) => row.id !== before?.id && row.id !== now?.id)
        if (now !== undefined && next.includes(item)) list.push(now)
        if (list.length === 0) byItem.delete(item)
        else byItem.set(item, list.sort(compare))
      }
    },
  }

  function listOf(item: string): ItemParts[T][] {
    const list = byItem.get(item)
    if (list !== undefined) return list
    const fresh: ItemParts[T][] = []
    byItem.set(item, fresh)
    return fresh
  }
}
