import * as Y from 'yjs'
import { runCommand, type Command } from '../commands/command.ts'
import { CallFailed, type HostEvents } from '../contract/calls.ts'
import type { DiskStatus } from '../contract/host-info.ts'
import type { ChangeLine, Hello, PushAnswer, UndoAnswer, Welcome } from '../contract/plan-messages.ts'
import type { Plan } from '../doc/plan.ts'
import { exportPlan, type ExportFormat } from '../interchange/export-plan.ts'
import type { Author, Entry, Envelope, Knowledge } from '../model/envelope.ts'
import type { Random } from '../model/id.ts'
import { ok, type Failure, type Result } from '../model/result.ts'
import { createAsideRecords } from '../sync/membership/aside-records.ts'
import type { Statement } from '../sync/membership/statement.ts'
import { openSealed, sealFor } from '../sync/noise/sealed-box.ts'
import type { PlanRecord } from '../sync/record.ts'
import type { PlanLedger } from '../sync/plan-ledger.ts'
import type { HeldRecords } from '../sync/held.ts'
import type { Missing } from '../sync/ledger.ts'
import type { Judgement, Refusal } from '../sync/gate.ts'
import type { History, PlanPlace } from './history/history.ts'
import { createAttachmentBook, type AttachmentBook } from './attachments/attachment-book.ts'
import type { FilesInBackups } from './attachments/lost-files.ts'
import type { Seat } from './hub.ts'
import { loadPlan, type LoadedPlan, type MemberKeys } from './load-plan.ts'
import { adoptImport } from './plan/adopt-import.ts'
import { createMembershipDuties } from './plan/membership-duties.ts'
import { createOwnLine } from './plan/own-line.ts'
import { createPlanLines } from './plan/plan-lines.ts'
import { createPlanTruth } from './plan/plan-truth.ts'
import { pushEnvelopes } from './plan/push-envelopes.ts'
import { createHealthBook, type HealthBook } from './health/health-book.ts'
import { giveBackSoon } from './plan/give-back.ts'
import { receiveAll } from './plan/receive-all.ts'
import { createPeerSide, type PeerSide } from './plan/peer-side.ts'
import { createReceiving, type Received, type Source } from './plan/receive-records.ts'
import { createLiveBook, type LiveBook } from './conflicts/live-book.ts'
import { createConflictBook, type ConflictBook } from './conflicts/conflict-book.ts'
import { fileNameOf } from './file-name.ts'
import { createPlanLog } from './plan-log.ts'
import { codeOf } from './ports/files.ts'
import { createHostCards, type HostCards } from './rounds/own-cards.ts'
import { findOpposite, undoChange } from './undo-change.ts'
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

const UNPROVEN = 'A second record of a number was signed for nothing that is here.'
/** Refused records that are kept and written of, while this host runs: nobody shall fill the disk with them. */
const MOST_REFUSED = 500
const MOST_REFUSED_BYTES = 50_000_000
/** A window that opens waits this long for edits that are not on disk yet; with a failing disk it opens all the same. */
const DISK_PATIENCE_MS = 2_000
/** What a window is told that cannot be given a line; it writes nothing. */
const NO_LEASE = { client: 1, seq: 0, clock: 0 }

export async function openPlanHost(parts: PlanHostParts): Promise<Result<PlanHost>> {
  let loaded = await loadPlan(parts.vault, parts.id, parts.memberKeys, parts.rootOf?.(parts.id))
  const damage = loaded.ok ? loaded.value.damage : loaded.error.type === 'unreadable' ? [loaded.error.message] : []
  if (damage.length > 0 && parts.mend !== undefined) {
    // Nobody else may have the files open while they are mended.
    if (loaded.ok) {
      loaded.value.doc.destroy()
      await loaded.value.journal.close()
    }
    await parts.mend(damage).catch((error: unknown) => parts.onFault('mending a plan', error))
    loaded = await loadPlan(parts.vault, parts.id, parts.memberKeys, parts.rootOf?.(parts.id))
  }
  return loaded.ok ? ok(hostPlan(parts, loaded.value)) : loaded
}

