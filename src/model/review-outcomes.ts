import type { Goal } from './goal.ts'
import type { Measurement, Metric } from './metric.ts'

/** What became of a number that is followed, in the time of a sprint. */
export interface OutcomeMoved {
  /** Null for the North Star where no goal follows it. */
  readonly goal: string | null
  readonly title: string
  readonly metric: string
  readonly name: string
  readonly unit: string
  readonly from: number
  /** When it was measured, YYYY-MM-DD; null for the goal's baseline, which has no day. */
  readonly fromDay: string | null
  readonly to: number
  readonly toDay: string
  readonly target: number | null
  /** Towards the target, or away from it; null where there is no target to tell by. */
  readonly isBetter: boolean | null
  /** The target is reached. */
  readonly isReached: boolean
}

export interface OutcomeSources {
  readonly goals: readonly Goal[]
  readonly metrics: readonly Metric[]
  readonly measurements: readonly Measurement[]
  readonly northStar: string | null
}
/** First and last day, both included. */
export interface Time {
  readonly from: string
  readonly to: string
}

/**
 * Goals whose metric moved in a time, reached ones first: from the last value before it, or the goal's baseline where there was
 * none, to the last one in it. The North Star stands among them by itself if no goal follows it.
 */
export function outcomesMoved(sources: OutcomeSources, time: Time): readonly OutcomeMoved[] {
  const metrics = new Map(sources.metrics.filter(isLive).map((metric) => [metric.id, metric]))
  const values = sources.measurements
    .filter(isLive)
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.id < b.id ? -1 : 1))
  const goals = sources.goals.filter((goal) => isLive(goal) && goal.metric !== null)
  const star = sources.northStar
  const followed = [
    ...goals.map(({ id, title, metric, baseline, target }) => ({ goal: id, title, metric, baseline, target })),
    ...(star === null || goals.some(({ metric }) => metric === star)
      ? []
      : [{ goal: null, title: 'North Star', metric: star, baseline: null, target: null }]),
  ]
  const moved = followed.flatMap(({ metric: id, baseline, target, ...rest }): OutcomeMoved[] => {
    const metric = id === null ? undefined : metrics.get(id)
    if (metric === undefined) return []
    const mine = values.filter((one) => one.metric === metric.id)
    const last = mine.findLast(({ day }) => day >= time.from && day <= time.to)
    const before = mine.findLast(({ day }) => day < time.from)
    const from = before?.value ?? baseline
    if (last === undefined || from === null || last.value === from) return []
    const { name, unit } = metric
    const measured = { from, fromDay: before?.day ?? null, to: last.value, toDay: last.day, target }
    return [{ ...rest, metric: metric.id, name, unit, ...measured, ...towards(from, last.value, target, baseline) }]
  })
  return moved.sort((a, b) => Number(b.isReached) - Number(a.isReached) || Number(b.isBetter) - Number(a.isBetter))
}

/** Which way is better is told by the target, seen from where the goal began. */
function towards(
  from: number,
  to: number,
  target: number | null,
  baseline: number | null,
): Pick<OutcomeMoved, 'isBetter' | 'isReached'> {
  if (target === null) return { isBetter: null, isReached: false }
  const isUp = target > (baseline ?? from) || (target === (baseline ?? from) && to > target)
  return { isBetter: isUp ? to > from : to < from, isReached: isUp ? to >= target : to <= target }
}

const isLive = ({ deleted }: { readonly deleted: unknown }): boolean => deleted === null
