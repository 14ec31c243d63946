import type { Role } from '../../model/people.ts'

/** What each role does here, in one line, in the order in which a person is asked. */
export const ROLE_CHOICES: readonly { readonly role: Role; readonly name: string; readonly does: string }[] = [
  { role: 'po', name: 'Product Owner', does: 'orders the backlog and says why' },
  { role: 'chief-po', name: 'Chief Product Owner', does: 'the same, across several Product Owners' },
  { role: 'tpo', name: 'Technical Product Owner', does: 'advises what is feasible, with which risk' },
  { role: 'developer', name: 'Developer', does: 'estimates, and pulls items into a sprint' },
  { role: 'scrum-master', name: 'Scrum Master', does: 'runs the sessions' },
  { role: 'stakeholder', name: 'Stakeholder', does: 'reads, comments and asks' },
]

export function roleName(role: string): string {
  return ROLE_CHOICES.find((choice) => choice.role === role)?.name ?? role
}
