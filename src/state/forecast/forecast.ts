import type { Plan, PlanChanges } from '../../doc/plan.ts'
import type { Item } from '../../model/item.ts'
import { cardRow, isSameRow, itemRow, pullRow, sprintRow, type ItemRow } from './flow-rows.ts'
import type { ForecastReply, ForecastRequest } from './forecast-service.ts'
import type { AnswerTo, Answers, Question } from './questions.ts'

/** What the past says of the future, reckoned by a worker so that no list waits for it. */
export interface Forecast {
  /** Null if the same kind of question was asked again meanwhile. */
  ask<Q extends Question>(question: Q): Promise<AnswerTo<Q> | null>
  /** Called when something changed that answers depend on. */
  onChange(handler: () => void): () => void
  stop(): void
}

/** A worker, or one end of a message channel. */
export interface ForecastPort {
  postMessage(request: ForecastRequest): void
  onmessage: ((event: { readonly data: ForecastReply }) => void) | null
}

export interface ForecastParts {
  readonly plan: Plan
  /** Every peer draws from the same chance for the same plan. */
  readonly planId: string
  readonly port: ForecastPort
  readonly later: (act: () => void, ms: number) => () => void
}

/** Items handed over at once while the worker is filled, so that no frame waits for it. */
const PIECE = 500
/** Changes wait so long for more of them. */
const GATHER_MS = 300

export function createForecast({ plan, planId, port, later }: ForecastParts): Forecast {
  let next = 1
  const waiting = new Map<Question['is'], { id: number; answer: (found: Answers[keyof Answers] | null) => void }>()
  const listeners = new Set<() => void>()
  const told = new Map<string, ItemRow>()
  const items = new Set<string>()
  const sprints = new Set<string>()
  const pulls = new Set<string>()
  const cards = new Set<string>()
  let facts = false
  let stopWaiting: (() => void) | null = null

  const filling = [...plan.rows('items').keys()]
  let filledTo = 0
  let isFilled: () => void = () => undefined
  const filled = new Promise<void>((resolve) => (isFilled = resolve))
  let stopFilling: (() => void) | null = null
  for (const row of plan.rows('sprints').keys()) sprints.add(row)
  for (const row of plan.rows('pulls').keys()) pulls.add(row)
  for (const row of plan.rows('sprintChanges').keys()) cards.add(row)
  const stopListening = plan.onChange(take)
  port.onmessage = ({ data }) => {
    for (const [kind, one] of waiting) {
      if (one.id !== data.id) continue
      waiting.delete(kind)
      one.answer(data.answer)
    }
  }

  fill()

  return {
    ask<Q extends Question>(question: Q) {
      waiting.get(question.is)?.answer(null)
      const id = next++
      const answered = new Promise<AnswerTo<Q> | null>((resolve) =>
        waiting.set(question.is, { id, answer: (found) => resolve(found as AnswerTo<Q> | null) }),
      )
      const send = (): void => {
        handOver()
        if (waiting.get(question.is)?.id === id) port.postMessage({ is: 'ask', id, question })
      }
      if (filledTo >= filling.length) send()
      else void filled.then(send)
      return answered
    },
    onChange(handler) {
      listeners.add(handler)
      return () => listeners.delete(handler)
    },
    stop() {
      stopWaiting?.()
      stopFilling?.()
      stopListening()
      for (const one of waiting.values()) one.answer(null)
      waiting.clear()
    },
  }

  function fill(): void {
    for (const id of filling.slice(filledTo, filledTo + PIECE)) items.add(id)
    filledTo += PIECE
    handOver()
    if (filledTo < filling.length) stopFilling = later(fill, 0)
    else isFilled()
  }

  function take(changed: PlanChanges): void {
    for (const id of changed.tables.get('items') ?? []) items.add(id)
    for (const id of changed.tables.get('sprints') ?? []) sprints.add(id)
    for (const id of changed.tables.get('pulls') ?? []) pulls.add(id)
    for (const id of changed.tables.get('sprintChanges') ?? []) cards.add(id)
    facts ||= changed.facts
    if (facts || items.size + sprints.size + pulls.size + cards.size > 0)
      stopWaiting ??= later(() => {
        if (handOver()) for (const listener of listeners) listener()
      }, GATHER_MS)
  }

  /** Tells what changed and was not told yet; answers whether there was anything. */
  function handOver(): boolean {
    stopWaiting?.()
    stopWaiting = null
    const rows = [...items].flatMap((id) => news(id, plan.row('items', id)))
    const message = {
      plan: planId,
      timeZone: plan.facts.timeZone,
      items: rows,
      sprints: [...sprints].flatMap((id) => plan.row('sprints', id) ?? []).map(sprintRow),
      pulls: [...pulls].flatMap((id) => plan.row('pulls', id) ?? []).map(pullRow),
      cards: [...cards].flatMap((id) => plan.row('sprintChanges', id) ?? []).map(cardRow),
    }
    const any = facts || rows.length + sprints.size + pulls.size + cards.size > 0
    facts = false
    items.clear()
    sprints.clear()
    pulls.clear()
    cards.clear()
    if (any) port.postMessage({ is: 'put', news: message })
    return any
  }

  /** The item's row where it says something new. */
  function news(id: string, item: Item | undefined): ItemRow[] {
    const known = told.get(id)
    const row = item === undefined ? (known === undefined ? null : { ...known, gone: true }) : itemRow(item)
    if (row === null || (known !== undefined && isSameRow(known, row))) return []
    told.set(id, row)
    return [row]
  }
}
