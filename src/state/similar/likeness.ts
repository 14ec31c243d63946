/** What of two items is alike, each from 0 to 1. */
export interface PairSigns {
  /** Meanings of the titles (cosine, rare ones weigh more). */
  readonly title: number
  /** Threes of letters of the titles: slips of the pen and endings that no stem knows. */
  readonly letters: number
  /** Meanings of titles and texts together. */
  readonly all: number
  /** How much of the shorter title the longer one says. */
  readonly within: number
  /** How much of each title is said anywhere in the other item. */
  readonly told: number
  /** The same words in the same order, and each title says something else besides (swapped-words.ts). */
  readonly swapped: number
}

/** Fitted by `npm run bench -- similar --fit` to one half of the labelled pairs (test/fixtures/similar-items); the other half measures. */
const WEIGHTS: PairSigns & { readonly base: number } = {
  base: -2.44,
  title: 0.76,
  letters: 0.24,
  all: 1,
  within: 3.01,
  told: 1.31,
  swapped: -3.02,
}

/** How likely the two say the same, by logistic regression over the signs. */
export function likeness(signs: PairSigns, weights: PairSigns & { readonly base: number } = WEIGHTS): number {
  const sum =
    weights.base +
    weights.title * signs.title +
    weights.letters * signs.letters +
    weights.all * signs.all +
    weights.within * signs.within +
    weights.told * signs.told +
    weights.swapped * signs.swapped
  return 1 / (1 + Math.exp(-sum))
}

/** From here on two items are offered as similar where somebody looks at one of them: rather one too many than one missed. */
export const SIMILAR_FROM = 0.45

/** From here on a pair is listed where the whole plan is looked through: most of what is listed should be worth the look. */
export const PAIRED_FROM = 0.6
