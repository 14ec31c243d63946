import type {
  BackPlan,
  BroughtBack,
  Difference,
  HistoryExtent,
  HistoryLine,
  LastChange,
  PastItemWhole,
  PastPlan,
  Since,
  TakenBack,
} from '../contract/history-calls.ts'

export type {
  BackPlan,
  BroughtBack,
  Difference,
  HistoryExtent,
  HistoryLine,
  LastChange,
  PastItem,
  PastItemWhole,
  PastPlan,
  Since,
  SinceGroup,
  TakenBack,
} from '../contract/history-calls.ts'

export const TIMELINE_SORTS = ['delete', 'move', 'edit', 'create', 'import', 'undo'] as const
export type TimelineSort = (typeof TIMELINE_SORTS)[number]

/** Which changes are looked at; each part is wide open by itself. */
export interface TimelineFilter {
  /** Undefined: everybody. Null: changes of nobody named. */
  readonly person: string | null | undefined
  readonly device: string | null
  readonly sort: TimelineSort | null
  readonly words: string
  /** `items/<id>` and the like. */
  readonly record: string | null
}

/**
 * The plan's past, as the host tells it. Moments are plan times in milliseconds. Edits of this window that wait to be
 * saved are delivered before anything is answered; what a call wrote has come in here before it is. Every call may fail
 * with a sentence for people.
 */
export interface HistorySource {
  extent(): Promise<HistoryExtent>
  /** The newest first, from before `before` on. */
  timeline(
    filter: TimelineFilter,
    before: number | null,
    limit: number,
  ): Promise<{ readonly lines: readonly HistoryLine[]; readonly more: boolean }>
  /** When anything last happened to each item. */
  lastChanges?(): Promise<readonly LastChange[]>
  /** What others did beyond what this person has seen; `seen`: null for somebody who has not begun to look. */
  since?(ask: {
    readonly person: string | null
    readonly seen: Readonly<Record<string, number>> | null
    readonly apart: Readonly<Record<string, readonly string[]>>
  }): Promise<Since>
  at(moment: number): Promise<PastPlan>
  item(moment: number, item: string): Promise<PastItemWhole | null>
  compare(from: number, to: number): Promise<Difference>
  /** Writes what stood at a moment as a new change; with `preview` only says what that would be. */
  bringBack(ask: {
    readonly moment: number
    readonly what: BroughtBack
    readonly why: string
    readonly preview: boolean
  }): Promise<BackPlan>
  /** Takes the effect of somebody, a device or a change back, since a moment; null: ever. */
  takeBack(ask: {
    readonly what: TakenBack
    readonly since: number | null
    readonly why: string
    readonly preview: boolean
  }): Promise<BackPlan>
}
