import { untrack } from 'svelte'
import type { Sprint } from '../../model/sprint.ts'
import { ageLimit, type AgeLimit } from '../../model/work-age.ts'
import type { Forecast } from '../../state/forecast/forecast.ts'
import type { FlowAnswer, ForecastAnswer } from '../../state/forecast/questions.ts'

/** Days of history that a sprint is held against. */
const HISTORY_DAYS = 90

/** What a team's own past says of its running sprint. */
export interface Outlook {
  /** From how many days on a card stands out; null without history and without dates. */
  readonly limit: AgeLimit | null
  /** Items that will be finished from today to the sprint's end, so many or more with 50 and 85 %; null where the past says too little. */
  readonly finishes: { readonly 50: number; readonly 85: number } | null
  stop(): void
}

export function createOutlook(begin: () => Forecast, sprint: () => Sprint | null, now: () => number): Outlook {
  let flow = $state.raw<FlowAnswer | null>(null)
  let chance = $state.raw<ForecastAnswer | null>(null)
  let forecast: Forecast | null = null
  let stopListening: (() => void) | null = null
  let limit = $derived.by(() => {
    const of = sprint()
    return of === null ? null : ageLimit(flow?.expectation?.days ?? null, of)
  })
  let asked = $derived.by(() => {
    const of = sprint()
    return of?.state === 'running' ? `${of.team} ${of.end ?? ''}` : null
  })

  $effect(() => {
    flow = null
    chance = null
    if (asked !== null) ask()
  })

  return {
    get limit() {
      return limit
    },
    get finishes() {
      return chance === null || 'why' in chance ? null : chance.howMany.at
    },
    stop: () => stopListening?.(),
  }

  function ask(): void {
    untrack(() => {
      const of = sprint()
      if (of === null) return
      if (forecast === null) {
        forecast = begin()
        stopListening = forecast.onChange(ask)
      }
      const past = { now: now(), team: of.team, days: HISTORY_DAYS }
      void forecast.ask({ ...past, is: 'flow' }).then((answer) => (flow = answer ?? flow))
      if (of.end === null) return
      const ahead = { ...past, is: 'forecast', by: of.end, items: 1, splits: false } as const
      void forecast.ask(ahead).then((answer) => (chance = answer ?? chance))
    })
  }
}
