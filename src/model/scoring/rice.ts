import type { Method } from './method.ts'
import { scoreOf } from './outcome.ts'
import { LARGEST } from './scale.ts'

/**
 * Reach x impact x confidence / effort. Confidence is kept as it is said, in percent.
 * Source: Sean McBride, "RICE: Simple prioritization for product managers", Intercom, 2016.
 */
export const RICE: Method = {
  id: 'rice',
  name: 'RICE',
  formula: 'reach × impact × confidence / effort',
  helps: 'Where you know how many people meet a thing, and guess at the rest.',
  factors: [
    {
      name: 'reach',
      words: 'Reach',
      asks: 'How many people does it touch in a quarter? Take it from numbers you have.',
      unit: 'people a quarter',
      scale: { is: 'range', least: 0, most: LARGEST },
      rubric: [
        { value: 0, words: 'Nobody yet.' },
        { value: 1, words: 'A few people, known by name.' },
        { value: 100, words: 'One group of users.' },
        { value: 1_000, words: 'Many users.' },
        { value: 10_000, words: 'Nearly everybody.' },
      ],
    },
    {
      name: 'impact',
      words: 'Impact',
      asks: 'How much does it change for each of them?',
      unit: '',
      scale: { is: 'steps', values: [0.25, 0.5, 1, 2, 3] },
      rubric: [
        { value: 0.25, words: 'Minimal: they may not notice.' },
        { value: 0.5, words: 'Low: a small convenience.' },
        { value: 1, words: 'Medium: they would miss it.' },
        { value: 2, words: 'High: they can do something they could not do well.' },
        { value: 3, words: 'Massive: it decides whether they use the product.' },
      ],
    },
    {
      name: 'confidence',
      words: 'Confidence',
      asks: 'How sure are you of reach, impact and effort?',
      unit: '%',
      scale: { is: 'steps', values: [50, 80, 100] },
      rubric: [
        { value: 50, words: 'Low: an idea that sounds right. Below this it is a moonshot.' },
        { value: 80, words: 'Medium: some of it is measured, the rest is a reasoned guess.' },
        { value: 100, words: 'High: numbers for reach, research for impact, an estimate by those who build it.' },
      ],
    },
    {
      name: 'effort',
      words: 'Effort',
      asks: 'How many months of one person, of all kinds of work together?',
      unit: 'person-months',
      scale: { is: 'range', least: 0.5, most: 10_000 },
      rubric: [
        { value: 0.5, words: 'Well under a month of one person.' },
        { value: 1, words: 'About a month of one person.' },
        { value: 2, words: 'Two people for a month.' },
        { value: 4, words: 'A team for a month: look for a split.' },
        { value: 12, words: 'A team for a quarter: split it before anything else.' },
      ],
    },
  ],
  ranks: true,
  score: (factors) =>
    scoreOf(
      factors,
      ['reach', 'impact', 'confidence', 'effort'],
      'effort',
      ([reach = 0, impact = 0, confidence = 0, effort = 1]) => (reach * impact * confidence) / 100 / effort,
    ),
}
