import { methodsOf } from '../model/scoring/plan-methods.ts'
import type { Method } from '../model/scoring/method.ts'
import { createKeyedSignals } from './keyed-signals.svelte.ts'
import type { PlanState } from './plan-state.svelte.ts'
import type { ScoreRow } from '../doc/score-rows.ts'
import { createScoreBoard, type ScoreBoard } from './score-board.ts'

export const SCORE_ORDERS = ['backlog', 'score', 'unscored'] as const
export type ScoreOrder = (typeof SCORE_ORDERS)[number]

/** Open items under one method, as a screen shows and edits them. */
export interface ScoreTable {
  readonly methods: readonly Method[]
  readonly method: Method
  choose(method: string): void
  readonly order: ScoreOrder
  /** Sorts anew; while somebody types, rows stay where they are. */
  sort(order: ScoreOrder): void
  /** Grows with each new sorting: whoever looks begins at the top again. */
  readonly sortings: number
  /** Items in the order that was asked for last. */
  readonly ids: readonly string[]
  /** The board, read anew whenever any row or place changed. */
  readonly board: ScoreBoard
  /** One item's row; wakes for this item only. */
  rowOf(item: string): ScoreRow | undefined
  readonly scored: number
  stop(): void
}

export function createScoreTable(state: PlanState, begin: string): ScoreTable {
  const { plan } = state
  const signals = createKeyedSignals()
  let methods = $state.raw(methodsOf(plan.rows('formulas').values()))
  const first = methodWith(begin)
  let method = $state.raw<Method>(first)
  let board = createScoreBoard(plan, first)
  let version = $state(0)
  let order = $state<ScoreOrder>('backlog')
  let sortings = $state(0)
  let ids = $state.raw<readonly string[]>([...plan.open.ids])
  let openVersion = plan.open.version
  const stop = plan.onChange((changed) => {
    if (changed.tables.has('formulas')) {
      methods = methodsOf(plan.rows('formulas').values())
      show(methodWith(method.id))
      return
    }
    const others = board.take(changed)
    for (const id of others) signals.touch(id)
    if (others.size > 0 || changed.ranks.size > 0) version++
    if (plan.open.version === openVersion) return
    openVersion = plan.open.version
    ids = order === 'backlog' ? [...plan.open.ids] : kept(ids)
  })

  return {
    get methods() {
      return methods
    },
    get method() {
      return method
    },
    choose(id) {
      if (id !== method.id) show(methodWith(id))
    },
    get order() {
      return order
    },
    sort(next) {
      order = next
      ids = sorted()
      sortings++
    },
    get sortings() {
      return sortings
    },
    get ids() {
      return ids
    },
    get board() {
      void version
      return board
    },
    rowOf(item) {
      signals.watch(item)
      return board.rowOf(item)
    },
    get scored() {
      void version
      return board.byScore().length
    },
    stop,
  }

  function show(next: Method): void {
    method = next
    board = createScoreBoard(plan, next)
    version++
    for (const id of plan.open.ids) signals.touch(id)
    ids = sorted()
    if (order !== 'backlog') sortings++
  }

  function methodWith(id: string): Method {
    const found = methods.find((one) => one.id === id) ?? methods[0]
    if (found === undefined) throw new Error('There is no method at all.')
    return found
  }

  function sorted(): readonly string[] {
    if (order === 'backlog') return [...plan.open.ids]
    const scored = board.byScore()
    const hasScore = new Set(scored)
    const without = plan.open.ids.filter((id) => !isComplete(id, hasScore))
    return order === 'score'
      ? [...scored, ...plan.open.ids.filter((id) => !hasScore.has(id))]
      : [...without, ...plan.open.ids.filter((id) => isComplete(id, hasScore))]
  }

  /** Of groups, an item in one is complete; of what ranks, one with a score. */
  function isComplete(id: string, scored: ReadonlySet<string>): boolean {
    return method.ranks ? scored.has(id) : Object.keys(board.rowOf(id)?.factors ?? {}).length > 0
  }

  /** Rows that are open still, where they were, and new ones behind them. */
  function kept(before: readonly string[]): readonly string[] {
    const open = new Set(plan.open.ids)
    const known = new Set(before)
    return [...before.filter((id) => open.has(id)), ...plan.open.ids.filter((id) => !known.has(id))]
  }
}
