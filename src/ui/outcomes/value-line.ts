import type { Measurement } from '../../model/metric.ts'
import { daysBetween } from '../days.ts'

/** Values of a metric as a line in a box: left to right by day, bottom to top by value. Coordinates are in the box. */
export interface ValueLine {
  readonly points: readonly { readonly x: number; readonly y: number; readonly day: string; readonly value: number }[]
  /** Height of the target, if there is one. */
  readonly target: number | null
  /** Where the due day stands, at most the box's width. */
  readonly due: number | null
}

/** Null for fewer than two values, since one value is no line. Target and due day take part in the scale. */
export function valueLine(
  values: readonly Measurement[],
  width: number,
  height: number,
  aim: { readonly target: number | null; readonly due: string | null } = { target: null, due: null },
): ValueLine | null {
  const first = values[0]
  const last = values.at(-1)
  if (first === undefined || last === undefined || values.length < 2) return null
  const end = aim.due !== null && aim.due > last.day ? aim.due : last.day
  const span = Math.max(1, daysBetween(first.day, end))
  const all = [...values.map((one) => one.value), ...(aim.target === null ? [] : [aim.target])]
  const low = Math.min(...all)
  const range = Math.max(...all) - low || 1
  const x = (day: string): number => (daysBetween(first.day, day) / span) * width
  const y = (value: number): number => height - ((value - low) / range) * height
  return {
    points: values.map((one) => ({ x: x(one.day), y: y(one.value), day: one.day, value: one.value })),
    target: aim.target === null ? null : y(aim.target),
    due: aim.due !== null && aim.due > last.day ? x(aim.due) : null,
  }
}
