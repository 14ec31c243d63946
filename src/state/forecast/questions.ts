import type { CumulativeFlow } from '../../model/forecast/cumulative-flow.ts'
import type { CycleTime, ServiceLevelExpectation, WorkItemAge } from '../../model/forecast/cycle-time.ts'
import type { DaySpan } from '../../model/forecast/flow-item.ts'
import type { ForecastLines } from '../../model/forecast/forecast-lines.ts'
import type { Histogram } from '../../model/forecast/monte-carlo.ts'
import type { ByPercent } from '../../model/forecast/percentiles.ts'
import type { SprintNumbers } from '../../model/forecast/sprint-numbers.ts'
import type { CapacitySuggestion, SprintVelocity, VelocityRange } from '../../model/forecast/velocity.ts'

interface OfHistory {
  /** Now, in milliseconds: its day in the plan's time zone is today. */
  readonly now: number
  /** Whose history; null for the whole plan's. */
  readonly team: string | null
  /** So many days before today are history. */
  readonly days: number
}

/** Where the forecast lines of the backlog stand, for each of several teams by its own history. */
export interface LinesQuestion extends Omit<OfHistory, 'team'> {
  readonly is: 'lines'
  /** Null for the whole plan's history. */
  readonly teams: readonly (string | null)[]
  /** YYYY-MM-DD; its end is looked at. */
  readonly by: string
  /** Items of the order that are open. */
  readonly open: number
}
/** In the order of the teams. */
export type LinesAnswer = readonly (ForecastLines | { readonly why: string })[]

/** How work went through. */
export interface FlowQuestion extends OfHistory {
  readonly is: 'flow'
}
export interface FlowAnswer {
  /** Null where nothing was ever started or finished. */
  readonly span: DaySpan | null
  readonly today: number
  readonly times: readonly CycleTime[]
  /** Finished without a start: no cycle time. */
  readonly withoutStart: number
  readonly percentiles: ByPercent | null
  readonly expectation: ServiceLevelExpectation | null
  readonly ages: readonly WorkItemAge[]
  /** Finished items on each day of the span. */
  readonly perDay: readonly number[]
  readonly cumulative: CumulativeFlow | null
}

/** Monte Carlo both ways. */
export interface ForecastQuestion extends OfHistory {
  readonly is: 'forecast'
  readonly by: string
  readonly items: number
  readonly splits: boolean
}
export interface Outcome {
  readonly at: ByPercent
  readonly histogram: Histogram
}
export type ForecastAnswer =
  | {
      readonly today: number
      /** Finished items on each day that was drawn from. */
      readonly history: readonly number[]
      readonly howMany: Outcome
      /** In days from today, which is the first. */
      readonly whenDone: Outcome
    }
  | { readonly why: string }

/** What a team's sprints got done. */
export interface VelocityQuestion {
  readonly is: 'velocity'
  readonly now: number
  readonly team: string
  readonly unit: 'points' | 'items'
  /** Sprints ahead that a forecast by capacity looks at. */
  readonly ahead: number
}
export interface VelocityAnswer {
  readonly sprints: readonly (SprintVelocity & { readonly numbers: SprintNumbers; readonly capacity: number | null })[]
  readonly range: VelocityRange | { readonly why: string }
  readonly capacity: CapacitySuggestion | null
  readonly ahead: ByPercent | null
}

export type Question = LinesQuestion | FlowQuestion | ForecastQuestion | VelocityQuestion
export interface Answers {
  readonly lines: LinesAnswer
  readonly flow: FlowAnswer
  readonly forecast: ForecastAnswer
  readonly velocity: VelocityAnswer
}
export type AnswerTo<Q extends Question> = Answers[Q['is']]
