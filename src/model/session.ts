import * as v from 'valibot'
import { DeletionSchema, type Deletion } from './deletion.ts'
import { day, moment, names, ref, text } from './fields.ts'
import { PlanningSummarySchema, type PlanningSummary } from './planning.ts'
import { SessionSummarySchema, type SessionSummary } from './session-summary.ts'

/**
 * A facilitated meeting that is held in the app: one item at a time, on the shared screen and on everybody's own. What was
 * agreed in it, a line each, is its text `notes`, which people write together. Of a planning the text `goal` is the Sprint Goal
 * in the making.
 */
export interface Session {
  readonly id: string
  readonly kind: 'refinement' | 'planning' | 'review' | 'retrospective' | (string & {})
  /** The sprint that it plans or looks back on. */
  readonly sprint: string | null
  readonly title: string
  /** When it was planned, and by whom. */
  readonly at: number
  readonly by: string | null
  /** The day it is planned for. */
  readonly day: string | null
  /** Null as long as it is to come. */
  readonly startedAt: number | null
  readonly startedBy: string | null
  /** Null while it is on. It was never ended where the laptop that ran it died: whoever comes next goes on, or ends it. */
  readonly endedAt: number | null
  /** People who facilitate it besides whoever started it. */
  readonly leads: readonly string[]
  /**
   * Each `key item`, the key being the item's place among them. A set, so that what two people add or take away apart both
   * counts; of an item that two people moved apart the first place counts. Read it with agendaOf.
   */
  readonly agenda: readonly string[]
  /** The item that all look at. */
  readonly current: string | null
  /** Null while none runs. It does nothing when it is over. */
  readonly timer: SessionTimer | null
  /** Who took part: `people/<id>`, or `name/<name>` of somebody who is not in the plan's directory. */
  readonly present: readonly string[]
  readonly summary: SessionSummary | null
  /** Of a planning: the phase that all are in, and the phases in their order; those that are skipped are left out. */
  readonly phase: string | null
  readonly phases: readonly string[]
  /** Of a planning that is over: what it came to. */
  readonly planned: PlanningSummary | null
  readonly deleted: Deletion | null
}

const SessionTimerSchema = v.object({
  /** By the clock of the device that started it. */
  endsAt: v.number(),
  /** That device; '' where it is not known. */
  clock: text,
  /** How long it runs in all, to draw it. */
  seconds: v.number(),
})
/** One value, since none of it means anything without the rest. */
export type SessionTimer = v.InferOutput<typeof SessionTimerSchema>

export const SessionSchema = v.object({
  kind: v.string(),
  sprint: ref,
  title: v.string(),
  at: v.number(),
  by: ref,
  day,
  startedAt: moment,
  startedBy: ref,
  endedAt: moment,
  leads: names,
  agenda: names,
  current: ref,
  timer: v.nullish(SessionTimerSchema, null),
  present: names,
  summary: v.nullish(SessionSummarySchema, null),
  phase: ref,
  phases: names,
  planned: v.nullish(PlanningSummarySchema, null),
  deleted: DeletionSchema,
})
export const SESSION_SETS = { leads: 'lead:', agenda: 'agenda:', present: 'present:' } as const

export type SessionPhase = 'planned' | 'on' | 'over'

export function phaseOfSession({ startedAt, endedAt }: Pick<Session, 'startedAt' | 'endedAt'>): SessionPhase {
  return endedAt !== null ? 'over' : startedAt === null ? 'planned' : 'on'
}

export interface AgendaEntry {
  readonly item: string
  readonly key: string
}

/** The agenda in its order, each item once. */
export function agendaOf({ agenda }: Pick<Session, 'agenda'>): readonly AgendaEntry[] {
  const seen = new Set<string>()
  const entries: AgendaEntry[] = []
  for (const member of [...agenda].sort()) {
    const at = member.indexOf(' ')
    const item = member.slice(at + 1)
    if (at < 0 || seen.has(item)) continue
    seen.add(item)
    entries.push({ item, key: member.slice(0, at) })
  }
  return entries
}

/** The item before (-1) or behind (1) another on the agenda; from one that is not on it, the first. Null past either end. */
export function beside(items: readonly string[], current: string | null, by: 1 | -1): string | null {
  const at = current === null ? -1 : items.indexOf(current)
  if (at < 0) return items[0] ?? null
  return items[at + by] ?? null
}

/** Items on the agenda of a session that is on or to come: what "refine next" need not name. */
export function plannedItems(sessions: Iterable<Session>): ReadonlySet<string> {
  const items = new Set<string>()
  for (const session of sessions) {
    if (session.deleted !== null || phaseOfSession(session) === 'over') continue
    for (const { item } of agendaOf(session)) items.add(item)
  }
  return items
}

/** Newest first; of those that are over, the one that was held last. */
export function bySessionTime(a: Session, b: Session): number {
  return (b.startedAt ?? b.at) - (a.startedAt ?? a.at) || (a.id < b.id ? -1 : 1)
}
