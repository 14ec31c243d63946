import type { Method } from './method.ts'
import { scoreOf } from './outcome.ts'

const scale = { is: 'range', least: 0, most: 10 } as const

/**
 * Importance + max(importance - satisfaction, 0): what matters much and is served badly. Being served more than it
 * matters takes nothing away.
 * Source: Anthony Ulwick, "Turn Customer Input into Innovation", Harvard Business Review, January 2002.
 */
export const OPPORTUNITY: Method = {
  id: 'opportunity',
  name: 'Opportunity',
  formula: 'importance + max(importance − satisfaction, 0)',
  helps: 'Where you asked people what matters to them and how well it is served today.',
  factors: [
    {
      name: 'importance',
      words: 'Importance',
      asks: 'How much does the outcome matter to the people who want it?',
      unit: '',
      scale,
      rubric: [
        { value: 0, words: 'It does not matter to them.' },
        { value: 3, words: 'It matters to a few.' },
        { value: 5, words: 'About half say that it matters much.' },
        { value: 8, words: 'Most say that it matters much.' },
        { value: 10, words: 'Everybody says that it matters most.' },
      ],
    },
    {
      name: 'satisfaction',
      words: 'Satisfaction',
      asks: 'How well are they served today, by us or by anything else?',
      unit: '',
      scale,
      rubric: [
        { value: 0, words: 'Nothing serves it.' },
        { value: 3, words: 'Few are content.' },
        { value: 5, words: 'About half are content.' },
        { value: 8, words: 'Most are content.' },
        { value: 10, words: 'Everybody is content.' },
      ],
    },
  ],
  ranks: true,
  score: (factors) =>
    scoreOf(
      factors,
      ['importance', 'satisfaction'],
      null,
      ([importance = 0, satisfaction = 0]) => importance + Math.max(importance - satisfaction, 0),
    ),
}
