import * as Y from 'yjs'
import { contentValue } from './content-value.ts'

/** A write of one field, as far as heads remember it. */
export interface Write {
  readonly client: number
  readonly clock: number
  /** JSON; null for a type, or where it was overwritten before anybody had reason to keep it (`isKept` is false). */
  readonly value: unknown
  readonly makesType: boolean
  readonly isKept: boolean
}

/** What stands in a field that a record overwrites without knowing it. */
export interface Standing extends Write {
  /** Writes before it, the oldest first. As long as a field never forked they follow each other. */
  readonly before: readonly Write[]
}

/** How many writes of a field are remembered; see heads.ts. */
export const MAX_REMEMBERED = 64

/**
 * The live entry of a map, if the record does not know it. Yjs keeps only the winner's value of two concurrent writes, so it
 * is taken here, before the record is applied; overwritten ones leave at least their place in the entry's list.
 */
export function standingIn(
  live: Y.Item | undefined,
  { client, known }: { readonly client: number; readonly known: (client: number) => number },
  remembered = MAX_REMEMBERED,
): Standing | null {
  if (live === undefined || live.id.client === client) return null
  const clock = live.id.clock + live.length - 1
  if (clock < known(live.id.client)) return null
  const before: Write[] = []
  for (let item = live.left; item !== null && before.length < remembered; item = item.left) {
    // Neighbours that one line wrote one after the other were merged into one struct.
    for (let at = item.length - 1; at >= 0; at--)
      before.push({ client: item.id.client, clock: item.id.clock + at, value: null, makesType: false, isKept: false })
  }
  const makesType = live.content instanceof Y.ContentType
  const value = makesType || live.deleted ? null : (contentValue(live.content) ?? null)
  return { client: live.id.client, clock, value, makesType, isKept: true, before: before.reverse() }
}
