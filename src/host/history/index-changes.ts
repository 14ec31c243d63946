import { bytes, counts, doubles, integers, type AnyColumn } from './columns.ts'
import type { IndexedChange } from './history-index.ts'
import { createNameTable } from './name-table.ts'
import type { RecordFacts } from './record-facts.ts'

/** The changes of a history index: when each was made, by whom, and of which records it consists. */
export interface IndexChanges {
  readonly size: number
  note(facts: RecordFacts, record: number, time: number): void
  /** -1 if there is none of that name. */
  named(name: string): number
  /** The change of a record. */
  of(record: number): number
  /** All but whose device it was: that is its line's. */
  get(number: number): Omit<IndexedChange, 'device'>
  /** In the order of `at`. */
  byTime(): Uint32Array
  /** Oldest first. */
  recordsOf(change: number): number[]
  toSaved(): SavedChanges
}

export interface SavedChanges {
  /** As many as CHANGE_COLUMNS, and two of names. */
  readonly columns: readonly (AnyColumn | undefined)[]
  readonly names: readonly [AnyColumn | undefined, AnyColumn | undefined]
  readonly sorted: AnyColumn | undefined
  readonly words: {
    readonly people: readonly (string | null)[]
    readonly latest: number
    readonly sortedIsOld: boolean
  }
}
export const CHANGE_COLUMNS = 10

export function createIndexChanges(saved?: SavedChanges): IndexChanges {
  // In the order of toSaved.
  const columns = saved?.columns ?? []
  const recordChanges = counts(columns[0])
  const nextOfChange = integers(columns[1])
  const changeAt = doubles(columns[2])
  const changeUntil = doubles(columns[3])
  const changeFirst = integers(columns[4])
  const changeLast = integers(columns[5])
  const changeRecords = counts(columns[6])
  const changeEntries = counts(columns[7])
  const changeSorts = bytes(columns[8])
  const changePeople = counts(columns[9])
  const names = createNameTable(saved?.names)
  const people: (string | null)[] = [...(saved?.words.people ?? [])]
  const peopleNumbers = new Map(people.map((person, number) => [person, number]))
  let sorted = (saved?.sorted as Uint32Array | undefined) ?? new Uint32Array(0)
  let { latest, sortedIsOld } = saved?.words ?? { latest: 0, sortedIsOld: false }

  return {
    get size() {
      return names.size
    },
    named: (name) => names.find(name),
    of: (record) => recordChanges.get(record),
    note({ change, person, sorts, entries }, record, time) {
      const number = names.numberOf(change)
      recordChanges.push(number)
      nextOfChange.push(-1)
      if (number === changeAt.length) {
        changeAt.push(time)
        changeUntil.push(time)
        changeFirst.push(record)
        changeLast.push(record)
        changeRecords.push(1)
        changeEntries.push(entries)
        changeSorts.push(sorts)
        changePeople.push(numberOfPerson(person))
        if (time < latest) sortedIsOld = true
        latest = Math.max(latest, time)
        return
      }
      if (time < changeAt.get(number)) {
        changeAt.set(number, time)
        sortedIsOld = true
      }
      changeUntil.set(number, Math.max(changeUntil.get(number), time))
      nextOfChange.set(changeLast.get(number), record)
      changeLast.set(number, record)
      changeRecords.set(number, changeRecords.get(number) + 1)
      changeEntries.set(number, changeEntries.get(number) + entries)
      changeSorts.set(number, changeSorts.get(number) | sorts)
    },
    get: (number) => ({
      at: changeAt.get(number),
      until: changeUntil.get(number),
      records: changeRecords.get(number),
      entries: changeEntries.get(number),
      sorts: changeSorts.get(number),
      person: people[changePeople.get(number)] ?? null,
      first: changeFirst.get(number),
    }),
    byTime() {
      if (sortedIsOld || sorted.length < names.size) sort()
      return sorted
    },
    recordsOf(change) {
      const found: number[] = []
      if (change < 0) return found
      for (let record = changeFirst.get(change); record >= 0; record = nextOfChange.get(record)) found.push(record)
      return found
    },
    toSaved() {
      const ofRecords = [recordChanges, nextOfChange]
      const ofChanges = [changeAt, changeUntil, changeFirst, changeLast, changeRecords, changeEntries, changeSorts]
      return {
        columns: [...ofRecords, ...ofChanges, changePeople].map((column) => column.values()),
        names: names.toColumns(),
        sorted,
        words: { people, latest, sortedIsOld },
      }
    },
  }

  function numberOfPerson(person: string | null): number {
    const known = peopleNumbers.get(person)
    if (known !== undefined) return known
    peopleNumbers.set(person, people.length)
    return people.push(person) - 1
  }

  function sort(): void {
    const at = changeAt.values()
    const all = new Uint32Array(names.size)
    all.set(sorted)
    for (let i = sorted.length; i < all.length; i++) all[i] = i
    if (sortedIsOld) all.sort((a, b) => (at[a] as number) - (at[b] as number) || a - b)
    sorted = all
    sortedIsOld = false
  }
}
