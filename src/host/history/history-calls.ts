import { CallFailed } from '../../contract/calls.ts'
import type { HandlersOf } from '../../contract/call.ts'
import { HISTORY_CALLS } from '../../contract/history-calls.ts'
import type { Seat } from '../hub.ts'
import type { Plans } from '../plans.ts'
import type { Vault } from '../vault/vault.ts'
import type { Backs } from './back-calls.ts'
import type { History, PlanPlace } from './history.ts'
import type { HistoryQuestion, HistoryQuestions } from './plan-history.ts'

/** Answers the history calls of windows and commands. The plan is open meanwhile, and what waits is on disk first. */
export function createHistoryCalls(parts: {
  readonly history: History
  readonly plans: Plans
  readonly vault: Vault
  /** Taking work back and bringing the past back. */
  readonly backs: Backs['calls']
}): HandlersOf<typeof HISTORY_CALLS, Seat> {
  const { history, vault } = parts
  const ownIn = (plan: string): string[] => {
    const device = vault.device.forPlan(plan)
    return [device, ...device.retired].map(({ id }) => id)
  }

  /** Answers go on to the window as they come from the thread that made them. */
  async function answer<Q extends HistoryQuestion>(
    plan: string,
    question: Q,
    args: HistoryQuestions[Q]['args'],
  ): Promise<HistoryQuestions[Q]['answer']> {
    await (await parts.plans.open(plan)).flushed()
    return (await history.pack(await planPlace(vault, plan), question, args)) as HistoryQuestions[Q]['answer']
  }

  return {
    'history.extent': (_, { plan }) => answer(plan, 'extent', { own: ownIn(plan) }),
    'history.timeline': (_, { plan, ...query }) => answer(plan, 'timeline', query),
    'history.lastChanges': (_, { plan }) => answer(plan, 'lastChanges', {}),
    async 'history.since'(_, { plan, ...asked }) {
      const { ledger, live } = await parts.plans.open(plan)
      const upTo = Object.fromEntries(Object.entries(ledger.vector()).map(([line, [seq]]) => [line, seq]))
      return answer(plan, 'since', { ...asked, upTo, arriving: live.isFirst() })
    },
    'history.at': (_, { plan, moment }) => answer(plan, 'at', { moment }),
    'history.item': (_, { plan, moment, item }) => answer(plan, 'item', { moment, item }),
    'history.compare': (_, { plan, from, to }) => answer(plan, 'compare', { from, to }),
    ...parts.backs,
  }
}

/** Where an open plan lies and how far it is on disk. */
export async function planPlace(vault: Vault, plan: string): Promise<PlanPlace> {
  const opened = await vault.openPlan(plan)
  if (!opened.ok) throw new CallFailed(opened.error.type, opened.error.message)
  return { id: plan, folder: vault.planFolder(plan), end: await opened.value.end() }
}
