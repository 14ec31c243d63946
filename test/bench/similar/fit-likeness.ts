import type { LikenessWeights as Weights, PairSigns } from '../../../src/state/similar/likeness.ts'

export interface Example {
  readonly signs: PairSigns
  readonly same: boolean
  readonly weight: number
}
export type { Weights }

const NAMES = ['within', 'told', 'rarest', 'shared', 'swapped', 'worded', 'apart'] as const
/** Signs against a pair. */
const AGAINST: readonly string[] = ['swapped', 'worded', 'apart']

/**
 * Logistic regression by plain gradient descent with a little ridge, so that signs that say the same share their weight. What
 * is alike may only speak for a pair and what is apart only against it: near misses are chosen to be alike, and without this
 * the fit would learn of them that unlike is the same.
 */
export function fitLikeness(examples: readonly Example[]): Weights {
  const rows = examples.map(({ signs, same, weight }) => ({
    x: [1, ...NAMES.map((name) => signs[name])],
    y: same ? 1 : 0,
    weight,
  }))
  const total = rows.reduce((sum, row) => sum + row.weight, 0)
  let w: number[] = [1, ...NAMES].map(() => 0)
  for (let turn = 0; turn < 20_000; turn++) {
    const slope = w.map((value, i) => (i === 0 ? 0 : value * RIDGE))
    for (const { x, y, weight } of rows) {
      const sum = x.reduce((all, value, i) => all + value * (w[i] as number), 0)
      const off = ((1 / (1 + Math.exp(-sum)) - y) * weight) / total
      x.forEach((value, i) => (slope[i] = (slope[i] as number) + off * value))
    }
    w = w.map((value, i) => kept(i, value - 2 * (slope[i] as number)))
  }
  const [base = 0, ...others] = w
  return { base, ...Object.fromEntries(NAMES.map((name, i) => [name, others[i] ?? 0])) } as unknown as Weights
}
const RIDGE = 0.0005

function kept(i: number, value: number): number {
  return i === 0 ? value : AGAINST.includes(NAMES[i - 1] ?? '') ? Math.min(0, value) : Math.max(0, value)
}
