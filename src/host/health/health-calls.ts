import type { HandlersOf } from '../../contract/call.ts'
import type { DamagedPlace, Health, HEALTH_CALLS, PlanHealth } from '../../contract/health-calls.ts'
import type { Seat } from '../hub.ts'
import type { Plans } from '../plans.ts'

/** What the vault knows of files: damage that was met, and a thorough look at all of them. */
export interface FileHealth {
  /** Of one plan, without reading everything again. */
  known(plan: string): Promise<{ damage: readonly DamagedPlace[]; checkedAt: number | null }>
  /** Reads every byte of these plans and mends what can be mended. */
  check(plans: readonly string[]): Promise<void>
  /** Files beside the plans. */
  others(): Promise<readonly DamagedPlace[]>
}

export function createHealthCalls({
  plans,
  files,
}: {
  plans: Pick<Plans, 'open' | 'list'>
  files: FileHealth
}): HandlersOf<typeof HEALTH_CALLS, Seat> {
  return {
    'health.state': (_, { plan }) => stateOf(plan),
    async 'health.check'(_, { plan }): Promise<Health> {
      const wanted = plan === null ? (await plans.list()).map(({ id }) => id) : [plan]
      await files.check(wanted)
      const states: PlanHealth[] = []
      for (const id of wanted) states.push(await stateOf(id))
      return { plans: states, files: await files.others() }
    },
  }

  async function stateOf(id: string): Promise<PlanHealth> {
    const { damage, checkedAt } = await files.known(id)
    const host = await plans.open(id)
    return { plan: id, name: host.plan.facts.name, damage, checkedAt, ...(await host.health.state()) }
  }
}
