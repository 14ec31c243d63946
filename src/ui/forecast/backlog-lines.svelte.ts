import { untrack } from 'svelte'
import { lineBehind, LINE_PERCENTS, type LinePercent } from '../../model/forecast/forecast-lines.ts'
import { dayText } from '../../model/forecast/calendar.ts'
import { reachOf, type Candidate } from '../../model/falls-out.ts'
import { isOpen } from '../../model/item.ts'
import type { Sprint } from '../../model/sprint.ts'
import { sizeIn, unitOf } from '../../model/team-unit.ts'
import type { Forecast } from '../../state/forecast/forecast.ts'
import type { LinesAnswer } from '../../state/forecast/questions.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { dayOf, shortDay } from '../days.ts'
import { dayChoices, usualDay, type DayChoice } from './day-choices.ts'

/** One line across the backlog. */
export interface BacklogLine {
  readonly id: string
  /** Null for the capacity of the next sprint, which stands where the past says too little for a forecast. */
  readonly percent: LinePercent | null
  /** It stands behind so many of the first open items. */
  readonly after: number
  /** "85 % by 11 Dec", "Keel 85 % by 11 Dec", "the capacity of Sprint 3" */
  readonly words: string
  /** "11 Dec" */
  readonly day: string
  /** Whose history it is from; '' for the whole plan's. */
  readonly team: string
  /** So many teams' words stand right of its own. */
  readonly column: number
}

/** What a person looks at: a day and whose history. */
export interface LooksAt {
  /** `usual`, `off`, the id of a choice, or a day of one's own. */
  readonly day: string
  /** `all` together, `each` team by itself, or one team. */
  readonly whose: string
}
export const LOOKS_AT_FIRST: LooksAt = { day: 'usual', whose: 'all' }

/** How far down the backlog a day reaches, and which day a person looks at. */
export interface BacklogLines {
  /** Whose come first, and of these the further up first; none while they are off, thin or not known yet. */
  readonly lines: readonly BacklogLine[]
  /** Why lines are missing, in sentences; empty if none is. */
  readonly why: string
  readonly chosen: LooksAt
  readonly choices: readonly DayChoice[]
  /** Teams by name. */
  readonly teams: readonly { readonly id: string; readonly name: string }[]
  choose(change: Partial<LooksAt>): void
  /** Begins to ask; the list is drawn before. */
  start(): void
  stop(): void
}

/** Days of history that the lines rest on, the same for everybody who looks at the backlog. */
const HISTORY_DAYS = 90

