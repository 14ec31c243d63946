import type { Team } from './people.ts'

/** What a team plans and measures its sprints in: points of its estimates, or items where it only counts. */
export const UNITS = ['points', 'items'] as const
export type Unit = (typeof UNITS)[number]

/** Points for a team that has said nothing, or that is gone. */
export function unitOf(team: Pick<Team, 'unit'> | undefined): Unit {
  return team?.unit === 'items' ? 'items' : 'points'
}

/** What an item comes to. Without an estimate it counts nothing in points; among items each is one. */
export function sizeIn(unit: Unit, estimate: number | null): number {
  return unit === 'items' ? 1 : (estimate ?? 0)
}

/** "point" or "points", "item" or "items", to follow a number. */
export function unitWord(unit: Unit, count: number): string {
  return count === 1 ? unit.slice(0, -1) : unit
}
