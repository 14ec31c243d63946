import * as Y from 'yjs'
import { CallFailed, type HostLink } from '../contract/calls.ts'
import type { DiskStatus, Presence } from '../contract/host-info.ts'
import type { RecordNews, Welcome } from '../contract/plan-messages.ts'
import { whatIsMissing } from '../doc/give-back.ts'
import { createLineWriter, SALVAGE, type LineWriter } from '../doc/line-writer.ts'
import type { Envelope, Knowledge } from '../model/envelope.ts'
import { createRecentEdits } from './recent-edits.ts'
import { createTabLine } from './tab-line.ts'
import type { WindowCache } from './window-cache.ts'

/** The state of the work, as the line on top shows it. */
export interface Saving {
  readonly state: 'saved' | 'saving' | 'not-saved' | 'host-away'
  /** Edits that are not on disk yet. */
  readonly pending: number
  readonly message: string
  /** Why nothing is saved just now: the disk's reason (see DiskStatus), `away`, `less`, `refusing`; empty while all is well. */
  readonly reason: string
}

export interface WindowPlan {
  readonly doc: Y.Doc
  readonly writer: LineWriter
  /** Null, or why nothing may be written just now. */
  readonly readOnly: string | null
  /** Told of each other answer to that. */
  onReadOnly(handler: (why: string | null) => void): () => void
  saving(): Saving
  onSaving(handler: (saving: Saving) => void): () => void
  onPresence(handler: (here: readonly Presence[]) => void): () => void
  /** Resolves when everything written so far is on disk. */
  delivered(): Promise<void>
  /** Resolves when a change that the host made has come in here; at the latest after a second. */
  caughtUp(change: string): Promise<void>
  close(): void
}

export interface WindowPlanParts {
  readonly link: HostLink
  readonly plan: string
  readonly cache: WindowCache
  readonly now: () => number
  /** Remembers this tab's line over a reload. */
  readonly tab: Storage
  /** Web Locks: a line is held by one window at a time. Missing where the page has none. */
  readonly locks: LockManager | undefined
  readonly onRefused: (why: string) => void
  /**
   * An edit of this window was refused: its document holds more than the host's, and its line cannot go on. Open it anew, with
   * `lost` where the host came back with less than it had saved.
   */
  readonly onBroken: (lost: LostDocument | null) => void
  /** What the opening before this one had to leave: written into this one as new edits. */
  readonly lost?: LostDocument | null
  /** The host had lost this many edits, or fields, that it had saved; they are there again. `left` were written by others since. */
  readonly onGaveBack?: (count: number, left: number) => void
}

/** What a window held that its host lost, with nobody writing in it any more. */
export interface LostDocument {
  readonly doc: Y.Doc
  readonly known: Knowledge
  /** All of it is on disk again: what lies in the cache for it may go. */
  forget(): Promise<void>
}

/** The line of whoever could be given none. */
const NO_LINE = 1
/** A window that could be given no line asks again after this long. */
const ASK_AGAIN_MS = 5_000
/** So long others have to deliver what a host lost before it had it on disk. */
const PHANTOM_MS = 10_000
/** What the host acknowledged is noted this long after it did. */
const NOTE_MS = 250
const UNREADABLE =
  'something that this browser had kept of it could not be read any more. It lies aside in this browser.'
/** Whoever wrote what a host lost has this long to give it back. */
const OTHERS_FIRST_MS = 3_000
/** As many fields share a record of what is given back. */
const WRITES_A_RECORD = 200
const GIVEN_BACK = 'given back by a window that still had it'
const BATCH_EDITS = 200
const BATCH_BYTES = 4 * 1024 * 1024

/**
 * A plan in a window: its own document, one writer, and the meeting with the host. Every edit is immediate here, goes
 * into the outbox and to the host, and counts as saved only when the host says that it is on disk. The window knows
 * its host by `epoch`; whenever the link comes back they meet again: undelivered edits first, then what was missed.
 */
