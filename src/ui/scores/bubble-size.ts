import type { PlanState } from '../../state/plan-state.svelte.ts'
import { rowReader } from '../../state/score-board.ts'
import type { ScoreTable } from '../../state/score-table.svelte.ts'

/** What the size of a bubble may say. */
export interface BubbleSize {
  readonly id: string
  readonly name: string
  /** Over a column of these numbers; empty where the size says nothing. */
  readonly words: string
  of(item: string): number | null
}

/** Nothing, the estimate, or a score by any method that ranks; value and effort stand on the axes already. */
export function bubbleSizes({ plan }: Pick<PlanState, 'plan'>, methods: ScoreTable['methods']): BubbleSize[] {
  const scores = methods.filter((one) => one.ranks && one.id !== 'value-effort')
  return [
    { id: 'same', name: 'All the same size', words: '', of: () => null },
    {
      id: 'estimate',
      name: 'Size: estimate',
      words: 'Estimate',
      of: (id) => plan.row('items', id)?.estimate ?? null,
    },
    ...scores.map((method): BubbleSize => {
      const read = rowReader(plan, method)
      return {
        id: method.id,
        name: `Size: score by ${method.name}`,
        words: `Score by ${method.name}`,
        of(id) {
          const item = plan.row('items', id)
          const outcome = item === undefined ? undefined : read(item).outcome
          return outcome?.is === 'score' ? outcome.value : null
        },
      }
    }),
  ]
}
