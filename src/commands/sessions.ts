import { keysBetween } from '../doc/order-keys.ts'
import { setField, setMember } from '../doc/write.ts'
import { createId } from '../model/id.ts'
import { fail, ok, type Result } from '../model/result.ts'
import type { SessionSummary } from '../model/session-summary.ts'
import { agendaOf, phaseOfSession, type Session, type SessionPhase } from '../model/session.ts'
import type { Command, CommandContext } from './command.ts'
import { holdsRole, leadsSession, plansSessions } from './policy.ts'
import {
  badValue,
  checkNewId,
  checkRefs,
  create,
  edit,
  editMember,
  liveRow,
  noTitle,
  oneLine,
  remove,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'
import { wrongState, type WrongState } from './sprints.ts'

const MOST_ITEMS = 100
const LONGEST_NOTES = 20_000
/** Seconds. */
const LONGEST_TIMER = 4 * 3600

export interface PlanSession {
  readonly title: string
  /** YYYY-MM-DD; left out: no day yet. */
  readonly day?: string | null | undefined
  /** In the order in which they are looked at. */
  readonly items: readonly string[]
  readonly id?: string | undefined
}

/** Plans a refinement session with an agenda. Answers its id. */
export const planSession: Command<PlanSession, Missing | BadValue | BadId, string> = {
  name: 'session.plan',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { title, day = null, items, id }) {
    const words = oneLine(title, 200)
    if (words === null) return noTitle('A session')
    if (day !== null && !/^\d{4}-\d{2}-\d{2}$/.test(day)) return badValue('day', 'A day is written as 2026-03-31.')
    const wrong = checkItems(ctx, items, 0)
    if (wrong !== null) return wrong
    const badId = checkNewId(ctx, 'sessions', id)
    if (badId !== null) return fail(badId)
    const session = id ?? createId(ctx.random)
    create(
      ctx,
      'sessions',
      session,
      { kind: 'refinement', title: words, at: ctx.now, by: ctx.author.person, day },
      words,
    )
    putOn(ctx, session, [...new Set(items)], null, null)
    return ok(session)
  },
}

export interface EditSession {
  readonly session: string
  readonly title?: string
  readonly day?: string | null
}
export const editSession: Command<EditSession, Missing | BadValue> = {
  name: 'session.edit',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { session, title, day }) {
    const row = liveRow(ctx, 'sessions', session)
    if (!row.ok) return row
    const words = title === undefined ? undefined : oneLine(title, 200)
    if (words === null) return noTitle('A session')
    if (day != null && !/^\d{4}-\d{2}-\d{2}$/.test(day)) return badValue('day', 'A day is written as 2026-03-31.')
    if (words !== undefined) edit(ctx, 'sessions', row.value, 'title', words)
    if (day !== undefined) edit(ctx, 'sessions', row.value, 'day', day)
    return ok(undefined)
  },
}

export interface SessionOnly {
  readonly session: string
}
export const deleteSession: Command<SessionOnly, Missing> = {
  name: 'session.delete',
  allowed: (ctx, { session }) => leadsSession(ctx, session),
  run(ctx, { session }) {
    const row = liveRow(ctx, 'sessions', session)
    if (!row.ok) return row
    remove(ctx, 'sessions', session)
    return ok(undefined)
  },
}

export interface AddToAgenda {
  readonly session: string
  readonly items: readonly string[]
}

/** Puts items at the end of the agenda; what is on it stays where it is. */
export const addToAgenda: Command<AddToAgenda, Missing | BadValue | WrongState> = {
  name: 'session.add',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { session, items }) {
    const row = sessionIn(ctx, session, 'planned', 'on')
    if (!row.ok) return row
    const agenda = agendaOf(row.value)
    const known = new Set(agenda.map(({ item }) => item))
    const fresh = [...new Set(items)].filter((item) => !known.has(item))
    const wrong = checkItems(ctx, fresh, agenda.length)
    if (wrong !== null) return wrong
    putOn(ctx, session, fresh, agenda.at(-1)?.key ?? null, null)
    return ok(undefined)
  },
}

export interface OnAgenda {
  readonly session: string
  readonly item: string
}
export const removeFromAgenda: Command<OnAgenda, Missing | WrongState> = {
  name: 'session.remove',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { session, item }) {
    const row = sessionIn(ctx, session, 'planned', 'on')
    if (!row.ok) return row
    if (takeOff(ctx, row.value, item)) ctx.log({ record: `sessions/${session}`, field: 'agenda', from: item, to: null })
    return ok(undefined)
  },
}

