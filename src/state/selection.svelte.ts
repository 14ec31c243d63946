import { SvelteSet } from 'svelte/reactivity'

/** Which of the visible items are selected, with a range from the last one touched. */
export interface Selection {
  readonly size: number
  has(id: string): boolean
  toggle(id: string): void
  only(id: string): void
  /** From the last one touched to this one, in the visible order. */
  extendTo(id: string): void
  all(): void
  clear(): void
  drop(ids: Iterable<string>): void
  /** In the visible order; selected items that a filter hides come not with them. */
  readonly ids: readonly string[]
}

export function createSelection(visible: () => readonly string[]): Selection {
  const chosen = new SvelteSet<string>()
  let anchor: string | null = null
  return {
    get size() {
      return chosen.size
    },
    has: (id) => chosen.has(id),
    toggle(id) {
      if (!chosen.delete(id)) chosen.add(id)
      anchor = id
    },
    only(id) {
      chosen.clear()
      chosen.add(id)
      anchor = id
    },
    extendTo(id) {
      const ids = visible()
      const to = ids.indexOf(id)
      const from = anchor === null ? to : ids.indexOf(anchor)
      if (to < 0) return
      for (const one of ids.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1)) chosen.add(one)
    },
    all() {
      for (const id of visible()) chosen.add(id)
    },
    clear() {
      chosen.clear()
      anchor = null
    },
    drop(ids) {
      for (const id of ids) chosen.delete(id)
    },
    get ids() {
      return chosen.size === 0 ? [] : visible().filter((id) => chosen.has(id))
    },
  }
}
