import type { PlanState } from '../../state/plan-state.svelte.ts'
import { chartScale } from './chart-scale.ts'

/** An item on the chart. */
export interface MatrixPoint {
  readonly id: string
  readonly title: string
  readonly value: number
  readonly effort: number
  /** What the bubble's size says; null where it is not known. */
  readonly size: number | null
}

/** Points that one picture takes; beyond it nobody sees anything. The first in the order are drawn. */
export const MOST_POINTS = 400

/** Open items that have value and effort, and how many there are beyond those that are drawn. */
export function matrixPoints(
  plan: Pick<PlanState, 'plan'>['plan'],
  sizeOf: (id: string) => number | null,
): { readonly points: readonly MatrixPoint[]; readonly over: number; readonly without: number } {
  const points: MatrixPoint[] = []
  let over = 0
  let without = 0
  for (const id of plan.open.ids) {
    const item = plan.row('items', id)
    if (item === undefined) continue
    if (item.value === null || item.effort === null) without++
    else if (points.length >= MOST_POINTS) over++
    else points.push({ id, title: item.title, value: item.value, effort: item.effort, size: sizeOf(id) })
  }
  return { points, over, without }
}

/** Where the quarters meet: half of what each axis goes up to. */
export function middleOf(points: readonly MatrixPoint[]): { readonly value: number; readonly effort: number } {
  const half = (numbers: readonly number[]): number => chartScale(Math.max(1, ...numbers), 1).top / 2
  return { value: half(points.map(({ value }) => value)), effort: half(points.map(({ effort }) => effort)) }
}

/** A bubble's radius: its area, not its width, grows with what it says. */
export function radiusOf(size: number | null, largest: number, most = 22): number {
  if (size === null || largest <= 0) return 6
  return Math.max(4, Math.sqrt(Math.max(0, size) / largest) * most)
}
