import * as v from 'valibot'
import { DeletionSchema, type Deletion } from './deletion.ts'
import { amount, ref, text } from './fields.ts'
import { sizeIn, type Unit } from './team-unit.ts'

export const SPRINT_CHANGE_KINDS = ['add', 'remove', 'swap', 'split', 'reorder', 'clarified'] as const
export type SprintChangeKind = (typeof SPRINT_CHANGE_KINDS)[number]

export const GOAL_HOLDS = ['yes', 'at-risk', 'no'] as const
export type GoalHolds = (typeof GOAL_HOLDS)[number]

/** One item of a change, as it stood then: the diary of a sprint is read after titles and estimates have changed. */
export interface ChangedItem {
  readonly item: string
  readonly title: string
  readonly estimate: number | null
}

/** One side's yes. Somebody else may note it for a person who stands beside the screen; then `by` is not that person. */
export interface Agreement {
  readonly person: string
  readonly at: number
  /** Who noted it. */
  readonly by: string | null
}

/** A change card: what came, went or became clearer in a running sprint, why, who agreed, and whether the Sprint Goal holds. */
export interface SprintChange {
  readonly id: string
  readonly sprint: string
  readonly kind: SprintChangeKind | (string & {})
  readonly ins: readonly ChangedItem[]
  readonly outs: readonly ChangedItem[]
  readonly why: string
  /** A Product Owner's yes; null as long as it is waited for. */
  readonly agreedPo: Agreement | null
  /** A Developer's yes. */
  readonly agreedDev: Agreement | null
  /** '' where nobody was asked: of small clarifications. */
  readonly goalHolds: GoalHolds | (string & {})
  /** Capacity at hand before it, in the team's unit; null where the sprint has none. */
  readonly free: number | null
  readonly by: string | null
  readonly at: number
  readonly deleted: Deletion | null
}

const items = v.nullish(v.array(v.object({ item: v.string(), title: text, estimate: amount })), [])
const agreement = v.nullish(v.object({ person: v.string(), at: v.number(), by: ref }), null)

export const SprintChangeSchema = v.object({
  sprint: v.string(),
  kind: v.string(),
  ins: items,
  outs: items,
  why: text,
  agreedPo: agreement,
  agreedDev: agreement,
  goalHolds: text,
  free: amount,
  by: ref,
  at: v.number(),
  deleted: DeletionSchema,
})

/** Small clarifications need nobody's yes. */
export function needsAgreement({ kind }: Pick<SprintChange, 'kind'>): boolean {
  return kind !== 'clarified'
}

/** Whose yes a card waits for. */
export function waitsFor(card: SprintChange): readonly ('po' | 'developer')[] {
  if (card.deleted !== null || !needsAgreement(card)) return []
  return [
    ...(card.agreedPo === null ? (['po'] as const) : []),
    ...(card.agreedDev === null ? (['developer'] as const) : []),
  ]
}

/**
 * What comes in and what goes out by a change, in the team's unit. A clarification moves none; of a split it is the rest that
 * goes, which was no item of its own before: among items it takes none.
 */
export function movedBy(
  { kind, ins, outs }: Pick<SprintChange, 'kind' | 'ins' | 'outs'>,
  unit: Unit,
): { readonly in: number; readonly out: number } {
  if (kind === 'clarified' || kind === 'reorder') return { in: 0, out: 0 }
  const sum = (list: readonly ChangedItem[]): number => list.reduce((all, one) => all + sizeIn(unit, one.estimate), 0)
  if (kind === 'split') return { in: 0, out: unit === 'items' ? 0 : sum(outs) }
  return { in: sum(ins), out: sum(outs) }
}

/** What a change adds to the scope, in the team's unit. */
export function scopeOf(card: Pick<SprintChange, 'kind' | 'ins' | 'outs'>, unit: Unit): number {
  const moved = movedBy(card, unit)
  return moved.in - moved.out
}

/** What splits took off an item of a running sprint, and when, in points. */
export interface TakenOff {
  readonly item: string
  readonly at: number
  readonly by: number
}

export function takenOffIn(
  sprint: string | undefined,
  cards: Iterable<Pick<SprintChange, 'sprint' | 'kind' | 'ins' | 'outs' | 'at' | 'deleted'>>,
): readonly TakenOff[] {
  return [...cards].flatMap(({ kind, sprint: of, ins, outs, at, deleted }) => {
    if (kind !== 'split' || of !== sprint || deleted !== null) return []
    return [{ item: ins[0]?.item ?? '', at, by: outs.reduce((sum, out) => sum + (out.estimate ?? 0), 0) }]
  })
}
