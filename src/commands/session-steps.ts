import { setMember } from '../doc/write.ts'
import { fail, ok } from '../model/result.ts'
import { agendaOf, phaseOfSession } from '../model/session.ts'
import type { Command } from './command.ts'
import { holdsRole, leadsSession, plansSessions } from './policy.ts'
import { badValue, checkRefs, edit, editMember, type BadValue, type Missing } from './record-edits.ts'
import { sessionIn, type SessionOnly } from './session-phase.ts'
import { wrongState, type WrongState } from './sprints.ts'

/** Seconds. */
const LONGEST_TIMER = 4 * 3600

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
