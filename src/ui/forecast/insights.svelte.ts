import { untrack } from 'svelte'
import type { Unit } from '../../model/team-unit.ts'
import type { Forecast } from '../../state/forecast/forecast.ts'
import type { FlowAnswer, ForecastAnswer, VelocityAnswer } from '../../state/forecast/questions.ts'

/** What a person looks at. */
export interface Looking {
  /** Null for the whole plan. */
  readonly team: string | null
  /** Days of history. */
  readonly days: number
  /** YYYY-MM-DD */
  readonly by: string
  readonly items: number
  /** Each item may become one to three. */
  readonly splits: boolean
}

/** The pictures of the Insights screen, asked for anew when the person looks otherwise or the plan changes. */
export interface Insights {
  readonly looking: Looking
  look(change: Partial<Looking>): void
  /** Null until the worker has answered. */
  readonly flow: FlowAnswer | null
  readonly forecast: ForecastAnswer | null
  readonly velocity: VelocityAnswer | null
  stop(): void
}

/** `velocityOf`: whose sprints are looked at while the whole plan is; a plan's only team, or null. */
export function createInsights(parts: {
  forecast: Forecast
  begin: Looking
  velocityOf: () => string | null
  unitOf: (team: string) => Unit
  now: () => number
}): Insights {
  const { forecast, now } = parts
  let looking = $state.raw(parts.begin)
  let flow = $state.raw<FlowAnswer | null>(null)
  let chance = $state.raw<ForecastAnswer | null>(null)
  let velocity = $state.raw<VelocityAnswer | null>(null)
  const stopListening = forecast.onChange(ask)
  ask()

  return {
    get looking() {
      return looking
    },
    look(change) {
      looking = { ...looking, ...change }
      ask()
    },
    get flow() {
      return flow
    },
    get forecast() {
      return chance
    },
    get velocity() {
      return velocity
    },
    stop: stopListening,
  }

  function ask(): void {
    untrack(() => {
      const { team, days, by, items, splits } = looking
      const past = { now: now(), team, days }
      void forecast.ask({ ...past, is: 'flow' }).then((answer) => (flow = answer ?? flow))
      void forecast.ask({ ...past, is: 'forecast', by, items, splits }).then((answer) => (chance = answer ?? chance))
      const whose = team ?? parts.velocityOf()
      if (whose === null) velocity = null
      else
        void forecast
          .ask({ is: 'velocity', now: now(), team: whose, unit: parts.unitOf(whose), ahead: 2 })
          .then((answer) => (velocity = answer ?? velocity))
    })
  }
}
