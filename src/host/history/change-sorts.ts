import type { Entry } from '../../model/envelope.ts'
import { SEEN } from '../../model/seen.ts'

/** What sort of thing a change did, as bits: one change may do several. */
export const SORTS = { delete: 1, move: 2, edit: 4, create: 8, import: 16, undo: 32, seen: 64 } as const
/** What people look for. That somebody has looked is no change that anybody wants to read. */
export type ChangeSort = Exclude<keyof typeof SORTS, 'seen'>

/** A change without words, such as recovered typing, is an edit. */
export function sortsOf(entries: readonly Entry[]): number {
  if (isOnlySeen(entries)) return SORTS.seen
  let sorts = entries.length === 0 ? SORTS.edit : 0
  for (const entry of entries) sorts |= sortOf(entry)
  return sorts
}

function isOnlySeen(entries: readonly Entry[]): boolean {
  return (
    entries.some(({ record }) => record === SEEN) &&
    entries.every(({ name, record }) => record === SEEN || name === 'change.undo')
  )
}

function sortOf({ name, record, field, from, to }: Entry): number {
  if (name === 'undo.create') return SORTS.undo | SORTS.delete
  if (name.startsWith('undo.') && field === 'deleted' && typeof to === 'object' && to !== null)
    return SORTS.undo | SORTS.delete
  if (/^(change\.undo|item\.restore|undo\.|takeBack|bringBack|back\b)/.test(name)) return SORTS.undo
  // Who belongs to the plan is no edit of it.
  if (name.startsWith('room.')) return 0
  if (name === 'import' || name.startsWith('import.')) return SORTS.import
  // Beyond 200 entries a record says only how often each command ran.
  if (record === '') return COUNTED[name.slice(name.indexOf('.') + 1)] ?? SORTS.edit
  if (field === 'deleted') return to === true || (typeof to === 'object' && to !== null) ? SORTS.delete : SORTS.undo
  if (field === 'rank') return from === to ? SORTS.edit : SORTS.move
  return field === '' && from === null ? SORTS.create : SORTS.edit
}

const COUNTED: Readonly<Record<string, number>> = {
  delete: SORTS.delete,
  move: SORTS.move,
  moveMany: SORTS.move,
  create: SORTS.create,
  createMany: SORTS.create,
  add: SORTS.create,
}
