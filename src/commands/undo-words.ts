import type { Entry } from '../model/envelope.ts'
import { FIELD_WORDS, isNothing, quoted, valueWords, type NameOf } from './field-words.ts'

/** What stood at an earlier moment and was written anew. */
export function broughtBackWords(first: Entry, all: readonly Entry[], nameOf: NameOf, others: number): string {
  if (first.field === 'order') return 'Brought an earlier order back'
  if (first.field === 'plan') return 'Brought the plan back as it was'
  const written = all.filter((entry) => entry.name !== 'bringBack')
  const again = written.filter((entry) => entry.record.startsWith('items/') && entry.field === 'deleted')
  const items = [...new Set((again.length > 0 ? again : written).map((entry) => entry.record))].filter((record) =>
    record.startsWith('items/'),
  )
  const more = again.length === written.length ? others : 0
  const as = again.length > 0 ? '' : items.length === 1 ? ' as it was' : ' as they were'
  if (items.length === 0) return 'Brought back what stood earlier'
  return items.length + more === 1
    ? `Brought ${quoted(nameOf(items[0] ?? ''))} back${as}`
    : `Brought ${items.length + more} items back${as}`
}

export function takenBackWords({ field, to }: Entry, nameOf: NameOf): string {
  if (field === 'person')
    return `Took back the work of ${to === null ? 'somebody unnamed' : nameOf(`people/${String(to)}`)}`
  return 'Took back what came from a device'
}

/** One field of what was brought back; its value of then, or that it is as it was. */
export function bringBackWords({ name, field, to }: Entry, it: string, noun: string): string | null {
  const what = noun === 'item' || noun === 'entry' ? it : `${noun} ${it}`
  if (field === 'deleted') return isNothing(to) ? `Brought ${what} back` : `Deleted ${what}`
  if (field === 'rank') return `Moved ${it} back to its place`
  if (name === 'bringBack.text' || (typeof to === 'object' && to !== null))
    return `Put ${FIELD_WORDS[field] ?? field} of ${it} back`
  return null
}

/** What a field that went back says: its old value is in the log already, and a place has no number any more. */
export function undoWords({ name, record, field, to }: Entry, it: string, noun: string, nameOf: NameOf): string {
  if (name === 'change.undo') return 'Took a change back'
  if (record === '') return `Took back ${String(to)} ${Number(to) === 1 ? 'field' : 'fields'}`
  if (record === 'settlements') return isNothing(to) ? 'Opened a settled conflict again' : 'Settled a conflict again'
  const what = noun === 'item' || noun === 'entry' ? it : `${noun} ${it}`
  if (name === 'undo.create') return `Took ${what} away again`
  if (field === 'deleted') return isNothing(to) ? `Brought ${what} back` : `Deleted ${what} again`
  if (field === 'rank') return `Moved ${it} back`
  const words = FIELD_WORDS[field] ?? field
  if (name === 'undo.text' || typeof to === 'object' || typeof to === 'boolean') return `Put ${words} of ${it} back`
  return isNothing(to)
    ? `Cleared ${words} of ${it} again`
    : `Put ${words} of ${it} back to ${valueWords(field, to, nameOf)}`
}
