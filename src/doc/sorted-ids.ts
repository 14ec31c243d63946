/**
 * Ids in the order of (key, id) by plain `<`, kept sorted one by one: finding a place costs a few comparisons, never
 * a new sort.
 */
export interface SortedIds {
  /** Changes under the reader's hands; copy it to keep it. */
  readonly ids: readonly string[]
  keyOf(id: string): string | undefined
  /** Another number whenever any place changed. */
  readonly version: number
  /** From 0; -1 if it is not here. */
  positionOf(id: string): number
  /** How many stand before (key, id), whether that one is here or not. */
  countBefore(key: string, id: string): number
  /** Puts ids at their keys; undefined takes one out. Answers whether any place changed. */
  set(changes: ReadonlyMap<string, string | undefined>): boolean
}

/** From here on, sorting everything anew is cheaper than moving one by one. */
const MANY = 200

/** `inOrder` says that the entries come sorted, so that they are taken as they are. */
export function createSortedIds(
  entries: Iterable<readonly [id: string, key: string]> = [],
  options: { readonly inOrder?: boolean } = {},
): SortedIds {
  const keys = new Map<string, string>(entries)
  let ids = options.inOrder === true ? [...keys.keys()] : sorted()
  let version = 0

  return {
    get ids() {
      return ids
    },
    get version() {
      return version
    },
    keyOf: (id) => keys.get(id),
    positionOf(id) {
      const key = keys.get(id)
      return key === undefined ? -1 : placeOf(key, id)
    },
    countBefore: placeOf,
    set(changes) {
      const real = [...changes].filter(([id, key]) => keys.get(id) !== key)
      if (real.length === 0) return false
      version++
      if (real.length > MANY) {
        for (const [id, key] of real) put(id, key)
        ids = sorted()
        return true
      }
      for (const [id, key] of real) {
        const old = keys.get(id)
        if (old !== undefined) ids.splice(placeOf(old, id), 1)
        put(id, key)
        if (key !== undefined) ids.splice(placeOf(key, id), 0, id)
      }
      return true
    },
  }

  function put(id: string, key: string | undefined): void {
    if (key === undefined) keys.delete(id)
    else keys.set(id, key)
  }

  function sorted(): string[] {
    const pairs = [...keys]
    pairs.sort((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : a[0] < b[0] ? -1 : 1))
    return pairs.map((pair) => pair[0])
  }

  /** Where (key, id) stands, or would stand. */
  function placeOf(key: string, id: string): number {
    let low = 0
    let high = ids.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = ids[middle] as string
      const otherKey = keys.get(other) as string
      if (otherKey < key || (otherKey === key && other < id)) low = middle + 1
      else high = middle
    }
    return low
  }
}
