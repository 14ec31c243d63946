import { takenOffIn } from '../../model/sprint-change.ts'
import { calendarOf, dayNumber } from '../../model/forecast/calendar.ts'
import { cumulativeFlow } from '../../model/forecast/cumulative-flow.ts'
import {
  cycleTimePercentiles,
  cycleTimes,
  serviceLevelExpectation,
  workItemAges,
} from '../../model/forecast/cycle-time.ts'
import { ofTeam, type FlowItem } from '../../model/forecast/flow-item.ts'
import { forecastLines } from '../../model/forecast/forecast-lines.ts'
import {
  enoughHistory,
  histogram,
  howMany,
  NO_GROWTH,
  SPLIT_GROWTH,
  whenDone,
  type Growth,
  type Spread,
} from '../../model/forecast/monte-carlo.ts'
import { seededRandom, type SeededRandom } from '../../model/forecast/seeded-random.ts'
import { sprintStays, sprintVelocities } from '../../model/forecast/sprint-history.ts'
import { sprintNumbers } from '../../model/forecast/sprint-numbers.ts'
import { historySpan, throughputPerDay } from '../../model/forecast/throughput.ts'
import { capacityForecast, capacitySuggestion, lastSprints, velocityRange } from '../../model/forecast/velocity.ts'
import type { CardRow, ItemRow, PullRow, SprintRow } from './flow-rows.ts'
import type {
  Answers,
  FlowAnswer,
  FlowQuestion,
  ForecastAnswer,
  ForecastQuestion,
  LinesAnswer,
  LinesQuestion,
  Outcome,
  Question,
  VelocityAnswer,
  VelocityQuestion,
} from './questions.ts'

/** Rows that changed. */
export interface FlowNews {
  readonly plan: string
  readonly timeZone: string
  readonly items: readonly ItemRow[]
  readonly sprints: readonly SprintRow[]
  readonly pulls: readonly PullRow[]
  readonly cards: readonly CardRow[]
}

/** The worker's copy of what flow depends on, and what follows from it. */
export interface FlowStore {
  put(news: FlowNews): void
  answer(question: Question): Answers[keyof Answers]
}

