import { encodeGuest, type Shown } from '../../contract/guest-messages.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Plan } from '../../doc/plan.ts'
import type { Criterion } from '../../model/item-parts.ts'
import { isSameBytes } from '../../sync/same-bytes.ts'
import { criteriaOfItem } from './criteria-of-item.ts'
import { NOTHING_SHOWN, shownOf, type Driver } from './shown.ts'

/** What the room shows now, and what it has shown since its guests were let in. */
export interface ShownScreen {
  now(): Shown
  /** The same as a message to phones: other bytes only where something is different. */
  news(): Uint8Array
  wasShown(item: string): boolean
  /** Looks again. True where it is another screen or another item. */
  refresh(): boolean
  /** Follows the plan as it is open now. */
  follow(): void
  stop(): void
}

export function createShownScreen(parts: {
  readonly host: () => Pick<PlanHost, 'plan'>
  readonly driver: () => Driver | null
  /** Something in the plan was changed. */
  readonly onEdit: () => void
}): ShownScreen {
  const before = new Set<string>()
  let shown = NOTHING_SHOWN
  let news = newsOf(shown)
  let followed: Plan | null = null
  let stop = (): void => undefined
  /** Of one item, until a criterion changes. */
  let criteria: { readonly item: string; readonly rows: readonly Criterion[] } | null = null
  const criteriaOf = (item: string): readonly Criterion[] => {
    if (criteria?.item !== item) criteria = { item, rows: criteriaOfItem(parts.host().plan, item) }
    return criteria.rows
  }
  return {
    now: () => shown,
    news: () => news,
    wasShown: (item) => before.has(item),
    refresh() {
      const { screen, item } = shown
      shown = shownOf(parts.host().plan, parts.driver(), criteriaOf)
      const fresh = newsOf(shown)
      if (!isSameBytes(fresh, news)) news = fresh
      if (shown.item !== null) before.add(shown.item.id)
      return screen !== shown.screen || item?.id !== shown.item?.id
    },
    follow() {
      const { plan } = parts.host()
      if (plan === followed) return
      stop()
      followed = plan
      criteria = null
      stop = plan.onChange(({ tables }) => {
        if (tables.has('criteria')) criteria = null
        parts.onEdit()
      })
    },
    stop() {
      stop()
      followed = criteria = null
      before.clear()
      shown = NOTHING_SHOWN
      news = newsOf(shown)
    },
  }
}

const newsOf = (shown: Shown): Uint8Array => encodeGuest({ is: 'shown', shown })
