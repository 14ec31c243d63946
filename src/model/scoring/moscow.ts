import type { Method } from './method.ts'

export const MOSCOW_GROUPS = ['must', 'should', 'could', 'wont'] as const
export type MoscowGroup = (typeof MOSCOW_GROUPS)[number]
export const MOSCOW_WORDS: Readonly<Record<MoscowGroup, string>> = {
  must: 'Must',
  should: 'Should',
  could: 'Could',
  wont: 'Won’t, not this time',
}

/**
 * Must, Should, Could, Won't (not this time). Groups, no order.
 * Source: Agile Business Consortium, DSDM Agile Project Framework handbook, chapter "MoSCoW Prioritisation" (after Dai Clegg).
 */
export const MOSCOW: Method = {
  id: 'moscow',
  name: 'MoSCoW',
  formula: 'Must at most 60 %, Should about 20 %, Could about 20 % of the effort',
  helps: 'For a date or a release: what has to be in, and what may slip?',
  factors: [
    {
      name: 'group',
      words: 'Group',
      asks: 'What happens if it is not in this time?',
      unit: '',
      scale: { is: 'words', values: MOSCOW_GROUPS },
      rubric: [
        { value: 'must', words: 'Without it there is no point in delivering, or it is not legal or not safe.' },
        { value: 'should', words: 'Painful to leave out, but there is a way round.' },
        { value: 'could', words: 'Wanted, less missed; the first to go when time runs short.' },
        { value: 'wont', words: 'Agreed by all to be left out of this.' },
      ],
    },
  ],
  ranks: false,
  score: () => ({ is: 'missing', factors: [] }),
}

/** How the effort of a release spreads over the groups. Shares are of Must, Should and Could together; Won't is not part of it. */
export interface MoscowShares {
  readonly groups: readonly {
    readonly group: MoscowGroup
    readonly items: number
    readonly effort: number
    /** From 0 to 1; of Won't, and where there is no effort at all, 0. */
    readonly share: number
  }[]
  /** Items in a group that nobody gave an effort: they are not in the shares. */
  readonly withoutEffort: number
  /** A sentence for each rule that does not hold; empty where all do. */
  readonly warnings: readonly string[]
}

/** At most so much of the effort may be Must, else nothing can slip when time runs short. */
export const MOST_MUST = 0.6
/** About so much is Should and Could each; "about" is half as much or more, and half as much again. */
const ABOUT = 0.2
const SLACK = 0.1

export function moscowShares(
  items: Iterable<{ readonly group: string; readonly effort: number | null }>,
): MoscowShares {
  const sums = new Map(MOSCOW_GROUPS.map((group) => [group as string, { items: 0, effort: 0 }]))
  let withoutEffort = 0
  for (const { group, effort } of items) {
    const sum = sums.get(group)
    if (sum === undefined) continue
    sum.items++
    sum.effort += effort ?? 0
    if (effort === null && group !== 'wont') withoutEffort++
  }
  const all = MOSCOW_GROUPS.reduce((sum, group) => sum + (group === 'wont' ? 0 : (sums.get(group)?.effort ?? 0)), 0)
  const groups = MOSCOW_GROUPS.map((group) => {
    const { items: count, effort } = sums.get(group) ?? { items: 0, effort: 0 }
    return { group, items: count, effort, share: all === 0 || group === 'wont' ? 0 : effort / all }
  })
  return {
    groups,
    withoutEffort,
    warnings: all === 0 ? [] : groups.flatMap(({ group, share }) => warningOf(group, share)),
  }
}

function warningOf(group: MoscowGroup, share: number): string[] {
  const percent = `${Math.round(share * 100)} %`
  if (group === 'must')
    return share > MOST_MUST + 1e-9
      ? [`Must is ${percent} of the effort. At most 60 % leaves room when something takes longer.`]
      : []
  if (group === 'wont' || Math.abs(share - ABOUT) <= SLACK + 1e-9) return []
  const name = MOSCOW_WORDS[group]
  return [`${name} is ${percent} of the effort; about 20 % is usual.`]
}
