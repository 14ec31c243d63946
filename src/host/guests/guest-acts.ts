import { confirmPulls } from '../../commands/confirm-pulls.ts'
import { voteReflection } from '../../commands/reflections.ts'
import { planningOn } from '../../commands/sprints.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { GuestIntent, Shown } from '../../contract/guest-messages.ts'
import type { Plan } from '../../doc/plan.ts'
import { phaseOfSession } from '../../model/session.ts'
import type { GuestRole } from '../../model/who-votes.ts'
import { createAllowance } from '../../sync/session/allowance.ts'
import type { PlanHost } from '../plan-host.ts'
import type { Clock } from '../ports/clock.ts'

export type ActIntent = GuestIntent & { readonly is: 'vote' | 'confirm' }

/** What one guest does with a tap in the meeting on the shared screen: a vote for a note, a yes to what its team pulls. */
export interface GuestActs {
  /** Empty once it is on disk, else why it was not taken. Said twice it counts once. */
  take(intent: ActIntent, role: GuestRole): Promise<string>
}

/** Each stays for ever: all notes of a long board at once, and a second. */
const ACTS = { atOnce: 60, aSecond: 0.5 }

export function createGuestActs(parts: {
  readonly name: string
  readonly host: () => Pick<PlanHost, 'plan' | 'run'>
  /** What the room shows now: a guest acts on nothing else. */
  readonly shown: () => Shown
  readonly clock: Clock
  readonly onFault: (what: string, error: unknown) => void
}): GuestActs {
  const mayWrite = createAllowance({ ...ACTS, now: () => parts.clock.now() })
  return {
    async take(intent, role) {
      if (!mayWrite.takes(1)) return TOO_MUCH
      try {
        return intent.is === 'vote' ? await vote(intent.note, intent.on) : await confirm(intent, role)
      } catch (error) {
        if (error instanceof CallFailed) return error.message
        parts.onFault('what a guest tapped', error)
        return NOT_KEPT
      }
    },
  }

  async function vote(note: string, on: boolean): Promise<string> {
    const { plan } = parts.host()
    const id = parts.shown().meeting?.id ?? null
    const meeting = id === null ? undefined : plan.row('sessions', id)
    if (meeting?.phase !== 'vote' || phaseOfSession(meeting) !== 'on' || plan.row('reflections', note)?.session !== id)
      return VOTE_OVER
    const author = { person: null, role: 'guest', forTeam: null, guest: parts.name }
    await parts.host().run(author, voteReflection, { id: note, on })
    return ''
  }

  /** The guest stands in the room of the team whose sprint is planned there. */
  async function confirm({ session, on }: ActIntent & { is: 'confirm' }, role: GuestRole): Promise<string> {
    const { run, plan } = parts.host()
    const sprint = plan.row('sessions', session)?.sprint ?? null
    if (sprint === null || parts.shown().planning?.confirm?.session !== session || planningOn(plan, sprint) !== session)
      return NOT_PLANNED
    const forTeam = plan.row('sprints', sprint)?.team ?? null
    await run({ person: null, role, forTeam, guest: parts.name }, confirmPulls, { sprint, on })
    return ''
  }
}

/** The notes that this guest voted for in the meeting that is shown. */
export function votesFor({ meeting }: Shown, plan: Plan): (name: string) => readonly string[] {
  if (meeting?.part !== 'vote') return () => []
  return (name) =>
    meeting.notes.flatMap(({ id }) => (plan.row('reflections', id)?.votes.includes(`guest/${name}`) ? [id] : []))
}

const TOO_MUCH = 'That was more than the room can take at once. Wait a moment and tap again.'
const VOTE_OVER = 'The room is not voting on that note any more.'
const NOT_PLANNED = 'The room does not plan that sprint any more.'
const NOT_KEPT = 'It could not be kept in the plan. Tap again in a moment.'
