import type { BackPlan } from '../../contract/history-calls.ts'
import type { Entry } from '../../model/envelope.ts'
import type { Left } from '../../sync/opposite.ts'

/** The first so many entries are shown. */
const MAX_SHOWN = 500

/** Counts what a change that takes or brings back did, or would do. */
export interface Tally {
  add(entries: readonly Entry[], left: readonly Left[]): void
  entries(): number
  plan(more: Pick<BackPlan, 'change' | 'changes' | 'leftInAll'>): BackPlan
}

/** `left`: what stays as it is anyway; at most `maxLeft` of all are kept. */
export function createTally(maxLeft: number, left: readonly Left[]): Tally {
  const counts = { itemsBack: 0, itemsDeleted: 0, fields: 0, moves: 0, texts: 0 }
  const shown: Entry[] = []
  const kept: Left[] = [...left]
  let leftMore = 0
  let all = 0
  return {
    add(entries, more) {
      for (const entry of entries) {
        counts[kindOf(entry)]++
        all++
        if (shown.length < MAX_SHOWN) shown.push(entry)
      }
      leftMore += more.length
      for (const one of more) if (kept.length < maxLeft) kept.push(one)
    },
    entries: () => all,
    plan: ({ change, changes, leftInAll }) => ({
      change,
      changes,
      ...counts,
      entries: shown,
      left: kept,
      leftInAll: leftInAll + leftMore,
    }),
  }
}

function kindOf({ name, record, field, to }: Entry): 'itemsBack' | 'itemsDeleted' | 'fields' | 'moves' | 'texts' {
  if (name.endsWith('.text')) return 'texts'
  if (!record.startsWith('items/')) return 'fields'
  if (field === 'rank') return 'moves'
  if (name === 'bringBack.make') return 'itemsBack'
  if (field === 'deleted') return to === null ? 'itemsBack' : 'itemsDeleted'
  return 'fields'
}
