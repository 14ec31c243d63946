import { changeWords, type NameOf } from '../commands/change-words.ts'
import type { Entry } from '../model/envelope.ts'
import type { HistoryLine, TimelineSort } from './history-source.ts'

/** One plain sentence of what a change did, with the number of all that it touched, also where its entries were cut. */
export function lineWords(line: HistoryLine, nameOf: NameOf): string {
  if (line.entries.length === 0) return line.others > 0 ? `Changed ${number(line.others)} fields` : 'Changed something'
  const entries = typedOnce(line.entries)
  return changeWords(entries, nameOf, line.entries.every((entry) => entry.name === TYPED) ? 0 : line.others)
}

const TYPED = 'text.type'
/** Somebody who types for a while writes many records of one text. */
function typedOnce(entries: readonly Entry[]): readonly Entry[] {
  const known = new Set<string>()
  return entries.filter(({ name, record, field }) => {
    if (name !== TYPED) return true
    const isNew = !known.has(`${record}/${field}`)
    known.add(`${record}/${field}`)
    return isNew
  })
}

/** What sort of change it is, by its first words: for its icon and its actions. */
export function sortOf(line: HistoryLine): TimelineSort {
  const first = line.entries[0]
  // An undo that sends items to Deleted is looked for, and brought back, like any other delete.
  if (line.entries.some(deletesAnItem)) return 'delete'
  if (line.undoes !== null || first === undefined) return line.undoes === null ? 'edit' : 'undo'
  if (/^(undo|change\.undo|back|takeBack|bringBack|history)\b/.test(first.name)) return 'undo'
  if (first.name === 'import') return 'import'
  if (first.field === 'deleted' && first.to === true) return 'delete'
  if (first.name === 'item.restore' || (first.field === 'deleted' && first.to !== true)) return 'undo'
  if (first.field === 'rank') return 'move'
  if (first.name === 'item.create' || first.name === 'item.createMany' || first.field === '') return 'create'
  return 'edit'
}

function deletesAnItem({ name, record, field, to }: Entry): boolean {
  if (name === 'item.delete') return true
  if (!record.startsWith('items/')) return false
  return name === 'undo.create' || (name.startsWith('undo.') && field === 'deleted' && to !== null && to !== false)
}

/** One record that a change touched, and what became of its fields. */
export interface Touched {
  readonly record: string
  /** The item's id; null for other records. */
  readonly item: string | null
  readonly name: string
  readonly facts: readonly Entry[]
}

/** The records of a change, each once: first those it has words for, then the items that only were counted. */
export function touchedBy(line: HistoryLine, nameOf: NameOf): readonly Touched[] {
  const facts = new Map<string, Entry[]>()
  for (const entry of typedOnce(line.entries)) {
    if (entry.record === '') continue
    const known = facts.get(entry.record)
    if (known === undefined) facts.set(entry.record, [entry])
    else known.push(entry)
  }
  for (const item of line.items) if (!facts.has(`items/${item}`)) facts.set(`items/${item}`, [])
  return [...facts].map(([record, entries]) => ({
    record,
    item: record.startsWith('items/') ? record.slice('items/'.length) : null,
    name: nameOf(record),
    facts: entries,
  }))
}

/** Why it was done, in the words of whoever did it. */
export function reasonOf(line: HistoryLine): string {
  return line.entries.find((entry) => entry.why !== '')?.why ?? ''
}

/** How many items a change took out of the backlog, as far as its words say. */
export function deletedCount(line: HistoryLine): number {
  return line.entries.reduce(
    (sum, entry) => sum + (entry.record !== '' ? 1 : typeof entry.to === 'number' ? entry.to : 0),
    line.others,
  )
}

function number(value: number): string {
  return new Intl.NumberFormat('en-GB').format(value)
}
