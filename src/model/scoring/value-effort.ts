import type { Method } from './method.ts'
import { scoreOf } from './outcome.ts'

const MOST = 1_000_000

/**
 * Value over effort, and the chart of four quarters. Both are fields of the item, in whatever measure the plan uses.
 * Source: the prioritisation matrix of Michael Brassard, The Memory Jogger Plus, 1989, in its plain two-axis form.
 */
export const VALUE_EFFORT: Method = {
  id: 'value-effort',
  name: 'Value / effort',
  formula: 'value / effort',
  helps: 'For a talk over one picture: what is worth much and costs little?',
  factors: [
    {
      name: 'value',
      words: 'Value',
      asks: 'What is it worth beside the others?',
      unit: '',
      scale: { is: 'range', least: 0, most: MOST },
      rubric: [
        { value: 0, words: 'Worth nothing as we see it now.' },
        { value: 1, words: 'Nice to have.' },
        { value: 3, words: 'A few people gain by it.' },
        { value: 5, words: 'Many people gain by it.' },
        { value: 8, words: 'It moves a goal.' },
        { value: 13, words: 'A goal cannot be reached without it.' },
      ],
    },
    {
      name: 'effort',
      words: 'Effort',
      asks: 'How much work is it beside the others?',
      unit: '',
      scale: { is: 'range', least: 0, most: MOST, above: true },
      rubric: [
        { value: 0, words: 'Hardly any.' },
        { value: 1, words: 'Very little.' },
        { value: 3, words: 'A few days.' },
        { value: 5, words: 'A good part of a sprint.' },
        { value: 8, words: 'Most of a sprint.' },
        { value: 13, words: 'More than a sprint: look for a split.' },
      ],
    },
  ],
  ranks: true,
  score: (factors) => scoreOf(factors, ['value', 'effort'], 'effort', ([value = 0, effort = 1]) => value / effort),
}

export type Quarter = 'quick-win' | 'big-bet' | 'fill-in' | 'money-pit'

/** Which quarter of the 2x2 chart: by the middle of each axis; what lies on a middle line counts as more. */
export function quarterOf(
  value: number,
  effort: number,
  middle: { readonly value: number; readonly effort: number },
): Quarter {
  if (value >= middle.value) return effort >= middle.effort ? 'big-bet' : 'quick-win'
  return effort >= middle.effort ? 'money-pit' : 'fill-in'
}
