/**
 * What was written apart. For each field that ever forked, its writes and their order; from these follow, on every host
 * that holds the same records, the same conflicts - nothing is ever written down as one.
 *
 *   open       the field has heads (writes that no other write of it knew) with different values
 *   overruled  a later write knew several heads with different values and went over them
 *
 * A field that never forked needs no entry: its one head is what stands in the document. When a record overwrites what it
 * did not know, the gate hands that over (`standing`) before it is applied, with the writes before it.
 *
 * Of two records made apart under one id Yjs keeps one: what forked in the other is of no interest to anybody, and which of it
 * came in at all differs from host to host. Whoever shows conflicts leaves it out with `isInLiveMap` (conflicts.ts).
 *
 * API: createHeads({ saved? }) -> note(record, knows), open(), joins(), overruled(), toJSON(). Costs nothing for records
 * that fork nothing but one look-up a written field.
 *
 * Of one field the last 64 writes are remembered. Which writes a join went over is exact as long as its writer was less than
 * that behind; what is open is exact always.
 */
import { canonicalJson } from './canonical-json.ts'
import type { Mark } from './ledger.ts'
import { MAX_REMEMBERED, type Standing, type Write } from './standing.ts'
import type { FieldWrite } from './update-form.ts'

/** A field: its path, and which of several maps of that path it is in. */
export interface Field {
  /** `items/<id>/title` */
  readonly path: string
  /** `client/clock` of the struct that made the map; '' for a root. */
  readonly madeBy: string
}

export interface OpenConflict extends Field {
  /** At least two, with at least two values; sorted by line and clock. */
  readonly heads: readonly Write[]
}

/** A write whose writer knew several heads of the field. */
export interface Join extends Field {
  readonly by: Write
  readonly over: readonly Write[]
}

export interface Heads {
  /** Takes in an applied record's writes; `knows` is what its line knows of another with it. */
  note(
    record: { readonly client: number; readonly writes: readonly FieldWrite[] },
    knows: (other: number) => Mark,
  ): void
  open(): OpenConflict[]
  joins(): readonly Join[]
  /**
   * Joins that went over different values. Where a value was gone before the fork was seen (`isKept` is false), `valueOf`
   * is asked, from the journal's record of that struct; without an answer it counts as different.
   */
  overruled(valueOf?: (write: Write) => unknown): Join[]
  /** The heads of a field that forked, or undefined. */
  of(field: Field): readonly Write[] | undefined
  /** Heads of all fields of one map that forked. */
  inMap(madeBy: string): { readonly path: string; readonly write: Write }[]
  toJSON(): SavedHeads
}

/** Writes of each field as [client, clock, kind, value, indexes of the writes it knew as heads], and all joins. */
export interface SavedHeads {
  readonly forks: readonly (readonly [path: string, madeBy: string, writes: readonly SavedWrite[]])[]
  readonly joins: readonly Join[]
}
type SavedWrite = readonly [client: number, clock: number, kind: 0 | 1 | 2, value: unknown, parents: readonly number[]]

interface Fork extends Field {
  /** In the order of arrival: what a write knew stands before it. */
  writes: Write[]
  parents: (readonly Write[])[]
  heads: Write[]
}

export function createHeads({ saved }: { readonly saved?: SavedHeads | undefined } = {}): Heads {
  const forks = new Map<string, Fork>(
    (saved?.forks ?? []).map(([path, madeBy, writes]) => [`${path} ${madeBy}`, readFork({ path, madeBy }, writes)]),
  )
  const joins: Join[] = [...(saved?.joins ?? [])]

  return {
    note(record, knows) {
      for (const field of record.writes) {
        const name = `${field.path} ${field.madeBy}`
        let fork = forks.get(name)
        if (fork === undefined) {
          if (field.standing === null) continue
          forks.set(name, (fork = startFork(field, field.standing)))
        }
        const write: Write = {
          client: record.client,
          clock: field.clock,
          value: field.value ?? null,
          makesType: field.makesType,
          isKept: true,
        }
        const isKnown = (w: Write): boolean => w.client === record.client || knows(w.client)[1] > w.clock
        const over = extend(fork, write, isKnown)
        if (over.length > 1) joins.push({ path: field.path, madeBy: field.madeBy, by: write, over })
      }
    },
    open() {
      const open: OpenConflict[] = []
      for (const { path, madeBy, heads } of forks.values())
        if (differ(heads)) open.push({ path, madeBy, heads: heads.toSorted(byPosition) })
      return open
    },
    joins: () => joins,
    overruled: (valueOf = () => undefined) =>
      joins.filter(({ over }) => differ(over.map((w) => (w.isKept ? w : withValue(w, valueOf(w)))))),
    of: ({ path, madeBy }) => forks.get(`${path} ${madeBy}`)?.heads,
    inMap: (madeBy) =>
      [...forks.values()]
        .filter((fork) => fork.madeBy === madeBy)
        .flatMap(({ path, heads }) => heads.map((write) => ({ path, write }))),
    toJSON: () => ({
      forks: [...forks.values()].map((fork) => [fork.path, fork.madeBy, savedWrites(fork)] as const),
      joins,
    }),
  }
}

