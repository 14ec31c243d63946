import { CallFailed } from '../../contract/calls.ts'
import type { HandlersOf } from '../../contract/call.ts'
import { HISTORY_CALLS } from '../../contract/history-calls.ts'
import type { Seat } from '../hub.ts'
import type { Plans } from '../plans.ts'
import type { Vault } from '../vault/vault.ts'
import type { History, PlanPlace } from './history.ts'

/** Answers the history calls of windows and commands. The plan is open meanwhile, and what waits is on disk first. */
export function createHistoryCalls(parts: {
  readonly history: History
  readonly plans: Plans
  readonly vault: Vault
}): HandlersOf<typeof HISTORY_CALLS, Seat> {
  const { history, vault } = parts
  const own = [vault.device, ...vault.device.retired].map((device) => device.id)

  async function placeOf(plan: string): Promise<PlanPlace> {
    await (await parts.plans.open(plan)).flushed()
    return planPlace(vault, plan)
  }
  const notYet = async (): Promise<never> => {
    throw new CallFailed('not-here', 'This Ordinal cannot do that yet.')
  }

  return {
    'history.extent': async (_, { plan }) => history.ask(await placeOf(plan), 'extent', { own }),
    'history.timeline': async (_, { plan, ...query }) => history.ask(await placeOf(plan), 'timeline', query),
    'history.at': async (_, { plan, moment }) => history.ask(await placeOf(plan), 'at', { moment }),
    'history.item': async (_, { plan, moment, item }) => history.ask(await placeOf(plan), 'item', { moment, item }),
    'history.compare': async (_, { plan, from, to }) => history.ask(await placeOf(plan), 'compare', { from, to }),
    'history.bringBack': notYet,
    'history.takeBack': notYet,
  }
}

/** Where an open plan lies and how far it is on disk. */
export async function planPlace(vault: Vault, plan: string): Promise<PlanPlace> {
  const opened = await vault.openPlan(plan)
  if (!opened.ok) throw new CallFailed(opened.error.type, opened.error.message)
  return { id: plan, folder: vault.planFolder(plan), end: await opened.value.end() }
}
