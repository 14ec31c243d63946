import type { ConflictList } from '../contract/conflict-calls.ts'

export type {
  Conflict,
  ConflictKind,
  ConflictList,
  ConflictSide,
  Overruled,
  SettledConflict,
} from '../contract/conflict-calls.ts'

/** What was changed apart, as the host tells it. Calls may fail with a sentence for people. */
export interface ConflictSource {
  conflicts(): Promise<ConflictList>
  /** Somebody looked at these, which others settled. */
  settledSeen(ids: readonly string[]): Promise<void>
  /** Told when the list is another, and when the host is back. */
  onChanged(handler: () => void): () => void
}