/** Adds a write and answers which heads its writer saw: of the writes that it knew, those that no other of them knew. */
function extend(fork: Fork, write: Write, isKnown: (w: Write) => boolean): readonly Write[] {
  const past = fork.writes.filter(isKnown)
  const gone = new Set<Write>()
  fork.writes.forEach((w, i) => {
    if (past.includes(w)) for (const parent of fork.parents[i] ?? []) gone.add(parent)
  })
  const over = past.filter((w) => !gone.has(w)).sort(byPosition)
  fork.heads = [...fork.heads.filter((head) => !isKnown(head)), write]
  fork.writes.push(write)
  fork.parents.push(over)
  if (fork.writes.length > 2 * MAX_REMEMBERED) forget(fork)
  return over
}

function startFork({ path, madeBy }: Field, standing: Standing): Fork {
  const { before, client, clock, value, makesType } = standing
  const head: Write = { client, clock, value, makesType, isKept: true }
  const writes = [...before, head]
  return {
    path,
    madeBy,
    writes,
    parents: writes.map((_, i) => (i === 0 ? [] : [writes[i - 1] as Write])),
    heads: [head],
  }
}

function forget(fork: Fork): void {
  const first = fork.writes.length - MAX_REMEMBERED
  const isStaying = (w: Write, i: number): boolean => i >= first || fork.heads.includes(w)
  fork.parents = fork.parents.filter((_, i) => isStaying(fork.writes[i] as Write, i))
  fork.writes = fork.writes.filter(isStaying)
}

/** Whether these hold different values. Two records or texts made apart are never the same one. */
function differ(writes: readonly Write[]): boolean {
  const values = new Set(
    writes.map((w) => (w.makesType || !w.isKept ? `${w.client}/${w.clock}` : `=${valueText(w.value)}`)),
  )
  return values.size > 1
}

/** Yjs carries NaN and the infinities, which JSON writes as null. */
function valueText(value: unknown): string {
  return typeof value === 'number' && !Number.isFinite(value)
    ? String(value)
    : canonicalJson(JSON.parse(JSON.stringify(value ?? null)))
}

function withValue(write: Write, value: unknown): Write {
  return value === undefined ? write : { ...write, value, isKept: true }
}

const byPosition = (a: Write, b: Write): number => a.client - b.client || a.clock - b.clock

function savedWrites({ writes, parents }: Fork): SavedWrite[] {
  const indexes = new Map(writes.map((w, i) => [w, i]))
  return writes.map((w, i) => [
    w.client,
    w.clock,
    w.makesType ? 1 : w.isKept ? 0 : 2,
    w.value ?? null,
    (parents[i] ?? []).map((parent) => indexes.get(parent)).filter((index) => index !== undefined),
  ])
}

/** Heads follow: what no other write knew. */
function readFork(field: Field, saved: readonly SavedWrite[]): Fork {
  const writes = saved.map(([client, clock, kind, value]): Write => ({
    client,
    clock,
    value,
    makesType: kind === 1,
    isKept: kind !== 2,
  }))
  const parents = saved.map(([, , , , indexes]) => indexes.map((i) => writes[i] as Write))
  const known = new Set(parents.flat())
  return { ...field, writes, parents, heads: writes.filter((w) => !known.has(w)) }
}
