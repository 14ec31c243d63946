import { sprintStays } from '../../model/forecast/sprint-history.ts'
import { sprintNumbers } from '../../model/forecast/sprint-numbers.ts'
import type { TakenOff } from '../../model/sprint-change.ts'
import type { Pull, Sprint } from '../../model/sprint.ts'

/** A number that trackers show of a sprint, in words, and how it is found. */
export interface SprintFigure {
  readonly name: string
  readonly words: string
  readonly how: string
}

/** Jira's numbers of a sprint. What is carried over is known when it is finished, so a running one does not say it. */
export function sprintFigures(
  sprint: Pick<Sprint, 'state' | 'finishedAt'>,
  pulls: readonly Pull[],
  unit: 'points' | 'items',
  estimateOf: (item: string) => number | null,
  splits: readonly TakenOff[] = [],
): readonly SprintFigure[] {
  const over = sprint.state === 'finished'
  const stays = sprintStays(pulls, (over ? sprint.finishedAt : null) ?? Infinity, unit, estimateOf, splits)
  const { committed, scopeChange, carryOver, completion } = sprintNumbers(stays)
  if (committed === 0) return []
  const percent = (share: number | null): string => `${String(Math.round(Math.abs(share ?? 0) * 100))} %`
  const sign = (scopeChange ?? 0) === 0 ? '' : (scopeChange ?? 0) < 0 ? '−' : '+'
  return [
    {
      name: 'Scope change',
      words: `${sign}${percent(scopeChange)}`,
      how: '(added − removed) / committed at the start',
    },
    ...(over
      ? [{ name: 'Carried over', words: percent(carryOver), how: 'not done at the end / committed at the start' }]
      : []),
    {
      name: over ? 'Completed' : 'Completed so far',
      words: percent(completion),
      how: 'done / committed at the start',
    },
  ]
}
