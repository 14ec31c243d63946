import * as Y from 'yjs'
import { runCommand } from '../commands/command.ts'
import { CallFailed, type HostEvents } from '../contract/calls.ts'
import { exportPlan } from '../interchange/export-plan.ts'
import type { Author, Entry } from '../model/envelope.ts'
import { ok, type Result } from '../model/result.ts'
import { createAsideRecords } from '../sync/membership/aside-records.ts'
import type { Statement } from '../sync/membership/statement.ts'
import { openSealed, sealFor } from '../sync/noise/sealed-box.ts'
import type { HeldRecords } from '../sync/held.ts'
import type { PlanPlace } from './history/history.ts'
import { createAttachmentBook } from './attachments/attachment-book.ts'
import type { FilesInBackups } from './attachments/lost-files.ts'
import { loadPlan, type LoadedPlan } from './load-plan.ts'
import { adoptImport } from './plan/adopt-import.ts'
import { createMembershipDuties } from './plan/membership-duties.ts'
import { createOwnLine } from './plan/own-line.ts'
import { createPlanLines } from './plan/plan-lines.ts'
import { createPlanTruth } from './plan/plan-truth.ts'
import { createHealthBook } from './health/health-book.ts'
import { giveBackSoon } from './plan/give-back.ts'
import { receiveAll } from './plan/receive-all.ts'
import { createPeerSide } from './plan/peer-side.ts'
import { createReceiving, type Received, type Source } from './plan/receive-records.ts'
import { createLiveBook, type LiveBook } from './conflicts/live-book.ts'
import { createConflictBook } from './conflicts/conflict-book.ts'
import { fileNameOf } from './file-name.ts'
import { createPlanLog } from './plan-log.ts'
import { createHostCards } from './rounds/own-cards.ts'
import { findOpposite, undoChange } from './undo-change.ts'
import { patiently } from './plan/patiently.ts'
import type { ImportBase, PlanHost, PlanHostParts } from './plan/plan-host-shape.ts'
import { createRefusals } from './plan/refused-records.ts'
import { createWindowSide } from './plan/window-side.ts'

export type { ImportBase, ImportLine, PlanHost, PlanHostParts } from './plan/plan-host-shape.ts'

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
  const refusals = createRefusals({
    keep: (name, bytes) => health.keepRefused(name, bytes),
    onFault: parts.onFault,
  })
  const receiving = createReceiving(truth, held, aside, refusals.refused)
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

  const windows = createWindowSide({ ...parts, truth, lines, log, receiving, health, device })

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
    onRefused: refusals.onRefused,
    lastChange: truth.lastChange,
    diskStatus: () => journal.status(),
    readOnly: truth.readOnly,
    ...windows,
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
        receiveAll(
          { ...parts, truth, receiving, held, health, unproven: refusals.unproven, goesOn, judged },
          records,
          from,
        )
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
