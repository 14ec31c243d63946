import * as Y from 'yjs'
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

/** The record that a text stands in, and its deletion if whoever edits the text did not know it. */
export function deletionOver(
  text: HolderType | null,
  at: { readonly client: number; readonly known: (client: number) => number },
): { readonly recordMadeBy: string; readonly deletion: Write | null } {
  const record = text?._item?.parent
  if (!(record instanceof Y.AbstractType) || record._item === null) return { recordMadeBy: '', deletion: null }
  const { client, clock } = record._item.id
  const standing = standingIn(record._map.get(DELETED), at, 0)
  const recordMadeBy = `${client}/${clock}`
  if (standing === null || standing.value === null) return { recordMadeBy, deletion: null }
  const { before: _, ...deletion } = standing
  return { recordMadeBy, deletion }
}
