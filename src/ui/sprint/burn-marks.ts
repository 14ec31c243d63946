import type { SprintChange } from '../../model/sprint-change.ts'
import { scopeOf } from '../../model/sprint-change.ts'
import type { Unit } from '../../model/team-unit.ts'
import { amount } from '../amounts.ts'
import { dayOf } from '../days.ts'
import type { BurnUp } from './burn-up.ts'
import type { SprintEvent } from './change-cards.ts'

/** A change card on the scope line. */
export interface BurnFlag {
  readonly number: number
  /** The working day on which it was made, from 0; what was changed at a weekend stands on the day before it. */
  readonly day: number
  /** "+3 −2" */
  readonly words: string
  /** The card; null while it is being written. */
  readonly card: string | null
}

export function burnFlags(
  events: readonly SprintEvent[],
  { days, unit }: Pick<BurnUp, 'days' | 'unit'>,
  timeZone: string,
): BurnFlag[] {
  return events.flatMap((event) => {
    if (event.what !== 'card') return []
    const on = dayOf(event.at, timeZone)
    const day = Math.max(
      0,
      days.findLastIndex((one) => one <= on),
    )
    return [{ number: event.number, day, words: scopeWords(event.card, unit), card: event.card.id }]
  })
}

/** What a change adds and takes: in points where items are estimated, else in items. A split shows what it took in the end. */
export function scopeWords(card: Pick<SprintChange, 'kind' | 'ins' | 'outs'>, unit: Unit): string {
  if (card.kind === 'reorder') return 'order'
  const net = scopeOf(card, unit)
  if (card.kind === 'split') return net === 0 ? 'split' : signed(net)
  const points = (list: SprintChange['ins']): number => list.reduce((sum, { estimate }) => sum + (estimate ?? 0), 0)
  const [more, less] = [points(card.ins), points(card.outs)]
  if (unit === 'items' || (more === 0 && less === 0)) {
    const by = card.ins.length - card.outs.length
    return by === 0 ? 'swap' : `${signed(by)} item${Math.abs(by) === 1 ? '' : 's'}`
  }
  return [...(more > 0 ? [signed(more)] : []), ...(less > 0 ? [signed(-less)] : [])].join(' ')
}

/** What will be done at the sprint's end with 50 and 85 %, in the picture's unit. */
export interface BurnFan {
  readonly 50: number
  readonly 85: number
}

/**
 * The team's past says how many items it finishes; in points each counts as much as one of those that are left on average.
 * No more will be done than is in the sprint. Null before the sprint, after it, and where nothing is left.
 */
export function burnFan(
  { days, today, unit, scope, done }: BurnUp,
  finishes: BurnFan | null,
  left: readonly (number | null)[],
): BurnFan | null {
  if (finishes === null || today < 0 || today >= days.length || left.length === 0) return null
  const size = unit === 'items' ? 1 : left.reduce<number>((sum, one) => sum + (one ?? 0), 0) / left.length
  const all = scope.at(-1)?.value ?? 0
  const at = (items: number): number => Math.min(all, (done.at(-1)?.value ?? 0) + items * size)
  return { 50: at(finishes[50]), 85: at(finishes[85]) }
}

/** In which of several rows above the line each flag stands, so that none covers another. Flags come from left to right. */
export function flagRows(places: readonly number[], width: number): number[] {
  const ends: number[] = []
  return places.map((x) => {
    const free = ends.findIndex((end) => end <= x - width / 2)
    const row = free < 0 ? ends.length : free
    ends[row] = x + width / 2
    return row
  })
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${amount(Math.abs(value))}`
}
