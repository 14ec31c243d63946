import { isOpen } from '../model/item.ts'
import type { PlanState } from '../state/plan-state.svelte.ts'

/** A row of the last look at the backlog: enough to draw it before the plan is there. */
export interface PaintRow {
  readonly rank: number
  readonly kind: string
  readonly title: string
  readonly goal: string
  readonly domain: string
  readonly estimate: number | null
}
export interface PaintRows {
  readonly name: string
  /** How many items are open, which says how wide a rank is. Not in what older versions kept. */
  readonly open?: number
  readonly rows: readonly PaintRow[]
}

/** As many rows as the tallest screen shows. */
const ROWS = 60
const QUIET_MS = 1_500

/** Keeps the first rows of the backlog for the next first paint, when the plan has been quiet for a moment. */
export function keepPaintRows(state: PlanState, keep: (rows: PaintRows) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const later = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => keep(paintRows(state)), QUIET_MS)
  }
  later()
  const stop = state.plan.onChange(later)
  return () => {
    stop()
    clearTimeout(timer)
  }
}

export function paintRows(state: PlanState): PaintRows {
  const { plan } = state
  const rows: PaintRow[] = []
  for (const id of plan.order.ids) {
    const item = plan.row('items', id)
    if (item === undefined || !isOpen(item)) continue
    const goal = state.goalOf(item)
    rows.push({
      rank: rows.length + 1,
      kind: item.kind,
      title: item.title,
      goal: (goal === null ? undefined : plan.row('goals', goal.goal)?.title) ?? '',
      domain: (item.domain === null ? undefined : plan.row('domains', item.domain)?.name) ?? '',
      estimate: item.estimate,
    })
    if (rows.length === ROWS) break
  }
  return { name: plan.facts.name, open: state.openCount, rows }
}

/** Null where nothing was kept, or what was kept is no such list: then the window waits for the plan. */
export function readPaintRows(saved: unknown): PaintRows | null {
  const { name, open, rows } = (saved ?? {}) as Partial<PaintRows>
  if (typeof name !== 'string' || !Array.isArray(rows) || rows.length === 0) return null
  if (!rows.every(isPaintRow)) return null
  return { name, rows, ...(typeof open === 'number' ? { open } : {}) }
}

function isPaintRow(row: unknown, place: number): row is PaintRow {
  if (typeof row !== 'object' || row === null) return false
  const { rank, kind, title, goal, domain, estimate } = row as Partial<PaintRow>
  return (
    rank === place + 1 &&
    [kind, title, goal, domain].every((words) => typeof words === 'string') &&
    (estimate === null || typeof estimate === 'number')
  )
}
