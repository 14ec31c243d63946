import type { Arrivals, ConflictList } from '../contract/conflict-calls.ts'

export type {
  Arrivals,
  Conflict,
  ConflictKind,
  ConflictList,
  ConflictSide,
  Overruled,
  SettledConflict,
} from '../contract/conflict-calls.ts'

/** What came in and what was changed apart, as the host tells it. Calls may fail with a sentence for people. */
export interface ConflictSource {
  conflicts(): Promise<ConflictList>
  arrivals(): Promise<Arrivals>
  /** Somebody looked at these, which others settled. */
  settledSeen(ids: readonly string[]): Promise<void>
  /** What this answer held was looked at. */
  seen(upTo: Readonly<Record<string, number>>): Promise<void>
  /** Told when one of the lists is another, and when the host is back. */
  onChanged(handler: (what: 'conflicts' | 'arrivals' | 'both') => void): () => void
}