function hostPlan(parts: PlanHostParts, loaded: LoadedPlan): PlanHost {
  const { id, vault } = parts
  const tell: PlanHostParts['tell'] = (event, news, except) => {
    if (event === 'plan.records') {
      for (const record of (news as HostEvents['plan.records']).records) live.stored(record)
      conflicts.stored()
    }
    parts.tell(event, news, except)
  }
  const keys = vault.device.forPlan(id)
  const device = keys.id
  const truth = createPlanTruth({ ...loaded, ...parts, tell, onSettled: () => parts.onSettled(host) })
  const { doc, plan, ledger, journal, inTurn } = truth
  // Those of the journal wait without a limit, others as far as there is room.
  const held = loaded.held as HeldRecords<Source>
  const lines = createPlanLines(truth, loaded.doubts)
  const own = createOwnLine(truth, lines, { device, now: parts.now })
  const aside = createAsideRecords<Source>()
  const health = createHealthBook({ truth, held, aside, onChanged: () => tell('health.changed', { plan: id }, null) })
  const refusedListeners = new Set<(refusal: Refusal, bytes: Uint8Array, from: string) => void>()
  let refusals = 0
  let refusedBytes = 0
  const refused = (refusal: Refusal, bytes: Uint8Array, from: Source): void => {
    const source = typeof from === 'string' ? from : 'the journal'
    for (const listener of refusedListeners) listener(refusal, bytes, source)
    refusedBytes += bytes.length
    if (++refusals > MOST_REFUSED || refusedBytes > MOST_REFUSED_BYTES) return
    parts.onFault('a refused record', new Error(`${refusal.message} It came from ${source}.`))
    void health.keepRefused(`from-${source}`, bytes).catch((error: unknown) => parts.onFault('refused', error))
  }
  const receiving = createReceiving(truth, held, aside, refused)
  const unproven = ({ bytes }: PlanRecord, from: string): void =>
    refused({ answer: 'refuse', why: 'bad-signature', message: UNPROVEN, against: 'nobody' }, bytes, from)
  const place = async (): Promise<PlanPlace> => ({ id, folder: vault.planFolder(id), end: await journal.end() })
  const log = createPlanLog({ history: parts.history, place })
  const peers = createPeerSide({ truth, device, history: parts.history, place })
  const whereItLies = async (): Promise<PlanPlace> => ({ id, folder: vault.planFolder(id), end: await journal.end() })
  const live: LiveBook = createLiveBook({
    now: parts.now,
    isOwn: (one) => one === device || keys.retired.some((old) => old.id === one),
  })
  const conflicts = createConflictBook({
    ...parts,
    plan,
    ledger,
    place: whereItLies,
    written: () => patiently(truth.writing()),
    cameLive: live.cameLive,
    note: { read: () => vault.readNote(`reviewed-${id}`), write: (value) => vault.writeNote(`reviewed-${id}`, value) },
    onChanged: (open) => parts.tell('conflicts.changed', { plan: id, open }, null),
  })
  journal.onStatus((status) => tell('plan.disk', { plan: id, status }, null))

  const randomBytes = (length: number): Uint8Array =>
    Uint8Array.from({ length }, () => Math.floor(parts.random() * 256))
  const duties = createMembershipDuties({
    truth,
    device,
    aside,
    randomBytes,
    random: parts.random,
    seal: (noise, bytes) => sealFor(noise, bytes, randomBytes),
    open: (sealed) => openSealed(keys.noise.secret, sealed),
    later: parts.later ?? laterHere,
    state: (make) =>
      stateOwn({ person: parts.ownPerson?.() ?? null, role: null, forTeam: null }, () => {
        const made = make()
        return made && { statement: made.statement, entries: [made.entry] }
      }),
    onFault: (error) => {
      // A plan that is closed or opened anew meanwhile: the next host looks again.
      const isOver = error instanceof CallFailed && ['closed', 'opened-anew'].includes(error.type)
      if (!isOver) parts.onFault('saying who belongs to the plan', error)
    },
  })

  const cards = createHostCards({
    plan,
    voter: device,
    note: { read: () => vault.readNote(`cards-${id}`), write: (value) => vault.writeNote(`cards-${id}`, value) },
    randomBytes,
    run: (author, command, args) => host.run(author, command, args),
    later: parts.later ?? laterHere,
    onFault: (error) => parts.onFault('showing a card', error),
  })

  const attachments = createAttachmentBook({
    ...(parts.filesInBackups?.(id) ?? NO_BACKUPS),
    plan,
    shelf: vault.fileShelf(id),
    note: { read: () => vault.readNote(`files-${id}`), write: (value) => vault.writeNote(`files-${id}`, value) },
    isWhole: () => loaded.damage.length === 0 && held.size() === 0 && aside.size() === 0,
    now: parts.now,
    later: parts.later ?? laterHere,
    onChanged: () => parts.tell('attachments.changed', { plan: id }, null),
    onFault: (error) => parts.onFault('attached files', error),
  })

  const host: PlanHost = {
    id,
    plan,
    attachments,
    cards,
    aside: () => aside.all().map(({ record }) => record),
    conflicts,
    live,
    health,
    ledger,
    peers,
    due: () => receiving.due(parts.now()),
    onRefused(listener) {
      refusedListeners.add(listener)
      return () => void refusedListeners.delete(listener)
    },
    lastChange: truth.lastChange,
    diskStatus: () => journal.status(),
    seats: lines.seats,
    holds: lines.holds,
    readOnly: truth.readOnly,
    meet: (seat, hello) =>
      inTurn(async () => {
        const onDisk = await patiently(truth.writing())
        const lease = await lines.leaseFor(seat, hello.lease).catch((error: unknown) => error as Error)
        const readOnly =
          lease instanceof Error
            ? `The disk takes no writing now (${codeOf(lease) || lease.message}). The plan can be read; make room and open it again to change it.`
            : truth.readOnly()
        return {
          lease: lease instanceof Error ? NO_LEASE : lease,
          device,
          epoch: parts.epoch,
          vector: ledger.vector(),
          update: Y.encodeStateAsUpdate(doc, hello.stateVector),
          readOnly,
          onDisk,
          forks: ledger.out.generation(),
        }
      }),
    closeLine: (seat, client) => inTurn(() => lines.closed(seat, client)),
    goodbye: lines.goodbye,
    async push(seat, envelopes) {
      truth.mayWrite()
      const { saved, refused, waiting, onDisk } = await inTurn(() =>
        pushEnvelopes(truth, seat, envelopes, {
          seal: sealFromWindow,
          holding: (client, clock) => log.holding(client, clock),
          took: (client, seq) => receiving.tookElsewhere(client, seq),
          health,
          onFault: parts.onFault,
        }),
      )
      await Promise.all(onDisk)
      return waiting === undefined || waiting.length === 0 ? { saved, refused } : { saved, refused, waiting }
    },
    async run(author, command, args) {
      return writeOwn((writer) => {
        const done = runCommand(
          { plan, writer, now: parts.now, random: parts.random, newChange: parts.newId },
          author,
          command,
          args,
        )
        if (!done.ok) throw new CallFailed(done.error.type, done.error.message)
        return done.value.value
      })
    },
    async undo(change, author) {
      truth.mayWrite()
      truth.diskMustTake()
      await truth.writing()
      const opposite = await findOpposite(doc, log, change)
      if (!opposite.ok) throw new CallFailed(opposite.error.type, opposite.error.message)
      return writeOwn((writer) => {
        const undone = undoChange({
          doc,
          writer,
          opposite: opposite.value,
          author,
          now: parts.now,
          newChange: parts.newId,
        })
        if (!undone.ok) throw new CallFailed(undone.error.type, undone.error.message)
        return undone.value
      })
    },
    writeAs: (author, change, act) => writeOwn((writer) => writer.write({ author, change }, act)),
    state: (statement, author, entries) => stateOwn(author, () => ({ statement, entries })),
    log: async (query) => {
      await patiently(truth.writing())
      return log.lines(query)
    },
    async export(format, withFiles = false) {
      const files = withFiles && format === 'ordinal-json' ? await attachments.forExport() : {}
      const ending = { 'ordinal-json': 'json', csv: 'csv', markdown: 'md' }[format]
      return { fileName: fileNameOf(plan.facts.name, ending), text: exportPlan(plan, format, files) }
    },
    importBase: () => inTurn(baseOf),
    importLine: () =>
      inTurn(async () => {
        truth.mayWrite()
        truth.diskMustTake()
        const client = await lines.take()
        return {
          base: baseOf(),
          lease: lines.lineOf(client),
          giveBack: () => inTurn(() => journal.leases.giveBack(client)),
        }
      }),
    async adopt(envelopes) {
      truth.mayWrite()
      truth.diskMustTake()
      await truth.writing()
      await inTurn(() => adoptImport(truth, device, envelopes))
    },
    async receive(records, from, goesOn, judged) {
      truth.mayWrite()
      const taking = (): Promise<Received> =>
        receiveAll({ ...parts, truth, receiving, held, health, unproven, goesOn, judged }, records, from)
      return live.during(from, taking).finally(duties.look)
    },
    forget(from) {
      held.forget(from)
      health.changed(true)
    },
    async flushed() {
      await inTurn(() => undefined)
      await patiently(truth.writing())
    },
    async close() {
      duties.end()
      cards.end()
      await attachments.end()
      await truth.end()
      conflicts.stop()
      await patiently(truth.writing())
      await parts.history.letGo(id)
      await own.close().catch((error: unknown) => parts.onFault('closing', error))
      plan.destroy()
      if (journal.snapshotStale() && journal.status().ok) await truth.snapshot()
      await journal.close()
    },
  }
  duties.look()
  void cards.look()
  giveBackSoon({ ...parts, truth, health }, (change, author, act) =>
    host.writeAs(author, change, (log) => act(doc, log)),
  )
  return host

  async function stateOwn(
    author: Author,
    make: () => { readonly statement: Statement; readonly entries: readonly Entry[] } | null,
  ): Promise<void> {
    truth.mayWrite()
    truth.diskMustTake()
    const { onDisk } = await inTurn(async () => {
      const made = make()
      if (made === null) return { onDisk: [] }
      const written = await own.state(made.statement, { author, change: parts.newId() }, made.entries)
      receiving.lookAgain()
      return written
    })
    await truth.stored(onDisk)
    duties.look()
  }

  async function writeOwn<T>(act: Parameters<typeof own.write<T>>[0]): Promise<T> {
    truth.mayWrite()
    truth.diskMustTake()
    const { value, onDisk } = await inTurn(() => own.write(act))
    await truth.stored(onDisk)
    return value
  }

  function sealFromWindow(envelope: Envelope): Judgement {
    if (!journal.leases.isOurs(envelope.client))
      return {
        answer: 'refuse',
        why: 'not-its-line',
        message: 'It came under a line that this device never leased.',
        against: 'sender',
      }
    return ledger.seal(asClaimed(envelope), device, { doc })
  }

  /** An edit under a name that is not this device's says so. */
  function asClaimed(envelope: Envelope): Envelope {
    const { person } = envelope.author
    const own = parts.ownPerson?.() ?? null
    if (person === null || own === null || person === own) return envelope
    return { ...envelope, author: { ...envelope.author, claimed: true } }
  }

  function baseOf(): ImportBase {
    return { state: Y.encodeStateAsUpdate(doc), known: ledger.vector() }
  }
}

const NO_BACKUPS: FilesInBackups = {
  inBackups: async () => null,
  namedByBackups: async () => new Set(),
}

const laterHere: NonNullable<PlanHostParts['later']> = (ms, act) => {
  const timer = setTimeout(act, ms).unref()
  return () => clearTimeout(timer)
}

/** As long as a disk that works takes; one that does not must keep nobody from reading or leaving. */
function patiently(writing: Promise<unknown>): Promise<boolean> {
  return Promise.race([
    writing.then(
      () => true,
      () => false,
    ),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), DISK_PATIENCE_MS).unref()),
  ])
}
