import { calendarOf, dayText } from '../model/forecast/calendar.ts'
import { goalOf } from '../model/goal-of.ts'
import { reviewFacts, type ReviewFacts } from '../model/review-facts.ts'
import { retroFacts, summarizeRetro, type RetroFacts } from '../model/review-retro.ts'
import { summarizeReview } from '../model/review-summary.ts'
import type { SessionSummary } from '../model/session-summary.ts'
import { noteLines } from '../model/session-words.ts'
import type { Session } from '../model/session.ts'
import type { Sprint } from '../model/sprint.ts'
import { unitOf } from '../model/team-unit.ts'
import type { CommandContext } from './command.ts'

type Reads = Pick<CommandContext, 'plan'>

/** What the plan says of a sprint for its review. `now`: until when one that is running is looked at. */
export function reviewOf({ plan }: Reads, sprint: Sprint, session: string, now: number): ReviewFacts {
  const calendar = calendarOf(plan.facts.timeZone)
  return reviewFacts(sprint, session, now, {
    item: (id) => plan.row('items', plan.heirOf(id)),
    goalOf: (item) => goalOf(item, (epic) => plan.row('epics', epic))?.goal ?? null,
    goals: [...plan.rows('goals').values()],
    metrics: [...plan.rows('metrics').values()],
    measurements: [...plan.rows('measurements').values()],
    northStar: plan.facts.northStar,
    pulls: [...plan.rows('pulls').values()],
    sprintChanges: [...plan.rows('sprintChanges').values()],
    requests: [...plan.rows('requests').values()],
    dayOf: (moment) => dayText(calendar(moment)),
  })
}

/** What a retrospective begins with, and what was written in it by now. */
export function retroOf({ plan }: Reads, session: Session): RetroFacts {
  return retroFacts(session, {
    sessions: [...plan.rows('sessions').values()],
    reflections: [...plan.rows('reflections').values()],
    sprint: (id) => plan.row('sprints', id),
    item: (id) => plan.row('items', plan.heirOf(id)),
  })
}

/** What a review or a retrospective came to. `present`: `people/<id>` or `name/<name>`. Null where its sprint is gone. */
export function summaryOfLookBack(
  ctx: Pick<CommandContext, 'plan' | 'now'>,
  id: string,
  present: readonly string[],
  until: number,
): SessionSummary | null {
  const { plan } = ctx
  const session = plan.row('sessions', id)
  const sprint = session?.sprint == null ? undefined : plan.row('sprints', session.sprint)
  if (session === undefined || sprint === undefined) return null
  const row = plan.row('teams', sprint.team)
  const team = row?.name ?? 'a team that is gone'
  const times = { from: session.startedAt ?? until, until, at: ctx.now }
  const held = {
    ...times,
    present: present.map((one) => nameOf(ctx, one)),
    notes: noteLines(plan.textOf('sessions', id, 'notes')),
  }
  return session.kind === 'review'
    ? summarizeReview(reviewOf(ctx, sprint, id, until), { ...held, sprint, team, unit: unitOf(row) })
    : summarizeRetro(retroOf(ctx, session), { ...held, sprint: sprint.name, team })
}

function nameOf({ plan }: Reads, who: string): string {
  return who.startsWith('people/')
    ? (plan.row('people', who.slice('people/'.length))?.name ?? 'Somebody')
    : who.slice('name/'.length)
}
