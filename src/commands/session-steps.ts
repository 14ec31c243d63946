import { setField, setMember } from '../doc/write.ts'
import { fail, ok } from '../model/result.ts'
import { agendaOf, phaseOfSession, type Session, type SessionTimer } from '../model/session.ts'
import type { Command, CommandContext } from './command.ts'
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
      if (other.deleted === null && other.kind === row.value.kind && phaseOfSession(other) === 'on')
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
    writeTimer(ctx, row.value, null)
    return ok(undefined)
  },
}

export interface SetTimer {
  readonly session: string
  /** From now; null stops it. */
  readonly seconds: number | null
  /** How long it runs in all, where it runs already. */
  readonly of?: number | undefined
  /** The device by whose clock it is now. */
  readonly clock: string
}

/** A time box for the item that is shown. Nothing happens when it is over but that all see it. */
export const setTimer: Command<SetTimer, Missing | BadValue | WrongState> = {
  name: 'session.timer',
  allowed: (ctx, { session }) => leadsSession(ctx, session),
  run(ctx, { session, seconds, of = seconds ?? undefined, clock }) {
    const row = sessionIn(ctx, session, 'on')
    if (!row.ok) return row
    const isTime = (value: number): boolean => value >= 1 && value <= LONGEST_TIMER
    if (seconds !== null && !(isTime(seconds) && of !== undefined && isTime(of)))
      return badValue('seconds', 'A timer runs for at least a second and at most four hours.')
    if (!/^[\w-]{0,64}$/.test(clock)) return badValue('clock', 'That is no device.')
    writeTimer(
      ctx,
      row.value,
      seconds === null
        ? null
        : { endsAt: ctx.now + Math.round(seconds * 1000), clock, seconds: Math.round(of ?? seconds) },
    )
    return ok(undefined)
  },
}

/** The log says for how long; with which clock says nothing to people. */
export function writeTimer(ctx: CommandContext, session: Session, timer: SessionTimer | null): void {
  if (setField(ctx.plan.doc, 'sessions', session.id, 'timer', timer))
    ctx.log({
      record: `sessions/${session.id}`,
      field: 'timer',
      from: session.timer?.seconds ?? null,
      to: timer?.seconds ?? null,
    })
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
