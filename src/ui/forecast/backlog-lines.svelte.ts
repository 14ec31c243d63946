import { untrack } from 'svelte'
import { LINE_PERCENTS, type LinePercent } from '../../model/forecast/forecast-lines.ts'
import { dayText } from '../../model/forecast/calendar.ts'
import type { Forecast } from '../../state/forecast/forecast.ts'
import type { LinesAnswer } from '../../state/forecast/questions.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { dayOf, shortDay } from '../days.ts'
import { dayChoices, usualDay, type DayChoice } from './day-choices.ts'

/** One line across the backlog. */
export interface BacklogLine {
  readonly percent: LinePercent
  /** It stands behind so many of the first open items. */
  readonly after: number
  /** "85 % by 11 Dec" */
  readonly words: string
  /** "11 Dec" */
  readonly day: string
}

/** How far down the backlog a day reaches, and which day a person looks at. */
export interface BacklogLines {
  /** The further up first; none while they are off, thin or not known yet. */
  readonly lines: readonly BacklogLine[]
  /** Why there are none, in a sentence; empty if there are. */
  readonly why: string
  /** `usual`, `off`, the id of a choice, or a day of one's own. */
  readonly chosen: string
  readonly choices: readonly DayChoice[]
  choose(id: string): void
  /** Begins to ask; the list is drawn before. */
  start(): void
  stop(): void
}

/** Where the choice is kept: this browser's storage, or nothing. */
type Shelf = Pick<Storage, 'getItem' | 'setItem'> | null
/** Days of history that the lines rest on, the same for everybody who looks at the backlog. */
const HISTORY_DAYS = 90

export function createBacklogLines(parts: {
  state: PlanState
  forecast: () => Forecast
  shelf: Shelf
  now: () => number
}): BacklogLines {
  const { state: plan, shelf } = parts
  const place = `ordinal:forecast-day:${plan.planId}`
  let chosen = $state(shelf?.getItem(place) ?? 'usual')
  let answer = $state.raw<LinesAnswer | null>(null)
  let forecast: Forecast | null = null
  let stopListening: (() => void) | null = null
  let today = $derived(dayOf(parts.now(), plan.facts.timeZone))
  let choices = $derived(dayChoices(plan.live('sprints'), plan.live('goals'), today))
  let by = $derived.by(() => {
    if (chosen === 'off') return null
    const own = /^\d{4}-\d{2}-\d{2}$/.test(chosen) ? chosen : choices.find(({ id }) => id === chosen)?.day
    return own ?? usualDay(plan.live('sprints'), today)
  })
  let lines = $derived.by((): readonly BacklogLine[] => {
    if (answer === null || by === null || 'why' in answer) return []
    const day = shortDay(dayText(answer.day))
    const { after } = answer
    return LINE_PERCENTS.map((percent) => ({
      percent,
      after: Math.min(after[percent], plan.openCount),
      words: `${String(percent)} % by ${day}`,
      day,
    }))
  })

  return {
    get lines() {
      return lines
    },
    get why() {
      return answer !== null && 'why' in answer ? answer.why : ''
    },
    get chosen() {
      return chosen
    },
    get choices() {
      return choices
    },
    choose(id) {
      chosen = id
      shelf?.setItem(place, id)
      ask()
    },
    start() {
      if (forecast !== null) return
      forecast = parts.forecast()
      stopListening = forecast.onChange(ask)
      ask()
    },
    stop: () => stopListening?.(),
  }

  function ask(): void {
    untrack(() => {
      if (forecast === null || by === null) return
      const past = { now: parts.now(), team: null, days: HISTORY_DAYS }
      void forecast
        .ask({ ...past, is: 'lines', by, open: plan.openCount, splits: false })
        .then((found) => (answer = found ?? answer))
    })
  }
}
