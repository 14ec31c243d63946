import { MOSCOW_WORDS, type MoscowGroup } from '../../model/scoring/moscow.ts'
import type { Method } from '../../model/scoring/method.ts'
import type { Outcome } from '../../model/scoring/outcome.ts'
import type { Factor } from '../../model/scoring/scale.ts'
import { amount } from '../amounts.ts'

/** A score as people read it: three figures that count. */
export function scoreWords(value: number): string {
  if (Math.abs(value) >= 100) return amount(Math.round(value))
  return amount(Number(value.toPrecision(3)))
}

/** A factor's value in its cell; '' where nobody said one. */
export function valueWords(factor: Factor, value: unknown): string {
  if (typeof value === 'number') return amount(value)
  if (typeof value !== 'string') return ''
  return factor.name === 'group' ? groupWords(value) : value
}

export function groupWords(group: string): string {
  return group === 'wont' ? 'Won’t' : (MOSCOW_WORDS[group as MoscowGroup] ?? group)
}

/** What stands in for a score that is not there. */
export function outcomeWords(outcome: Outcome | undefined, method: Method): string {
  if (outcome === undefined) return ''
  if (outcome.is === 'score') return scoreWords(outcome.value)
  if (outcome.is === 'trouble') return outcome.message
  const words = outcome.factors.map((name) =>
    (method.factors.find((factor) => factor.name === name)?.words ?? name).toLowerCase(),
  )
  return words.length === 0 ? '' : `Not said yet: ${words.join(', ')}.`
}

/** "stands 12 higher than its score", or that both agree. */
export function gapWords(gap: number): string {
  if (gap === 0) return 'both agree'
  return `${Math.abs(gap)} ${gap > 0 ? 'higher' : 'lower'} than its score`
}
