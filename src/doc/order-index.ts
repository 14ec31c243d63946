import type { Random } from '../model/id.ts'
import { keysBetween, MAX_KEY } from './order-keys.ts'
import type { SortedIds } from './sorted-ids.ts'

/** The one total order of the items, by rank key and then by id. */
export interface OrderIndex {
  /** All items that have a rank, deleted ones too. Changes under the reader's hands; copy it to keep it. */
  readonly ids: readonly string[]
  /** From 0; -1 if it has no rank. */
  positionOf(id: string): number
  keyOf(id: string): string | undefined
  /** A key for one more item between two neighbours; null is the open end. Null if there is no room between them. */
  keyBetween(after: string | null, before: string | null, random: Random): string | null
  /** Keys for a run of items behind `after` (null: on top), by id, in this order. */
  place(run: readonly string[], after: string | null, random: Random): ReadonlyMap<string, string>
}

export function createOrderIndex(sorted: SortedIds): OrderIndex {
  const keyAt = (others: readonly string[], position: number): string | null =>
    sorted.keyOf(others[position] ?? '') ?? null
  return {
    get ids() {
      return sorted.ids
    },
    positionOf: (id) => sorted.positionOf(id),
    keyOf: (id) => sorted.keyOf(id),
    keyBetween(after, before, random) {
      const keys = keysBetween(
        after === null ? null : (sorted.keyOf(after) ?? null),
        before === null ? null : (sorted.keyOf(before) ?? null),
        1,
        random,
      )
      return keys?.[0] ?? null
    },
    /**
     * Where neighbours have equal keys, or keys would grow over 50 characters, the shortest run around the gap gets new
     * keys too. That happens only here, in a person's move, and never by itself.
     */
    place(run, after, random) {
      const moving = new Set(run)
      // The neighbours on both sides without what moves; looked at outwards from the gap, never the whole order.
      const left = neighbours(after === null ? -1 : sorted.positionOf(after), -1, moving)
      const right = neighbours(after === null ? 0 : sorted.positionOf(after) + 1, 1, moving)
      for (let extra = 0; ; extra++) {
        for (let fromLeft = 0; fromLeft <= extra; fromLeft++) {
          const fromRight = extra - fromLeft
          if (left.length(fromLeft) < fromLeft || right.length(fromRight) < fromRight) continue
          const low = keyAt([left.at(fromLeft) ?? ''], 0)
          const high = keyAt([right.at(fromRight) ?? ''], 0)
          const keys = keysBetween(low, high, run.length + extra, random)
          if (keys === null || keys.some((key) => key.length > MAX_KEY)) continue
          const ids = [...left.take(fromLeft).reverse(), ...run, ...right.take(fromRight)]
          return new Map(ids.map((id, i) => [id, keys[i] as string]))
        }
      }
    },
  }

  /** Walks outwards lazily, skipping what moves. */
  function neighbours(start: number, step: 1 | -1, moving: ReadonlySet<string>) {
    const found: string[] = []
    let position = start
    const fill = (count: number): void => {
      while (found.length < count && position >= 0 && position < sorted.ids.length) {
        const id = sorted.ids[position] as string
        position += step
        if (!moving.has(id)) found.push(id)
      }
    }
    return {
      at(index: number): string | undefined {
        fill(index + 1)
        return found[index]
      },
      length(wanted: number): number {
        fill(wanted)
        return found.length
      },
      take(count: number): string[] {
        fill(count)
        return found.slice(0, count)
      },
    }
  }
}
