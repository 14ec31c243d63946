import type { Command } from '../../commands/command.ts'
import type { HostEvents } from '../../contract/calls.ts'
import type { DiskStatus } from '../../contract/host-info.ts'
import type { ChangeLine, Hello, PushAnswer, UndoAnswer, Welcome } from '../../contract/plan-messages.ts'
import type { Plan } from '../../doc/plan.ts'
import type { ExportFormat } from '../../interchange/export-plan.ts'
import type { Author, Entry, Envelope, Knowledge } from '../../model/envelope.ts'
import type { Random } from '../../model/id.ts'
import type { Failure } from '../../model/result.ts'
import type { Refusal } from '../../sync/gate.ts'
import type { Missing } from '../../sync/ledger.ts'
import type { Statement } from '../../sync/membership/statement.ts'
import type { PlanLedger } from '../../sync/plan-ledger.ts'
import type { PlanRecord } from '../../sync/record.ts'
import type { AttachmentBook } from '../attachments/attachment-book.ts'
import type { FilesInBackups } from '../attachments/lost-files.ts'
import type { ConflictBook } from '../conflicts/conflict-book.ts'
import type { LiveBook } from '../conflicts/live-book.ts'
import type { HealthBook } from '../health/health-book.ts'
import type { History } from '../history/history.ts'
import type { Seat } from '../hub.ts'
import type { MemberKeys } from '../load-plan.ts'
import type { HostCards } from '../rounds/own-cards.ts'
import type { Vault } from '../vault/vault.ts'
import type { PeerSide } from './peer-side.ts'
import type { Received } from './receive-records.ts'

export interface PlanHostParts {
  readonly vault: Vault
  readonly history: History
  readonly id: string
  /** Changes with each start of the host. */
  readonly epoch: string
  readonly now: () => number
  readonly random: Random
  readonly newId: () => string
  readonly tell: <E extends keyof HostEvents>(event: E, news: HostEvents[E], except: Seat | null) => void
  readonly onFault: (what: string, error: unknown) => void
  /** Called now and then, when the plan has been quiet after edits. */
  readonly onSettled: (host: PlanHost) => void
  /** What this host holds in memory is no longer what is on disk: it must be opened anew. */
  readonly onBroken: () => void
  /** Whose device this is; null where nobody said. */
  readonly ownPerson?: (() => string | null) | undefined
  /** Runs something once after so many milliseconds; the answer calls it off. */
  readonly later?: (ms: number, act: () => void) => () => void
  /** Keys of other devices whose records are taken in. */
  readonly memberKeys?: MemberKeys | undefined
  /** Public key of a plan's founder, where this device was told it; else the plan says it itself. */
  readonly rootOf?: (plan: string) => Uint8Array | null
  /** Loading met this damage: brings back what somebody still has. True if something came back. */
  readonly mend?: (damage: readonly string[]) => Promise<boolean>
  /** What backups hold of attached files; nothing where it is left out. */
  readonly filesInBackups?: (plan: string) => FilesInBackups
  /** The plan as it is opened next, once this host was given up. */
  readonly again: () => Promise<PlanHost>
}

/** One plan's truth: its document, its lines, its journal. Whoever wants to write it comes through here. */
export interface PlanHost {
  readonly id: string
  readonly plan: Plan
  lastChange(): number | null
  diskStatus(): DiskStatus
  seats(): number
  /** Whether this window has a line here. */
  holds(seat: Seat): boolean
  /** Why nothing may be written, or null. */
  readOnly(): string | null
  meet(seat: Seat, hello: Hello): Promise<Welcome>
  /** The window gave its line back in order: it may be leased again. */
  closeLine(seat: Seat, client: number): Promise<void>
  /** The window is gone without a word: its lines rest. */
  goodbye(seat: Seat): void
  push(seat: Seat | null, envelopes: readonly Envelope[]): Promise<PushAnswer>
  run<Args, F extends Failure, Value>(author: Author, command: Command<Args, F, Value>, args: Args): Promise<Value>
  undo(change: string, author: Author): Promise<UndoAnswer>
  /**
   * One part of a larger change, on the host's own line: `act` runs in one transaction and says its entries. Others may write
   * between two parts. Resolves once it is on disk; nothing is written where `act` changes nothing.
   */
  writeAs<T>(author: Author, change: string, act: (log: (entry: Entry) => void) => T): Promise<T>
  /** Says something of who belongs to the plan, as a record of the host's own line; on disk when it resolves. */
  state(statement: Statement, author: Author, entries: readonly Entry[]): Promise<void>
  log(query: { record: string | null; before: number | null; limit: number }): Promise<ChangeLine[]>
  /** `files`: with the bytes of attached files, as far as they fit. */
  export(format: ExportFormat, files?: boolean): Promise<{ fileName: string; text: string }>
  /** Writes an import's envelopes whole: staged beside the journal, then part of it in one step. */
  adopt(envelopes: readonly Envelope[]): Promise<void>
  /** What the document holds now, for whoever compares a file with it. */
  importBase(): Promise<ImportBase>
  /** The same with a line to write under; `giveBack` it when the import is in the journal or has come to nothing. */
  importLine(): Promise<ImportLine>
  /**
   * Records from elsewhere, such as a backup, a repair or another host: judged at the gate, signatures checked, taken in
   * causal order. Resolves once what was applied is on disk. Once `goesOn` says no, the rest is left out. `judged` is called
   * as soon as the next ones may be handed over.
   */
  receive(records: readonly Uint8Array[], from: string, goesOn?: () => boolean, judged?: () => void): Promise<Received>
  /** What waits of this source waits no more: it is gone, and nobody knows it. */
  forget(from: string): void
  /** What other hosts ask of this plan. */
  readonly peers: PeerSide
  /** What waiting records wait for, as far as it is time to ask somebody for it. */
  due(): readonly Missing[]
  /** Told of each record that the gate refused. The answer ends it. */
  onRefused(listener: (refusal: Refusal, bytes: Uint8Array, from: string) => void): () => void
  /** This device's own cards in secret rounds. */
  readonly cards: Pick<HostCards, 'own' | 'put'>
  /** The bytes of files that hang on its items. */
  readonly attachments: AttachmentBook
  /** What people changed apart. */
  readonly conflicts: Pick<ConflictBook, 'list' | 'settledSeen'>
  /** Which records people saw being made; whoever holds the links tells it of them. */
  readonly live: LiveBook
  /** Lines, heads and what does not count; read, never written. */
  readonly ledger: PlanLedger
  /** Records that do not count, since their device was removed before anybody had them. Kept while this host runs. */
  aside(): readonly PlanRecord[]
  /** What waits, what was taken out, what was recovered and refused. */
  readonly health: Pick<HealthBook, 'state' | 'givenBack'>
  flushed(): Promise<void>
  close(): Promise<void>
}

export interface ImportBase {
  readonly state: Uint8Array
  readonly known: Knowledge
}
export interface ImportLine {
  readonly base: ImportBase
  readonly lease: { readonly client: number; readonly seq: number; readonly clock: number }
  giveBack(): Promise<void>
}
