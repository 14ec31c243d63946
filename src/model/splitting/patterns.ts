/** One way to cut an item, after the splitting patterns of Humanizing Work, in their order. */
export interface SplitPattern {
  readonly id: string
  readonly name: string
  /** How to look at an item by it. */
  readonly how: string
  /** Put to the people who know the item. `it` is the item's title in quotes. */
  readonly ask: (it: string) => string
  readonly example: { readonly whole: string; readonly parts: readonly string[] }
}

export const SPLIT_PATTERNS: readonly SplitPattern[] = [
  {
    id: 'workflow',
    name: 'Workflow steps',
    how: 'Take the thinnest path from beginning to end first, and add the steps in between later.',
    ask: (it) =>
      `Which steps does somebody take in ${it}, and which of them could be left out or done by hand at first?`,
    example: {
      whole: 'Publish a notice to skippers',
      parts: ['Publish a notice at once', 'Have it read by a second person', 'Have the harbour office approve it'],
    },
  },
  {
    id: 'operations',
    name: 'Operations',
    how: 'Words like “manage” hide several operations: create, read, update and delete.',
    ask: (it) => `What is created, read, updated and deleted in ${it}, and which of these is of use alone?`,
    example: {
      whole: 'Manage my berth booking',
      parts: ['Book a berth', 'See my booking', 'Change my booking', 'Cancel my booking'],
    },
  },
  {
    id: 'rules',
    name: 'Business-rule variations',
    how: 'The same goal under different rules: begin with one rule, and add the others one by one.',
    ask: (it) => `Which rules apply in ${it}, and which one covers most of what happens?`,
    example: {
      whole: 'Search for a free berth with flexible dates',
      parts: ['… on the day itself', '… within a number of days', '… on any weekend of a month'],
    },
  },
  {
    id: 'data',
    name: 'Data variations',
    how: 'The same thing for different data: begin with the kind that most people have.',
    ask: (it) => `Which kinds of data does ${it} deal with, and which kind comes first?`,
    example: {
      whole: 'Show the notices in the skipper’s language',
      parts: ['… in English', '… in German and Danish', '… in any other language'],
    },
  },
  {
    id: 'entry',
    name: 'Data-entry methods',
    how: 'The simplest way to put something in first, comfort later.',
    ask: (it) => `How do people put things in in ${it}, and what is the simplest way that works?`,
    example: {
      whole: 'Choose the days of a stay',
      parts: ['Type two dates', 'Choose them in a calendar', 'Drag them over a plan of the harbour'],
    },
  },
  {
    id: 'effort',
    name: 'Major effort',
    how: 'Most of the work lies in the first one, whichever it is; the others are then little work.',
    ask: (it) => `Which part of ${it} is most of the work, and which others come almost free after it?`,
    example: {
      whole: 'Pay by Visa, Mastercard, Girocard or American Express',
      parts: ['Pay by one kind of card', 'Pay by the other three as well'],
    },
  },
  {
    id: 'simple',
    name: 'Simple and complex',
    how: 'Say the simplest version that is still of use, and make every “what if” an item of its own.',
    ask: (it) => `What is the simplest version of ${it} that somebody would use?`,
    example: {
      whole: 'Tell skippers about a storm',
      parts: ['Write to everybody in the harbour', '… only to boats that are in danger', '… with the berth to move to'],
    },
  },
  {
    id: 'performance',
    name: 'Defer performance',
    how: 'Make it work first, and then fast, safe for many or available always.',
    ask: (it) => `Could ${it} work first and be fast, or serve many people, later?`,
    example: {
      whole: 'See the free berths at once',
      parts: ['See the free berths, waiting up to ten seconds', 'See them within half a second'],
    },
  },
  {
    id: 'spike',
    name: 'Break out a spike',
    how: 'Where too little is known to cut it: find that out first, in a set time, and decide then. The last resort.',
    ask: (it) => `What do you have to find out before you can say how ${it} is cut, and how much time is that worth?`,
    example: {
      whole: 'Take card payments',
      parts: ['Find out in two days what the bank’s interface can do', 'Take card payments'],
    },
  },
]

export function splitPattern(id: string): SplitPattern | undefined {
  return SPLIT_PATTERNS.find((pattern) => pattern.id === id)
}
