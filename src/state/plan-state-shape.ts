import type { Command } from '../commands/command.ts'
import type { NameOf } from '../commands/change-words.ts'
import type { Presence } from '../contract/host-info.ts'
import type { ChangeLine, UndoAnswer } from '../contract/plan-messages.ts'
import type { LineWriter } from '../doc/line-writer.ts'
import type { ItemParts, Plan, Unreadable } from '../doc/plan.ts'
import type { Author } from '../model/envelope.ts'
import type { ItemGoal } from '../model/goal-of.ts'
import type { Random } from '../model/id.ts'
import type { Item } from '../model/item.ts'
import type { PlanFacts } from '../model/plan.ts'
import type { Readiness } from '../model/readiness.ts'
import type { Failure, Result } from '../model/result.ts'
import type { Rows, TableName } from '../model/tables.ts'
import type { Clocks } from './clocks.svelte.ts'
import type { Company, Shows } from './room-company.svelte.ts'
import type { ConflictSource } from './conflict-source.ts'
import type { StandingEpic } from './epic-order.ts'
import type { HistorySource } from './history-source.ts'
import type { Notices } from './notices.svelte.ts'
import type { ListedTable } from './plan-rows.svelte.ts'
import type { ReviewState } from './review-state.svelte.ts'
import type { Attachments, AttachmentSource } from './attachments.svelte.ts'
import type { CardSource, Rounds } from './rounds.svelte.ts'
import type { SinceState } from './since.svelte.ts'

export interface SavingState {
  readonly state: 'saved' | 'saving' | 'not-saved' | 'host-away'
  /** Edits that are not on disk yet. */
  readonly pending: number
  readonly message: string
  /** What kind of trouble it is: the disk's reason, `away`, `less`, `refusing`; empty or missing while all is well. */
  readonly reason?: string
}

/** What a plan's state asks of the host, through whoever holds the link. All of it may fail with a sentence for people. */
export interface PlanHostSide {
  /** Takes a change back. Edits that wait to be saved are delivered first. */
  askUndo(change: string, author: Author): Promise<UndoAnswer>
  /** Newest first; of one record (`items/<id>`) or of all; older than `before`. */
  askLog(record: string | null, before: number | null, limit: number): Promise<ChangeLine[]>
  lookAt(screen: string, item: string | null, role: string, shows: Shows): void
  /** The plan's past. Acts in it are this author's. */
  history(author: () => Author): HistorySource
  /** What was changed apart; without it there is nothing of it. */
  review?(): ConflictSource
  /** Where this device's own cards of secret rounds lie; without it nobody votes here. */
  readonly cards?: CardSource
  /** Where the bytes of attached files lie; without it nothing can be attached. */
  readonly files?: AttachmentSource
  onSaving(handler: (saving: SavingState) => void): () => void
  /** Told when the plan can be written to again, or not any more. */
  onReadOnly?(handler: (why: string | null) => void): () => void
  onPresence(handler: (here: readonly Presence[]) => void): () => void
}

export interface PlanStateParts {
  readonly planId: string
  readonly plan: Plan
  /** A getter in the window: a fresh line may replace the writer. */
  readonly writer: LineWriter
  readonly host: PlanHostSide
  /** This device in the plan. */
  readonly device?: () => string
  /** Who works here; the person's record may not be in the plan yet. */
  readonly person: string | null
  readonly name: string
  readonly role: string
  readonly readOnly?: string | null
  readonly now: () => number
  readonly random: Random
  readonly newChange: () => string
  /** Remembers the role that was chosen on screen. */
  readonly onRole?: (role: string) => void
}

export interface RunOptions {
  /** `quiet`: no line about what was done; failures are said all the same. */
  readonly say?: 'auto' | 'quiet' | 'always'
  /** A sentence behind what was done, of what the person may not have seen. */
  readonly also?: string | undefined
  /** False: no step of undo for this person. */
  readonly undoable?: boolean
}

/** A plan as the screens see it and act on it. Everything read here is reactive; nothing here is written but by commands. */
export interface PlanState {
  readonly planId: string
  readonly plan: Plan
  readonly facts: PlanFacts
  /** A table to walk through; parts of items are asked for by item. */
  table<T extends ListedTable>(table: T): ReadonlyMap<string, Rows[T]>
  row<T extends TableName>(table: T, id: string): Rows[T] | undefined
  /** Live rows of a table in no order; for short tables, never for items. */
  live<T extends ListedTable>(table: T): Rows[T][]
  /** Items that are not deleted, in the order. */
  readonly order: readonly string[]
  readonly openCount: number
  /** Place among the open items, from 1. For an item that is not open: where it would stand. */
  rankOf(id: string): number
  criteriaOf(id: string): readonly ItemParts['criteria'][]
  tasksOf(id: string): readonly ItemParts['tasks'][]
  commentsOf(id: string): readonly ItemParts['comments'][]
  linksOf(id: string): readonly ItemParts['links'][]
  questionsOf(id: string): readonly ItemParts['questions'][]
  attachmentsOf(id: string): readonly ItemParts['attachments'][]
  pullsOf(id: string): readonly ItemParts['pulls'][]
  /** What was believed of it, under all methods, oldest first. */
  scoresOf(id: string): readonly ItemParts['scores'][]
  textOf(table: TableName, id: string, field: string): string
  rootTextOf(field: 'vision' | 'strategy'): string
  readinessOf(id: string): Readiness
  goalOf(item: Item): ItemGoal | null
  /** Epics that have open items, where the first of these stands, then the others. */
  readonly epics: readonly StandingEpic[]
  readonly unreadable: readonly Unreadable[]
  readonly me: {
    readonly person: string | null
    readonly name: string
    readonly role: string
    readonly roles: readonly string[]
  }
  /** Acts in a role from here on; takes it, by a logged command, if the person does not hold it. */
  actAs(role: string): void
  /** The team in the room for which this screen acts; null on one's own device. */
  forTeam: string | null
  readonly author: Author
  readonly readOnly: string | null
  /** Runs one intent. A refusal or failure is also said in `notices`. */
  run<Args, F extends Failure, Value>(
    command: Command<Args, F, Value>,
    args: Args,
    options?: RunOptions,
  ): Result<Value, Failure>
  /** Why this person may not do it now, or null: for controls that explain themselves. */
  whyNot<Args, F extends Failure, Value>(command: Command<Args, F, Value>, args: Args): string | null
  /** A text editor was opened on `items/<id>/description` and types by itself; call the answer when it closes. */
  typing(path: string): () => void
  undo(): Promise<void>
  redo(): Promise<void>
  /** Takes back one change of mine, as offered beside its notice. */
  undoChange(change: string): Promise<void>
  readonly undoLabel: string | null
  /** The change that `undo` would take back now. */
  readonly lastChange: string | null
  readonly redoLabel: string | null
  readonly undoing: boolean
  readonly notices: Notices
  readonly saving: SavingState
  /** Who has the plan open now, this window too. */
  readonly here: readonly Presence[]
  readonly company: Company
  readonly clocks: Clocks
  lookAt(screen: string, item: string | null): void
  log(record?: string | null, before?: number | null, limit?: number): Promise<ChangeLine[]>
  readonly history: HistorySource
  readonly review: ReviewState
  readonly since: SinceState
  readonly rounds: Rounds
  readonly attachments: Attachments
  /** The host wrote a change for this person: it is said, and stands in undo as if it had been made here. */
  didOnHost(change: string, words: string): void
  readonly nameOf: NameOf
  /** Wakes whenever any item changed: for pictures of the whole. */
  watchItems(): void
  stop(): void
}
