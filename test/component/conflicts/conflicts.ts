import type { Conflict, ConflictList, ConflictSide, ConflictSource } from '../../../src/state/conflict-source.ts'

/** Conflicts that a test writes by hand. */
export interface MadeUpReview {
  readonly source: ConflictSource
  list: ConflictList
  /** Names of conflicts that somebody looked at. */
  readonly settledSeen: string[]
  /** Something is otherwise: the window asks again. */
  tell(): void
  fails: string | null
}

export const NOON = new Date(2026, 4, 12, 12, 0).getTime()

export function madeUpReview(list: Partial<ConflictList> = {}): MadeUpReview {
  const handlers = new Set<() => void>()
  async function answer<T>(value: () => T): Promise<T> {
    await Promise.resolve()
    if (review.fails !== null) throw new Error(review.fails)
    return value()
  }
  const review: MadeUpReview = {
    list: { open: [], overruled: [], others: 0, ...list },
    settledSeen: [],
    fails: null,
    tell: () => handlers.forEach((handler) => handler()),
    source: {
      conflicts: () => answer(() => review.list),
      async settledSeen(ids) {
        review.settledSeen.push(...ids)
        await Promise.resolve()
      },
      onChanged(handler) {
        handlers.add(handler)
        return () => void handlers.delete(handler)
      },
    },
  }
  return review
}

export function side(person: string | null, value: unknown, more: Partial<ConflictSide> = {}): ConflictSide {
  return {
    person,
    role: 'po',
    device: `device of ${person ?? 'nobody'}`,
    time: NOON - (person === 'anna' ? 3 : 2) * 60_000,
    change: `by ${person ?? 'nobody'}`,
    key: 'title',
    value,
    rank: null,
    text: null,
    ...more,
  }
}

let names = 0
export function conflict(
  record: string,
  key: string,
  sides: readonly ConflictSide[],
  more: Partial<Conflict> = {},
): Conflict {
  const item = record.startsWith('items/') ? record.slice('items/'.length) : null
  return {
    id: (++names).toString(16).padStart(32, '0'),
    kind: 'field',
    record,
    key,
    path: record === 'plan' ? `plan/${key}` : `${record}/${key}`,
    item,
    sides: sides.map((one) => ({ ...one, key: one.key === 'title' ? key : one.key })),
    base: null,
    quiet: false,
    ...more,
  }
}
