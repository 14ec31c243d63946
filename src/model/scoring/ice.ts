import type { Method } from './method.ts'
import { scoreOf } from './outcome.ts'

const scale = { is: 'range', least: 1, most: 10 } as const

/**
 * Impact x confidence x ease, each from 1 to 10: quick and rough, for many ideas at once.
 * Source: Sean Ellis and Morgan Brown, Hacking Growth, 2017, chapter 4.
 */
export const ICE: Method = {
  id: 'ice',
  name: 'ICE',
  formula: 'impact × confidence × ease',
  helps: 'For a first rough sort of many ideas in little time.',
  factors: [
    {
      name: 'impact',
      words: 'Impact',
      asks: 'If it works, how much does it move the number you care about?',
      unit: '',
      scale,
      rubric: [
        { value: 1, words: 'Nobody could measure it.' },
        { value: 3, words: 'A little, for a few.' },
        { value: 5, words: 'It can be seen in the number.' },
        { value: 8, words: 'It moves the number clearly.' },
        { value: 10, words: 'Nothing we know of would move it more.' },
      ],
    },
    {
      name: 'confidence',
      words: 'Confidence',
      asks: 'How sure are you that it works?',
      unit: '',
      scale,
      rubric: [
        { value: 1, words: 'A guess.' },
        { value: 3, words: 'Somebody with experience thinks so.' },
        { value: 5, words: 'Users told us so, or it works elsewhere.' },
        { value: 8, words: 'We measured something much like it.' },
        { value: 10, words: 'We tried it, and it worked.' },
      ],
    },
    {
      name: 'ease',
      words: 'Ease',
      asks: 'How easy is it to do? More is easier.',
      unit: '',
      scale,
      rubric: [
        { value: 1, words: 'A quarter or more, several teams.' },
        { value: 3, words: 'Several sprints.' },
        { value: 5, words: 'A sprint.' },
        { value: 8, words: 'A few days.' },
        { value: 10, words: 'Done today.' },
      ],
    },
  ],
  ranks: true,
  score: (factors) =>
    scoreOf(
      factors,
      ['impact', 'confidence', 'ease'],
      null,
      ([impact = 0, confidence = 0, ease = 0]) => impact * confidence * ease,
    ),
}
