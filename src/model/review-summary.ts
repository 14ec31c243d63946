import type { OutcomeMoved } from './review-outcomes.ts'
import type { ReviewFacts } from './review-facts.ts'
import type { SessionSummary, SummarySection } from './session-summary.ts'
import { scopeOf, type SprintChange } from './sprint-change.ts'
import type { Sprint } from './sprint.ts'
import type { Unit } from './team-unit.ts'

const REACHED: Readonly<Record<string, string>> = { yes: 'reached', partly: 'partly reached', no: 'not reached' }
const KINDS: Readonly<Record<string, string>> = {
  add: 'Added',
  remove: 'Taken out',
  swap: 'Swapped',
  split: 'Split',
  reorder: 'Reordered',
}
const HOLDS: Readonly<Record<string, string>> = {
  yes: 'the goal holds',
  'at-risk': 'the goal is at risk',
  no: 'the goal no longer holds',
}

/** "reached", "partly reached", "not reached"; null where the review has not said it. */
export function reachedWords({ reached }: Pick<Sprint, 'reached'>): string | null {
  return reached === null ? null : (REACHED[reached] ?? null)
}

/** What a change card did, in one line: "Swapped “Map” for “Fees” (+2)". */
export function cardWords({ kind, ins, outs }: Pick<SprintChange, 'kind' | 'ins' | 'outs'>, unit: Unit): string {
  const titles = (list: SprintChange['ins']): string => list.map(({ title }) => `“${title}”`).join(', ')
  const what =
    kind === 'split'
      ? `${titles(ins)} stays, ${titles(outs)} left`
      : kind === 'swap'
        ? `${titles(ins)} for ${titles(outs)}`
        : titles(kind === 'remove' ? outs : ins)
  const by = scopeOf({ kind, ins, outs }, unit)
  return `${KINDS[kind] ?? 'Changed'} ${what}${by === 0 ? '' : ` (${by > 0 ? '+' : '−'}${plain(Math.abs(by))})`}`
}

/** Why, and whether the Sprint Goal holds. */
export function cardWhy({ why, goalHolds }: Pick<SprintChange, 'why' | 'goalHolds'>): string {
  return [why, HOLDS[goalHolds] ?? ''].filter((words) => words !== '').join('; ')
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** "No-shows: 12 % on 1 March 2027 to 8 % on 12 March 2027"; a baseline has no day. */
export function outcomeWords({ name, unit, from, fromDay, to, toDay }: OutcomeMoved): string {
  const on = (day: string | null): string => (day === null ? '' : ` on ${DAY.format(Date.parse(`${day}T00:00:00Z`))}`)
  return `${name}: ${withUnit(from, unit)}${on(fromDay)} to ${withUnit(to, unit)}${on(toDay)}`
}

/** The goal that it is about, and how far it is. */
export function outcomeStand({ goal, title, target, unit, isReached, isBetter }: OutcomeMoved): string {
  const stand =
    target === null
      ? ''
      : `${isReached ? 'target reached' : isBetter === true ? 'closer to the target' : 'further from the target'} of ${withUnit(target, unit)}`
  return [goal === null ? '' : title, stand].filter((words) => words !== '').join(', ')
}

export interface ReviewHeld {
  readonly sprint: Pick<Sprint, 'name' | 'goal' | 'reached' | 'reachedWhy'>
  readonly team: string
  readonly unit: Unit
  readonly from: number
  readonly until: number
  readonly at: number
  /** Names. */
  readonly present: readonly string[]
  readonly notes: readonly string[]
}

/** The summary of a review, out of what the plan says of the sprint when it ends: titles and numbers of then. */
export function summarizeReview(facts: ReviewFacts, held: ReviewHeld): SessionSummary {
  const { sprint, team, from, until, at } = held
  const { outcomes, done, unfinished, cards, saidNo, asked } = facts
  const points = done.reduce((sum, { estimate }) => sum + (estimate ?? 0), 0)
  const stand = reachedWords(sprint)
  const head = [
    `${sprint.name} of ${team}`,
    stand === null ? '' : `the Sprint Goal was ${stand}`,
    outcomes.length === 0 ? 'no outcome moved' : `${counted(outcomes.length, 'outcome')} moved`,
    `${counted(done.length, 'item')} done${points === 0 || held.unit === 'items' ? '' : ` (${plain(points)} points)`}`,
    unfinished.length === 0 ? '' : `${unfinished.length} not done`,
  ]
  const sections: SummarySection[] = [
    {
      name: 'Outcomes',
      lines:
        outcomes.length === 0
          ? [{ words: 'No measured value moved in this time.', more: '' }]
          : outcomes.map((one) => ({ words: outcomeWords(one), more: outcomeStand(one) })),
    },
    {
      name: 'Sprint Goal',
      lines: [
        {
          words: sprint.goal === '' ? 'It had none.' : sprint.goal,
          more: [stand === null ? 'nobody said whether it was reached' : stand, sprint.reachedWhy]
            .filter((words) => words !== '')
            .join(': '),
        },
      ],
    },
    {
      name: 'Done',
      lines: done.map(({ item, estimate, isUnmeasured }) => ({
        words: `${item.key} ${item.title}`,
        more: [estimate === null ? '' : pointWords(estimate), isUnmeasured ? 'outcome not measured yet' : '']
          .filter((words) => words !== '')
          .join(', '),
      })),
    },
    {
      name: 'Not done',
      lines: unfinished.map(({ item, went, ifRoom }) => ({
        words: `${item.key} ${item.title}`,
        more: `${ifRoom ? 'if there was room, ' : ''}${wentWords(went)}`,
      })),
    },
    { name: 'What changed', lines: cards.map((card) => ({ words: cardWords(card, held.unit), more: cardWhy(card) })) },
    {
      name: 'Said no to',
      lines: saidNo.map(({ title, from: who, why, answer }) => ({
        words: `${title}${who === '' ? '' : `, asked by ${who}`}`,
        more: `${answer === 'not-now' ? 'not now: ' : ''}${why}`,
      })),
    },
    { name: 'Asked for', lines: asked.map(({ title, from: who }) => ({ words: title, more: who })) },
  ]
  return {
    from,
    until,
    at,
    present: [...held.present],
    items: [],
    more: 0,
    decisions: [],
    notes: [...held.notes],
    changes: toldOf(facts),
    head: `${head.filter((words) => words !== '').join(', ')}.`,
    sections: sections.filter(({ lines }) => lines.length > 0),
  }
}

/** How many things it tells of: whether more have come in since. */
export function toldOf({ outcomes, done, unfinished, cards, saidNo, asked }: ReviewFacts): number {
  return [outcomes, done, unfinished, cards, saidNo, asked].reduce((sum, list) => sum + list.length, 0)
}

export function wentWords(went: 'backlog' | 'on' | null): string {
  return went === null ? 'still in the sprint' : went === 'on' ? 'on into the next sprint' : 'back to the backlog'
}

function pointWords(points: number): string {
  return points === 1 ? '1 point' : `${plain(points)} points`
}
function withUnit(value: number, unit: string): string {
  return unit === '' ? plain(value) : `${plain(value)} ${unit}`
}
/** At most two decimals. */
function plain(value: number): string {
  return String(Math.round(value * 100) / 100)
}
function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}
