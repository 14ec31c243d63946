import { setField, setMember } from '../doc/write.ts'
import { createId } from '../model/id.ts'
import { partNow, partsOf } from '../model/review-parts.ts'
import { fail, ok } from '../model/result.ts'
import { fitSummary, type SessionSummary } from '../model/session-summary.ts'
import { phaseOfSession } from '../model/session.ts'
import type { Command, CommandContext } from './command.ts'
import { leadsSession, plansSessions } from './policy.ts'
import { badValue, checkNewId, create, edit, liveRow, type BadId, type BadValue, type Missing } from './record-edits.ts'
import { summaryOfLookBack } from './look-back-summary.ts'
import { sessionIn, type SessionOnly } from './session-phase.ts'
import { writeTimer } from './session-steps.ts'
import { wrongState, type WrongState } from './sprints.ts'

export type LookBackKind = 'review' | 'retrospective'
const NAMES: Readonly<Record<LookBackKind, string>> = { review: 'Review', retrospective: 'Retrospective' }

export interface BeginLookBack {
  readonly kind: LookBackKind
  readonly sprint: string
  readonly id?: string | undefined
}

/** Begins the review or the retrospective of a sprint that was started. Of each kind a team holds one at a time. Answers its id. */
export const beginLookBack: Command<BeginLookBack, Missing | WrongState | BadId | BadValue, string> = {
  name: 'session.lookBack',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { kind, sprint: sprintId, id: wanted }) {
    const sprint = liveRow(ctx, 'sprints', sprintId)
    if (!sprint.ok) return sprint
    if (!(kind in NAMES)) return badValue('kind', 'A team looks back in a review or in a retrospective.')
    const { name, team, state } = sprint.value
    if (state === 'planned') return wrongState('This sprint was not started yet: there is nothing to look back on.')
    const wrong = checkNewId(ctx, 'sessions', wanted)
    if (wrong !== null) return fail(wrong)
    for (const other of ctx.plan.rows('sessions').values()) {
      if (other.kind !== kind || other.deleted !== null || phaseOfSession(other) !== 'on') continue
      if (ctx.plan.row('sprints', other.sprint ?? '')?.team === team)
        return wrongState(`“${other.title}” of this team is still on. Go on with it, or end it first.`)
    }
    const id = wanted ?? createId(ctx.random)
    const by = ctx.author.person
    const title = `${NAMES[kind]} of ${name}`
    const begun = { at: ctx.now, by, startedAt: ctx.now, startedBy: by, present: by === null ? [] : [`people/${by}`] }
    create(ctx, 'sessions', id, { kind, sprint: sprintId, title, ...begun, phase: partsOf(kind)[0] }, title)
    return ok(id)
  },
}

export interface ShowPart {
  readonly session: string
  readonly part: string
  /** What is shown of it: an item of a review, a note of a retrospective; null shows the whole part. */
  readonly current?: string | null | undefined
}

/** All look at this part from here on, or at one thing of it. A timer runs on inside its part only. */
export const showPart: Command<ShowPart, Missing | WrongState | BadValue> = {
  name: 'session.part',
  allowed: (ctx, { session }) => leadsSession(ctx, session),
  run(ctx, { session, part, current = null }) {
    const row = sessionIn(ctx, session, 'on')
    if (!row.ok) return row
    const parts = partsOf(row.value.kind)
    if (!parts.includes(part)) return badValue('part', 'This meeting has no such part.')
    const moves = partNow(parts, row.value.phase) !== part || row.value.current !== current
    edit(ctx, 'sessions', row.value, 'phase', part)
    edit(ctx, 'sessions', row.value, 'current', current)
    if (moves) writeTimer(ctx, row.value, null)
    return ok(undefined)
  },
}

export interface EndLookBack {
  readonly session: string
  /** Who is here now: `people/<id>` or `name/<name>`. */
  readonly here: readonly string[]
}

/** Ends it, and keeps what it came to with it. */
export const endLookBack: Command<EndLookBack, Missing | WrongState> = {
  name: 'session.lookedBack',
  allowed: (ctx, { session }) => leadsSession(ctx, session),
  run(ctx, { session, here }) {
    const row = sessionIn(ctx, session, 'on')
    if (!row.ok) return row
    if (partsOf(row.value.kind).length === 0) return wrongState('This is neither a review nor a retrospective.')
    const present = new Set([...row.value.present, ...here.filter((one) => /^(people|name)\/.{1,120}$/.test(one))])
    for (const one of present) setMember(ctx.plan.doc, 'sessions', session, 'present', one, true)
    edit(ctx, 'sessions', row.value, 'endedAt', ctx.now)
    edit(ctx, 'sessions', row.value, 'current', null)
    writeTimer(ctx, row.value, null)
    keep(ctx, session, summaryOfLookBack(ctx, session, [...present], ctx.now))
    return ok(undefined)
  },
}

/** Writes its summary anew, of what the plan says by now: where notes came in later from somebody who was offline. */
export const keepLookBack: Command<SessionOnly, Missing | WrongState> = {
  name: 'session.retell',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { session }) {
    const row = sessionIn(ctx, session, 'over')
    if (!row.ok) return row
    const until = row.value.endedAt ?? ctx.now
    keep(ctx, session, summaryOfLookBack(ctx, session, row.value.present, until))
    return ok(undefined)
  },
}

function keep(ctx: CommandContext, session: string, summary: SessionSummary | null): void {
  if (summary !== null && setField(ctx.plan.doc, 'sessions', session, 'summary', fitSummary(summary)))
    ctx.log({ record: `sessions/${session}`, field: 'summary', from: null, to: summary.changes })
}
