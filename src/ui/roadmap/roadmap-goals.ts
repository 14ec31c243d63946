import type { Epic } from '../../model/epic.ts'
import { HORIZONS, type Goal, type Horizon } from '../../model/goal.ts'
import { isOpen, type Item } from '../../model/item.ts'
import type { Measurement, Metric } from '../../model/metric.ts'

/** An item under a goal, in the one order. */
export interface GoalItem {
  readonly item: Item
  /** Place among open items, from 1; null for what is finished. */
  readonly rank: number | null
  /** The epic it serves the goal through; null if it names the goal itself. */
  readonly epic: Epic | null
}

export interface RoadmapGoal {
  readonly goal: Goal
  readonly metric: Metric | null
  /** Measured values, oldest first. */
  readonly values: readonly Measurement[]
  readonly latest: Measurement | null
  /** Open and finished items in rank order; dropped and parked ones are left out. */
  readonly items: readonly GoalItem[]
  readonly done: number
  readonly doing: number
}

export interface Roadmap {
  readonly horizons: readonly { readonly horizon: Horizon; readonly goals: readonly RoadmapGoal[] }[]
  /** Open items that serve no goal. */
  readonly without: number
}

export interface RoadmapRows {
  readonly goals: Iterable<Goal>
  readonly metrics: ReadonlyMap<string, Metric>
  readonly measurements: Iterable<Measurement>
  readonly epics: ReadonlyMap<string, Epic>
  /** Every live item in rank order. */
  readonly ordered: Iterable<Item>
}

/** Goals in Now, Next and Later with what serves them. A horizon that this version does not know counts as Later. */
export function roadmapOf(rows: RoadmapRows): Roadmap {
  const goals = new Map([...rows.goals].filter((goal) => goal.deleted === null).map((goal) => [goal.id, goal]))
  const items = new Map<string, GoalItem[]>()
  let rank = 0
  let without = 0
  for (const item of rows.ordered) {
    if (item.deleted !== null) continue
    const open = isOpen(item)
    if (open) rank += 1
    if (!open && item.stage !== 'done') continue
    const epic = item.epic === null ? null : liveOf(rows.epics.get(item.epic))
    const own = item.goal !== null && goals.has(item.goal) ? item.goal : null
    const goal = own ?? (epic !== null && epic.goal !== null && goals.has(epic.goal) ? epic.goal : null)
    if (goal === null) {
      if (open) without += 1
      continue
    }
    const entry: GoalItem = { item, rank: open ? rank : null, epic: own === null ? epic : null }
    const list = items.get(goal)
    if (list) list.push(entry)
    else items.set(goal, [entry])
  }
  const values = valuesByMetric(rows.measurements)
  const full = (goal: Goal): RoadmapGoal => {
    const served = items.get(goal.id) ?? []
    const metric = goal.metric === null ? null : liveOf(rows.metrics.get(goal.metric))
    const measured = metric === null ? [] : (values.get(metric.id) ?? [])
    return {
      goal,
      metric,
      values: measured,
      latest: measured.at(-1) ?? null,
      items: served,
      done: served.filter((entry) => entry.item.stage === 'done').length,
      doing: served.filter((entry) => entry.item.stage === 'doing').length,
    }
  }
  return {
    horizons: HORIZONS.map((horizon) => ({
      horizon,
      goals: [...goals.values()]
        .filter((goal) => horizonOf(goal) === horizon)
        .sort(byRank)
        .map(full),
    })),
    without,
  }
}

export function horizonOf(goal: Goal): Horizon {
  return HORIZONS.find((horizon) => horizon === goal.horizon) ?? 'later'
}

/** Measured values of each metric, oldest first; of two on one day the later id stands last. */
export function valuesByMetric(measurements: Iterable<Measurement>): Map<string, Measurement[]> {
  const values = new Map<string, Measurement[]>()
  for (const measurement of measurements) {
    if (measurement.deleted !== null) continue
    const list = values.get(measurement.metric)
    if (list) list.push(measurement)
    else values.set(measurement.metric, [measurement])
  }
  for (const list of values.values())
    list.sort((a, b) => (a.day === b.day ? (a.id < b.id ? -1 : 1) : a.day < b.day ? -1 : 1))
  return values
}

function byRank(a: Goal, b: Goal): number {
  if (a.rank === b.rank) return a.id < b.id ? -1 : 1
  return a.rank < b.rank ? -1 : 1
}

function liveOf<T extends { readonly deleted: unknown }>(row: T | undefined): T | null {
  return row !== undefined && row.deleted === null ? row : null
}
