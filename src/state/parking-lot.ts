import type { Plan } from '../doc/plan.ts'

/** What is set aside: not finished, not dropped, and out of the open order until somebody takes it up again. */
export interface ParkedItem {
  readonly id: string
  /** Milliseconds since 1970; null where nobody noted it. */
  readonly since: number | null
  /** The day to look at it again has come. */
  readonly isDue: boolean
}

/** Those to look at again come first, the longest overdue before the others; then what is parked the longest. */
export function parkedItems(plan: Plan, today: string): ParkedItem[] {
  const found: (ParkedItem & { readonly until: string })[] = []
  for (const id of plan.live.ids) {
    const item = plan.row('items', id)
    if (item?.parked !== true || (item.stage !== 'open' && item.stage !== 'doing')) continue
    const until = item.parkedUntil ?? ''
    found.push({ id, since: item.parkedAt, isDue: until !== '' && until <= today, until })
  }
  return found.sort((a, b) => {
    if (a.isDue !== b.isDue) return a.isDue ? -1 : 1
    if (a.isDue && a.until !== b.until) return a.until < b.until ? -1 : 1
    return (a.since ?? Infinity) - (b.since ?? Infinity) || 0
  })
}
