/** What a factor takes: one of a few steps, any number between two ends, or one of a few words. */
export type Scale =
  | { readonly is: 'steps'; readonly values: readonly number[] }
  /** `above`: the lower end itself is not taken. */
  | { readonly is: 'range'; readonly least: number; readonly most: number; readonly above?: boolean }
  | { readonly is: 'words'; readonly values: readonly string[] }

/** What a step of a factor means, so that two people mean the same by it. */
export interface Step {
  readonly value: number | string
  readonly words: string
}

/** One thing that a person says about an item under a method. */
export interface Factor {
  /** Stands in records and formulas, for ever. */
  readonly name: string
  /** As people say it; heads a column. */
  readonly words: string
  /** The question that a number answers. */
  readonly asks: string
  /** Shown after the number: "%", "weeks". */
  readonly unit: string
  readonly scale: Scale
  /** What the steps mean, lowest first. Between two steps the lower one's words hold. */
  readonly rubric: readonly Step[]
}

/** A factor's value as records hold it. */
export type FactorValue = number | string

/** The largest number that any factor takes. */
export const LARGEST = 1_000_000_000

/** Null if the factor takes this value, else a sentence that says what it takes. */
export function whyNotTaken({ words, scale, unit }: Factor, value: unknown): string | null {
  if (scale.is === 'words')
    return scale.values.includes(value as string) ? null : `${words} is one of ${listed(scale.values)}.`
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${words} takes a number.`
  const of = unit === '' ? '' : ` ${unit}`
  if (scale.is === 'steps')
    return scale.values.includes(value) ? null : `${words} is one of ${listed(scale.values.map(String))}${of}.`
  if (scale.above === true && value <= scale.least)
    return `${words} is more than ${scale.least}${of}, since the score divides by it.`
  if (value < scale.least) return `${words} is at least ${scale.least}${of}.`
  return value <= scale.most ? null : `${words} is at most ${scale.most.toLocaleString('en')}${of}.`
}

/** What this value means: the words of its step, or of the nearest step below it. */
export function stepOf(rubric: readonly Step[], value: FactorValue): Step | null {
  if (typeof value === 'string') return rubric.find((step) => step.value === value) ?? null
  return rubric.findLast((step) => typeof step.value === 'number' && step.value <= value) ?? null
}

function listed(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}`
}
