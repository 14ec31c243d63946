import { createAsked } from './asked.svelte.ts'
import type { HistoryLine, HistorySource, TimelineFilter } from './history-source.ts'

/** One place of the timeline: a day's heading, or a change of that day. */
export type TimelineRow =
  | { readonly is: 'day'; readonly at: number }
  | { readonly is: 'change'; readonly at: number; readonly line: HistoryLine; readonly index: number }

/** The changes of a plan, newest first, as far as they were looked at. Pages come when the end of what is there nears. */
export interface Timeline {
  readonly lines: readonly HistoryLine[]
  readonly rows: readonly TimelineRow[]
  readonly filter: TimelineFilter
  readonly filtering: boolean
  /** Older ones than those in `lines` exist. */
  readonly more: boolean
  readonly waiting: boolean
  readonly slow: boolean
  readonly failed: string
  /** Something was answered at least once. */
  readonly begun: boolean
  /** Where the timeline begins: a moment that somebody went to, or null for the newest. */
  readonly from: number | null
  setFilter(part: Partial<TimelineFilter>): void
  clearFilter(): void
  /** Begins at a moment; null: at the newest change. */
  goTo(moment: number | null): void
  loadMore(): void
  /** Takes in what is new on top. Does nothing while older changes are looked at. */
  refresh(): Promise<void>
  again(): void
}

export const WIDE_OPEN: TimelineFilter = { person: undefined, device: null, sort: null, words: '', record: null }
const PAGE = 100
/** Typing waits this long for the next letter. */
const TYPING_MS = 200

interface Page {
  readonly lines: readonly HistoryLine[]
  readonly more: boolean
}

export function createTimeline(source: HistorySource, startFilter: Partial<TimelineFilter> = {}): Timeline {
  let filter = $state.raw<TimelineFilter>({ ...WIDE_OPEN, ...startFilter })
  let from = $state<number | null>(null)
  const asked = createAsked<Page>()
  let typing: ReturnType<typeof setTimeout> | undefined
  let refreshing = 0
  let lines = $derived(asked.value?.lines ?? [])
  let rows = $derived(rowsOf(lines))

  const self: Timeline = {
    get lines() {
      return lines
    },
    get rows() {
      return rows
    },
    get filter() {
      return filter
    },
    get filtering() {
      return (Object.keys(WIDE_OPEN) as (keyof TimelineFilter)[]).some((part) => filter[part] !== WIDE_OPEN[part])
    },
    get more() {
      return asked.value?.more ?? false
    },
    get waiting() {
      return asked.waiting
    },
    get slow() {
      return asked.slow
    },
    get failed() {
      return asked.failed
    },
    get begun() {
      return asked.value !== null
    },
    get from() {
      return from
    },
    setFilter(part) {
      filter = { ...filter, ...part }
      clearTimeout(typing)
      if (part.words === undefined) begin()
      else typing = setTimeout(begin, TYPING_MS)
    },
    clearFilter: () => self.setFilter({ ...WIDE_OPEN }),
    goTo(moment) {
      from = moment
      begin()
    },
    loadMore() {
      const last = lines.at(-1)
      if (!self.more || asked.waiting || last === undefined) return
      const known = asked.value
      asked.ask(async () => {
        const page = await source.timeline(filter, last.at, PAGE)
        return { lines: joined(known?.lines ?? [], page.lines), more: page.more }
      })
    },
    async refresh() {
      if (from !== null || asked.value === null) return
      const mine = ++refreshing
      const { value } = asked
      const page = await source.timeline(filter, null, PAGE).catch(() => null)
      // A question that was asked meanwhile knows better.
      if (page === null || mine !== refreshing || asked.waiting || asked.value !== value) return
      const meets = page.lines.some((line) => value.lines[0]?.change === line.change)
      asked.set(meets ? { lines: joined(page.lines, value.lines), more: value.more } : page)
    },
    again: begin,
  }
  begin()
  return self

  function begin(): void {
    clearTimeout(typing)
    const ask = { filter, from }
    asked.ask(() => source.timeline(ask.filter, ask.from, PAGE))
  }
}

/** Both one after the other, each change once: the first of two stays. */
function joined(first: readonly HistoryLine[], then: readonly HistoryLine[]): readonly HistoryLine[] {
  const known = new Set(first.map((line) => line.change))
  return [...first, ...then.filter((line) => !known.has(line.change))]
}

function rowsOf(lines: readonly HistoryLine[]): readonly TimelineRow[] {
  const rows: TimelineRow[] = []
  let day = ''
  lines.forEach((line, index) => {
    const today = new Date(line.at).toDateString()
    if (today !== day) rows.push({ is: 'day', at: line.at })
    day = today
    rows.push({ is: 'change', at: line.at, line, index })
  })
  return rows
}
