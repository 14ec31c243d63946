import type { Item } from './item.ts'
import { missingWords, type Readiness } from './readiness.ts'
import type { Pull, Sprint } from './sprint.ts'

/** What the list of what to refine next is drawn from. Nothing is asked beyond the items that it looks at. */
export interface RefineFacts {
  /** Open items from the top. */
  readonly order: readonly string[]
  item(id: string): Pick<Item, 'sprint' | 'stage'> | undefined
  readiness(id: string): Readiness
  /** It stands on the agenda of a session to come. */
  isPlanned(id: string): boolean
  /** Items that the teams together take into a sprint. */
  readonly perSprint: number
}

export interface ToRefine {
  readonly id: string
  /** Among the items that no team has pulled, from 1. */
  readonly place: number
  /** In which sprint from now it would be pulled, if the order stays: 1 is the next one. */
  readonly sprint: number
  readonly lacks: readonly string[]
  readonly planned: boolean
}

/** The items that would fill one of the sprints to come, and which of them are ready. */
export interface SprintAhead {
  readonly items: readonly { readonly id: string; readonly ready: boolean }[]
  readonly ready: number
}

export interface RefineNext {
  readonly ahead: readonly [next: SprintAhead, after: SprintAhead]
  /** Not ready and without a session, in the order. */
  readonly next: readonly ToRefine[]
  /** Not ready, and a session to come has them. */
  readonly planned: readonly ToRefine[]
}

/** So many items are named at most, and no item is looked at further down than that. */
const MOST_NAMED = 20
const DEEPEST = 200

/**
 * What to refine next: high in the order, not ready, no session planned. It walks down from the top and stops, so that its
 * cost does not depend on how long the backlog is.
 */
export function refineNext({ order, item, readiness, isPlanned, perSprint }: RefineFacts): RefineNext {
  const ahead: { id: string; ready: boolean }[][] = [[], []]
  const next: ToRefine[] = []
  const planned: ToRefine[] = []
  let place = 0
  for (const id of order) {
    const row = item(id)
    // What a team has pulled or begun is refined with that team, in its sprint.
    if (row === undefined || row.sprint !== null || row.stage !== 'open') continue
    place++
    if (place > DEEPEST || (next.length >= MOST_NAMED && place > 2 * perSprint)) break
    const state = readiness(id)
    const sprint = Math.ceil(place / perSprint)
    ahead[sprint - 1]?.push({ id, ready: state.ready })
    if (state.ready) continue
    const one = { id, place, sprint, lacks: missingWords(state), planned: isPlanned(id) }
    if (one.planned) planned.push(one)
    else if (next.length < MOST_NAMED) next.push(one)
  }
  const [first = [], second = []] = ahead
  return { ahead: [counted(first), counted(second)], next, planned }
}

function counted(items: readonly { id: string; ready: boolean }[]): SprintAhead {
  return { items, ready: items.filter(({ ready }) => ready).length }
}

/** What teams together take into a sprint: of each, the middle of its last sprints. */
export interface PullsASprint {
  readonly items: number
  /** Sprints that were looked at; 0 where the plan has none and a usual number stands in. */
  readonly sprints: number
  readonly teams: number
}
const LAST_SPRINTS = 3
const USUAL = 7

/**
 * How many items the teams take into a sprint: of each team the median of its last three sprints that have begun, without
 * what was taken only if there is room. A sum over teams; never a number about a person.
 */
export function pullsASprint(sprints: Iterable<Sprint>, pulls: Iterable<Pull>): PullsASprint {
  const begun = new Map<string, Sprint[]>()
  for (const sprint of sprints) {
    if (sprint.deleted !== null || (sprint.state !== 'running' && sprint.state !== 'finished')) continue
    begun.set(sprint.team, [...(begun.get(sprint.team) ?? []), sprint])
  }
  const last = [...begun.values()].map((list) => list.sort(latestFirst).slice(0, LAST_SPRINTS))
  const itemsOf = new Map(last.flat().map((sprint) => [sprint.id, new Set<string>()]))
  for (const pull of pulls) if (pull.deleted === null && !pull.ifRoom) itemsOf.get(pull.sprint)?.add(pull.item)
  const known = last
    .map((list) => list.map((sprint) => itemsOf.get(sprint.id)?.size ?? 0).filter((size) => size > 0))
    .filter((sizes) => sizes.length > 0)
  const items = known.reduce((sum, sizes) => sum + median(sizes), 0)
  if (items === 0) return { items: USUAL, sprints: 0, teams: 0 }
  return { items, sprints: known.reduce((sum, sizes) => sum + sizes.length, 0), teams: known.length }
}

function latestFirst(a: Sprint, b: Sprint): number {
  const [x, y] = [a.start ?? '', b.start ?? '']
  return x < y ? 1 : x > y ? -1 : (b.createdAt ?? 0) - (a.createdAt ?? 0) || (a.id < b.id ? -1 : 1)
}

/** The middle one, the lower of two. */
function median(sizes: readonly number[]): number {
  return [...sizes].sort((a, b) => a - b)[Math.floor((sizes.length - 1) / 2)] ?? 0
}