export function createBacklogLines(parts: {
  state: PlanState
  forecast: () => Forecast
  /** What this person looked at last. */
  begin: LooksAt
  keep: (looks: LooksAt) => void
  now: () => number
}): BacklogLines {
  const { state: plan } = parts
  let chosen = $state.raw(parts.begin)
  let answer = $state.raw<{ teams: readonly (string | null)[]; of: LinesAnswer } | null>(null)
  let forecast: Forecast | null = null
  let stopListening: (() => void) | null = null
  let today = $derived(dayOf(parts.now(), plan.facts.timeZone))
  let choices = $derived(dayChoices(plan.live('sprints'), plan.live('goals'), today))
  let by = $derived.by(() => {
    if (chosen.day === 'off') return null
    const own = /^\d{4}-\d{2}-\d{2}$/.test(chosen.day) ? chosen.day : choices.find(({ id }) => id === chosen.day)?.day
    return own ?? usualDay(plan.live('sprints'), today)
  })
  let teams = $derived(
    plan
      .live('teams')
      .map(({ id, name }) => ({ id, name }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  )
  let whose = $derived.by((): readonly (string | null)[] => {
    if (chosen.whose === 'each' && teams.length > 0) return teams.map(({ id }) => id)
    return [teams.some(({ id }) => id === chosen.whose) ? chosen.whose : null]
  })
  /** What teams have in sprints that are not over: it stands in the order, but no other team takes it. */
  let pulled = $derived.by(() => {
    const found: { item: string; team: string }[] = []
    if (whose[0] === null) return found
    const teamOf = new Map(
      plan.live('sprints').flatMap(({ id, team, state }) => (state === 'finished' ? [] : [[id, team] as const])),
    )
    for (const { item, sprint, leftAt, deleted } of plan.table('pulls').values()) {
      const team = leftAt === null && deleted === null ? teamOf.get(sprint) : undefined
      if (team !== undefined) found.push({ item, team })
    }
    return found
  })
  let forecasts = $derived.by((): readonly BacklogLine[] => {
    if (answer === null || by === null) return []
    const { teams: asked, of } = answer
    return asked.flatMap((team, column) => {
      const found = of[column]
      if (found === undefined || 'why' in found) return []
      const day = shortDay(dayText(found.day))
      const name = nameOf(team)
      const taken = team === null ? [] : ranksOfOthers(team)
      return LINE_PERCENTS.map((percent) => ({
        id: `${team ?? ''} ${String(percent)}`,
        percent,
        after: Math.min(lineBehind(found.after[percent], taken), plan.openCount),
        words: `${name === '' ? '' : `${name} `}${String(percent)} % by ${day}`,
        day,
        team: name,
        column,
      }))
    })
  })
  /** Every yes is a no also for a team that has no past yet: what its next sprint has room for. */
  let capacity = $derived.by((): readonly BacklogLine[] => {
    if (answer === null || by === null || forecasts.length > 0) return []
    const [sprint] = plan
      .live('sprints')
      .filter(({ state, team }) => state === 'planned' && (whose[0] === null || whose[0] === team))
      .filter((one) => one.capacity !== null)
      .sort((a, b) => (a.start ?? '').localeCompare(b.start ?? ''))
    if (sprint === undefined) return []
    void plan.order
    const after = reachOf(candidates(sprint), sprint.capacity ?? 0)
    if (after === null) return []
    const words = `the capacity of ${sprint.name}`
    return [{ id: 'capacity', percent: null, after, words, day: '', team: '', column: 0 }]
  })
  let lines = $derived(forecasts.length > 0 ? forecasts : capacity)
  let why = $derived.by(() => {
    if (answer === null || by === null) return ''
    const { teams: asked, of } = answer
    return of
      .flatMap((found, i) => {
        const name = nameOf(asked[i] ?? null)
        return 'why' in found ? [`${name === '' ? '' : `${name}: `}${found.why}`] : []
      })
      .join(' ')
  })

  return {
    get lines() {
      return lines
    },
    get why() {
      return why
    },
    get chosen() {
      return chosen
    },
    get choices() {
      return choices
    },
    get teams() {
      return teams
    },
    choose(change) {
      chosen = { ...chosen, ...change }
      parts.keep(chosen)
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

  function nameOf(team: string | null): string {
    return teams.find(({ id }) => id === team)?.name ?? ''
  }

  function* candidates(sprint: Sprint): Generator<Candidate> {
    const unit = unitOf(plan.row('teams', sprint.team))
    for (const id of plan.plan.open.ids) {
      const item = plan.row('items', id)
      const pulled = item?.sprint != null && item.sprint !== sprint.id
      yield { id, estimate: sizeIn(unit, item?.estimate ?? null), pulled }
    }
  }

  function ranksOfOthers(mine: string): number[] {
    return pulled.flatMap(({ item, team }) => {
      const row = team === mine ? undefined : plan.row('items', item)
      return row !== undefined && isOpen(row) ? [plan.rankOf(item)] : []
    })
  }

  function ask(): void {
    untrack(() => {
      if (forecast === null || by === null) return
      const asked = whose
      void forecast
        .ask({ is: 'lines', now: parts.now(), teams: asked, days: HISTORY_DAYS, by, open: plan.openCount })
        .then((found) => (answer = found === null ? answer : { teams: asked, of: found }))
    })
  }
}
