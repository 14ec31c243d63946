import { ticks } from 'd3-array'
import { dayText } from '../../model/forecast/calendar.ts'
import { shortDay } from '../days.ts'

export interface Tick {
  readonly at: number
  readonly words: string
}

/** From values to pixels, evenly. */
export function linear(from: number, to: number, start: number, end: number): (value: number) => number {
  const span = to - from || 1
  return (value) => start + ((value - from) / span) * (end - start)
}

/** A top that a grid can end at, and the whole numbers that its lines stand for. */
export function countAxis(most: number, lines = 4): { readonly top: number; readonly values: readonly number[] } {
  const wide = Math.max(1, most)
  const step = (ticks(0, wide, lines)[1] ?? 1) || 1
  const whole = Math.max(1, Math.round(step))
  const top = Math.ceil(wide / whole) * whole
  return { top, values: Array.from({ length: top / whole + 1 }, (_, i) => i * whole) }
}

/** Mondays or firsts of months between two days, as many as have room for their words. */
export function dayAxis(first: number, last: number, width: number, room: number): readonly Tick[] {
  const most = Math.max(1, Math.floor(width / room))
  const weeks = (last - first) / 7
  const step = [1, 2, 4, 8, 13, 26, 52].find((count) => weeks / count <= most) ?? 104
  // Day 4, the fifth of January 1970, was a Monday.
  const monday = first + ((((4 - first) % 7) + 7) % 7)
  const found: Tick[] = []
  for (let day = monday; day <= last; day += step * 7) found.push({ at: day, words: shortDay(dayText(day)) })
  return found
}

/** Labels keep their order and at least a line's height from one another. */
export function apart<T extends { readonly y: number }>(labels: readonly T[], height: number): T[] {
  let above = -Infinity
  return [...labels]
    .sort((a, b) => a.y - b.y)
    .map((one) => {
      above = Math.max(one.y, above + height)
      return { ...one, y: above }
    })
}
