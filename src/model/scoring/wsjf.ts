import type { Method } from './method.ts'
import { scoreOf, type Factors } from './outcome.ts'
import type { Factor } from './scale.ts'

/** Relative sizes, as SAFe takes them from planning poker. */
const STEPS = [1, 2, 3, 5, 8, 13, 20] as const
const scale = { is: 'steps', values: STEPS } as const

const FACTORS: readonly Factor[] = [
  {
    name: 'userBusinessValue',
    words: 'User and business value',
    asks: 'How much do users prefer it, and what does it do for the business?',
    unit: '',
    scale,
    rubric: [
      { value: 1, words: 'The least of all these items; hardly anybody would notice it.' },
      { value: 2, words: 'A little better for a few.' },
      { value: 3, words: 'A few users would thank us, or it saves us some work.' },
      { value: 5, words: 'Many users gain something they asked for.' },
      { value: 8, words: 'Many users gain much, or it is seen in what we earn or save.' },
      { value: 13, words: 'It changes what most users can do, or what we earn in a year.' },
      { value: 20, words: 'The product is hardly worth using or selling without it.' },
    ],
  },
  {
    name: 'timeCriticality',
    words: 'Time criticality',
    asks: 'How does its value decay? Is there a date, or will people go elsewhere meanwhile?',
    unit: '',
    scale,
    rubric: [
      { value: 1, words: 'Worth as much next year as today.' },
      { value: 2, words: 'Worth a little less each quarter.' },
      { value: 3, words: 'Some people lose patience within a quarter or two.' },
      { value: 5, words: 'Much of its value is gone after this quarter.' },
      { value: 8, words: 'There is a date this quarter after which it is worth half.' },
      { value: 13, words: 'There is a fixed date, and missing it costs real money.' },
      { value: 20, words: 'After its date it is worth nothing, or a law is broken.' },
    ],
  },
  {
    name: 'riskReduction',
    words: 'Risk reduction, opportunity enablement',
    asks: 'What does it make less risky, and what does it open up?',
    unit: '',
    scale,
    rubric: [
      { value: 1, words: 'It makes nothing safer and opens nothing.' },
      { value: 2, words: 'We learn a little by it.' },
      { value: 3, words: 'It answers one question that we worry about.' },
      { value: 5, words: 'It takes away a risk that we see, or helps two or three later items.' },
      { value: 8, words: 'It takes away one of our larger risks, or several items wait for it.' },
      { value: 13, words: 'A whole line of work needs it, or it ends a danger to our data or our users.' },
      { value: 20, words: 'Without it we may have to stop, or the next market stays closed.' },
    ],
  },
  {
    name: 'jobSize',
    words: 'Job size',
    asks: 'How much work is it beside the others? It stands for how long it takes.',
    unit: '',
    scale,
    rubric: [
      { value: 1, words: 'The smallest of all these items.' },
      { value: 2, words: 'About twice the smallest.' },
      { value: 3, words: 'A few days of one pair.' },
      { value: 5, words: 'A good part of a sprint.' },
      { value: 8, words: 'Most of a sprint for the team.' },
      { value: 13, words: 'More than a sprint: look for a split.' },
      { value: 20, words: 'Several sprints: split it before anything else.' },
    ],
  },
]
const NAMES = FACTORS.map((factor) => factor.name)

/**
 * Weighted Shortest Job First: cost of delay over job size, both relative.
 * Source: SAFe, article "WSJF"; Dean Leffingwell, Agile Software Requirements, 2011, chapter 13, whose table the test repeats.
 */
export const WSJF: Method = {
  id: 'wsjf',
  name: 'WSJF',
  formula: '(user and business value + time criticality + risk reduction) / job size',
  helps: 'For work that competes for the same people, where waiting costs something.',
  factors: FACTORS,
  ranks: true,
  score: (factors) =>
    scoreOf(factors, NAMES, 'jobSize', ([value = 0, time = 0, risk = 0, size = 1]) => (value + time + risk) / size),
}

/** SAFe: in each column at least one item is a 1, else the columns cannot be compared. Names columns that have values but no 1. */
export function columnsWithoutOne(rows: Iterable<Factors>): readonly Factor[] {
  const used = new Set<string>()
  const withOne = new Set<string>()
  for (const factors of rows) {
    for (const name of NAMES) {
      if (typeof factors[name] !== 'number') continue
      used.add(name)
      if (factors[name] === 1) withOne.add(name)
    }
  }
  return FACTORS.filter(({ name }) => used.has(name) && !withOne.has(name))
}
