import { momentBefore } from '../model/plan-time.ts'
import { createAsked, type Asked } from './asked.svelte.ts'
import { createBackDesk, type BackDesk } from './back-desk.svelte.ts'
import { doneWords } from './back-words.ts'
import type { Difference, HistoryExtent, HistoryLine, PastItemWhole, PastPlan } from './history-source.ts'
import { createTimeline, type Timeline } from './history-timeline.svelte.ts'
import { sortOf } from './history-words.ts'
import type { PlanState } from './plan-state-shape.ts'

export type * from './history-source.ts'
export type { BackAsk, BackDesk } from './back-desk.svelte.ts'
export type { Timeline, TimelineRow } from './history-timeline.svelte.ts'

/** What stands beside the timeline: what one change did, the plan as it stood, or what differs between two moments. */
export type HistoryView = 'change' | 'then' | 'difference'

/** A place in time: a moment, and the change that it lies right before or after, if it was chosen that way. */
export interface Moment {
  readonly at: number
  readonly side: 'before' | 'after' | null
}

/** The plan's past as the History screen looks at it: one change at hand, one moment, and what was asked about them. */
export interface HistoryState {
  readonly extent: HistoryExtent | null
  readonly extentFailed: string
  readonly timeline: Timeline
  readonly view: HistoryView
  readonly chosen: HistoryLine | null
  /** The moment that is looked at; null in a plan without a change. */
  readonly moment: Moment | null
  readonly past: Asked<PastPlan>
  /** The item of then that is open, by id. */
  readonly openItem: string | null
  readonly pastItem: Asked<PastItemWhole | null>
  readonly difference: Asked<Difference>
  /** The later of the two moments that are compared; null: now. */
  readonly until: number | null
  readonly back: BackDesk
  /** How often something was brought or taken back; a screen that waits for it watches this. */
  readonly acted: number
  choose(line: HistoryLine | null): void
  /** By so many changes up (newer, negative) or down (older). */
  step(by: number): void
  show(view: HistoryView): void
  /** The plan right before or after the change at hand. */
  showThen(side: 'before' | 'after'): void
  /** To any moment: the timeline goes there as well. */
  goTo(moment: number): void
  /** Back to the newest change, and out of the past. */
  goToNow(): void
  open(item: string | null): void
  compare(from: number, until: number | null): void
  again(): void
  stop(): void
}

/** Walking through a list asks no more often than this. */
const WALKING_MS = 120
/** Changes that come in are gathered this long. */
const NEWS_MS = 400

