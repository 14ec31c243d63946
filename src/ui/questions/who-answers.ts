import { roleWords } from '../../commands/policy.ts'
import { ROLES } from '../../model/people.ts'
import type { Question } from '../../model/question.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import type { Choice } from '../kit/choice.ts'

/** Who must answer, as it is chosen: a role, or a person of the plan. */
export type Asked = Pick<Question, 'asks' | 'role'>

export function askedChoices(plan: PlanState): readonly Choice[] {
  const roles = ROLES.map((role) => ({ id: `role:${role}`, name: roleWords(role), hint: 'role' }))
  const people = plan
    .live('people')
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ id, name }) => ({ id: `person:${id}`, name }))
  return [...roles, ...people]
}

export function askedId({ asks, role }: Asked): string | null {
  return asks !== null ? `person:${asks}` : role !== '' ? `role:${role}` : null
}

export function askedOf(id: string | null): Asked {
  if (id?.startsWith('person:') === true) return { asks: id.slice('person:'.length), role: '' }
  return { asks: null, role: id?.slice('role:'.length) ?? '' }
}

/** "Ada", "Product Owner", "anybody". */
export function askedWords(plan: PlanState, { asks, role }: Asked): string {
  if (asks !== null) return plan.row('people', asks)?.name ?? 'somebody who is gone'
  return role === '' ? 'anybody' : roleWords(role)
}

/** It waits for this person: named, in the role acted in, or for a Product Owner where nobody was named. */
export function isForMe(plan: PlanState, { asks, role }: Asked): boolean {
  if (asks !== null) return asks === plan.me.person
  const mine = plan.me.role
  if (role === '') return mine === 'po' || mine === 'chief-po'
  return role === mine || (role === 'po' && mine === 'chief-po')
}

/** Whom a new question is mostly for: Product Owners ask those who build, everybody else asks the Product Owner. */
export function usuallyAsked(plan: PlanState): Asked {
  const owns = plan.me.role === 'po' || plan.me.role === 'chief-po'
  return { asks: null, role: owns ? 'developer' : 'po' }
}

export function askerWords(plan: PlanState, { by, byName }: Pick<Question, 'by' | 'byName'>): string {
  return (by === null ? undefined : plan.row('people', by)?.name) ?? (byName === '' ? 'Somebody' : byName)
}
