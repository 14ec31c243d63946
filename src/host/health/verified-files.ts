import type { DamagedPlace } from '../../contract/health-calls.ts'
import type { Plans } from '../plans.ts'
import type { FileHealth } from './health-calls.ts'

/** Damage as `ordinal verify` finds it. Mends nothing. */
export function verifiedFiles(plans: Pick<Plans, 'verify' | 'open'>, now: () => number): FileHealth {
  const checked = new Map<string, { damage: readonly DamagedPlace[]; checkedAt: number }>()
  return {
    async known(id) {
      return checked.get(id) ?? { damage: [], checkedAt: null }
    },
    async check(wanted) {
      for (const { plan, damage } of (await plans.verify()).plans) {
        if (!wanted.includes(plan)) continue
        const places = damage.map((words): DamagedPlace => ({
          file: `plans/${plan}`,
          words,
          record: null,
          state: 'lost',
          from: '',
          keptAt: '',
        }))
        checked.set(plan, { damage: places, checkedAt: now() })
      }
    },
    others: () => Promise.resolve([]),
  }
}
