import type { Item } from './item.ts'
import { byVotes, type Reflection } from './reflection.ts'
import type { Session } from './session.ts'
import type { Sprint } from './sprint.ts'
import type { SessionSummary, SummarySection } from './session-summary.ts'

export interface RetroSources {
  readonly sessions: readonly Session[]
  readonly reflections: readonly Reflection[]
  readonly sprint: (id: string) => Sprint | undefined
  readonly item: (id: string) => Item | undefined
}

/** What somebody wanted to try, and what became of it. */
export interface Tried {
  readonly action: Reflection
  /** The item that was made of it, if one was and is still there. */
  readonly item: Item | null
  readonly isDone: boolean
}

export interface RetroFacts {
  /** The retrospective of the same team before this one; null for its first. */
  readonly before: Session | null
  readonly tried: readonly Tried[]
  /** Notes of this one without actions, in the order in which they were written. */
  readonly notes: readonly Reflection[]
  /** The same, most wanted first. */
  readonly wanted: readonly Reflection[]
  readonly actions: readonly Tried[]
}

/** What a retrospective begins with, and what was written in it. */
export function retroFacts(session: Session, sources: RetroSources): RetroFacts {
  const all = sources.reflections.filter(({ deleted }) => deleted === null)
  const before = lastBefore(session, sources)
  const mine = all.filter((one) => one.session === session.id).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  const notes = mine.filter(({ kind }) => kind !== 'action')
  const tried = (list: readonly Reflection[]): Tried[] =>
    list.filter(({ kind }) => kind === 'action').map((action) => triedOf(action, sources))
  return {
    before,
    tried: before === null ? [] : tried(all.filter((one) => one.session === before.id).sort(byVotes)),
    notes,
    wanted: [...notes].sort(byVotes),
    actions: tried(mine),
  }
}

/** An action that became an item is done with that item; any other when somebody says so. */
function triedOf(action: Reflection, { item: itemOf }: RetroSources): Tried {
  const found = action.item === null ? undefined : itemOf(action.item)
  const item = found?.deleted === null ? found : null
  return { action, item, isDone: item === null ? action.doneAt !== null : item.stage === 'done' }
}

function lastBefore(session: Session, { sessions, sprint }: RetroSources): Session | null {
  const teamOf = ({ sprint: id }: Session): string | undefined => (id === null ? undefined : sprint(id)?.team)
  const team = teamOf(session)
  const started = session.startedAt ?? session.at
  let last: Session | null = null
  for (const one of sessions) {
    if (one.kind !== 'retrospective' || one.deleted !== null || one.id === session.id) continue
    const at = one.startedAt ?? one.at
    if (team !== undefined && teamOf(one) === team && at < started && at > (last?.startedAt ?? last?.at ?? -1))
      last = one
  }
  return last
}

export interface RetroHeld {
  readonly sprint: string
  readonly team: string
  readonly from: number
  readonly until: number
  readonly at: number
  readonly present: readonly string[]
  readonly notes: readonly string[]
}

const COLUMNS = [
  ['glad', 'Glad of'],
  ['wish', 'Wish for'],
  ['puzzle', 'Puzzled by'],
] as const

/** The summary of a retrospective. Who wrote a note stands nowhere in it. */
export function summarizeRetro(facts: RetroFacts, held: RetroHeld): SessionSummary {
  const { tried, wanted, actions } = facts
  const kept = tried.filter(({ isDone }) => isDone).length
  const sections: SummarySection[] = [
    {
      name: 'We will try',
      lines: actions.map(({ action, item }) => ({
        words: action.words,
        more: item === null ? '' : `stands in the backlog as ${item.key}`,
      })),
    },
    {
      name: 'Tried since last time',
      lines: tried.map(({ action, isDone }) => ({ words: action.words, more: isDone ? 'done' : 'not done yet' })),
    },
    ...COLUMNS.map(([kind, name]) => ({
      name,
      lines: wanted
        .filter((one) => one.kind === kind)
        .map(({ words, votes }) => ({ words, more: votes.length === 0 ? '' : counted(votes.length, 'vote') })),
    })),
  ]
  const head = [
    `${held.sprint} of ${held.team}`,
    `${counted(wanted.length, 'note')} written`,
    actions.length === 0 ? 'nothing new to try' : `${counted(actions.length, 'thing')} to try`,
    tried.length === 0 ? '' : `${kept} of ${tried.length} from last time done`,
  ]
  return {
    from: held.from,
    until: held.until,
    at: held.at,
    present: [...held.present],
    items: [],
    more: 0,
    decisions: [],
    notes: [...held.notes],
    changes: wanted.length + actions.length,
    head: `${head.filter((words) => words !== '').join(', ')}.`,
    sections: sections.filter(({ lines }) => lines.length > 0),
  }
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}
