import { moveToColumn } from '../../commands/boards.ts'
import { putMyName } from '../../commands/pull-item.ts'
import { columnOf, columnsOf, overLimit, type BoardColumn } from '../../model/board.ts'
import { calendarOf, dayNumber } from '../../model/forecast/calendar.ts'
import { isInTheWay, type Impediment } from '../../model/impediment.ts'
import type { Item } from '../../model/item.ts'
import type { Sprint } from '../../model/sprint.ts'
import { ageInDays, isAgeing, type AgeLimit } from '../../model/work-age.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import { counted } from '../amounts.ts'
import type { PullRow } from './pull-list.ts'
import type { SprintView } from './sprint-view.svelte.ts'

/** A line to write in, at a card or, without an item, above the board: one thing at a time. */
export interface CardLine {
  readonly what: 'raise' | 'resolve' | 'clarify' | 'ask'
  readonly item: string | null
  /** What is resolved. */
  readonly impediment?: string
}

/** What a change card that is being written would do to the board. */
export interface Preview {
  readonly number: number
  readonly ins: readonly string[]
  readonly outs: ReadonlySet<string>
}

/** The team's board of one sprint: its own columns, and where each card stands. Writes by commands only. */
export interface Board {
  readonly columns: readonly BoardColumn[]
  readonly preview: Preview | null
  /** Everything that holds the team up, what came up first before the others. */
  readonly inTheWay: readonly Impediment[]
  readonly limit: AgeLimit | null
  /** The card that keys act on. */
  readonly current: string | null
  /** Why this person moves no cards; null if they do. */
  readonly whyNot: string | null
  line: CardLine | null
  cardsIn(column: string): readonly PullRow[]
  blocksOf(item: string): readonly Impediment[]
  /** Calendar days since it was started; null for what is not being worked on. */
  ageOf(item: Item): { readonly days: number; readonly old: boolean } | null
  stand(item: string): void
  /** The next card (1) or the one before (-1), down one column and on to the next. */
  step(by: 1 | -1): void
  /** To the cards of the next column at the right (1) or left (-1) that has some. */
  beside(by: 1 | -1): void
  move(item: string, column: string): void
  shift(by: 1 | -1): void
  toggleName(item: string): void
}

interface BoardParts {
  readonly plan: PlanState
  readonly view: SprintView
  readonly sprint: () => Sprint
  readonly limit: () => AgeLimit | null
  readonly preview: () => Preview | null
  readonly say: (words: string) => void
  readonly focus: (item: string) => void
  /** Before a card leaves its column, which makes it anew: the focus waits at the board itself. */
  readonly rest: (item: string) => void
}

export function createBoard({ plan, view, sprint, limit, preview, say, focus, rest }: BoardParts): Board {
  let at = $state<string | null>(null)
  let line = $state.raw<CardLine | null>(null)
  let columns = $derived(columnsOf(sprint().team, plan.live('boards')))
  let cards = $derived.by(() => {
    const found = new Map<string, PullRow[]>(columns.map(({ id }) => [id, []]))
    for (const row of view.inside) {
      const column = columnOf(row.item, columns)
      if (column !== null) found.get(column.id)?.push(row)
    }
    return found
  })
  let flat = $derived([...cards.values()].flat())
  let current = $derived(flat.some(({ item }) => item.id === at) ? at : (flat[0]?.item.id ?? null))
  let inTheWay = $derived(
    plan
      .live('impediments')
      .filter((one) => one.team === sprint().team && isInTheWay(one))
      .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
  )
  let whyNot = $derived(flat[0] === undefined ? null : plan.whyNot(moveToColumn, { item: flat[0].item.id, column: '' }))
  let calendar = $derived(calendarOf(plan.facts.timeZone))

  return {
    get columns() {
      return columns
    },
    get preview() {
      return preview()
    },
    get inTheWay() {
      return inTheWay
    },
    get limit() {
      return limit()
    },
    get current() {
      return current
    },
    get whyNot() {
      return whyNot
    },
    get line() {
      return line
    },
    set line(next) {
      line = next
    },
    cardsIn: (column) => cards.get(column) ?? [],
    blocksOf: (item) => inTheWay.filter((one) => one.item === item),
    ageOf({ stage, startedAt }) {
      const today = dayNumber(view.today)
      if (stage !== 'doing' || startedAt === null || today === null) return null
      const days = ageInDays(calendar(startedAt), today)
      return { days, old: isAgeing(days, limit()) }
    },
    stand(item) {
      at = item
    },
    step(by) {
      const index = flat.findIndex(({ item }) => item.id === current)
      go(flat[Math.max(0, Math.min(flat.length - 1, index + by))])
    },
    beside(by) {
      const from = columnNow()
      const height = cards.get(columns[from]?.id ?? '')?.findIndex(({ item }) => item.id === current) ?? 0
      for (let i = from + by; i >= 0 && i < columns.length; i += by) {
        const list = cards.get(columns[i]?.id ?? '') ?? []
        if (list.length > 0) return go(list[Math.min(height, list.length - 1)])
      }
    },
    move,
    shift(by) {
      const to = columns[columnNow() + by]
      if (current !== null && to !== undefined) move(current, to.id)
    },
    toggleName(item) {
      const { person } = plan.me
      const on = person !== null && !(plan.row('items', item)?.names.includes(person) ?? false)
      if (plan.run(putMyName, { item, on }).ok) say(on ? 'Your name is on it.' : 'Your name is off it.')
    },
  }

  function go(row: PullRow | undefined): void {
    if (row === undefined) return
    at = row.item.id
    focus(row.item.id)
  }

  function columnNow(): number {
    return columns.findIndex(({ id }) => cards.get(id)?.some(({ item }) => item.id === current) === true)
  }

  /** A limit is the team's own word to itself: a column that is over it says so, and takes the card. */
  function move(id: string, to: string): void {
    const item = plan.row('items', id)
    const column = columns.find((one) => one.id === to)
    if (item === undefined || column === undefined || columnOf(item, columns)?.id === to) return
    rest(id)
    if (!plan.run(moveToColumn, { item: id, column: to }, { say: 'quiet' }).ok) return
    const over = overLimit(column, cards.get(to)?.length ?? 0)
    say(
      over === 0
        ? `${item.title} is in ${column.name}.`
        : `${item.title} is in ${column.name}, which now holds ${counted(over, 'card')} more than its limit.`,
    )
    at = id
    focus(id)
  }
}
