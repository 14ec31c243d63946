import { MAX_MERGED } from '../../model/merging/most-merged.ts'
import type { SimilarPair } from '../../state/similar/similar.ts'

/** Items that may all be one wish, and how alike the most alike two of them are. */
export interface SimilarGroup {
  readonly ids: readonly string[]
  readonly score: number
}

/**
 * Makes one group of several copies, the most alike first. In a group everything is like everything else, so that no chain
 * of half likenesses draws in what has nothing to do with its other end.
 */
export function groupPairs(pairs: readonly SimilarPair[]): readonly SimilarGroup[] {
  const alike = new Map<string, Set<string>>()
  const note = (one: string, other: string): unknown => alike.set(one, (alike.get(one) ?? new Set()).add(other))
  for (const { one, other } of pairs) {
    note(one, other)
    note(other, one)
  }
  const groups: { readonly ids: string[]; readonly score: number }[] = []
  const groupsOf = new Map<string, typeof groups>()
  const put = (id: string, group: (typeof groups)[number]): unknown =>
    groupsOf.set(id, [...(groupsOf.get(id) ?? []), group])
  for (const { one, other, score } of pairs) {
    const there = [...(groupsOf.get(one) ?? []), ...(groupsOf.get(other) ?? [])]
    if (there.some(({ ids }) => ids.includes(one) && ids.includes(other))) continue
    const fits = (ids: readonly string[], id: string): boolean =>
      ids.every((member) => alike.get(id)?.has(member) === true)
    const joined = there.find(({ ids }) => ids.length <= MAX_MERGED && fits(ids, ids.includes(one) ? other : one))
    if (joined !== undefined) {
      const id = joined.ids.includes(one) ? other : one
      joined.ids.push(id)
      put(id, joined)
      continue
    }
    const group = { ids: [one, other], score }
    groups.push(group)
    put(one, group)
    put(other, group)
  }
  return groups
}
