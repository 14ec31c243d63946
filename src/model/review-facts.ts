import type { Item } from './item.ts'
import type { Measurement, Metric } from './metric.ts'
import type { Goal } from './goal.ts'
import { isDeclined, type Request } from './request.ts'
import { outcomesMoved, type OutcomeMoved } from './review-outcomes.ts'
import { needsAgreement, type SprintChange } from './sprint-change.ts'
import type { Pull, Sprint } from './sprint.ts'

/** What a review reads, all of it in the plan. */
export interface ReviewSources {
  readonly item: (id: string) => Item | undefined
  readonly goalOf: (item: Item) => string | null
  readonly goals: readonly Goal[]
  readonly metrics: readonly Metric[]
  readonly measurements: readonly Measurement[]
  readonly northStar: string | null
  readonly pulls: readonly Pull[]
  readonly sprintChanges: readonly SprintChange[]
  readonly requests: readonly Request[]
  /** The calendar day of a moment, YYYY-MM-DD, in the plan's time zone. */
  readonly dayOf: (moment: number) => string
}

export interface DoneItem {
  readonly item: Item
  /** What it counted in the sprint; null where nobody estimated it. */
  readonly estimate: number | null
  /** It serves a goal or says an outcome, of which nothing was measured since it was done. */
  readonly isUnmeasured: boolean
}

export interface UnfinishedItem {
  readonly item: Item
  /** Where it went when the sprint was finished; null while that is not said. */
  readonly went: 'backlog' | 'on' | null
  /** It was taken only if there was room: nobody counted on it. */
  readonly ifRoom: boolean
}

/** What a review tells of a sprint. */
export interface ReviewFacts {
  readonly outcomes: readonly OutcomeMoved[]
  readonly done: readonly DoneItem[]
  readonly unfinished: readonly UnfinishedItem[]
  /** Change cards, in the order in which they were made. */
  readonly cards: readonly SprintChange[]
  readonly saidNo: readonly Request[]
  /** Requests that were made in the review itself. */
  readonly asked: readonly Request[]
}

/** `session`: the review. `now`: until when a sprint that is running is looked at. */
export function reviewFacts(sprint: Sprint, session: string, now: number, sources: ReviewSources): ReviewFacts {
  const from = sprint.start ?? sources.dayOf(sprint.startedAt ?? now)
  const over = sprint.finishedAt ?? now
  const last = sources.dayOf(over)
  const to = sprint.end !== null && sprint.state === 'finished' && sprint.end > last ? sprint.end : last
  const stays = lastStays(sprint.id, sources.pulls)
  const done: DoneItem[] = []
  const unfinished: UnfinishedItem[] = []
  const lastValue = lastDays(sources)
  for (const stay of stays) {
    const item = sources.item(stay.item)
    if (item === undefined || item.deleted !== null) continue
    if (stay.leftHow === 'done' || (stay.leftAt === null && item.stage === 'done'))
      done.push({
        item,
        estimate: item.estimate ?? stay.estimateThen,
        isUnmeasured: isUnmeasured(item, lastValue, sources),
      })
    else if (stay.leftAt === null || stay.leftAt >= over)
      unfinished.push({
        item,
        ifRoom: stay.ifRoom,
        went: stay.leftAt === null ? null : stay.leftHow === 'moved' ? 'on' : 'backlog',
      })
  }
  const byTime = <T extends { at: number; id: string }>(a: T, b: T): number => a.at - b.at || (a.id < b.id ? -1 : 1)
  const requests = sources.requests.filter(({ deleted }) => deleted === null).sort(byTime)
  return {
    outcomes: outcomesMoved(sources, { from, to }),
    done,
    unfinished,
    cards: sources.sprintChanges
      .filter((card) => card.deleted === null && card.sprint === sprint.id && needsAgreement(card))
      .sort(byTime),
    saidNo: requests.filter(
      (one) =>
        isDeclined(one) &&
        one.session !== session &&
        (one.sprint === sprint.id ||
          (one.answeredAt !== null && sources.dayOf(one.answeredAt) >= from && one.answeredAt <= over)),
    ),
    asked: requests.filter((one) => one.session === session),
  }
}

/** Of each item its last stay in the sprint, in the order in which they were pulled. */
function lastStays(sprint: string, pulls: readonly Pull[]): readonly Pull[] {
  const stays = new Map<string, Pull>()
  const mine = [...pulls].filter((pull) => pull.sprint === sprint && pull.deleted === null)
  for (const pull of mine.sort((a, b) => a.at - b.at)) stays.set(pull.item, pull)
  return [...stays.values()]
}

/** Metric -> the last day on which it was measured. */
function lastDays({ measurements }: ReviewSources): ReadonlyMap<string, string> {
  const last = new Map<string, string>()
  for (const { metric, day, deleted } of measurements)
    if (deleted === null && day > (last.get(metric) ?? '')) last.set(metric, day)
  return last
}

/** An item without any why has no outcome that could be measured: that is said elsewhere. */
function isUnmeasured(item: Item, lastDay: ReadonlyMap<string, string>, sources: ReviewSources): boolean {
  const goal = sources.goalOf(item)
  if (goal === null) return item.outcome !== ''
  const metric = sources.goals.find(({ id }) => id === goal)?.metric ?? null
  const measured = metric === null ? undefined : lastDay.get(metric)
  return measured === undefined || (item.finishedAt !== null && measured < sources.dayOf(item.finishedAt))
}
