/** Where a record lies in the journal. */
export interface RecordSpot<P> {
  readonly client: number
  readonly seq: number
  /** First clock of its structs; equal to the next record's for one that only deletes. */
  readonly clock: number
  readonly position: P
}

/** What the index needs of a record; its bytes stay in the journal. */
export interface IndexedRecord {
  readonly client: number
  readonly seq: number
  readonly clock: number
  readonly change: string
  readonly paths: Iterable<string>
}

/** Finds records by line, by struct, by change and by what they touched. Rebuildable from the journal at any time. */
export interface RecordIndex<P> {
  note(record: IndexedRecord, position: P): void
  /** Records older than all that were noted so far, oldest first. */
  putBefore(older: readonly { readonly record: IndexedRecord; readonly position: P }[]): void
  ofChange(change: string): readonly RecordSpot<P>[]
  /** The record that holds this struct. */
  holding(client: number, clock: number): RecordSpot<P> | undefined
  /** Newest first: records that touched this record of the plan, or all. */
  touching(path: string | null): Iterable<RecordSpot<P>>
}

export function createRecordIndex<P>(): RecordIndex<P> {
  let spots: RecordSpot<P>[] = []
  let lines = new Map<number, RecordSpot<P>[]>()
  let changes = new Map<string, RecordSpot<P>[]>()
  let paths = new Map<string, RecordSpot<P>[]>()

  return {
    note,
    putBefore(older) {
      const newer = { spots, lines, changes, paths }
      spots = []
      lines = new Map()
      changes = new Map()
      paths = new Map()
      for (const { record, position } of older) note(record, position)
      for (const spot of newer.spots) spots.push(spot)
      appendAll(lines, newer.lines)
      appendAll(changes, newer.changes)
      appendAll(paths, newer.paths)
    },
    ofChange: (change) => changes.get(change) ?? [],
    holding(client, clock) {
      const line = lines.get(client) ?? []
      let low = 0
      let high = line.length - 1
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((line[middle] as RecordSpot<P>).clock <= clock) low = middle
        else high = middle - 1
      }
      const spot = line[low]
      return spot !== undefined && spot.clock <= clock ? spot : undefined
    },
    *touching(path) {
      const list = path === null ? spots : (paths.get(path) ?? [])
      for (let i = list.length - 1; i >= 0; i--) yield list[i] as RecordSpot<P>
    },
  }

  function note(record: IndexedRecord, position: P): void {
    const spot = { client: record.client, seq: record.seq, clock: record.clock, position }
    spots.push(spot)
    append(lines, record.client, spot)
    append(changes, record.change, spot)
    for (const path of new Set(record.paths)) append(paths, path, spot)
  }
}

function append<K, S>(map: Map<K, S[]>, key: K, spot: S): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [spot])
  else list.push(spot)
}

function appendAll<K, S>(to: Map<K, S[]>, from: ReadonlyMap<K, readonly S[]>): void {
  for (const [key, list] of from) for (const spot of list) append(to, key, spot)
}
