import type { Plan, PlanChanges } from '../doc/plan.ts'
import { rowReader, type ScoreRow } from '../doc/score-rows.ts'
import type { Item } from '../model/item.ts'
import type { Method } from '../model/scoring/method.ts'

/** Screens ask it for one item at a time. */
export { rowReader } from '../doc/score-rows.ts'

/**
 * All open items under one method. Made in one go (10,000 items within 100 ms), then kept item by item: an edit calculates
 * one row. Knows no order of its own but that of the scores.
 */
export interface ScoreBoard {
  readonly method: Method
  /** Undefined for an item that is not open. */
  rowOf(item: string): ScoreRow | undefined
  /** Open items with a score, the highest first; at equal scores in the Product Owner's order. Sorted when it is asked for. */
  byScore(): readonly string[]
  /** Takes a change of the plan in. Answers the items whose row is another now. */
  take(changed: PlanChanges): ReadonlySet<string>
}

export function createScoreBoard(plan: Plan, method: Method): ScoreBoard {
  const rowFor = rowReader(plan, method)
  const rows = new Map<string, ScoreRow>()
  let sorted: readonly string[] | null = null
  for (const id of plan.open.ids) calculate(id)

  return {
    method,
    rowOf: (item) => rows.get(item),
    byScore() {
      sorted ??= sortedByScore()
      return sorted
    },
    take(changed) {
      const ids = new Set<string>([...(changed.tables.get('items') ?? []), ...(changed.parts.get('scores') ?? [])])
      const other = new Set<string>()
      for (const id of ids) if (calculate(id)) other.add(id)
      // Equal scores stand in the Product Owner's order, so that a move counts too.
      if (other.size > 0 || changed.ranks.size > 0) sorted = null
      return other
    },
  }

  /** Whether the row says something else now. */
  function calculate(id: string): boolean {
    const item = plan.row('items', id)
    const before = rows.get(id)
    if (item === undefined || !isCounted(item)) return rows.delete(id)
    const row = rowFor(item)
    if (before !== undefined && isSameRow(before, row)) return false
    rows.set(id, row)
    return true
  }

  function isCounted(item: Item): boolean {
    return item.deleted === null && !item.parked && (item.stage === 'open' || item.stage === 'doing')
  }

  function sortedByScore(): readonly string[] {
    const scored: { readonly id: string; readonly value: number; readonly place: number }[] = []
    let place = 0
    for (const id of plan.open.ids) {
      const outcome = rows.get(id)?.outcome
      if (outcome?.is === 'score') scored.push({ id, value: outcome.value, place })
      place++
    }
    return scored.sort((a, b) => b.value - a.value || a.place - b.place).map((one) => one.id)
  }
}

function isSameRow(a: ScoreRow, b: ScoreRow): boolean {
  if (a.outcome.is !== b.outcome.is) return false
  if (a.outcome.is === 'score' && b.outcome.is === 'score' && a.outcome.value !== b.outcome.value) return false
  const names = Object.keys(a.factors)
  return names.length === Object.keys(b.factors).length && names.every((name) => a.factors[name] === b.factors[name])
}

/** An item in the two orders: places among the items that have a score, from 1. */
export interface OrderGap {
  readonly id: string
  readonly owner: number
  readonly score: number
  /** How much higher the Product Owner has it than its score would: negative where lower. */
  readonly gap: number
}

/** The Product Owner's order beside the score's, the biggest differences first, then as the Product Owner has them. */
export function orderGaps(plan: Pick<Plan, 'open'>, byScore: readonly string[]): readonly OrderGap[] {
  const scorePlace = new Map(byScore.map((id, i) => [id, i + 1]))
  let owner = 0
  const gaps: OrderGap[] = []
  for (const id of plan.open.ids) {
    const score = scorePlace.get(id)
    if (score === undefined) continue
    owner++
    gaps.push({ id, owner, score, gap: score - owner })
  }
  return gaps.sort((a, b) => Math.abs(b.gap) - Math.abs(a.gap) || a.owner - b.owner)
}

/**
 * The item behind which an item goes so that among the scored ones it stands where its score says; null for the top of
 * the backlog. Items without a score keep their places.
 */
export function placeByScore(
  plan: Pick<Plan, 'order'>,
  gaps: readonly OrderGap[],
  { id, score }: OrderGap,
): string | null {
  const others = gaps.filter((one) => one.id !== id).sort((a, b) => a.owner - b.owner)
  if (score > 1) return others[score - 2]?.id ?? null
  const first = others[0]
  return first === undefined ? null : (plan.order.ids[plan.order.positionOf(first.id) - 1] ?? null)
}
