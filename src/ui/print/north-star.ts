import type { Goal } from '../../model/goal.ts'
import type { Measurement, Metric } from '../../model/metric.ts'
import { measured } from '../amounts.ts'
import { longDay } from '../days.ts'
import { valuesByMetric } from '../roadmap/roadmap-goals.ts'

/** The plan's North Star with what was measured, and the aim of the nearest goal that names it. */
export interface NorthStar {
  readonly name: string
  readonly unit: string
  readonly values: readonly Measurement[]
  readonly first: Measurement | null
  readonly latest: Measurement | null
  readonly target: number | null
  readonly due: string | null
}

export function northStarOf(
  id: string | null,
  metrics: ReadonlyMap<string, Metric>,
  measurements: Iterable<Measurement>,
  goals: Iterable<Goal>,
): NorthStar | null {
  const metric = id === null ? undefined : metrics.get(id)
  if (metric === undefined || metric.deleted !== null) return null
  const values = valuesByMetric(measurements).get(metric.id) ?? []
  const aim = [...goals]
    .filter((goal) => goal.deleted === null && goal.metric === metric.id && goal.target !== null)
    .sort((a, b) => ((a.due ?? '9') < (b.due ?? '9') ? -1 : 1))[0]
  return {
    name: metric.name,
    unit: metric.unit,
    values,
    first: values[0] ?? null,
    latest: values.at(-1) ?? null,
    target: aim?.target ?? null,
    due: aim?.due ?? null,
  }
}

/** "41 %, target 60 % by 30 September 2027" */
export function starWords({
  latest,
  unit,
  target,
  due,
}: Pick<NorthStar, 'latest' | 'unit' | 'target' | 'due'>): string {
  const now = latest === null ? 'not measured yet' : measured(latest.value, unit)
  return target === null ? now : `${now}, target ${measured(target, unit)}${due === null ? '' : ` by ${longDay(due)}`}`
}
