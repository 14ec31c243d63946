import * as v from 'valibot'
import type { SealedCard } from '../../model/card.ts'
import type { Author } from '../../model/envelope.ts'

/** A card as this device keeps it, with whose it is, so that it can be shown without anybody at the keyboard. */
export interface KeptCard extends SealedCard {
  readonly commit: string
  readonly author: Author
}

const KeptCardSchema = v.object({
  round: v.string(),
  voter: v.string(),
  face: v.string(),
  reason: v.string(),
  salt: v.string(),
  commit: v.string(),
  author: v.object({ person: v.nullable(v.string()), role: v.nullable(v.string()), forTeam: v.nullable(v.string()) }),
})

/** A note may be damaged: what cannot be read of it counts as never put. */
export function readKeptCards(note: unknown): readonly KeptCard[] {
  return Array.isArray(note) ? note.filter((card): card is KeptCard => v.is(KeptCardSchema, card)) : []
}
