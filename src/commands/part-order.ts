import { keyBetween } from '../doc/order-keys.ts'
import type { Random } from '../model/id.ts'

interface Ranked {
  readonly id: string
  readonly rank: string
}

/** Keys for one more record of a short list (criteria, tasks, goals of a horizon), behind `after`; null is the top, undefined the end. */
export function rankIn(
  list: readonly Ranked[],
  after: string | null | undefined,
  moving: string | null,
  random: Random,
): ReadonlyMap<string, string> {
  const others = list.filter((row) => row.id !== moving)
  const position =
    after === undefined ? others.length : after === null ? 0 : others.findIndex((row) => row.id === after) + 1
  const key = keyBetween(others[position - 1]?.rank || null, others[position]?.rank || null, random)
  const id = moving ?? NEW
  const wellOrdered = others.every(
    (row, i) => row.rank !== '' && (i === 0 || (others[i - 1] as Ranked).rank < row.rank),
  )
  if (key !== null && wellOrdered && key.length <= 50) return new Map([[id, key]])
  // Equal or missing ranks in a list of a handful: the whole list gets fresh ones.
  const ids = others.map((row) => row.id)
  ids.splice(position, 0, id)
  const keys = new Map<string, string>()
  let last: string | null = null
  for (const one of ids) {
    last = keyBetween(last, null, random) as string
    keys.set(one, last)
  }
  return keys
}

/** Stands for the record that is being made. */
export const NEW = ''
