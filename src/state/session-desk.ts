import { endSession, keepSummary } from '../commands/session-end.ts'
import type { ChangeLine } from '../contract/plan-messages.ts'
import type { SessionSummary } from '../model/session-summary.ts'
import type { Session } from '../model/session.ts'
import { sentenceOf } from './failure-words.ts'
import type { PlanState } from './plan-state-shape.ts'
import { LEFT_AFTER, wasLeft, whoIsHere } from './sessions-in.ts'
import { changesWithin, summarizeSession } from './summarize-session.ts'

/** How much of the log is asked for at once, and how often at most. */
const PAGE = 200
const MOST_PAGES = 50

/**
 * Ends a session and keeps its summary with it, as one change. A session that was left ends with the last thing that was done
 * in it. Where the log cannot be read it ends without a summary, which is then written later. Answers whether it ended.
 */
export async function endWithSummary(plan: PlanState, session: Session, now: number): Promise<boolean> {
  const lines = await linesSince(plan, session.startedAt ?? now).catch(() => null)
  const isLeft = wasLeft(session, plan.here, now)
  const last = Math.max(
    session.startedAt ?? now,
    ...(lines ?? []).map(({ time }) => time).filter((time) => time <= now),
  )
  const until = isLeft && lines !== null ? Math.min(last, lastStep(session, lines) + LEFT_AFTER) : now
  const here = isLeft ? [] : whoIsHere(plan)
  const counted = { ...session, present: [...session.present, ...here] }
  const summary = lines === null ? null : summaryOf(plan, counted, lines, until, now)
  return plan.run(endSession, { session: session.id, here, at: until, summary }, { say: 'always' }).ok
}

/** Writes the summary again, of all that has come in by now. Answers a sentence where it could not. */
export async function writeSummaryAgain(plan: PlanState, session: Session, now: number): Promise<string> {
  if (session.startedAt === null || session.endedAt === null) return ''
  try {
    const lines = await linesSince(plan, session.startedAt)
    const summary = summaryOf(plan, session, lines, session.endedAt, now)
    plan.run(keepSummary, { session: session.id, summary })
    return ''
  } catch (error) {
    return sentenceOf(error)
  }
}

/** How many changes of its time came in after the summary was written: from people who were offline. */
export async function cameInLater(plan: PlanState, { summary }: Session): Promise<number> {
  if (summary === null) return 0
  const lines = await linesSince(plan, summary.from).catch(() => null)
  return lines === null ? 0 : Math.max(0, changesWithin(lines, summary.from, summary.until) - summary.changes)
}

/** Changes that may have been made since a moment, newest first. A record's plan time is never before its own clock's. */
async function linesSince(plan: PlanState, from: number): Promise<readonly ChangeLine[]> {
  const lines: ChangeLine[] = []
  let before: number | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const more: readonly ChangeLine[] = await plan.log(null, before, PAGE)
    lines.push(...more)
    const last = more.at(-1)
    const at: number | null = last === undefined ? null : (last.at ?? last.time)
    if (at === null || at < from || at === before) break
    before = at
  }
  return lines
}

function summaryOf(
  plan: PlanState,
  session: Session,
  lines: readonly ChangeLine[],
  until: number,
  at: number,
): SessionSummary {
  return summarizeSession(
    session,
    lines,
    {
      item: (id) => plan.row('items', id),
      itemOf: (record) => itemOfRecord(plan, record),
      readiness: (id) => plan.readinessOf(id),
      questionsOf: (id) => plan.questionsOf(id),
      decisions: () => plan.table('decisions').values(),
      notes: plan.textOf('sessions', session.id, 'notes'),
      nameOf: plan.nameOf,
    },
    { until, at },
  )
}

const PARTS: ReadonlySet<string> = new Set(['criteria', 'tasks', 'comments', 'questions', 'attachments'])

function itemOfRecord(plan: PlanState, record: string): string | null {
  const [table = '', id = ''] = record.split('/')
  if (table === 'items') return id
  if (table === 'links') return plan.plan.row('links', id)?.from ?? null
  return PARTS.has(table) ? (plan.plan.row(table as 'criteria', id)?.item ?? null) : null
}

function lastStep(session: Session, lines: readonly ChangeLine[]): number {
  const record = `sessions/${session.id}`
  const steps = lines.filter(({ entries }) => entries.some((entry) => entry.record === record))
  return Math.max(session.startedAt ?? 0, ...steps.map(({ time }) => time))
}
