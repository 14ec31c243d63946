import * as Y from 'yjs'
import { runCommand, type Command } from '../commands/command.ts'
import { CallFailed, type HostEvents } from '../contract/calls.ts'
import type { DiskStatus } from '../contract/host-info.ts'
import type { ChangeLine, Hello, PushAnswer, RecordNews, UndoAnswer, Welcome } from '../contract/plan-messages.ts'
import { createLineWriter, type LineWriter } from '../doc/line-writer.ts'
import { createPlan, type Plan } from '../doc/plan.ts'
import { exportPlan, type ExportFormat } from '../interchange/export-plan.ts'
import type { Author, Entry, Envelope, Knowledge } from '../model/envelope.ts'
import type { Random } from '../model/id.ts'
import { SCHEMA_VERSION } from '../model/plan.ts'
import { ok, type Failure, type Result } from '../model/result.ts'
import { faultOf, type JudgedRecord } from '../sync/gate.ts'
import type { History } from './history/history.ts'
import type { Seat } from './hub.ts'
import { loadPlan, type LoadedPlan } from './load-plan.ts'
import { createPlanLog } from './plan-log.ts'
import { findOpposite, undoChange } from './undo-change.ts'
import { codeOf } from './ports/files.ts'
import type { Position } from './vault/position.ts'
import type { Vault } from './vault/vault.ts'

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
  log(query: { record: string | null; before: number | null; limit: number }): Promise<ChangeLine[]>
  export(format: ExportFormat): Promise<{ fileName: string; text: string }>
  /** Writes an import's envelopes whole: staged beside the journal, then part of it in one step. */
  adopt(envelopes: readonly Envelope[]): Promise<void>
  /** What the document holds now, for whoever compares a file with it. */
  importBase(): Promise<ImportBase>
  /** The same with a line to write under; `giveBack` it when the import is in the journal or has come to nothing. */
  importLine(): Promise<ImportLine>
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

/** A plan that was left alone this long after edits gets its snapshot and its line in the list of plans. */
const QUIET_MS = 15_000
/** A window that opens waits this long for edits that are not on disk yet; with a failing disk it opens all the same. */
const DISK_PATIENCE_MS = 2_000
/** What a window is told that cannot be given a line; it writes nothing. */
const NO_LEASE = { client: 1, seq: 0, clock: 0 }

export async function openPlanHost(parts: PlanHostParts): Promise<Result<PlanHost>> {
  const loaded = await loadPlan(parts.vault, parts.id)
  return loaded.ok ? ok(hostPlan(parts, loaded.value)) : loaded
}

