import * as Y from 'yjs'
import { CallFailed, type HostEvents } from '../../contract/calls.ts'
import type { RecordNews } from '../../contract/plan-messages.ts'
import { createPlan, type Plan } from '../../doc/plan.ts'
import { SCHEMA_VERSION } from '../../model/plan.ts'
import { faultOf, type JudgedRecord } from '../../sync/gate.ts'
import type { PlanLedger } from '../../sync/plan-ledger.ts'
import type { Seat } from '../hub.ts'
import type { PlanVault } from '../vault/plan-vault.ts'
import type { Position } from '../vault/position.ts'

export interface PlanTruthParts {
  readonly id: string
  readonly doc: Y.Doc
  readonly ledger: PlanLedger
  readonly journal: PlanVault
  readonly lastChange: number | null
  readonly now: () => number
  readonly tell: <E extends keyof HostEvents>(event: E, news: HostEvents[E], except: Seat | null) => void
  readonly onFault: (what: string, error: unknown) => void
  readonly onSettled: () => void
  readonly onBroken: () => void
}

/** Puts an update into a document; false leaves it to the truth. */
export type ApplyUpdate = (record: JudgedRecord) => boolean

/** Document, ledger and journal of one plan, kept in step. All that is judged, applied and stored goes through here. */
export interface PlanTruth {
  readonly id: string
  readonly doc: Y.Doc
  readonly plan: Plan
  readonly ledger: PlanLedger
  readonly journal: PlanVault
  lastChange(): number | null
  /** One thing at a time: a judgement holds only for the document it looked at. */
  inTurn<T>(act: () => Promise<T> | T): Promise<T>
  /** Applies a record that the gate let pass, stores it, and tells the windows once it is on disk. */
  take(record: JudgedRecord, from: Seat | null, store?: (bytes: Uint8Array) => Promise<Position>): Promise<void>
  /** Called once a record is on disk; `counts` is false for one that was only kept. */
  onStored(listener: (bytes: Uint8Array, device: string | null, counts: boolean) => void): void
  /** Stores a record that does not count. */
  keep(bytes: Uint8Array): Promise<void>
  /** Whoever writes edits of the host's own into the document: its records are in there before they are judged. */
  appliesBy(apply: ApplyUpdate): void
  /** Settles when all that was taken so far is on disk. */
  writing(): Promise<unknown>
  /** Nobody waits any more for what was on its way. */
  forgetWriting(): void
  /** Why nothing may be written, or null. */
  readOnly(): string | null
  mayWrite(): void
  /** A failing disk keeps what is typed and tries again; what is asked for as a whole is better refused. */
  diskMustTake(): void
  /** For whoever cannot be shown how saving goes on: the disk's failure is said at once. */
  stored(onDisk: readonly Promise<void>[]): Promise<void>
  /** Whoever waits for a turn here is turned away before it writes on top of what is not on disk. */
  giveUp(): void
  broken(message: string): Error
  snapshot(): Promise<void>
  /** No turn is given any more; resolves after the last one. */
  end(): Promise<void>
}

/** A plan that was left alone this long after edits gets its snapshot and its line in the list of plans. */
const QUIET_MS = 15_000