export interface MoveOnAgenda extends OnAgenda {
  /** The item that it comes behind; null for the top. */
  readonly after: string | null
}
export const moveOnAgenda: Command<MoveOnAgenda, Missing | BadValue | WrongState> = {
  name: 'session.order',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { session, item, after }) {
    const row = sessionIn(ctx, session, 'planned', 'on')
    if (!row.ok) return row
    const agenda = agendaOf(row.value)
    const others = agenda.filter((one) => one.item !== item)
    const behind = after === null ? -1 : others.findIndex((one) => one.item === after)
    if (others.length === agenda.length || (after !== null && behind < 0))
      return badValue('item', 'This item is not on the agenda.')
    if (agenda.findIndex((one) => one.item === item) === behind + 1) return ok(undefined)
    const low = others[behind]?.key ?? null
    const high = others[behind + 1]?.key ?? null
    const keys = keysBetween(low, high, 1, ctx.random)
    takeOff(ctx, row.value, item)
    if (keys !== null) setMember(ctx.plan.doc, 'sessions', session, 'agenda', `${keys[0] as string} ${item}`, true)
    else {
      // Two were put into one place apart: all get places of their own.
      for (const one of others) takeOff(ctx, row.value, one.item)
      const order = others.map((one) => one.item)
      order.splice(behind + 1, 0, item)
      writePlaces(ctx, session, order, null, null)
    }
    ctx.log({ record: `sessions/${session}`, field: 'agenda', from: item, to: item })
    return ok(undefined)
  },
}

/** Begins it at its first item. Whoever does facilitates it. */
export const startSession: Command<SessionOnly, Missing | WrongState> = {
  name: 'session.start',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { session }) {
    const row = sessionIn(ctx, session, 'planned')
    if (!row.ok) return row
    for (const other of ctx.plan.rows('sessions').values())
      if (other.deleted === null && phaseOfSession(other) === 'on')
        return wrongState(`“${other.title}” is still on. Go on with it, or end it first.`)
    const first = agendaOf(row.value).find(({ item }) => ctx.plan.row('items', item)?.deleted === null)?.item ?? null
    edit(ctx, 'sessions', row.value, 'startedAt', ctx.now)
    edit(ctx, 'sessions', row.value, 'startedBy', ctx.author.person)
    edit(ctx, 'sessions', row.value, 'current', first)
    if (ctx.author.person !== null)
      setMember(ctx.plan.doc, 'sessions', session, 'present', `people/${ctx.author.person}`, true)
    return ok(undefined)
  },
}

export interface ShowItem {
  readonly session: string
  /** Null shows the agenda. */
  readonly item: string | null
}

/** All look at this item from here on. The timer of the one before is over. */
export const showItem: Command<ShowItem, Missing | WrongState> = {
  name: 'session.show',
  allowed: (ctx, { session }) => leadsSession(ctx, session),
  run(ctx, { session, item }) {
    const row = sessionIn(ctx, session, 'on')
    if (!row.ok) return row
    const missing = checkRefs(ctx, { items: item })
    if (missing !== null) return fail(missing)
    edit(ctx, 'sessions', row.value, 'current', item)
    edit(ctx, 'sessions', row.value, 'timerEndsAt', null)
    edit(ctx, 'sessions', row.value, 'timerSeconds', null)
    return ok(undefined)
  },
}

export interface SetTimer {
  readonly session: string
  /** From now; null stops it. */
  readonly seconds: number | null
  /** Adds to what is left instead. */
  readonly more?: boolean | undefined
}

/** A time box for the item that is shown. Nothing happens when it is over but that all see it. */
export const setTimer: Command<SetTimer, Missing | BadValue | WrongState> = {
  name: 'session.timer',
  allowed: (ctx, { session }) => leadsSession(ctx, session),
  run(ctx, { session, seconds, more = false }) {
    const row = sessionIn(ctx, session, 'on')
    if (!row.ok) return row
    const { timerEndsAt, timerSeconds } = row.value
    const left = more ? Math.max(0, ((timerEndsAt ?? ctx.now) - ctx.now) / 1000) : 0
    const total = seconds === null ? null : left + seconds
    if (total !== null && !(total >= 1 && total <= LONGEST_TIMER))
      return badValue('seconds', 'A timer runs for at least a second and at most four hours.')
    edit(ctx, 'sessions', row.value, 'timerEndsAt', total === null ? null : ctx.now + Math.round(total * 1000))
    const full =
      total === null ? null : Math.round(more ? Math.max(total, (timerSeconds ?? 0) + (seconds ?? 0)) : total)
    edit(ctx, 'sessions', row.value, 'timerSeconds', full)
    return ok(undefined)
  },
}

/** Says that this person takes part. */
export const joinSession: Command<SessionOnly, Missing | WrongState> = {
  name: 'session.join',
  allowed: (ctx) => holdsRole(ctx),
  run(ctx, { session }) {
    const row = sessionIn(ctx, session, 'on')
    if (!row.ok) return row
    if (ctx.author.person !== null) editMember(ctx, 'sessions', session, 'present', `people/${ctx.author.person}`, true)
    return ok(undefined)
  },
}

/** Facilitates as well: also where whoever started it is gone. */
export const leadSession: Command<SessionOnly, Missing | WrongState> = {
  name: 'session.lead',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { session }) {
    const row = sessionIn(ctx, session, 'on')
    if (!row.ok) return row
    if (ctx.author.person !== null && row.value.startedBy !== ctx.author.person)
      editMember(ctx, 'sessions', session, 'leads', ctx.author.person, true)
    return ok(undefined)
  },
}

