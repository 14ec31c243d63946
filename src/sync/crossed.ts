import { standingIn, type Write } from './standing.ts'
import type { HolderType } from './struct-places.ts'

/** The field by which a record is deleted; null while it lives. */
export const DELETED = 'deleted'

export interface CrossedWrite {
  /** The key in the record's map. */
  readonly key: string
  readonly write: Write
}

/** What of a record a write meets without knowing it: a deletion any other field's value, any other write the deletion. */
export function crossedBy(
  holder: HolderType,
  key: string,
  value: unknown,
  at: { readonly client: number; readonly known: (client: number) => number },
): CrossedWrite[] {
  if (key === DELETED && value === null) return []
  const keys = key === DELETED ? [...holder._map.keys()].filter((other) => other !== DELETED) : [DELETED]
  const crossed: CrossedWrite[] = []
  for (const other of keys) {
    const standing = standingIn(holder._map.get(other), at, 0)
    if (standing === null || (other === DELETED && standing.value === null)) continue
    const { before: _, ...write } = standing
    crossed.push({ key: other, write })
  }
  return crossed
}
