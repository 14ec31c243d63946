import { MOST_CARDS } from '../decks.ts'
import { stepOf, whyNotTaken, type Factor, type FactorValue } from './scale.ts'

/** Whoever cannot say, says so. */
const UNSURE = '?'
/** Numbers that are few enough to be a card each. */
const MOST_NUMBERS = 12

/** The cards with which a team scores a factor: its steps, its words, each number of a short range, or the values it has words for. */
export function cardsOfFactor(factor: Factor): readonly string[] {
  const { scale, rubric } = factor
  if (scale.is !== 'range') return [...scale.values.map(String), UNSURE]
  const isShort = Number.isInteger(scale.least) && scale.most - scale.least < MOST_NUMBERS
  const values = isShort
    ? Array.from({ length: scale.most - scale.least + 1 }, (_, i) => scale.least + i)
    : rubric.map((step) => step.value)
  const taken = values.filter((value) => whyNotTaken(factor, value) === null).map(String)
  // A formula of one's own may have no words for any value.
  return [...(taken.length < 2 ? RELATIVE : taken).slice(0, MOST_CARDS - 1), UNSURE]
}
const RELATIVE: readonly string[] = ['1', '2', '3', '5', '8', '13', '20']

/** What a card says in words; '' where the scale has none for just this value. */
export function wordsOfCard(factor: Factor, card: string): string {
  if (card === UNSURE) return 'I cannot say.'
  const value = valueOfCard(factor, card)
  const step = value === null ? null : stepOf(factor.rubric, value)
  return step?.value === value ? (step?.words ?? '') : ''
}

/** The value that a card, or what somebody typed, stands for; null where it is none that the factor can take. */
export function valueOfCard(factor: Factor, card: string): FactorValue | null {
  const bare = card.trim()
  const value = factor.scale.is === 'words' ? bare.toLowerCase() : bare === '' ? null : Number(bare.replace(',', '.'))
  return value !== null && whyNotTaken(factor, value) === null ? value : null
}
