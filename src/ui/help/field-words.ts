/** The words of the field, as Ordinal uses them everywhere. */
export const FIELD_WORDS: readonly { readonly word: string; readonly meaning: string }[] = [
  {
    word: 'Plan',
    meaning: 'Everything about one product: one backlog in one order, its goals, its sprints, its people.',
  },
  {
    word: 'Item',
    meaning:
      'Anything that may add value: a feature, a bug, debt, an enabler, architecture, a spike, a chore. Each has a short key that people can say aloud.',
  },
  {
    word: 'Rank',
    meaning: 'An item’s place in the one order. No ties, no parallel priorities. The Product Owner’s to set.',
  },
  {
    word: 'Domain',
    meaning:
      'The items of one area of the product, owned by one Product Owner. A view of the one order, never a second list.',
  },
  {
    word: 'Epic',
    meaning: 'A larger piece of work that groups items and serves a goal. It stands where its first open item stands.',
  },
  { word: 'Goal', meaning: 'An outcome the product aims at: what gets better for whom, and how you will know.' },
  { word: 'Metric', meaning: 'A number followed over time. One of them is the plan’s North Star.' },
  { word: 'Task', meaning: 'A step that Developers note on an item for themselves.' },
  { word: 'Sprint', meaning: 'A time box of one team with a Sprint Goal, a capacity and what the team pulled.' },
  {
    word: 'Pull',
    meaning: 'Developers take an item into their sprint. Nobody assigns one; a Developer may put their own name on it.',
  },
  {
    word: 'Ready',
    meaning: 'What the plan’s Definition of Ready asks for is there. It says what is missing and never stops anybody.',
  },
  {
    word: 'Question',
    meaning:
      'Something about an item that is not clear yet, with who must answer it. All open ones stand in one queue.',
  },
  {
    word: 'INVEST',
    meaning:
      'Independent, Negotiable, Valuable, Estimable, Small, Testable: what makes an item good to work on. Hints say why.',
  },
  {
    word: 'File',
    meaning:
      'Hangs on an item: a picture, a document. Each device has its bytes when it opened the item, or keeps all of them.',
  },
  { word: 'Template', meaning: 'What a new item of a kind begins with: a description, criteria and labels.' },
  {
    word: 'Score',
    meaning:
      'What somebody believes an item is worth doing, under a method, with its date. It asks a question and moves nothing.',
  },
  { word: 'Parked', meaning: 'Set aside: will not be done soon, keeps its rank.' },
  { word: 'Change', meaning: 'Everything that one intent did, as one step of history and of undo.' },
  {
    word: 'Saved on this device',
    meaning: 'It is on this disk and survives a power cut. Nothing is called saved before.',
  },
]
