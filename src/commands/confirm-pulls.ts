import { confirmationOf, confirmKey } from '../model/pull-confirmation.ts'
import { ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { confirmsPulls, isDeveloperOf } from './policy.ts'
import { editMember, liveRow, type Missing } from './record-edits.ts'
import { planningOn, wrongState, type WrongState } from './sprints.ts'

export interface ConfirmPulls {
  readonly sprint: string
  /** The Developer who is named on the shared screen; left out, it is whoever says it. */
  readonly person?: string | undefined
  /** False takes it back. */
  readonly on: boolean
}

/**
 * A Developer stands for what their team pulls on a shared screen: for what waits by now, and for what the planning that is on
 * pulls from here on.
 */
export const confirmPulls: Command<ConfirmPulls, Missing | WrongState> = {
  name: 'sprint.confirmPulls',
  allowed: (ctx, { sprint, person }) => confirmsPulls(ctx, sprint, person),
  run(ctx, { sprint: id, person, on }) {
    const sprint = liveRow(ctx, 'sprints', id)
    if (!sprint.ok) return sprint
    if (sprint.value.state === 'finished') return wrongState('This sprint is over. What was pulled stays as it is.')
    if (person !== undefined) {
      const row = liveRow(ctx, 'people', person)
      if (!row.ok) return row
      if (!isDeveloperOf(row.value, sprint.value.team))
        return wrongState(`${row.value.name} is no Developer of this team, so they cannot say what it pulls.`)
    }
    const { guest } = ctx.author
    const who = guest === undefined ? `people/${person ?? ctx.author.person ?? ''}` : `guest/${guest}`
    const now = planningOn(ctx.plan, id)
    const { waiting } = confirmationOf(sprint.value, ctx.plan.rows('pulls').values(), now)
    const sessions = new Set([now, ...(on ? waiting.map(({ session }) => session) : [])])
    for (const session of sessions) editMember(ctx, 'sprints', id, 'confirmed', confirmKey(session, who), on)
    return ok(undefined)
  },
}