function hostPlan(parts: PlanHostParts, { doc, ledger, journal, damage, ...loaded }: LoadedPlan): PlanHost {
  const { id, vault, tell } = parts
  const plan = createPlan(doc)
  const log = createPlanLog({
    history: parts.history,
    place: async () => ({ id, folder: vault.planFolder(id), end: await journal.end() }),
  })
  const leased = new Map<number, Seat>()
  let own: LineWriter | null = null
  let ownEnvelopes: Envelope[] = []
  let lastChange = loaded.lastChange
  /** Records on their way to the disk, in order. */
  let writing: Promise<unknown> = Promise.resolve()
  let turn: Promise<unknown> = Promise.resolve()
  /** Why nothing goes through here any more: this host is closed, or what it holds is not what is on disk. */
  let over: CallFailed | null = null
  let quiet: NodeJS.Timeout | undefined
  journal.onStatus((status) => tell('plan.disk', { plan: id, status }, null))

  const host: PlanHost = {
    id,
    plan,
    lastChange: () => lastChange,
    diskStatus: () => journal.status(),
    seats: () => new Set(leased.values()).size,
    holds: (seat) => [...leased.values()].includes(seat),
    readOnly: whyReadOnly,
    meet: (seat, hello) =>
      inTurn(async () => {
        await patiently(writing)
        const lease = await leaseFor(seat, hello.lease).catch((error: unknown) => error as Error)
        const readOnly =
          lease instanceof Error
            ? `The disk takes no writing now (${codeOf(lease) || lease.message}). The plan can be read; make room and open it again to change it.`
            : whyReadOnly()
        return {
          lease: lease instanceof Error ? NO_LEASE : lease,
          epoch: parts.epoch,
          vector: ledger.vector(),
          update: Y.encodeStateAsUpdate(doc, hello.stateVector),
          readOnly,
        }
      }),
    closeLine: (seat, client) =>
      inTurn(async () => {
        if (leased.get(client) !== seat) return
        leased.delete(client)
        await journal.leases.giveBack(client)
      }),
    goodbye(seat) {
      for (const [client, holder] of leased) if (holder === seat) leased.delete(client)
    },
    async push(seat, envelopes) {
      mayWrite()
      const { saved, refused, onDisk } = await inTurn(() => takeAll(seat, envelopes))
      await Promise.all(onDisk)
      return { saved, refused }
    },
    async run(author, command, args) {
      mayWrite()
      diskMustTake()
      const { value, onDisk } = await inTurn(async () => {
        const writer = await ownWriter()
        const done = runCommand(
          { plan, writer, now: parts.now, random: parts.random, newChange: parts.newId },
          author,
          command,
          args,
        )
        if (!done.ok) throw new CallFailed(done.error.type, done.error.message)
        return { value: done.value.value, onDisk: takeOwn() }
      })
      await stored(onDisk)
      return value
    },
    async undo(change, author) {
      mayWrite()
      diskMustTake()
      await writing
      const opposite = await findOpposite(doc, log, change)
      if (!opposite.ok) throw new CallFailed(opposite.error.type, opposite.error.message)
      const { answer, onDisk } = await inTurn(async () => {
        const writer = await ownWriter()
        const undone = undoChange({
          doc,
          writer,
          opposite: opposite.value,
          author,
          now: parts.now,
          newChange: parts.newId,
        })
        if (!undone.ok) throw new CallFailed(undone.error.type, undone.error.message)
        return { answer: undone.value, onDisk: takeOwn() }
      })
      await stored(onDisk)
      return answer
    },
    async writeAs(author, change, act) {
      mayWrite()
      diskMustTake()
      const { value, onDisk } = await inTurn(async () => {
        const writer = await ownWriter()
        return { value: writer.write({ author, change }, act), onDisk: takeOwn() }
      })
      await stored(onDisk)
      return value
    },
    log: async (query) => {
      await patiently(writing)
      return log.lines(query)
    },
    async export(format) {
      const ending = { 'ordinal-json': 'json', csv: 'csv', markdown: 'md' }[format]
      const name = plan.facts.name.replace(/[^\p{L}\p{M}\p{N} _-]/gu, '').trim() || 'plan'
      return { fileName: `${name}.${ending}`, text: exportPlan(plan, format) }
    },
    importBase: () => inTurn(baseOf),
    importLine: () =>
      inTurn(async () => {
        mayWrite()
        diskMustTake()
        const client = await journal.leases.take(isTaken)
        return { base: baseOf(), lease: lineOf(client), giveBack: () => inTurn(() => journal.leases.giveBack(client)) }
      }),
    async adopt(envelopes) {
      mayWrite()
      diskMustTake()
      await writing
      await inTurn(() => adoptWhole(envelopes))
    },
    async flushed() {
      await inTurn(() => undefined)
      await patiently(writing)
    },
    async close() {
      over ??= new CallFailed('closed', 'This plan was closed or removed meanwhile. Nothing was written.')
      await turn
      await patiently(writing)
      clearTimeout(quiet)
      await parts.history.letGo(id)
      if (own !== null)
        await journal.leases.giveBack(own.lease.client).catch((error: unknown) => parts.onFault('closing', error))
      own?.destroy()
      plan.destroy()
      if (journal.snapshotStale() && journal.status().ok) await snapshot()
      await journal.close()
    },
  }
  return host

  /** One thing at a time: a judgement holds only for the document it looked at. */
  function inTurn<T>(act: () => Promise<T> | T): Promise<T> {
    const next = turn.then(() => {
      if (over !== null) throw over
      return act()
    })
    turn = next.then(
      () => undefined,
      () => undefined,
    )
    return next
  }

  async function takeAll(seat: Seat | null, envelopes: readonly Envelope[]) {
    const saved: { client: number; seq: number }[] = []
    const refused: { client: number; seq: number; why: string }[] = []
    const onDisk: Promise<void>[] = []
    for (const envelope of envelopes) {
      const { client, seq } = envelope
      const answer = journal.leases.isOurs(client)
        ? ledger.seal(envelope, vault.device.id, { doc })
        : { answer: 'refuse' as const, message: 'It came under a line that this device never leased.' }
      if (answer.answer === 'hold' || answer.answer === 'refuse') {
        await journal
          .keepAside('refused', `${client}-${seq}`, envelope.update)
          .catch((error: unknown) => parts.onFault('keeping a refused edit', error))
        refused.push({
          client,
          seq,
          why: answer.answer === 'hold' ? 'It builds on an edit that never came here.' : answer.message,
        })
        continue
      }
      if (answer.answer === 'apply') onDisk.push(take(answer.record, seat, (bytes) => journal.append(bytes)))
      saved.push({ client, seq })
    }
    // What is known already may still be on its way to the disk.
    if (onDisk.length < saved.length) onDisk.push(writing.then(() => undefined))
    return { saved, refused, onDisk }
  }

  function takeOwn(): Promise<void>[] {
    const envelopes = ownEnvelopes
    ownEnvelopes = []
    return envelopes.map((envelope) => {
      const answer = ledger.seal(envelope, vault.device.id, { doc })
      if (answer.answer !== 'apply')
        throw broken(
          `The host's own edit was not let through: ${answer.answer === 'refuse' ? answer.message : answer.answer}`,
        )
      return take(answer.record, null, (bytes) => journal.append(bytes))
    })
  }

  /** Applies a record that the gate let pass, stores it, and tells the windows once it is on disk. */
  function take(
    record: JudgedRecord,
    from: Seat | null,
    store: (bytes: Uint8Array) => Promise<Position>,
  ): Promise<void> {
    if (own === null) Y.applyUpdate(doc, record.update, 'record')
    else if (own.lease.client !== record.client) own.applyRemote(record, 'record')
    const fault = faultOf(doc)
    if (fault !== null) throw broken(`The gate let a record through that it should not have: ${fault}`)
    ledger.accept(record)
    lastChange = Math.max(lastChange ?? 0, record.time)
    const onDisk = store(record.bytes).then(() => {
      tell('plan.records', { plan: id, records: [newsOf(record)] }, from)
    })
    // Its answers are dropped: kept, each would hold all that came before it.
    writing = Promise.all([writing, onDisk]).then(() => undefined)
    writing.catch(() => undefined)
    settleSoon()
    return onDisk
  }

  /**
   * An import: all of it or nothing. The records lie beside the journal until the last one is written; only then one
   * rename makes them part of it. If the disk fails before that, what is in memory is thrown away and read anew.
   */
  async function adoptWhole(envelopes: readonly Envelope[]): Promise<void> {
    const stage = await journal.writeStaged('import')
    const stored: { resolve: (position: Position) => void; reject: (error: unknown) => void }[] = []
    const onDisk: Promise<void>[] = []
    try {
      for (const envelope of envelopes) {
        const answer = ledger.seal(envelope, vault.device.id, { doc })
        if (answer.answer !== 'apply')
          throw new CallFailed(
            'import-refused',
            `The import was not let through${answer.answer === 'refuse' ? `: ${answer.message}` : ''}. Nothing was imported.`,
          )
        onDisk.push(take(answer.record, null, () => new Promise((resolve, reject) => stored.push({ resolve, reject }))))
        await stage.append([answer.record.bytes])
      }
      const positions = await stage.finish()
      positions.forEach((position, i) => stored[i]?.resolve(position))
      await Promise.all(onDisk)
    } catch (error) {
      for (const promise of onDisk) promise.catch(() => undefined)
      for (const one of stored) one.reject(error)
      writing = Promise.resolve()
      await stage.abandon().catch(() => undefined)
      if (onDisk.length > 0) giveUp()
      if (error instanceof CallFailed) throw error
      throw new CallFailed(
        'import-failed',
        `The import could not be written (${(error as NodeJS.ErrnoException).code ?? 'disk failure'}). Nothing was imported.`,
      )
    }
    void snapshot()
  }

  async function leaseFor(seat: Seat, wanted: number | null) {
    const free = wanted !== null && (leased.get(wanted) ?? seat) === seat && own?.lease.client !== wanted
    const client = free && (await journal.leases.resume(wanted)) ? wanted : await journal.leases.take(isTaken)
    leased.set(client, seat)
    return lineOf(client)
  }

  function lineOf(client: number) {
    const line = ledger.lineOf(client)
    return { client, seq: line?.seq ?? 0, clock: line?.clock ?? 0 }
  }

  function isTaken(client: number): boolean {
    return (
      leased.has(client) ||
      own?.lease.client === client ||
      (ledger.lineOf(client) !== undefined && !journal.leases.isOurs(client))
    )
  }

  async function ownWriter(): Promise<LineWriter> {
    if (own !== null && !own.broken) return own
    const lease = lineOf(await journal.leases.take(isTaken))
    if (own === null)
      own = createLineWriter({
        doc,
        lease,
        known: ledger.vector(),
        now: parts.now,
        onEnvelope: (envelope) => ownEnvelopes.push(envelope),
        onLeaseBroken: () => undefined,
      })
    else own.adopt(lease)
    return own
  }

  function whyReadOnly(): string | null {
    if (plan.facts.minReader > SCHEMA_VERSION)
      return 'This plan was written by a newer Ordinal. It can be read here; to change it, update Ordinal.'
    if (damage.length > 0)
      return `Part of this plan could not be read (${damage[0]}${damage.length > 1 ? `, and ${damage.length - 1} more` : ''}). The rest is shown and nothing is written until it is mended; "ordinal verify" lists the places.`
    return null
  }

  function mayWrite(): void {
    const why = whyReadOnly()
    if (why !== null) throw new CallFailed('read-only', why)
  }

  /** A failing disk keeps what is typed and tries again; what is asked for as a whole is better refused. */
  function diskMustTake(): void {
    const status = journal.status()
    if (!status.ok) throw new CallFailed(status.reason, `${status.message} Nothing was changed.`)
  }

  /** For whoever cannot be shown how saving goes on: the disk's failure is said at once. */
  async function stored(onDisk: readonly Promise<void>[]): Promise<void> {
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
  }

  function baseOf(): ImportBase {
    return { state: Y.encodeStateAsUpdate(doc), known: ledger.vector() }
  }

  /** Whoever waits for a turn here is turned away before it writes on top of what is not on disk. */
  function giveUp(): void {
    over ??= new CallFailed('opened-anew', 'The plan is being opened anew. Try again in a moment.')
    parts.onBroken()
  }

  function broken(message: string): Error {
    giveUp()
    return new Error(`Plan ${id}: ${message}`)
  }

  function settleSoon(): void {
    if (journal.snapshotDue()) void snapshot()
    clearTimeout(quiet)
    quiet = setTimeout(() => {
      parts.onSettled(host)
      if (journal.snapshotStale()) void snapshot()
    }, QUIET_MS)
    quiet.unref()
  }

  async function snapshot(): Promise<void> {
    try {
      const outcome = await journal.takeSnapshot()
      if (!outcome.proven) parts.onFault('snapshot', new Error(outcome.message))
    } catch (error) {
      parts.onFault('snapshot', error)
    }
  }
}

/** As long as a disk that works takes; one that does not must keep nobody from reading or leaving. */
function patiently(writing: Promise<unknown>): Promise<unknown> {
  return Promise.race([
    writing.catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, DISK_PATIENCE_MS).unref()),
  ])
}

function newsOf(record: JudgedRecord): RecordNews {
  const { client, seq, clock, change, author, device, time, entries, update } = record
  return { client, seq, clock, change, author, device, time, entries, update }
}
