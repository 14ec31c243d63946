import type { TitleSigns } from './title-signs.ts'

/** What of two items is alike by what they mean, each from 0 to 1. */
export interface MeantSigns {
  /** How much of the shorter title the longer one says; rare meanings weigh more. */
  readonly within: number
  /** How much of each title is said anywhere in the other item. */
  readonly told: number
  /** How rare the rarest meaning is that both titles have. */
  readonly rarest: number
}
export type PairSigns = MeantSigns & TitleSigns
export type LikenessWeights = PairSigns & { readonly base: number }

/** Fitted by `npm run bench -- similar --fit` to one half of the labelled pairs (test/fixtures/similar-items); the other half measures. */
const WEIGHTS: LikenessWeights = {
  base: -2.24,
  within: 2.08,
  told: 0.21,
  rarest: 2.58,
  shared: 1.04,
  swapped: -1.83,
  worded: -1.69,
  apart: -0.49,
}

/** How likely the two say the same, by logistic regression over the signs. */
export function likeness(meant: MeantSigns, title: TitleSigns, weights: LikenessWeights = WEIGHTS): number {
  const sum =
    weights.base +
    weights.within * meant.within +
    weights.told * meant.told +
    weights.rarest * meant.rarest +
    weights.shared * title.shared +
    weights.swapped * title.swapped +
    weights.worded * title.worded +
    weights.apart * title.apart
  return 1 / (1 + Math.exp(-sum))
}

/** From here on two items are offered as similar where somebody looks at one of them: rather one too many than one missed. */
export const SIMILAR_FROM = 0.4

/** From here on a pair is listed where the whole plan is looked through: most of what is listed should be worth the look. */
export const PAIRED_FROM = 0.55
