import { untrack } from 'svelte'
import type { Plan, PlanChanges } from '../doc/plan.ts'
import type { Item } from '../model/item.ts'
import type { FilterProblem } from '../model/filter-text.ts'
import { isFiltering, readFilter, withChips, type BacklogFilter, type ReadFilter } from './backlog-filter.ts'
import { filterFacts, touchedItems } from './filter-facts.ts'
import { filterNames } from './filter-names.ts'
import type { FilterNames } from './filter-terms.ts'
import { fold, hasNeedles, holds, NO_NEEDLES, type Needles } from './folded-words.ts'
import {
  createFoldedMiddle,
  positionAt,
  rowCount,
  rowOf,
  type FoldedMiddle,
  type FoldTop,
} from './folded-middle.svelte.ts'
import { haystackOf, itemsWithOtherTexts, textsOf } from './item-texts.ts'
import type { FoundItems, Search } from './search.ts'
import { createSelection, type Selection } from './selection.svelte.ts'
import { createVisibleOrder, type VisibleOrder } from './visible-order.ts'

export type { BacklogFilter, ChipList, Show } from './backlog-filter.ts'
export { NONE, NO_FILTER } from './backlog-filter.ts'

/**
 * The list as one person looks at it: which items pass the filter, which are selected, which one is at hand and which
 * is opened. Only ids; a changed item is tested alone, and the list becomes another array only when an id came or went
 * or moved.
 */
export interface BacklogView {
  /** The filter as chips show it. */
  readonly filter: BacklogFilter
  readonly filtering: boolean
  setFilter(change: Partial<BacklogFilter>): void
  clearFilter(): void
  /** The filter as a readable line, as it was written: for the address bar, for saving and sharing. */
  query: string
  /** What of the line is not understood, and where it stands. */
  readonly problems: readonly FilterProblem[]
  /** The words that are looked for, to mark them. */
  readonly needles: Needles
  /** Names that the line may use. */
  readonly names: FilterNames
  readonly visible: readonly string[]
  /** From 0; -1 if it is not visible. */
  positionOf(id: string): number
  /** Of a long list that is not searched, the middle may be folded. It stays part of `visible`, of ranges and of "all". */
  readonly fold: Omit<FoldedMiddle, 'set'>
  /** `top`: how many rows stay before it; left out, as many as before. */
  foldMiddle(on: boolean, top?: FoldTop): void
  /** The words of the line are being looked for: the list is still that of the line before. */
  readonly looking: boolean
  readonly selection: Selection
  /** The row at hand: J and K move it. Null in an empty list and on the fold. */
  readonly current: string | null
  setCurrent(id: string | null): void
  /** By so many rows, stopping at the ends. The fold is a row. Answers where it is now. */
  step(by: number): string | null
  readonly opened: string | null
  open(id: string | null): void
  /** What is acted on: the selected items, or else the row at hand. */
  readonly atHand: readonly string[]
  /** For a move command: the item behind which these go, null for the top; undefined if they cannot go further. */
  afterForStep(ids: readonly string[], direction: 'up' | 'down' | 'top' | 'bottom'): string | null | undefined
  /** For a drop just above or below a visible row. */
  afterForDrop(target: string, edge: 'above' | 'below'): string | null
  stop(): void
}

export interface BacklogViewParts {
  /** Whether an item meets the Definition of Ready. */
  readonly isReady?: (id: string) => boolean
  readonly lastChanges?: LastChanges
  readonly me?: () => string | null
  readonly now?: () => number
  /** Looks through descriptions, criteria and comments. Without it only keys, titles and labels are searched. */
  readonly search?: () => Search
}

/** When anything last happened to each item, as far as it is known; `ask` learns it and tells when it has. */
export interface LastChanges {
  of(id: string): number | null
  ask(then: () => void): void
}

