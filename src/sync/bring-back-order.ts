import * as Y from 'yjs'
import { longestIncreasing } from '../model/longest-run.ts'

/** Items that stand behind one another in the gap between two that stay; null is the open end. */
export interface RunBack {
  readonly do: 'place'
  /** In their order, each with the rank that it must still have. */
  readonly items: readonly { readonly id: string; readonly rank: string | null }[]
  readonly after: string | null
  readonly before: string | null
}

/**
 * Today's live items in the order of then, by the fewest moves. Items that were not there then stay where they are, and so
 * do deleted ones.
 */
export function orderBack(old: Y.Doc, now: Y.Doc): RunBack[] {
  const then = new Map(ranked(old).map(({ id }, i) => [id, i]))
  const today = ranked(now)
  const isLive = liveIn(now)
  const known = today.filter(({ id }) => then.has(id) && isLive(id))
  const stays = longestIncreasing(known.map(({ id }) => then.get(id) as number))
  const moving = new Set(known.filter((_, i) => stays[i] !== true).map(({ id }) => id))
  const target = known.toSorted((a, b) => (then.get(a.id) as number) - (then.get(b.id) as number))
  return runs(
    target.map(({ id }) => id),
    moving,
    today,
  )
}

/**
 * Where these items stood, as near as today's neighbours allow: behind the nearest item above them of then that is here. One
 * that nobody moved since, or that stands there already, is left out.
 */
export function placesBack(old: Y.Doc, now: Y.Doc, items: ReadonlySet<string>): RunBack[] {
  const then = ranked(old)
  const today = ranked(now)
  const ranks = new Map(today.map(({ id, rank }) => [id, rank]))
  const [wasLive, isLiveNow] = [liveIn(old), liveIn(now)]
  // As they will be once they are back.
  const isLive = (id: string): boolean => (items.has(id) ? wasLive(id) : isLiveNow(id))
  const moving = new Set(then.filter(({ id, rank }) => items.has(id) && ranks.get(id) !== rank).map(({ id }) => id))
  if (moving.size === 0) return []
  const standing = then.map(({ id }) => id).filter((id) => moving.has(id) || (ranks.has(id) && isLive(id)))
  const shared = new Set(standing)
  const above = neighboursAbove(standing)
  const aboveToday = neighboursAbove(today.map(({ id }) => id).filter((id) => shared.has(id)))
  for (const id of standing) {
    const neighbour = above.get(id) ?? null
    if (ranks.has(id) && neighbour === aboveToday.get(id) && (neighbour === null || !moving.has(neighbour)))
      moving.delete(id)
  }
  return runs(standing, moving, today)
}

interface Ranked {
  readonly id: string
  readonly rank: string
}

/** The runs of moving items in `order`, each between the one that stays above it and whatever stands below that today. */
function runs(order: readonly string[], moving: ReadonlySet<string>, today: readonly Ranked[]): RunBack[] {
  const ranks = new Map(today.map(({ id, rank }) => [id, rank]))
  const below = new Map<string | null, string | null>()
  let last: string | null = null
  for (const { id } of today) {
    if (moving.has(id)) continue
    below.set(last, id)
    last = id
  }
  below.set(last, null)
  const found: RunBack[] = []
  let run: { id: string; rank: string | null }[] = []
  let above: string | null = null
  const close = (): void => {
    if (run.length > 0) found.push({ do: 'place', items: run, after: above, before: below.get(above) ?? null })
    run = []
  }
  for (const id of order) {
    if (moving.has(id)) run.push({ id, rank: ranks.get(id) ?? null })
    else {
      close()
      above = id
    }
  }
  close()
  return found
}

/** All items with a place, deleted ones too, in order. */
function ranked(doc: Y.Doc): Ranked[] {
  const all: Ranked[] = []
  for (const [id, item] of doc.share.get('ranks')?._map ?? []) {
    const rank: unknown = item.deleted ? null : item.content.getContent()[item.length - 1]
    if (typeof rank === 'string' && rank !== '') all.push({ id, rank })
  }
  return all.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.id < b.id ? -1 : 1))
}

function liveIn(doc: Y.Doc): (id: string) => boolean {
  const items = doc.share.get('items')
  return (id) => {
    const item = items?._map.get(id)
    if (item === undefined || item.deleted || !(item.content instanceof Y.ContentType)) return false
    const deleted: unknown = (item.content.type as Y.Map<unknown>).get('deleted') ?? null
    return deleted === null
  }
}

/** Of each the one above it; null for the first. */
function neighboursAbove(ids: readonly string[]): ReadonlyMap<string, string | null> {
  return new Map(ids.map((id, i) => [id, ids[i - 1] ?? null]))
}
