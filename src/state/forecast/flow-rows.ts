import type { Item } from '../../model/item.ts'
import type { SprintChange } from '../../model/sprint-change.ts'
import type { Pull, Sprint } from '../../model/sprint.ts'

/** What the worker is told of an item: only what pictures of flow depend on, so that a title edit tells it nothing. */
export type ItemRow = Pick<Item, 'id' | 'stage' | 'createdAt' | 'startedAt' | 'finishedAt' | 'estimate' | 'sprint'> & {
  readonly gone: boolean
}
export type SprintRow = Pick<
  Sprint,
  'id' | 'name' | 'team' | 'start' | 'end' | 'capacity' | 'state' | 'finishedAt' | 'deleted'
>
export type PullRow = Pick<
  Pull,
  'id' | 'item' | 'sprint' | 'at' | 'estimateThen' | 'added' | 'ifRoom' | 'leftAt' | 'leftHow' | 'deleted'
>

/** A change card; those of splits say what went out of a sprint while the item stayed. */
export type CardRow = Pick<SprintChange, 'id' | 'sprint' | 'kind' | 'ins' | 'outs' | 'at' | 'deleted'>

export function itemRow(item: Item): ItemRow {
  const { id, stage, createdAt, startedAt, finishedAt, estimate, sprint, deleted } = item
  return { id, stage, createdAt, startedAt, finishedAt, estimate, sprint, gone: deleted !== null }
}

export function sprintRow({ id, name, team, start, end, capacity, state, finishedAt, deleted }: Sprint): SprintRow {
  return { id, name, team, start, end, capacity, state, finishedAt, deleted }
}

export function pullRow({
  id,
  item,
  sprint,
  at,
  estimateThen,
  added,
  ifRoom,
  leftAt,
  leftHow,
  deleted,
}: Pull): PullRow {
  return { id, item, sprint, at, estimateThen, added, ifRoom, leftAt, leftHow, deleted }
}

export function cardRow({ id, sprint, kind, ins, outs, at, deleted }: SprintChange): CardRow {
  return { id, sprint, kind, ins, outs, at, deleted }
}

export function isSameRow<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((field) => a[field] === b[field])
}