export function createBacklogView(plan: Plan, parts: BacklogViewParts = {}): BacklogView {
  const names = filterNames(plan, parts.me ?? (() => null))
  const facts = filterFacts(plan, {
    isReady: (id) => untrack(() => parts.isReady?.(id) ?? false),
    lastChange: (id) => parts.lastChanges?.of(id) ?? null,
    now: parts.now ?? (() => 0),
  })
  let filter = $state.raw<ReadFilter>(readFilter('', names))
  /** The words that the list is looked through for; they follow the line once the answer is here. */
  let needles = $state.raw<Needles>(NO_NEEDLES)
  let found: FoundItems | null = null
  /** Items whose texts changed since `found`: they are looked at one by one. */
  const fresh = new Map<string, string>()
  let asked = 0
  let looking = $state(false)
  let sorted: VisibleOrder = collect(plan.live.ids)
  let visible = $state.raw<readonly string[]>([...sorted.ids])
  let current = $state<string | null>(null)
  let opened = $state<string | null>(null)
  const selection = createSelection(() => visible)
  const fold = createFoldedMiddle({ count: () => visible.length, allowed: () => needles.wanted.length === 0 })
  const stop = plan.onChange(take)

  return {
    get filter() {
      return filter.chips
    },
    get filtering() {
      return isFiltering(filter)
    },
    setFilter: (change) => look(withChips(filter.line, change, names)),
    clearFilter: () => look(''),
    get query() {
      return filter.line
    },
    set query(line) {
      look(line)
    },
    get problems() {
      return filter.problems
    },
    get needles() {
      return needles
    },
    names,
    get looking() {
      return looking
    },
    get visible() {
      return visible
    },
    positionOf(id) {
      void visible
      return sorted.positionOf(id)
    },
    fold,
    foldMiddle(on, top) {
      const was = fold.now
      fold.set(on, top)
      if (current === null && was !== null) current = visible[was.from] ?? null
      if (current === null || !fold.hides(sorted.positionOf(current))) return
      current = null
      fold.atHand = true
    },
    selection,
    get current() {
      return current
    },
    setCurrent,
    step(by) {
      const at = rowAtHand()
      const last = rowCount(visible.length, fold.now) - 1
      const row = at < 0 ? (by > 0 ? 0 : last) : Math.max(0, Math.min(last, at + by))
      const position = positionAt(row, fold.now)
      fold.atHand = position === null
      current = position === null ? null : (visible[position] ?? null)
      return current
    },
    get opened() {
      return opened
    },
    open(id) {
      opened = id
      if (id !== null) setCurrent(id)
    },
    get atHand() {
      const chosen = selection.ids
      return chosen.length > 0 ? chosen : current === null ? [] : [current]
    },
    afterForStep,
    afterForDrop: (target, edge) => (edge === 'below' ? target : above(target)),
    stop,
  }

  function setCurrent(id: string | null): void {
    current = id
    fold.atHand = false
    if (id !== null) fold.show(sorted.positionOf(id))
  }

  function rowAtHand(): number {
    if (fold.atHand && fold.now !== null) return fold.now.from
    return current === null ? -1 : rowOf(sorted.positionOf(current), fold.now)
  }

  function look(line: string): void {
    const isOther = line !== filter.line
    filter = readFilter(line, names)
    if (filter.fields.has('stale') || filter.fields.has('changed')) parts.lastChanges?.ask(showAnew)
    const turn = ++asked
    const search = hasNeedles(filter.needles) ? parts.search?.() : undefined
    looking = search?.warm === true
    // While a window's search is still being filled, titles are there at once and texts come later.
    if (search?.warm !== true) {
      needles = filter.needles
      found = null
      showAnew()
      if (isOther) toFirstHit()
    }
    const asking = current
    void search?.match(filter.needles).then((answer) => {
      if (answer === null || turn !== asked) return
      needles = filter.needles
      found = answer
      fresh.clear()
      looking = false
      showAnew()
      if (isOther && current === asking) toFirstHit()
      if (!search.warm) lookAgain(search, turn)
    })
  }

  /** Who filters looks for what comes first; an item that is being read stays at hand. */
  function toFirstHit(): void {
    if (isFiltering(filter) && (opened === null || sorted.positionOf(opened) < 0)) setCurrent(visible[0] ?? null)
  }

  /** The search was not filled yet: its next answer holds more. */
  function lookAgain(search: Search, turn: number): void {
    void search.filled.then(() => {
      if (turn === asked) look(filter.line)
    })
  }

  function take(changed: PlanChanges): void {
    const touched = touchedItems(plan, changed, filter.fields)
    if (found !== null)
      for (const id of itemsWithOtherTexts(changed)) {
        const texts = textsOf(plan, id)
        if (texts !== null) fresh.set(id, haystackOf(texts))
      }
    if (touched === 'all') return showAnew()
    if (touched.size === 0) return
    const other = sorted.follow(touched, changed.formerKeys)
    const gone = [...(changed.tables.get('items') ?? [])].filter((id) => plan.row('items', id)?.deleted !== null)
    if (gone.length > 0) forget(gone)
    if (!other) return
    const before = current === null ? -1 : visible.indexOf(current)
    show(sorted)
    // The row at hand went far into the fold: the one that took its place is at hand now.
    if (current !== null && before >= 0 && !fold.giveWay(sorted.positionOf(current)))
      current = visible[fold.hides(before) ? 0 : before] ?? null
  }

  function showAnew(): void {
    show(collect(plan.live.ids))
    if (current !== null) fold.show(sorted.positionOf(current))
  }

  function show(next: VisibleOrder): void {
    const before = current === null ? -1 : visible.indexOf(current)
    sorted = next
    visible = [...next.ids]
    // The row at hand went: the one that took its place is at hand now.
    if (current !== null && next.positionOf(current) < 0)
      current = visible[Math.min(before, visible.length - 1)] ?? null
  }

  function forget(gone: readonly string[]): void {
    selection.drop(gone)
    if (opened !== null && gone.includes(opened)) opened = null
  }

  function passes(id: string): boolean {
    const item = plan.row('items', id)
    return item !== undefined && filter.passes(item, facts) && (!hasNeedles(needles) || isFound(item))
  }

  function isFound(item: Item): boolean {
    const text = fresh.get(item.id)
    if (text !== undefined) return holds(text, needles)
    return found === null ? holds(headOf(item), needles) : found.has(item.id)
  }

  /** Out of ids that are in order already, so that nothing is sorted. */
  function collect(ids: readonly string[]): VisibleOrder {
    return createVisibleOrder(plan.order, passes, ids)
  }

  function above(id: string): string | null {
    return plan.order.ids[plan.order.positionOf(id) - 1] ?? null
  }

  function afterForStep(
    ids: readonly string[],
    direction: 'up' | 'down' | 'top' | 'bottom',
  ): string | null | undefined {
    const moving = new Set(ids)
    const positions = ids.map((id) => sorted.positionOf(id)).filter((position) => position >= 0)
    if (positions.length === 0) return undefined
    const first = Math.min(...positions)
    const last = Math.max(...positions)
    const together = last - first === positions.length - 1
    if (direction === 'top' || direction === 'up') {
      const target = direction === 'top' ? visible.find((id) => !moving.has(id)) : visible[together ? first - 1 : first]
      if (target === undefined || (together && first === 0)) return undefined
      return above(target)
    }
    if (together && last === visible.length - 1) return undefined
    return direction === 'bottom' ? visible.findLast((id) => !moving.has(id)) : visible[together ? last + 1 : last]
  }
}

/** What of a row is searched at once, made once a row: rows are frozen and a changed item is another row. */
const heads = new WeakMap<Item, string>()
function headOf(item: Item): string {
  let text = heads.get(item)
  if (text === undefined) {
    text = fold(`${item.key} ${item.title} ${item.labels.join(' ')}`)
    heads.set(item, text)
  }
  return text
}
