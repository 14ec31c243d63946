import type { Shown, ShownItem } from '../../contract/guest-messages.ts'
import type { Presence } from '../../contract/host-info.ts'
import type { Plan } from '../../doc/plan.ts'
import { byVotes } from '../../model/reflection.ts'
import { partNow, partsOf } from '../../model/review-parts.ts'
import { phaseOfSession, type Session } from '../../model/session.ts'
import { planningOn } from './shown-planning.ts'
import type { Criterion } from '../../model/item-parts.ts'
import { asItReads } from './as-it-reads.ts'

/** Of texts, as far as a phone shows them. Together they stay below what a message may hold. */
const MOST_LETTERS = 20_000
const MOST_CRITERIA = 100
const MOST_NOTES = 200
const MOST_IN_LINE = 1_000

/** What the room shows: the screen of whoever drives, the item on it and the goal of its sprint. Nothing while nobody drives. */
export function shownOf(plan: Plan, driver: Driver | null, criteriaOf: (item: string) => readonly Criterion[]): Shown {
  if (driver === null) return NOTHING_SHOWN
  const item = driver.item === null ? null : itemOf(plan, driver.item, criteriaOf)
  const shown = { screen: driver.screen, driver: driver.name, item }
  const planned = driver.screen === 'planning' ? planningOn(plan, driver.person ?? null) : null
  if (planned !== null) return { ...shown, meeting: null, ...planned }
  return { ...shown, meeting: meetingOn(plan, driver), goal: goalOf(plan, item?.id ?? null), planning: null }
}

/** The review or the retrospective that the screen shows, while it is on. */
function meetingOn(plan: Plan, { screen, item }: Driver): Shown['meeting'] {
  const session = item === null ? undefined : plan.row('sessions', item)
  if (session?.kind !== screen || partsOf(screen).length === 0 || phaseOfSession(session) !== 'on') return null
  return { id: session.id, kind: session.kind, title: line(session.title), ...notesOf(plan, session) }
}

/** The notes of a retrospective once the room votes on them; how many want which only once it has voted. */
function notesOf(plan: Plan, { id, kind, phase, current }: Session): Pick<Meeting, 'part' | 'notes' | 'current'> {
  const part = partNow(partsOf(kind), phase)
  if (part !== 'vote' && part !== 'talk') return { part, notes: [], current: null }
  const notes = [...plan.rows('reflections').values()]
    .filter((one) => one.session === id && one.kind !== 'action' && one.deleted === null)
    .sort(part === 'vote' ? (a, b) => a.at - b.at || (a.id < b.id ? -1 : 1) : byVotes)
    .slice(0, MOST_NOTES)
  return {
    part,
    notes: notes.map((one) => ({
      id: one.id,
      kind: one.kind,
      words: one.words.slice(0, MOST_IN_LINE),
      votes: part === 'vote' ? null : one.votes.length,
    })),
    current: notes.some((one) => one.id === current) ? current : null,
  }
}
type Meeting = NonNullable<Shown['meeting']>

export type Driver = Pick<Presence, 'name' | 'screen' | 'item'> & Partial<Pick<Presence, 'person'>>
export const NOTHING_SHOWN: Shown = {
  screen: '',
  driver: '',
  meeting: null,
  item: null,
  goal: null,
  planning: null,
}

function itemOf(plan: Plan, id: string, criteriaOf: (item: string) => readonly Criterion[]): ShownItem | null {
  const item = plan.row('items', id)
  if (item === undefined || item.deleted !== null) return null
  return {
    id,
    key: line(item.key),
    title: line(item.title),
    kind: line(item.kind),
    description: asItReads(plan.textOf('items', id, 'description').slice(0, MOST_LETTERS)).slice(0, MOST_LETTERS),
    estimate: item.estimate,
    criteria: criteriaOf(id)
      .slice(0, MOST_CRITERIA)
      .map(({ text, met }) => ({ text: line(text), met })),
  }
}

/** The goal of the item's sprint; without one, that of the sprint that runs, if only one does. */
function goalOf(plan: Plan, item: string | null): Shown['goal'] {
  const own = item === null ? null : (plan.row('items', item)?.sprint ?? null)
  const running = [...plan.rows('sprints').values()].filter(
    ({ state, deleted }) => deleted === null && state === 'running',
  )
  const sprint = own === null ? (running.length === 1 ? running[0] : undefined) : plan.row('sprints', own)
  if (sprint === undefined || sprint.deleted !== null || sprint.goal === '') return null
  return { sprint: line(sprint.name), words: line(sprint.goal) }
}

const line = (text: string): string => text.slice(0, MOST_IN_LINE)
