import type { Plan } from '../doc/plan.ts'
import type { Comment, Criterion, Link, Task } from '../model/item-parts.ts'
import type { Item } from '../model/item.ts'

/** A plan as an exporter walks it: items in rank order and their parts, deleted ones included, grouped in one pass. */
export interface PlanReading {
  readonly items: readonly Item[]
  criteriaOf(item: string): readonly Criterion[]
  tasksOf(item: string): readonly Task[]
  /** Links that begin at this item. */
  linksOf(item: string): readonly Link[]
  commentsOf(item: string): readonly Comment[]
  /** The name of whoever wrote it, '' if nobody is known. */
  authorOf(comment: Comment): string
}

export function readPlan(plan: Plan): PlanReading {
  const items = plan.rows('items')
  const ranked = plan.order.ids.flatMap((id) => items.get(id) ?? [])
  const known = new Set(plan.order.ids)
  const rankless = [...items.values()].filter((item) => !known.has(item.id)).sort(byId)
  const criteria = grouped(plan.rows('criteria').values(), (c) => c.item, byRank)
  const tasks = grouped(plan.rows('tasks').values(), (t) => t.item, byRank)
  const links = grouped(plan.rows('links').values(), (l) => l.from, byId)
  const comments = grouped(
    plan.rows('comments').values(),
    (c) => c.item,
    (a, b) => a.at - b.at || byId(a, b),
  )
  return {
    items: [...ranked, ...rankless],
    criteriaOf: (item) => criteria.get(item) ?? [],
    tasksOf: (item) => tasks.get(item) ?? [],
    linksOf: (item) => links.get(item) ?? [],
    commentsOf: (item) => comments.get(item) ?? [],
    authorOf: (comment) => (comment.by === null ? undefined : plan.row('people', comment.by)?.name) ?? comment.byName,
  }
}

export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
export function byRank(
  a: { readonly id: string; readonly rank: string },
  b: { readonly id: string; readonly rank: string },
): number {
  return a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : byId(a, b)
}

function grouped<T>(
  rows: Iterable<T>,
  ownerOf: (row: T) => string,
  order: (a: T, b: T) => number,
): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(ownerOf(row))
    if (group) group.push(row)
    else groups.set(ownerOf(row), [row])
  }
  for (const group of groups.values()) group.sort(order)
  return groups
}
