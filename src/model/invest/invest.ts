import { DEFAULT_SIZE_LIMIT } from '../checklist.ts'
import type { Item } from '../item.ts'
import { solutionWord } from './solution-words.ts'
import { untestableWords, type UntestableWord } from './untestable-words.ts'

export const INVEST_LETTERS = ['independent', 'negotiable', 'valuable', 'estimable', 'small', 'testable'] as const
export type InvestLetter = (typeof INVEST_LETTERS)[number]

/** What a person can do about a hint, one thing each. The screen knows how. */
export type InvestAction =
  | { readonly do: 'open-item'; readonly item: string }
  | { readonly do: 'edit-title' }
  | { readonly do: 'say-why' }
  | { readonly do: 'estimate' }
  | { readonly do: 'answer-questions' }
  | { readonly do: 'split' }
  | { readonly do: 'add-criterion' }
  | { readonly do: 'edit-criterion'; readonly criterion: string }

export interface InvestHint {
  /** What was seen, in words. */
  readonly says: string
  /** Why that is worth a look. */
  readonly because: string
  readonly action: InvestAction
  /** The criterion and the word in it that the hint is about. */
  readonly marks?: { readonly text: string; readonly words: readonly UntestableWord[] }
}

export interface InvestAspect {
  readonly letter: InvestLetter
  /** None: nothing was found, which is no proof. */
  readonly hints: readonly InvestHint[]
}

/** An open item that blocks this one. */
export interface Blocker {
  readonly id: string
  readonly key: string
  readonly title: string
  readonly standsBelow: boolean
  readonly inSprint: boolean
}

/** What of an item and its surroundings the hints are drawn from. */
export interface InvestFacts {
  readonly item: Pick<Item, 'title' | 'kind' | 'estimate' | 'sprint'>
  readonly description: string
  readonly criteria: readonly { readonly id: string; readonly text: string }[]
  readonly hasWhy: boolean
  readonly blockers: readonly Blocker[]
  readonly openQuestions: number
  readonly sizeLimit?: number | null | undefined
}

/** More criteria than these, and there is little left to talk about. */
const MANY_CRITERIA = 9

/**
 * INVEST (Wake): Independent, Negotiable, Valuable, Estimable, Small, Testable, with what speaks against each. Hints come from
 * what is written and from where things stand; they are no verdict and stop nobody.
 */
export function investOf(facts: InvestFacts): readonly InvestAspect[] {
  return INVEST_LETTERS.map((letter) => ({ letter, hints: HINTS[letter](facts) }))
}

const HINTS: { readonly [L in InvestLetter]: (facts: InvestFacts) => readonly InvestHint[] } = {
  independent: ({ blockers, item }) =>
    blockers.flatMap((blocker): InvestHint[] => {
      const action: InvestAction = { do: 'open-item', item: blocker.id }
      const name = `${blocker.key} “${blocker.title}”`
      if (blocker.standsBelow)
        return [
          {
            says: `It waits for ${name}, which stands below it.`,
            because:
              'Whoever works from the top comes to this one first and then has to wait. Move one of them, or cut the tie.',
            action,
          },
        ]
      if (item.sprint !== null && !blocker.inSprint)
        return [
          {
            says: `It is in a sprint and waits for ${name}, which is in none.`,
            because: 'Nobody has taken on what it needs, so it cannot be finished in that sprint.',
            action,
          },
        ]
      return []
    }),

  negotiable: ({ item, criteria }) => {
    const word = item.kind === 'feature' ? solutionWord(item.title) : null
    const hints: InvestHint[] = []
    if (word !== null)
      hints.push({
        says: `The title names a solution: “${word}”.`,
        because:
          'Then nobody asks whether there is a better way. Say what somebody can do afterwards, and leave how to those who build it.',
        action: { do: 'edit-title' },
      })
    if (criteria.length > MANY_CRITERIA)
      hints.push({
        says: `${criteria.length} acceptance criteria are fixed already.`,
        because:
          'That leaves little to talk about, and it is mostly more than one item. Keep those that matter and split off the others.',
        action: { do: 'split' },
      })
    return hints
  },

  valuable: ({ hasWhy }) =>
    hasWhy
      ? []
      : [
          {
            says: 'It does not say why.',
            because:
              'Without a goal or an expected outcome nobody can tell whether it is worth its place, or whether it worked.',
            action: { do: 'say-why' },
          },
        ],

  estimable: ({ item, openQuestions }) => {
    const hints: InvestHint[] = []
    if (openQuestions > 0)
      hints.push({
        says: openQuestions === 1 ? 'A question on it is open.' : `${openQuestions} questions on it are open.`,
        because: 'An estimate before the answer is a guess about something else.',
        action: { do: 'answer-questions' },
      })
    if (item.estimate === null)
      hints.push({
        says: 'It has no estimate.',
        because:
          'Either nobody has looked at it yet, or it is not clear enough to. Both are good to know before it is pulled.',
        action: { do: 'estimate' },
      })
    return hints
  },

  small: ({ item: { estimate }, sizeLimit }) => {
    const limit = sizeLimit ?? DEFAULT_SIZE_LIMIT
    if (estimate === null || estimate <= limit) return []
    return [
      {
        says: `Its estimate is ${estimate}; small enough is ${limit} or less.`,
        because: 'Large items hide surprises and finish late. A part that is of use by itself can be done first.',
        action: { do: 'split' },
      },
    ]
  },

  testable: ({ item, description, criteria }) => {
    if (criteria.length === 0)
      return [
        {
          says: 'It has no acceptance criteria.',
          because: 'Nobody can say when it is done. Write what must be true then, so that anybody can check it.',
          action: { do: 'add-criterion' },
        },
      ]
    const surrounding = [item.title, description, ...criteria.map(({ text }) => text)].join('\n')
    return criteria.flatMap(({ id, text }): InvestHint[] => {
      const words = untestableWords(text, surrounding)
      const [first] = words
      if (first === undefined) return []
      const named = [...new Set(words.map(({ word }) => `“${word}”`))].join(', ')
      return [
        {
          says: `${named} cannot be tested.`,
          because: [...new Set(words.map(({ because }) => because))].join(' '),
          action: { do: 'edit-criterion', criterion: id },
          marks: { text, words },
        },
      ]
    })
  },
}
