import { join } from 'node:path'
import { CallFailed } from '../../contract/calls.ts'
import type { HandlersOf } from '../../contract/call.ts'
import type { DamagedPlace, Health, HEALTH_CALLS, PlanHealth } from '../../contract/health-calls.ts'
import type { Progress } from '../../contract/host-info.ts'
import type { Seat } from '../hub.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Plans } from '../plans.ts'

/** What the vault knows of files: damage that was met, and a thorough look at all of them. */
export interface FileHealth {
  /** Of one plan, without reading everything again. */
  known(plan: string): Promise<{ damage: readonly DamagedPlace[]; checkedAt: number | null }>
  /** Reads every byte of these plans and mends what can be mended. */
  check(plans: readonly string[], tell: (progress: Progress) => void): Promise<void>
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
    'health.state': async (_, { plan }) => stateOf(plan, await plans.open(plan)),
    async 'health.check'(seat, { plan }): Promise<Health> {
      const all = await plans.list()
      const wanted = plan === null ? all : all.filter(({ id }) => id === plan)
      if (plan !== null && wanted.length === 0)
        throw new CallFailed('no-plan', 'There is no such plan in this data folder.')
      const ids = wanted.map(({ id }) => id)
      await files.check(ids, (progress) => seat.send('job.progress', progress))
      const states: PlanHealth[] = []
      for (const { id, name } of wanted) {
        const host = await plans.open(id).catch((error: unknown) => error as Error)
        states.push(host instanceof Error ? await shut(id, name, host) : await stateOf(id, host))
      }
      return { plans: states, files: await files.others() }
    },
  }

  async function stateOf(id: string, host: PlanHost): Promise<PlanHealth> {
    const { damage, checkedAt } = await files.known(id)
    return { plan: id, name: host.plan.facts.name, damage, checkedAt, ...(await host.health.state()) }
  }

  /** A plan that cannot be opened keeps nobody from hearing of the others. */
  async function shut(id: string, name: string, { message }: Error): Promise<PlanHealth> {
    const { damage, checkedAt } = await files.known(id)
    const itself: DamagedPlace = {
      file: join('plans', id),
      words: message,
      record: null,
      state: 'lost',
      from: '',
      keptAt: '',
    }
    const nothing = { held: [], takenOut: [], aside: [], salvaged: 0, refused: 0, records: 0 }
    return { plan: id, name, damage: [itself, ...damage], checkedAt, ...nothing }
  }
}
