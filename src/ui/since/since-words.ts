import type { PlanState } from '../../state/plan-state.svelte.ts'
import type { News, NewsKind } from '../../state/since-words.ts'
import { counted } from '../amounts.ts'
import { personName } from '../history/who.ts'

export const KIND_WORDS: Readonly<Record<NewsKind, string>> = {
  new: 'New',
  moved: 'Moved',
  refined: 'Refined',
  done: 'Done or gone',
  said: 'Said and asked',
  goals: 'Goals and metrics',
  people: 'People and domains',
  decisions: 'Decisions',
  rest: 'Imports and other',
}

/** "since you last looked on Tuesday", "since you joined today". */
export function sinceWhen(plan: PlanState, now: number): string {
  const { looked, begun } = plan.since
  if (looked !== null) return `since you last looked ${whenWords(looked, now)}`
  return begun === null ? '' : `since you joined ${whenWords(begun, now)}`
}

/** "You last looked on Tuesday." */
export function lastLook(plan: PlanState, now: number): string {
  const words = sinceWhen(plan, now).replace('since you', 'You')
  return words === '' ? '' : `${words}.`
}

/** "today", "yesterday", "on Tuesday", "on 3 May", "on 3 May 2025". */
export function whenWords(at: number, now: number): string {
  const day = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0)
  const days = Math.round((day(now) - day(at)) / 86_400_000)
  if (days <= 0) return 'today'
  if (days === 1) return 'yesterday'
  const worded = (options: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat('en-GB', options).format(at)
  if (days < 7) return `on ${worded({ weekday: 'long' })}`
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const }
  return `on ${worded({ day: 'numeric', month: 'short', ...year })}`
}

/** "37 changes on 12 items" */
export function howMany(plan: PlanState): string {
  const { changes, groups } = plan.since
  const items = groups.filter(({ about }) => about.startsWith('items/')).length
  return `${counted(changes, 'change')}${items === 0 ? '' : ` on ${counted(items, 'item')}`}`
}

/** "37 changes on 12 items since you last looked on Tuesday"; '' where there is nothing new. */
export function summaryWords(plan: PlanState, now: number): string {
  return plan.since.changes === 0 ? '' : `${howMany(plan)} ${sinceWhen(plan, now)}`
}

/** "Ben Ito", "Ben Ito and Cleo Ray", "Ben Ito and 3 others". */
export function whoWords(plan: PlanState, { people, guests }: Pick<News, 'people' | 'guests'>): string {
  const names = [...people.map((one) => personName(plan, one)), ...guests.map((name) => `${name}, guest`)]
  const [first = 'Somebody', second] = names
  if (names.length > 2) return `${first} and ${names.length - 1} others`
  return second === undefined ? first : `${first} and ${second}`
}

/** What the group is about, where it is no item. */
export function aboutWords(plan: PlanState, { group, facts }: News): string {
  const { about } = group
  if (about.startsWith('change/')) return facts[0] ?? 'Several items'
  if (about === 'plan') return 'The plan'
  if (about === 'people') return 'Who belongs to the plan'
  const [table = ''] = about.split('/')
  const name = plan.nameOf(about)
  return table === 'links' ? 'A link between items' : name
}
