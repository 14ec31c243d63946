import { insertText, setField, setMember } from '../doc/write.ts'
import { ok } from '../model/result.ts'
import { fitSummary, type SessionSummary } from '../model/session-summary.ts'
import type { Command, CommandContext } from './command.ts'
import { leadsSession, plansSessions } from './policy.ts'
import { badValue, edit, liveRow, oneLine, type BadValue, type Missing } from './record-edits.ts'
import { sessionIn } from './session-phase.ts'
import { writeTimer } from './session-steps.ts'
import type { WrongState } from './sprints.ts'

const LONGEST_LINE = 2_000
export const LONGEST_NOTES = 20_000

export interface NoteSession {
  readonly session: string
  readonly line: string
}

/** Writes down what was agreed, behind what stands there: of two who do so at once both lines stay. */
export const noteSession: Command<NoteSession, Missing | BadValue> = {
  name: 'session.note',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { session, line }) {
    const row = liveRow(ctx, 'sessions', session)
    if (!row.ok) return row
    const words = oneLine(line, LONGEST_LINE)
    if (words === null) return badValue('line', 'A line of what was agreed has some words, at most 2,000 characters.')
    const before = ctx.plan.textOf('sessions', session, 'notes')
    // Ends its own line, so that another's line that is written behind it at the same time begins a new one.
    const added = `${before === '' || before.endsWith('\n') ? '' : '\n'}${words}\n`
    if (before.length + added.length > LONGEST_NOTES)
      return badValue('line', 'What was agreed has at most 20,000 characters in all. Say it shorter.')
    insertText(ctx.plan.doc, 'sessions', session, 'notes', before.length, added)
    ctx.log({ record: `sessions/${session}`, field: 'notes', from: before.length, to: before.length + added.length })
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
    writeTimer(ctx, row.value, null)
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
function writeSummary(ctx: CommandContext, session: string, whole: SessionSummary): void {
  const summary = fitSummary(whole)
  if (setField(ctx.plan.doc, 'sessions', session, 'summary', summary))
    ctx.log({ record: `sessions/${session}`, field: 'summary', from: null, to: summary.items.length })
}
