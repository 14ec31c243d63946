import { editsContent, holdsRole, notYours, ordersBacklog, type Who } from './policy.ts'
import type { Refusal } from './command.ts'

/** What is asked for, as far as it matters for who may ask. */
export type AsksBack =
  { readonly kind: 'items' } | { readonly kind: 'order' } | { readonly kind: 'plan' } | { readonly kind: 'change' }
export type AsksAuthor =
  | { readonly kind: 'person'; readonly person: string | null }
  | { readonly kind: 'device'; readonly device: string }
  | { readonly kind: 'change'; readonly change: string }

/** Who may bring something of the past back: Product Owners all of it, Developers what items say. */
export function mayBringBack(who: Who, { kind }: AsksBack): Refusal | null {
  const wrongRole = holdsRole(who)
  if (wrongRole !== null) return wrongRole
  if (kind === 'items') return editsContent(who, undefined)
  if (ordersBacklog(who, undefined) === null) return null
  return notYours(
    kind === 'order'
      ? 'Product Owners order the backlog. Tell them which order you would bring back, and why.'
      : 'A Product Owner brings a whole plan back, since it touches everybody’s work. Ask one of them.',
  )
}

/** Who may take somebody's work back: Product Owners anybody's, Developers one change and what they did themselves. */
export function mayTakeBack(who: Who, what: AsksAuthor): Refusal | null {
  const wrongRole = holdsRole(who)
  if (wrongRole !== null) return wrongRole
  if (ordersBacklog(who, undefined) === null) return null
  if (what.kind === 'change') return editsContent(who, undefined)
  if (what.kind === 'person' && what.person !== null && what.person === who.author.person) return null
  return notYours('A Product Owner takes another’s work back. You can take back what you did yourself, or one change.')
}

/** Whether this author decides what is in the backlog and in which order. */
export function decidesBacklog(who: Who): boolean {
  return ordersBacklog(who, undefined) === null
}
