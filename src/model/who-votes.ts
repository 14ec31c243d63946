/**
 * Whose cards count in a round, by the role that somebody acts in. Who does the work estimates it; a Product Owner answers
 * questions meanwhile, and who looks on sees the cards when they turn. Scores and questions are for everybody, a fist of five for
 * who works in the sprint.
 */
export function votesIn(kind: string, role: string | null): boolean {
  if (kind === 'score' || kind === 'question') return role !== null
  const builders = ['developer', 'tpo']
  return (kind === 'confidence' ? [...builders, 'scrum-master'] : builders).includes(role ?? '')
}

/** What a guest may say it is: roles of the plan, so that one rule is for all. A stakeholder looks on. */
export const GUEST_ROLES = ['developer', 'po', 'stakeholder'] as const
export type GuestRole = (typeof GUEST_ROLES)[number]
/** As the guest says it, and as others see it. */
export const GUEST_ROLE_WORDS: Readonly<Record<GuestRole, { readonly own: string; readonly seen: string }>> = {
  developer: { own: 'I help to build it', seen: 'helps to build it' },
  po: { own: 'I am a Product Owner', seen: 'Product Owner' },
  stakeholder: { own: 'I look on', seen: 'looks on' },
}