export function createHistoryState(
  plan: PlanState,
  begin: { readonly record?: string | null; readonly view?: HistoryView; readonly change?: string | null } = {},
): HistoryState {
  const source = plan.history
  const timeline = createTimeline(source, { record: begin.record ?? null })
  const extent = createAsked<HistoryExtent>()
  const past = createAsked<PastPlan>()
  const pastItem = createAsked<PastItemWhole | null>()
  const difference = createAsked<Difference>()
  let view = $state<HistoryView>(begin.view ?? 'change')
  let picked = $state.raw<HistoryLine | null>(null)
  let moment = $state.raw<Moment | null>(null)
  let openItem = $state<string | null>(null)
  let until = $state<number | null>(null)
  let acted = $state(0)
  let walking: ReturnType<typeof setTimeout> | undefined
  let news: ReturnType<typeof setTimeout> | undefined
  /** What the answers at hand were asked for, so that the same is not asked twice. */
  let pastFor: number | null = null
  let differenceFor = ''

  const back = createBackDesk({
    source,
    onDone(ask, done) {
      acted++
      if (done.change !== null) plan.didOnHost(done.change, doneWords(ask, done))
      else plan.notices.say(doneWords(ask, done), 'done')
      void refresh(true)
    },
  })
  const stopNews = plan.plan.onChange(() => {
    clearTimeout(news)
    news = setTimeout(() => void refresh(false), NEWS_MS)
  })
  extent.ask(() => source.extent())

  /** The line as the timeline has it now: it may have grown since it was picked. */
  let chosen = $derived(
    (picked === null ? undefined : timeline.lines.find((line) => line.change === picked?.change)) ??
      timeline.lines.find((line) => line.change === begin.change) ??
      timeline.lines[0] ??
      null,
  )
  let place = $derived<Moment | null>(moment ?? besideOf(chosen, 'before'))

  const self: HistoryState = {
    get extent() {
      return extent.value
    },
    get extentFailed() {
      return extent.failed
    },
    timeline,
    get view() {
      return view
    },
    get chosen() {
      return chosen
    },
    get moment() {
      return place
    },
    past,
    get openItem() {
      return openItem
    },
    pastItem,
    difference,
    get until() {
      return until
    },
    back,
    get acted() {
      return acted
    },
    choose(line) {
      picked = line
      moment = view === 'change' ? null : besideOf(line, moment?.side ?? 'before')
      until = null
      look(WALKING_MS)
    },
    step(by) {
      const at = timeline.lines.findIndex((line) => line.change === chosen?.change)
      const next = timeline.lines[Math.max(0, Math.min(timeline.lines.length - 1, at + by))]
      if (next !== undefined && next.change !== chosen?.change) self.choose(next)
      if (at + by >= timeline.lines.length - 10) timeline.loadMore()
    },
    show(next) {
      view = next
      // What is looked at stays, whatever comes in meanwhile.
      if (next === 'change') moment = null
      else moment ??= besideOf(chosen, 'before')
      if (next !== 'then') openItem = null
      look(0)
    },
    showThen(side) {
      if (chosen === null) return
      moment = besideOf(chosen, side)
      view = 'then'
      look(0)
    },
    goTo(at) {
      picked = null
      moment = view === 'change' ? null : { at, side: null }
      // What was done at this very moment belongs to what is seen.
      timeline.goTo(at + 1)
      look(WALKING_MS)
    },
    goToNow() {
      picked = null
      moment = null
      until = null
      openItem = null
      view = 'change'
      if (timeline.from !== null) timeline.goTo(null)
    },
    open(item) {
      openItem = item
      look(0)
    },
    compare(from, to) {
      moment = { at: from, side: chosen !== null && from === momentBefore(chosen.at) ? 'before' : null }
      until = to
      view = 'difference'
      look(0)
    },
    again() {
      pastFor = null
      differenceFor = ''
      if (extent.failed !== '' || extent.value === null) extent.ask(() => source.extent())
      if (timeline.failed !== '') timeline.again()
      look(0)
    },
    stop() {
      clearTimeout(walking)
      clearTimeout(news)
      stopNews()
    },
  }
  return self

  /** Asks what the view needs, after the walk through the list has come to rest. */
  function look(after: number): void {
    clearTimeout(walking)
    if (after === 0) ask()
    else walking = setTimeout(ask, after)
  }

  function ask(): void {
    if (place === null) return
    const { at } = place
    if (view === 'then') {
      if (pastFor !== at) past.ask(() => source.at(at))
      pastFor = at
      const item = openItem
      if (item !== null) pastItem.ask(() => source.item(at, item))
    } else if (view === 'difference') {
      const to = until
      const question = `${at} ${to ?? 'now'}`
      if (differenceFor !== question) difference.ask(() => source.compare(at, to ?? Number.MAX_SAFE_INTEGER))
      differenceFor = question
    }
  }

  async function refresh(mine: boolean): Promise<void> {
    differenceFor = until === null ? '' : differenceFor
    // What was just written is the newest change: it is shown, wherever one was.
    if (mine) self.goToNow()
    await timeline.refresh()
    extent.ask(() => source.extent())
    if (view === 'difference') look(0)
  }
}

function besideOf(line: HistoryLine | null, side: 'before' | 'after'): Moment | null {
  return line === null ? null : { at: side === 'before' ? momentBefore(line.at) : line.until, side }
}

/** What the one next action on a change is: what was deleted comes back, everything else is undone. */
export function bringsBack(line: HistoryLine): boolean {
  return sortOf(line) === 'delete' && line.items.length > 0
}
