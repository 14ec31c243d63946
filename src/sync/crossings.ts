/**
 * A record deleted by one and edited by another who did not know it: a conflict although no field forked. As with heads, the
 * pairs that count follow from the set of records alone: a deletion and a write of another field that did not know each
 * other and are both heads of their fields. Both were heads when the second of them came in, so they are noted then; pairs
 * that a later write ended are left out when somebody asks.
 *
 * API: createCrossings({ saved? }) -> note(record, knows, heads), all(), toJSON(). Which of them still count: conflicts.ts.
 */
import { DELETED, type CrossedWrite } from './crossed.ts'
import type { Heads } from './heads.ts'
import type { Mark } from './ledger.ts'
import type { Write } from './standing.ts'
import type { FieldWrite } from './update-form.ts'

export interface Crossing {
  /** `items/<id>` */
  readonly record: string
  /** Which map of that path, as in heads.ts. */
  readonly madeBy: string
  readonly deletion: Write
  /** The field that was written. */
  readonly key: string
  readonly edit: Write
}

export interface Crossings {
  /** After `heads` took the record in. */
  note(
    record: { readonly client: number; readonly writes: readonly FieldWrite[] },
    knows: (other: number) => Mark,
    heads: Heads,
  ): void
  all(): readonly Crossing[]
  toJSON(): readonly Crossing[]
}

export function createCrossings({ saved = [] }: { readonly saved?: readonly Crossing[] | undefined } = {}): Crossings {
  const crossings: Crossing[] = [...saved]
  return {
    note(record, knows, heads) {
      const isKnown = (w: Write): boolean => w.client === record.client || knows(w.client)[1] > w.clock
      for (const { path, madeBy, key: own, clock, value = null, makesType, crossed } of record.writes) {
        if (madeBy === '') continue
        const name = path.slice(0, -own.length - 1)
        const write: Write = { client: record.client, clock, value, makesType, isKept: true }
        // Where a field forked, what stands in the document is one head of several.
        const met = new Map(crossed.map((c) => [nameOf(c), c]))
        for (const other of own === DELETED ? editsIn(heads, name, madeBy) : deletionsIn(heads, name, madeBy)) {
          if (!isKnown(other.write)) met.set(nameOf(other), other)
        }
        if (own === DELETED && value === null) continue
        for (const { key, write: other } of met.values()) {
          const [deletion, edit] = own === DELETED ? [write, other] : [other, write]
          crossings.push({ record: name, madeBy, deletion, key: own === DELETED ? key : own, edit })
        }
      }
    },
    all: () => crossings,
    toJSON: () => crossings,
  }
}

const nameOf = ({ key, write }: CrossedWrite): string => `${key} ${write.client}/${write.clock}`

function deletionsIn(heads: Heads, record: string, madeBy: string): CrossedWrite[] {
  const deletions = heads.of({ path: `${record}/${DELETED}`, madeBy }) ?? []
  return deletions.filter(({ value }) => value !== null).map((write) => ({ key: DELETED, write }))
}

function editsIn(heads: Heads, record: string, madeBy: string): CrossedWrite[] {
  const writes = heads.inMap(madeBy).map(({ path, write }) => ({ key: path.slice(record.length + 1), write }))
  return writes.filter(({ key }) => key !== DELETED)
}
