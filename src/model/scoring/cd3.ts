import type { Method } from './method.ts'
import { scoreOf } from './outcome.ts'
import { LARGEST } from './scale.ts'

/**
 * Cost of delay divided by duration: what a week of it saves.
 * Source: Donald Reinertsen, The Principles of Product Development Flow, 2009, principle F18 (weighted shortest job first).
 */
export const CD3: Method = {
  id: 'cd3',
  name: 'CD3',
  formula: 'cost of delay / duration',
  helps: 'Where a week of waiting can be put into money, even roughly.',
  factors: [
    {
      name: 'costOfDelay',
      words: 'Cost of delay',
      asks: 'What does each week without it cost: lost income, penalties, work done twice?',
      unit: 'money a week',
      scale: { is: 'range', least: 0, most: LARGEST },
      rubric: [
        { value: 0, words: 'Waiting costs nothing.' },
        { value: 100, words: 'A few people do a little extra work each week.' },
        { value: 1_000, words: 'About a day of somebody’s work each week, or a customer now and then.' },
        { value: 10_000, words: 'About a team’s week: a customer lost each week, or a running penalty.' },
        { value: 100_000, words: 'It is seen in the year’s result.' },
      ],
    },
    {
      name: 'duration',
      words: 'Duration',
      asks: 'How many weeks from start to use, waiting included?',
      unit: 'weeks',
      scale: { is: 'range', least: 0, most: 1_000, above: true },
      rubric: [
        { value: 0, words: 'Less than a week.' },
        { value: 1, words: 'A week or a little more.' },
        { value: 2, words: 'A sprint or so.' },
        { value: 6, words: 'A good part of a quarter: look for a split.' },
        { value: 13, words: 'A quarter or more: split it before anything else.' },
      ],
    },
  ],
  ranks: true,
  score: (factors) =>
    scoreOf(factors, ['costOfDelay', 'duration'], 'duration', ([cost = 0, duration = 1]) => cost / duration),
}
