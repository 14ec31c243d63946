/** Numbers on an axis: from 0 to a round number, to pixels and back. */
export interface ChartScale {
  readonly top: number
  readonly ticks: readonly number[]
  /** Where a value stands, in pixels from the axis' begin. */
  toPixels(value: number): number
  /** The value at a place, within the axis and in steps that people would say. */
  toValue(pixels: number): number
  /** One step by the arrow keys. */
  readonly step: number
}

/** Steps of 1, 2 or 5 times a power of ten, four to eight of them. */
export function chartScale(most: number, length: number): ChartScale {
  const wanted = most > 0 ? most * 1.08 : 1
  const power = 10 ** Math.floor(Math.log10(wanted / 5))
  const tick = [1, 2, 5, 10].map((times) => times * power).find((one) => wanted / one <= 8) ?? 10 * power
  const top = rounded(Math.ceil(wanted / tick) * tick)
  const step = top <= 50 && tick >= 1 ? (top <= 25 ? 0.5 : 1) : tick / 10
  const ticks = Array.from({ length: Math.round(top / tick) + 1 }, (_, i) => rounded(i * tick))
  return {
    top,
    ticks,
    step,
    toPixels: (value) => (Math.max(0, Math.min(top, value)) / top) * length,
    toValue: (pixels) => rounded(Math.max(0, Math.min(top, Math.round(((pixels / length) * top) / step) * step))),
  }
}

/** Without the last bits that sums of tenths leave behind. */
function rounded(value: number): number {
  return Number(value.toPrecision(12))
}
