import { SvelteSet } from 'svelte/reactivity'

/** Which of the visible items are selected, with a range from the last one touched. */
export interface Selection {
  /** Of the visible ones: what is hidden is not acted upon, so it is not counted. */
  readonly size: number
  has(id: string): boolean
  toggle(id: string): void
  only(id: string): void
  /** From the last one touched to this one, in the visible order; a range drawn again from there may be shorter than before. */
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
  /** What the range from the anchor added so far. */
  let added: string[] = []
  let ids = $derived(chosen.size === 0 ? [] : visible().filter((id) => chosen.has(id)))
  return {
    get size() {
      return ids.length
    },
    has: (id) => chosen.has(id),
    toggle(id) {
      if (!chosen.delete(id)) chosen.add(id)
      anchor = id
      added = []
    },
    only(id) {
      chosen.clear()
      chosen.add(id)
      anchor = id
      added = []
    },
    extendTo(id) {
      const ids = visible()
      const to = ids.indexOf(id)
      const from = anchor === null ? to : ids.indexOf(anchor)
      if (to < 0) return
      for (const one of added) chosen.delete(one)
      const range = ids.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1)
      added = range.filter((one) => !chosen.has(one))
      for (const one of added) chosen.add(one)
    },
    all() {
      for (const id of visible()) chosen.add(id)
    },
    clear() {
      chosen.clear()
      anchor = null
      added = []
    },
    drop(ids) {
      for (const id of ids) chosen.delete(id)
    },
    get ids() {
      return ids
    },
  }
}