export function createPlanTruth(parts: PlanTruthParts): PlanTruth {
  const { id, doc, ledger, journal, tell } = parts
  const plan = createPlan(doc)
  // A clock that runs ahead shall not make it the last change for years.
  const notAhead = (time: number): number => Math.min(time, parts.now())
  let lastChange = parts.lastChange === null ? null : notAhead(parts.lastChange)
  /** Records on their way to the disk, in order. */
  let writing: Promise<unknown> = Promise.resolve()
  let turn: Promise<unknown> = Promise.resolve()
  /** Why nothing goes through here any more: this host is closed, or what it holds is not what is on disk. */
  let over: CallFailed | null = null
  let quiet: NodeJS.Timeout | undefined
  let apply: ApplyUpdate = () => false
  const onStored: Parameters<PlanTruth['onStored']>[0][] = []

  const truth: PlanTruth = {
    id,
    doc,
    plan,
    ledger,
    journal,
    lastChange: () => lastChange,
    inTurn(act) {
      const next = turn.then(() => {
        if (over !== null) throw over
        return act()
      })
      turn = next.then(
        () => undefined,
        () => undefined,
      )
      return next
    },
    take(record, from, store = (bytes) => journal.append(bytes)) {
      if (!apply(record)) Y.applyUpdate(doc, record.update, 'record')
      const fault = faultOf(doc)
      if (fault !== null) throw truth.broken(`The gate let a record through that it should not have: ${fault}`)
      ledger.accept(record)
      lastChange = Math.max(lastChange ?? 0, notAhead(record.time))
      const onDisk = store(record.bytes).then(() => {
        tell('plan.records', { plan: id, records: [newsOf(record)] }, from)
        for (const listener of onStored) listener(record.bytes, record.device, true)
      })
      // Its answers are dropped: kept, each would hold all that came before it.
      writing = Promise.all([writing, onDisk]).then(() => undefined)
      writing.catch(() => undefined)
      settleSoon()
      return onDisk
    },
    keep(bytes) {
      const onDisk = journal.append(bytes).then(() => {
        for (const listener of onStored) listener(bytes, null, false)
      })
      writing = Promise.all([writing, onDisk]).then(() => undefined)
      writing.catch(() => undefined)
      return onDisk
    },
    onStored: (listener) => void onStored.push(listener),
    appliesBy(applyUpdate) {
      apply = applyUpdate
    },
    writing: () => writing,
    forgetWriting() {
      writing = Promise.resolve()
    },
    readOnly: () =>
      plan.facts.minReader > SCHEMA_VERSION
        ? 'This plan was written by a newer Ordinal. It can be read here; to change it, update Ordinal.'
        : null,
    mayWrite() {
      const why = truth.readOnly()
      if (why !== null) throw new CallFailed('read-only', why)
    },
    diskMustTake() {
      const status = journal.status()
      if (!status.ok) throw new CallFailed(status.reason, `${status.message} Nothing was changed.`)
    },
    async stored(onDisk) {
      let stop = (): void => undefined
      const failing = new Promise<never>((_, reject) => {
        stop = journal.onStatus((status) => {
          if (!status.ok)
            reject(
              new CallFailed(
                status.reason,
                `${status.message} The change is kept and written once the disk takes it, as long as Ordinal runs.`,
              ),
            )
        })
      })
      await Promise.race([Promise.all(onDisk), failing]).finally(stop)
    },
    giveUp() {
      over ??= new CallFailed('opened-anew', 'The plan is being opened anew. Try again in a moment.')
      parts.onBroken()
    },
    broken(message) {
      truth.giveUp()
      return new Error(`Plan ${id}: ${message}`)
    },
    async snapshot() {
      try {
        const outcome = await journal.takeSnapshot()
        if (!outcome.proven) parts.onFault('snapshot', new Error(outcome.message))
      } catch (error) {
        parts.onFault('snapshot', error)
      }
    },
    async end() {
      over ??= new CallFailed('closed', 'This plan was closed or removed meanwhile. Nothing was written.')
      clearTimeout(quiet)
      await turn
      clearTimeout(quiet)
    },
  }
  return truth

  function settleSoon(): void {
    if (journal.snapshotDue()) void truth.snapshot()
    clearTimeout(quiet)
    quiet = setTimeout(() => {
      parts.onSettled()
      if (journal.snapshotStale()) void truth.snapshot()
    }, QUIET_MS)
    quiet.unref()
  }
}

function newsOf(record: JudgedRecord): RecordNews {
  const { client, seq, clock, change, author, device, time, entries, update } = record
  return { client, seq, clock, change, author, device, time, entries, update }
}
