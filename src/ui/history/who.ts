import { roleWords } from '../../commands/policy.ts'
import type { HistoryExtent, HistoryLine } from '../../state/history-state.svelte.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'

/** Who wrote, as people say it. Whom the plan does not know is not made up. */
export function personName(plan: PlanState, person: string | null): string {
  if (person === null) return 'Somebody unnamed'
  return (
    plan.row('people', person)?.name ?? (person === plan.me.person ? plan.me.name : `Somebody (${person.slice(0, 4)})`)
  )
}

/** "Anna Kern, Product Owner"; on a shared screen "Anna Kern, Developer, for Team Keel". */
export function authorWords(plan: PlanState, line: HistoryLine): string {
  const { person, role, guest, forTeam } = line.author
  if (guest !== undefined) return `${guest}, guest`
  const name = personName(plan, person)
  const acts = role === null || role === '' ? name : `${name}, ${roleWords(role)}`
  const team = forTeam === null ? undefined : plan.row('teams', forTeam)
  return team === undefined ? acts : `${acts}, for ${team.name}`
}

/** "this device", or the beginning of another one's name. */
export function deviceWords(device: string, extent: HistoryExtent | null): string {
  if (device === 'unsigned' || device === '') return 'a device'
  return extent?.devices.some((one) => one.device === device && one.own) === true
    ? 'this device'
    : `device ${device
        .replace(/[^a-z0-9]/gi, '')
        .slice(0, 4)
        .toUpperCase()}`
}
