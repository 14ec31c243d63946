import type { OrderIndex } from '../doc/plan.ts'

/** The ids that pass a test, in the plan's order; keeps no keys of its own and is followed up id by id. */
export interface VisibleOrder {
  readonly ids: readonly string[]
  /** From 0; -1 if it is not visible. */
  positionOf(id: string): number
  /** These items changed, and those that moved had these keys before. Answers whether the list changed. */
  follow(changed: ReadonlySet<string>, formerKeys: ReadonlyMap<string, string>): boolean
}

/** From here on, testing all anew is cheaper than taking out and putting in one by one. */
const MANY = 200

export function createVisibleOrder(
  order: OrderIndex,
  passes: (id: string) => boolean,
  within: readonly string[],
): VisibleOrder {
  let ids = within.filter(passes)
  return {
    get ids() {
      return ids
    },
    positionOf(id) {
      const position = placeOf(id)
      return ids[position] === id ? position : -1
    },
    follow(changed, formerKeys) {
      if (changed.size > MANY) {
        const before = ids
        ids = order.ids.filter(passes)
        return before.length !== ids.length || before.some((id, i) => id !== ids[i])
      }
      const before: [string, number][] = []
      for (const id of changed) {
        const position = whereItStood(id, formerKeys)
        if (position >= 0) before.push([id, position])
      }
      // All of them go before any comes back: while one stands at its old place, nothing can be found by its key.
      for (const [, position] of before.toSorted((a, b) => b[1] - a[1])) ids.splice(position, 1)
      let count = 0
      for (const id of changed) {
        if (order.keyOf(id) === undefined || !passes(id)) continue
        ids.splice(placeOf(id), 0, id)
        count++
      }
      return count !== before.length || before.some(([id, position]) => ids[position] !== id)
    },
  }

  /** The list still stands as the former keys had it. */
  function whereItStood(id: string, formerKeys: ReadonlyMap<string, string>): number {
    const position = placeOf(id, (one) => formerKeys.get(one) ?? order.keyOf(one) ?? '')
    return ids[position] === id ? position : -1
  }

  function placeOf(id: string, keyOf = (one: string): string => order.keyOf(one) ?? ''): number {
    const key = keyOf(id)
    let low = 0
    let high = ids.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = ids[middle] as string
      const otherKey = keyOf(other)
      if (otherKey < key || (otherKey === key && other < id)) low = middle + 1
      else high = middle
    }
    return low
  }
}