export interface NoteSession {
  readonly session: string
  readonly notes: string
}

/** What was agreed, a line each. */
export const noteSession: Command<NoteSession, Missing | BadValue> = {
  name: 'session.note',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { session, notes }) {
    const row = liveRow(ctx, 'sessions', session)
    if (!row.ok) return row
    if (notes.length > LONGEST_NOTES) return badValue('notes', 'Notes have at most 20,000 characters.')
    const text = notes.replace(/\r\n?/g, '\n')
    if (setField(ctx.plan.doc, 'sessions', session, 'notes', text))
      ctx.log({ record: `sessions/${session}`, field: 'notes', from: row.value.notes.length, to: text.length })
    return ok(undefined)
  },
}

export interface EndSession {
  readonly session: string
  /** Who is here now: `people/<id>` or `name/<name>`. */
  readonly here: readonly string[]
  /** Left out: now. Earlier where it was forgotten and ends with the last thing that was done in it. */
  readonly at?: number | undefined
  /** Null where the log cannot be read just now; it is written later. */
  readonly summary: SessionSummary | null
}

export const endSession: Command<EndSession, Missing | BadValue | WrongState> = {
  name: 'session.end',
  allowed: (ctx, { session }) => leadsSession(ctx, session),
  run(ctx, { session, here, at, summary }) {
    const row = sessionIn(ctx, session, 'on')
    if (!row.ok) return row
    const end = Math.max(row.value.startedAt ?? ctx.now, Math.min(at ?? ctx.now, ctx.now))
    for (const one of here)
      if (/^(people|name)\/.{1,120}$/.test(one)) setMember(ctx.plan.doc, 'sessions', session, 'present', one, true)
    edit(ctx, 'sessions', row.value, 'endedAt', end)
    edit(ctx, 'sessions', row.value, 'current', null)
    edit(ctx, 'sessions', row.value, 'timerEndsAt', null)
    edit(ctx, 'sessions', row.value, 'timerSeconds', null)
    if (summary !== null) writeSummary(ctx, session, summary)
    return ok(undefined)
  },
}

export interface KeepSummary {
  readonly session: string
  readonly summary: SessionSummary
}

/** Writes the summary of a session that is over anew: where it had none, or where edits of its time came in later. */
export const keepSummary: Command<KeepSummary, Missing | WrongState> = {
  name: 'session.summary',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { session, summary }) {
    const row = sessionIn(ctx, session, 'over')
    if (!row.ok) return row
    writeSummary(ctx, session, summary)
    return ok(undefined)
  },
}

/** The log does not tell it a second time. */
function writeSummary(ctx: CommandContext, session: string, summary: SessionSummary): void {
  if (setField(ctx.plan.doc, 'sessions', session, 'summary', summary))
    ctx.log({ record: `sessions/${session}`, field: 'summary', from: null, to: summary.items.length })
}

const PHASE_WORDS: Readonly<Record<SessionPhase, string>> = {
  planned: 'This session has not been started yet.',
  on: 'This session is on already.',
  over: 'This session is over. Plan another one.',
}

function sessionIn(
  ctx: CommandContext,
  id: string,
  ...phases: readonly SessionPhase[]
): Result<Session, Missing | WrongState> {
  const row = liveRow(ctx, 'sessions', id)
  if (!row.ok) return row
  const phase = phaseOfSession(row.value)
  return phases.includes(phase) ? row : wrongState(PHASE_WORDS[phase])
}

function checkItems(
  ctx: CommandContext,
  items: readonly string[],
  besides: number,
): { ok: false; error: Missing | BadValue } | null {
  if (items.length + besides > MOST_ITEMS)
    return badValue('items', `An agenda has at most ${MOST_ITEMS} items. Plan a second session for the rest.`)
  for (const item of items) {
    const missing = checkRefs(ctx, { items: item })
    if (missing !== null) return fail(missing)
  }
  return null
}

function putOn(
  ctx: CommandContext,
  session: string,
  items: readonly string[],
  low: string | null,
  high: string | null,
): void {
  writePlaces(ctx, session, items, low, high)
  for (const item of items) ctx.log({ record: `sessions/${session}`, field: 'agenda', from: null, to: item })
}

function writePlaces(
  ctx: CommandContext,
  session: string,
  items: readonly string[],
  low: string | null,
  high: string | null,
): void {
  const keys = keysBetween(low, high, items.length, ctx.random) ?? []
  items.forEach((item, i) =>
    setMember(ctx.plan.doc, 'sessions', session, 'agenda', `${keys[i] ?? low ?? 'a0'} ${item}`, true),
  )
}

/** Wherever it stands: two may have moved it apart. */
function takeOff(ctx: CommandContext, session: Session, item: string): boolean {
  const members = session.agenda.filter((member) => member.slice(member.indexOf(' ') + 1) === item)
  for (const member of members) setMember(ctx.plan.doc, 'sessions', session.id, 'agenda', member, false)
  return members.length > 0
}
