/** One measured thing, in milliseconds, with what the design wants of it. */
export interface Measure {
  readonly name: string
  readonly items: number
  /** Which of the numbers the target is about. */
  readonly of: 'p50' | 'p95' | 'p99' | 'longest'
  /** Null where the design names none. */
  readonly target: number | null
  readonly samples: readonly number[]
  /** The same with nothing but Yjs, in the same run; null where Yjs alone has nothing like it. */
  readonly bare: readonly number[] | null
}

export interface Summary {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly longest: number
}

/** A sample that never came (NaN) counts as longer than any that did. */
export function summary(samples: readonly number[]): Summary {
  const sorted = samples.map((sample) => (Number.isNaN(sample) ? Infinity : sample)).sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), longest: sorted.at(-1) ?? NaN }
}

/** The table that people read: the number that counts, its target, whether it is met, and bare Yjs beside it. */
export function table(measures: readonly Measure[]): string {
  const head = ['', 'items', 'samples', 'p50', 'p95', 'longest', 'target', '', 'bare Yjs p50']
  const rows = measures.map((measure) => {
    const found = summary(measure.samples)
    return [
      measure.name,
      measure.items.toLocaleString('en'),
      String(measure.samples.length),
      ms(found.p50),
      ms(found.p95),
      ms(found.longest),
      measure.target === null ? '-' : `${measure.of} ${measure.target} ms`,
      verdict(measure, found),
      measure.bare === null ? '-' : ms(summary(measure.bare).p50),
    ]
  })
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
  return [line(head), ...rows.map(line)].join('\n')
}

export function toJson(machine: string, measures: readonly Measure[]): string {
  const rows = measures.map(({ samples, bare, ...measure }) => {
    const found = summary(samples)
    return {
      ...measure,
      ...found,
      samples: samples.length,
      verdict: verdict({ ...measure, samples, bare }, found),
      bare: bare === null ? null : summary(bare),
    }
  })
  return JSON.stringify({ machine, measures: rows }, null, 2)
}

function verdict(measure: Measure, found: Summary): string {
  if (measure.samples.length === 0) return 'not measured'
  if (measure.target === null) return ''
  return found[measure.of] <= measure.target ? 'met' : 'missed'
}

const ms = (value: number): string =>
  value === Infinity ? 'never' : Number.isNaN(value) ? '-' : value < 10 ? value.toFixed(2) : value.toFixed(0)