export function createFlowStore(): FlowStore {
  const items = new Map<string, ItemRow>()
  const sprints = new Map<string, SprintRow>()
  const pulls = new Map<string, PullRow>()
  const cards = new Map<string, CardRow>()
  let plan = ''
  let timeZone = 'UTC'
  let calendar = calendarOf(timeZone)
  /** Made of all rows when it is first asked for after a change: a walk over ten thousand rows takes about 2 ms. */
  let flowing: readonly FlowItem[] | null = null

  return {
    put(news) {
      plan = news.plan
      if (news.timeZone !== timeZone) {
        timeZone = news.timeZone
        calendar = calendarOf(timeZone)
      }
      for (const row of news.items) {
        if (row.gone) items.delete(row.id)
        else items.set(row.id, row)
      }
      for (const row of news.sprints) sprints.set(row.id, row)
      for (const row of news.pulls) pulls.set(row.id, row)
      for (const row of news.cards) cards.set(row.id, row)
      flowing = null
    },
    answer(question) {
      if (question.is === 'lines') return lines(question)
      if (question.is === 'flow') return flow(question)
      if (question.is === 'forecast') return forecast(question)
      return velocity(question)
    },
  }

  function lines({ now, teams, days, by, open }: LinesQuestion): LinesAnswer {
    const today = calendar(now)
    return teams.map((team) => {
      const day = dayNumber(by)
      if (day === null) return { why: 'Choose a day first.' }
      const asked = { history: historyOf(team, days, today), today, day, open }
      const found = forecastLines(asked, chance(`how many by ${by}`, team, days, NO_GROWTH))
      return found.ok ? found.value : { why: found.error.message }
    })
  }

  /** The same question draws the same, wherever it is asked: the backlog's lines and Insights say one number. */
  function chance(asked: string, team: string | null, days: number, growth: Growth): SeededRandom {
    return seededRandom(`${plan} ${asked} ${team ?? ''} ${String(days)} ${String(growth.most)}`)
  }

  function flow({ now, team, days }: FlowQuestion): FlowAnswer {
    const today = calendar(now)
    const mine = ofTeam(all(), team)
    const span = historySpan(mine, today, days)
    const ages = workItemAges(mine, today)
    if (span === null)
      return {
        span,
        today,
        times: [],
        withoutStart: 0,
        percentiles: null,
        expectation: null,
        ages,
        perDay: [],
        cumulative: null,
      }
    const { times, without } = cycleTimes(mine, span)
    return {
      span,
      today,
      times,
      withoutStart: without,
      percentiles: cycleTimePercentiles(times),
      expectation: serviceLevelExpectation(times),
      ages,
      perDay: throughputPerDay(mine, span),
      cumulative: cumulativeFlow(mine, span),
    }
  }

  function forecast({ now, team, days, by, items: count, splits }: ForecastQuestion): ForecastAnswer {
    const today = calendar(now)
    const history = historyOf(team, days, today)
    const enough = enoughHistory(history)
    if (!enough.ok) return { why: enough.error.message }
    const growth = splits ? SPLIT_GROWTH : NO_GROWTH
    const ahead = Math.max(0, (dayNumber(by) ?? today) - today + 1)
    return {
      today,
      history,
      howMany: outcome(howMany(history, ahead, chance(`how many by ${by}`, team, days, growth), growth)),
      whenDone: outcome(whenDone(history, count, chance(`when ${String(count)}`, team, days, growth), growth)),
    }
  }

  function velocity({ team, unit, ahead }: VelocityQuestion): VelocityAnswer {
    const estimateOf = (item: string): number | null => items.get(item)?.estimate ?? null
    const all = sprintVelocities(sprints.values(), pulls.values(), estimateOf)
    const range = velocityRange(all, team, unit)
    const found = lastSprints(all, team).map((sprint) => {
      const own = [...pulls.values()].filter((pull) => pull.sprint === sprint.id)
      const numbers = sprintNumbers(
        sprintStays(own, finishedAt(sprint.id, own), unit, estimateOf, takenOffIn(sprint.id, cards.values())),
      )
      return { ...sprint, numbers, capacity: sprints.get(sprint.id)?.capacity ?? null }
    })
    if (!range.ok) return { sprints: found, range: { why: range.error.message }, capacity: null, ahead: null }
    const random = seededRandom(`${plan} capacity ${team} ${unit} ${String(ahead)}`)
    return {
      sprints: found,
      range: range.value,
      capacity: capacitySuggestion(range.value),
      ahead: capacityForecast(range.value, ahead, random, unit).at,
    }
  }

  function all(): readonly FlowItem[] {
    if (flowing !== null) return flowing
    const last = new Map<string, PullRow>()
    for (const pull of pulls.values())
      if (pull.deleted === null && (last.get(pull.item)?.at ?? -Infinity) < pull.at) last.set(pull.item, pull)
    const teamOf = (sprint: string | null | undefined): string | null =>
      (sprint == null ? undefined : sprints.get(sprint)?.team) ?? null
    const day = (ms: number | null): number | null => (ms === null ? null : calendar(ms))
    flowing = [...items.values()].map(({ id, stage, sprint, createdAt, startedAt, finishedAt }) => ({
      id,
      stage,
      team: teamOf(sprint) ?? teamOf(last.get(id)?.sprint),
      created: day(createdAt),
      started: day(startedAt),
      finished: day(finishedAt),
    }))
    return flowing
  }

  function historyOf(team: string | null, days: number, today: number): number[] {
    const mine = ofTeam(all(), team)
    const span = historySpan(mine, today, days)
    return span === null ? [] : throughputPerDay(mine, span)
  }

  /** Of sprints that older versions finished: all stays that one still held ended in that moment, so it is the last of them. */
  function finishedAt(sprint: string, own: readonly PullRow[]): number {
    const said = sprints.get(sprint)?.finishedAt ?? null
    if (said !== null) return said
    const ends = own.filter((pull) => pull.leftHow !== 'done' && pull.leftAt !== null).map((pull) => pull.leftAt ?? 0)
    const last = Math.max(0, ...ends)
    const end = dayNumber(sprints.get(sprint)?.end ?? '')
    // What went before the sprint's last day was taken out of it.
    return end !== null && last > 0 && calendar(last) < end ? Infinity : last
  }
}

function outcome(spread: Spread): Outcome {
  return { at: spread.at, histogram: histogram(spread.sorted) }
}
