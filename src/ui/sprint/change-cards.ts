import type { Request } from '../../model/request.ts'
import { needsAgreement, type SprintChange } from '../../model/sprint-change.ts'

/** What happened to a sprint while it ran, in order: change cards with their number, clarifications, and what was said no to. */
export type SprintEvent =
  | { readonly what: 'card'; readonly at: number; readonly number: number; readonly card: SprintChange }
  | { readonly what: 'clarified'; readonly at: number; readonly card: SprintChange }
  | { readonly what: 'no'; readonly at: number; readonly request: Request }

export function sprintEvents(
  sprint: string,
  cards: Iterable<SprintChange>,
  requests: Iterable<Request>,
): readonly SprintEvent[] {
  const events: SprintEvent[] = []
  for (const card of cards)
    if (card.sprint === sprint && card.deleted === null)
      events.push(
        needsAgreement(card)
          ? { what: 'card', at: card.at, number: 0, card }
          : { what: 'clarified', at: card.at, card },
      )
  for (const request of requests)
    if (request.sprint === sprint && request.deleted === null && request.free !== null && request.answer !== 'yes')
      events.push({ what: 'no', at: request.answeredAt ?? request.at, request })
  events.sort((a, b) => a.at - b.at || (idOf(a) < idOf(b) ? -1 : 1))
  let number = 0
  return events.map((event) => (event.what === 'card' ? { ...event, number: ++number } : event))
}

function idOf(event: SprintEvent): string {
  return event.what === 'no' ? event.request.id : event.card.id
}