export async function openWindowPlan(parts: WindowPlanParts): Promise<WindowPlan> {
  const { link, plan, cache } = parts
  const doc = new Y.Doc({ gc: true })
  /** Own edits in the order of the line, oldest first; each leaves when it is on disk. */
  let unsaved: Envelope[] = []
  let sending = false
  let met = false
  let closed = false
  let up = true
  let disk: DiskStatus = { ok: true, reason: '', message: '' }
  /** What this window was told is on disk, and what the host it talks to holds of it. */
  let confirmed: Marks = {}
  let hostHolds: Marks = {}
  let readOnly: string | null = null
  const readOnlyHandlers = new Set<(why: string | null) => void>()
  /** Why the host does not take what is sent, in its words; empty while it does. */
  let trouble = ''
  let meeting = false
  /** The link went and came back before there was a document to meet with. */
  let cameWhileOpening = false
  let here: readonly Presence[] = []
  let early: RecordNews[] = []
  let saving: Saving = { state: 'saved', pending: 0, message: '', reason: '' }
  const savingHandlers = new Set<(saving: Saving) => void>()
  const presenceHandlers = new Set<(here: readonly Presence[]) => void>()
  const whenDelivered = new Set<() => void>()
  /** Changes of others, this window's undos among them, that came in. */
  const arrived = new Set<string>()
  const waitingFor = new Map<string, () => void>()
  let opened: { first: Welcome; writer: LineWriter; refused: readonly string[] } | null = null
  const line = createTabLine(plan, parts.tab, parts.locks)
  const recent = createRecentEdits()
  /** Edits that are sent a second time, since the host lost them. */
  let toGiveBack = 0
  let waitingForOthers = false
  /** This window was left as it is for the next one to give back. */
  let isLeft = false
  /** Giving back once more what could not be given back would go on for ever. */
  let mayBeLeft = (parts.lost ?? null) === null
  let notingAcknowledged: ReturnType<typeof setTimeout> | null = null

  // Before the host is asked: what it says from its answer on must not be missed.
  const stops = [
    link.on('plan.records', (news) => {
      if (news.plan === plan) receive(news.records)
    }),
    link.on('plan.presence', (news) => {
      if (news.plan !== plan) return
      here = news.here
      presenceHandlers.forEach((handler) => handler(here))
    }),
    link.on('plan.disk', (news) => {
      if (news.plan === plan) {
        disk = news.status
        tell()
        // A line was not to be had while the disk failed.
        if (disk.ok && readOnly !== null && opened !== null) void meetAgain()
      }
    }),
    link.on('plan.anew', (news) => {
      if (news.plan === plan && !closed) parts.onBroken(null)
    }),
    link.onState((isUp) => {
      const came = isUp && !up
      up = isUp
      if (!isUp) met = false
      tell()
      if (came && opened !== null) void meetAgain()
      else if (came) cameWhileOpening = true
    }),
  ]
  try {
    opened = await open()
  } catch (error) {
    stops.forEach((stop) => stop())
    throw error
  }
  const { first, writer } = opened
  setTimeout(() => opened?.refused.forEach(parts.onRefused))
  if (cameWhileOpening) void meetAgain()
  else if (up) {
    met = true
    takeEarly()
  }
  if ((parts.lost ?? null) !== null && readOnly === null) giveBack(parts.lost as LostDocument)

  return {
    doc,
    get writer() {
      return writer
    },
    get readOnly() {
      return readOnly
    },
    onReadOnly(handler) {
      readOnlyHandlers.add(handler)
      return () => readOnlyHandlers.delete(handler)
    },
    saving: () => saving,
    onSaving(handler) {
      savingHandlers.add(handler)
      handler(saving)
      return () => savingHandlers.delete(handler)
    },
    onPresence(handler) {
      presenceHandlers.add(handler)
      handler(here)
      return () => presenceHandlers.delete(handler)
    },
    delivered() {
      writer.flush()
      return unsaved.length === 0 ? Promise.resolve() : new Promise((resolve) => whenDelivered.add(resolve))
    },
    caughtUp(change) {
      if (arrived.has(change)) return Promise.resolve()
      return new Promise((resolve) => {
        waitingFor.set(change, resolve)
        setTimeout(resolve, 1_000)
      })
    },
    close() {
      if (isLeft) return
      writer.flush()
      closed = true
      stops.forEach((stop) => stop())
      if (unsaved.length === 0) return leave()
      // Nobody tells any more when the host is back: what is left is sent until it is taken.
      whenDelivered.add(leave)
      met = true
      void pump()
    },
  }

  async function open() {
    const { stuck, refused } = await deliverOutbox()
    const before = await line.before()
    confirmed = { ...(await cache.acknowledged(plan)) }
    const first = await link.call('plan.open', {
      plan,
      lease: before !== null && stuck.has(before) ? null : before,
      acknowledged: confirmed,
      stateVector: Y.encodeStateVector(doc),
    })
    Y.applyUpdate(doc, first.update, 'host')
    hear(first)
    await holdLine(first)
    const writer = createLineWriter({
      doc,
      lease: first.lease,
      known: first.vector,
      forks: first.forks ?? '',
      now: parts.now,
      onEnvelope: send,
      onGathering: () => tell(),
      onLeaseBroken: () => {
        void takeFreshLine()
      },
      later: (run, ms) => {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
    })
    return { first, writer, refused }
  }

  function leave(): void {
    link.call('plan.close', { plan, client: writer.lease.client }).catch(() => undefined)
    line.release()
  }

  function send(envelope: Envelope): void {
    unsaved.push(envelope)
    const worked = cache.works
    void cache.keep(plan, envelope).then(() => {
      // Where an edit lies besides this window is a part of what is said.
      if (cache.works !== worked) tell()
    })
    tell()
    void pump()
  }

  /** One batch is under way at a time: what comes meanwhile shares the next disk write. */
  async function pump(): Promise<void> {
    if (sending || !met || unsaved.length === 0) return
    sending = true
    try {
      await pushOne()
    } catch (error) {
      if (!isAway(error)) trouble = wordsOf(error)
      if (!isAway(error) || closed) setTimeout(() => void pump(), 1_000)
      return
    } finally {
      sending = false
      tell()
    }
    void pump()
  }

  async function pushOne(): Promise<void> {
    // Whether a line that was set back may go on, one edit tells as well as many.
    const envelopes = toGiveBack > 0 ? unsaved.slice(0, 1) : firstOf(unsaved)
    const { saved, refused, waiting = [] } = await link.call('plan.push', { plan, envelopes })
    trouble = ''
    settle(saved, refused)
    // It stays here and is sent again: what it builds on may still come from another window.
    if (waiting[0] !== undefined) throw new Error(waiting[0].why)
  }

  function settle(
    saved: readonly { client: number; seq: number }[],
    refused: readonly { client: number; seq: number; why: string }[],
  ): void {
    const gone = new Set([...saved, ...refused].map((s) => `${s.client}/${s.seq}`))
    const stored = new Set(saved.map((s) => `${s.client}/${s.seq}`))
    recent.keep(unsaved.filter((envelope) => stored.has(`${envelope.client}/${envelope.seq}`)))
    unsaved = unsaved.filter((envelope) => !gone.has(`${envelope.client}/${envelope.seq}`))
    void cache.drop(plan, [...saved, ...refused])
    for (const { client, seq } of saved) confirm(client, seq, 0)
    if (saved.length > 0) noteAcknowledged()
    for (const one of refused) parts.onRefused(one.why)
    if (!closed && refused.some((one) => one.client === writer.lease.client)) parts.onBroken(leaveForTheNext())
    tell()
    if (unsaved.length === 0) {
      whenDelivered.forEach((resolve) => resolve())
      whenDelivered.clear()
    }
  }

  function receive(records: readonly RecordNews[]): void {
    if (!met) return void early.push(...records)
    for (const record of records) {
      confirm(record.client, record.seq, record.clock)
      const known = writer.vector()[record.client]?.[0] ?? 0
      if (record.seq <= known) continue
      if (record.seq > known + 1) return void meetAgain()
      writer.applyRemote(record, 'remote')
      arrived.add(record.change)
      waitingFor.get(record.change)?.()
      waitingFor.delete(record.change)
    }
    noteAcknowledged()
    tell()
  }

  /** With each edit it would cost as much as keeping the edit does. */
  function noteAcknowledged(): void {
    notingAcknowledged ??= setTimeout(() => {
      notingAcknowledged = null
      void cache.setAcknowledged(plan, confirmed)
    }, NOTE_MS)
  }

  function takeEarly(): void {
    const waiting = early
    early = []
    receive(waiting)
    void pump()
  }

  /** Undelivered edits first, so that the line the host answers with ends where ours does; then what we missed. */
  async function meetAgain(): Promise<void> {
    met = false
    if (meeting || closed) return
    meeting = true
    try {
      writer.flush()
      if (!(await recoverLine())) return
      // What a window that died since left behind may be what this one's edits build on.
      for (const why of (await deliverOutbox()).refused) parts.onRefused(why)
      while (unsaved.length > 0 && !isLeft) await pushOne()
      if (isLeft) return
      if (toGiveBack > 0) parts.onGaveBack?.(toGiveBack, 0)
      toGiveBack = 0
      const welcome = await link.call('plan.open', {
        plan,
        lease: writer.lease.client,
        acknowledged: confirmed,
        stateVector: Y.encodeStateVector(doc),
      })
      if (closed) return leave()
      // What this document holds does not count any more as it is: a split line was found meanwhile.
      if ((welcome.forks ?? '') !== (first.forks ?? '')) return parts.onBroken(null)
      hear(welcome)
      writer.meet(welcome.update, welcome.vector)
      // A line was not to be had: what is written here waits until one is.
      if (welcome.readOnly !== null && readOnly === null) throw new Error(welcome.readOnly)
      if (welcome.readOnly === null && welcome.lease.client !== writer.lease.client) await adoptLine(welcome)
      trouble = ''
      met = up
      if (hasPhantoms())
        setTimeout(() => {
          if (up && !closed && !meeting && hasPhantoms()) parts.onBroken(null)
        }, PHANTOM_MS)
      giveBackForOthers()
    } catch (error) {
      if (!isAway(error)) trouble = wordsOf(error)
      giveBackForOthers()
      if (up)
        setTimeout(() => {
          if (up) void meetAgain()
        }, 500)
    } finally {
      meeting = false
    }
    if (met) takeEarly()
    tell()
  }

  /**
   * What the host lost of this window's line, since its disk was damaged or set back, is given back: the edits as they were sent,
   * where this window still has all of them, else what is in its document as one envelope, and behind it the edits that the host
   * could not follow. False if the plan must be opened anew.
   */
  async function recoverLine(): Promise<boolean> {
    const { client } = writer.lease
    const ownUnsaved = (): Envelope[] => unsaved.filter((envelope) => envelope.client === client)
    // Before asking: what is taken while the answer is on its way is in no vector yet.
    const acknowledged = (ownUnsaved()[0]?.seq ?? writer.lease.seq + 1) - 1
    const { vector, forks = '' } = await link.call('plan.open', {
      plan,
      lease: client,
      acknowledged: confirmed,
      stateVector: Y.encodeStateVector(doc),
    })
    if (forks !== (first.forks ?? '')) {
      parts.onBroken(null)
      return false
    }
    hostHolds = { ...vector }
    const [seq, clock] = vector[String(client)] ?? [0, 0]
    if (seq >= acknowledged || sending || writer.lease.client !== client) return true
    const asSent = recent.behind(client, seq, acknowledged)
    if (asSent !== null) {
      toGiveBack = asSent.length
      unsaved = [...asSent, ...unsaved]
      for (const envelope of asSent) await cache.keep(plan, envelope)
      return true
    }
    const behind = ownUnsaved()
    const salvaged = writer.salvage({ client, seq, clock })
    if (salvaged === null) return true
    unsaved = [salvaged, ...unsaved.filter((envelope) => envelope.client !== client)]
    await cache.keep(plan, salvaged)
    await cache.drop(plan, behind)
    return true
  }

  /**
   * Of other lines too the host may have lost what it had saved. Who wrote them gives them back; where nobody does, this window's
   * document still has it. Windows begin one after the other, so that the second finds what the first gave back.
   */
  function giveBackForOthers(): void {
    if (waitingForOthers || !holdsLost()) return
    waitingForOthers = true
    setTimeout(
      () => {
        waitingForOthers = false
        if (!up || closed || !holdsLost()) return
        const lost = leaveForTheNext()
        if (lost !== null) parts.onBroken(lost)
      },
      OTHERS_FIRST_MS + (writer.lease.client % 50) * 100,
    )
  }

  /** Edits of others that were saved, that the host lost, and that are in this document. */
  function holdsLost(): boolean {
    return Object.entries(writer.vector()).some(
      ([client, [seq]]) =>
        Number(client) !== writer.lease.client &&
        seq > (hostHolds[client]?.[0] ?? 0) &&
        seq <= (confirmed[client]?.[0] ?? 0) &&
        !unsaved.some((envelope) => String(envelope.client) === client),
    )
  }

  /** The host does not take this window's line any more, and lost something of it: the document is kept as it is. */
  function leaveForTheNext(): LostDocument | null {
    if (!mayBeLeft || !isLess()) return null
    writer.flush()
    isLeft = true
    closed = true
    met = false
    stops.forEach((stop) => stop())
    return {
      doc,
      known: writer.vector(),
      forget: async () => {
        await cache.drop(plan, unsaved)
        line.release()
      },
    }
  }

  /** What the host lost and the window before this one still held, as new edits under this one's line. */
  function giveBack(lost: LostDocument): void {
    const { writes, left } = whatIsMissing(lost.doc, doc)
    const change = `given-back-${writer.lease.client}-${writer.lease.seq + 1}`
    for (let at = 0; at < writes.length; at += WRITES_A_RECORD)
      writer.write({ author: { person: null, role: null, forTeam: null }, change }, (log) => {
        const some = writes.slice(at, at + WRITES_A_RECORD)
        log({ name: SALVAGE, record: '', field: '', from: null, to: some.length, why: GIVEN_BACK })
        for (const write of some) write()
      })
    // What that window had is here again, under another line; what it did not have either is still missing.
    for (const [client, [seq]] of Object.entries(lost.known))
      if (seq >= (confirmed[client]?.[0] ?? 0)) confirmed = { ...confirmed, [client]: hostHolds[client] ?? [0, 0] }
    tell()
    const done = async (): Promise<void> => {
      mayBeLeft = true
      await lost.forget()
      parts.onGaveBack?.(writes.length, left)
    }
    if (unsaved.length === 0) void done()
    else whenDelivered.add(() => void done())
  }

  async function takeFreshLine(): Promise<void> {
    try {
      const welcome = await link.call('plan.open', {
        plan,
        lease: null,
        acknowledged: confirmed,
        stateVector: Y.encodeStateVector(doc),
      })
      writer.meet(welcome.update, welcome.vector)
      await adoptLine(welcome)
    } catch {
      if (!closed) setTimeout(() => void takeFreshLine(), 500)
    }
  }

  async function adoptLine(welcome: Welcome): Promise<void> {
    await holdLine(welcome)
    writer.adopt(welcome.lease)
  }

  /**
   * Edits that an earlier window of this browser could not deliver, unless that window still lives. What the host does
   * not take now stays where it is, and its lines are left alone: they end here, and not where the host thinks.
   */
  async function deliverOutbox(): Promise<{ stuck: Set<number>; refused: string[] }> {
    const before = cache.unreadable ?? 0
    const waiting = await cache.undelivered(plan)
    const unreadable = (cache.unreadable ?? 0) - before
    const stuck = new Set<number>()
    const why: string[] = unreadable === 0 ? [] : [UNREADABLE]
    // Line by line: one that the host cannot take holds up no other.
    for (const client of new Set(waiting.map((envelope) => envelope.client))) {
      if (await line.isHeld(client)) {
        stuck.add(client)
        continue
      }
      let left = waiting.filter((envelope) => envelope.client === client)
      try {
        while (left.length > 0) {
          const batch = firstOf(left)
          const { saved, refused, waiting: held = [] } = await link.call('plan.push', { plan, envelopes: batch })
          await cache.drop(plan, [...saved, ...refused])
          if (held.length > 0) stuck.add(client)
          why.push(...refused.map((one) => one.why))
          left = left.slice(batch.length)
        }
      } catch (error) {
        if (isAway(error)) throw error
        stuck.add(client)
      }
    }
    return { stuck, refused: why }
  }

  function holdLine({ lease: { client }, readOnly }: Welcome): Promise<void> {
    // Who may only read is given no line, and all of them the same one.
    return readOnly === null ? line.hold(client) : Promise.resolve()
  }

  /** What a host says when it is met: from here on that is what it holds, and whether anything may be written. */
  function hear(welcome: Welcome): void {
    hostHolds = { ...welcome.vector }
    // With a failing disk a host also tells of what is not saved yet; that may be gone when the next one is met.
    if (welcome.onDisk !== false)
      for (const [client, [seq, clock]] of Object.entries(welcome.vector)) confirm(Number(client), seq, clock)
    if (welcome.readOnly !== null && welcome.lease.client === NO_LINE)
      setTimeout(() => {
        if (up && !closed && readOnly !== null) void meetAgain()
      }, ASK_AGAIN_MS)
    // Whoever writes already goes on: what is written waits until a line is to be had.
    if (readOnly === welcome.readOnly || (opened !== null && readOnly === null && welcome.lease.client === NO_LINE))
      return
    readOnly = welcome.readOnly
    readOnlyHandlers.forEach((handler) => handler(readOnly))
  }

  function confirm(client: number, seq: number, clock: number): void {
    confirmed = raised(confirmed, client, seq, clock)
    hostHolds = raised(hostHolds, client, seq, clock)
  }

  /**
   * Edits of others in this document that their host never had on disk and lost when it died. Mostly the window that made
   * them delivers them again soon; if nobody does, this document shows what is nowhere else.
   */
  function hasPhantoms(): boolean {
    return Object.entries(writer.vector()).some(
      ([client, [seq]]) =>
        Number(client) !== writer.lease.client &&
        seq > (hostHolds[client]?.[0] ?? 0) &&
        seq > (confirmed[client]?.[0] ?? 0) &&
        !unsaved.some((envelope) => String(envelope.client) === client),
    )
  }

  /** Something that was saved once is not there any more, and nobody has given it back yet. */
  function isLess(): boolean {
    return Object.entries(confirmed).some(([client, [seq]]) => seq > (hostHolds[client]?.[0] ?? 0))
  }

  function tell(): void {
    saving = { ...standing(), pending: pending() }
    savingHandlers.forEach((handler) => handler(saving))
  }

  /** What was typed a moment ago and is in no edit yet counts as one. */
  function pending(): number {
    return unsaved.length + (opened?.writer.gathering === true ? 1 : 0)
  }

  function standing(): Omit<Saving, 'pending'> {
    if (!up)
      return {
        state: 'host-away',
        reason: 'away',
        message: cache.works
          ? 'The host is being started again. Your edits are kept in this window.'
          : 'The host is being started again. Keep this window open: your edits are only here.',
      }
    if (isLess())
      return {
        state: 'not-saved',
        reason: 'less',
        message:
          'This machine now holds less of this plan than it had saved before. Nothing was overwritten. Keep this window open, export the plan, and run "ordinal verify".',
      }
    if (!disk.ok) return { state: 'not-saved', reason: disk.reason, message: disk.message }
    if (trouble !== '') return { state: 'not-saved', reason: 'refusing', message: trouble }
    return { state: pending() > 0 ? 'saving' : 'saved', reason: '', message: '' }
  }
}

type Marks = Readonly<Record<string, readonly [seq: number, clock: number]>>

function raised(marks: Marks, client: number, seq: number, clock: number): Marks {
  const [had, end] = marks[client] ?? [0, 0]
  return seq <= had ? marks : { ...marks, [client]: [seq, Math.max(clock, end)] }
}

/** As many as travel together. */
function firstOf(envelopes: readonly Envelope[]): Envelope[] {
  const batch: Envelope[] = []
  let bytes = 0
  for (const envelope of envelopes) {
    if (batch.length > 0 && (batch.length >= BATCH_EDITS || bytes + envelope.update.length > BATCH_BYTES)) break
    batch.push(envelope)
    bytes += envelope.update.length
  }
  return batch
}

function isAway(error: unknown): boolean {
  return error instanceof CallFailed && error.type === 'away'
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
