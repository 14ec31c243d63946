import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { leadsSession, plansSessions } from './policy.ts'
import {
  badValue,
  checkNewId,
  create,
  edit,
  liveRow,
  noTitle,
  oneLine,
  remove,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'
import { checkItems, putOn } from './session-agenda.ts'
import type { SessionOnly } from './session-phase.ts'

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
