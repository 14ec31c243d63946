import { createPlanState, type PlanHostSide, type PlanState } from '../../src/state/plan-state.svelte.ts'
import { cardsInMemory } from './cards-in-memory.ts'
import { inMemoryPlan, type InMemoryOptions, type InMemoryPlan } from './in-memory-plan.ts'
import { noHistory } from './no-history.ts'

export interface InMemoryState extends InMemoryPlan {
  readonly state: PlanState
  /** Changes whose undo was asked for. There is no host here: nothing is taken back. */
  readonly asked: readonly string[]
}

/** A plan with the state that screens read, for component tests: all of it real but the host. */
export function inMemoryState(
  options: InMemoryOptions & { readonly host?: Partial<PlanHostSide>; readonly device?: string } = {},
): InMemoryState {
  const session = inMemoryPlan(options)
  const asked: string[] = []
  const host: PlanHostSide = {
    askUndo: (change) => {
      asked.push(change)
      return Promise.resolve({ change: `undo-of-${change}`, left: [], restored: 1 })
    },
    askLog: () => Promise.resolve([]),
    lookAt: () => undefined,
    history: noHistory,
    cards: cardsInMemory(session),
    onSaving(handler) {
      handler({ state: 'saved', pending: 0, message: '' })
      return () => undefined
    },
    onPresence: () => () => undefined,
    ...options.host,
  }
  const state = createPlanState({
    planId: 'plan-1',
    plan: session.plan,
    writer: session.writer,
    host,
    device: () => options.device ?? 'this-device',
    person: session.author.person,
    name: 'Anna',
    role: session.author.role ?? 'po',
    now: session.now,
    random: session.random,
    newChange: session.newChange,
  })
  return { ...session, state, asked }
}
