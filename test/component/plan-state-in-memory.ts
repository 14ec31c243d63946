import {
  createPlanState,
  type ChangeLine,
  type PlanState,
  type SavingState,
} from '../../src/state/plan-state.svelte.ts'
import type { InMemoryPlan } from '../support/in-memory-plan.ts'
import { noHistory } from '../support/no-history.ts'

/** A plan's state without a host: the log is read from the plan's own records, and undo says that there is nobody to do it. */
export function stateOf(
  plan: InMemoryPlan,
  options: { role?: string; saving?: SavingState; here?: readonly string[] } = {},
): PlanState {
  const saving = options.saving ?? { state: 'saved', pending: 0, message: '' }
  return createPlanState({
    planId: 'harbour',
    plan: plan.plan,
    writer: plan.writer,
    person: 'anna',
    name: 'Anna',
    role: options.role ?? 'po',
    now: plan.now,
    random: plan.random,
    newChange: plan.newChange,
    host: {
      askUndo: () => Promise.reject(new Error('Nobody is here who could take it back.')),
      askLog: (record, before, limit) =>
        Promise.resolve(
          logOf(plan, record)
            .filter((line) => before === null || line.time < before)
            .slice(0, limit),
        ),
      lookAt: () => undefined,
      history: noHistory,
      onSaving(handler) {
        handler(saving)
        return () => undefined
      },
      onPresence(handler) {
        handler(
          (options.here ?? []).map((name, i) => ({
            id: String(i),
            person: null,
            name,
            role: 'developer',
            screen: 'backlog',
            item: null,
          })),
        )
        return () => undefined
      },
    },
  })
}

function logOf(plan: InMemoryPlan, record: string | null): ChangeLine[] {
  const lines = new Map<string, ChangeLine>()
  for (const { change, author, time, entries } of plan.envelopes) {
    const mine = record === null ? entries : entries.filter((entry) => entry.record === record)
    if (mine.length === 0) continue
    const known = lines.get(change)
    lines.set(change, {
      change,
      author,
      device: 'here',
      time,
      undoes: null,
      entries: [...(known?.entries ?? []), ...mine],
    })
  }
  return [...lines.values()].reverse()
}
