import type * as Y from 'yjs'
import type { HostLink } from '../contract/calls.ts'
import type { Presence } from '../contract/host-info.ts'
import { createLineWriter, type LineWriter } from '../doc/line-writer.ts'
import { Arrivals } from './arrivals.ts'
import { meetFirst, type FirstMeeting } from './first-meeting.ts'
import { HandOver, type LostDocument } from './hand-over.ts'
import { HostNews } from './host-news.ts'
import { Meeting } from './meeting.ts'
import { Outbox } from './outbox.ts'
import { ALL_SAVED, savingOf, type Saving } from './saving.ts'
import { Sender } from './sender.ts'
import { Told } from './told.ts'
import type { WindowCache } from './window-cache.ts'
import type { WindowOwner, WindowState } from './window-state.ts'

export type { LostDocument, Saving }

export interface WindowPlan {
  readonly doc: Y.Doc
  readonly writer: LineWriter
  /** The host's; '' where it has not said. */
  readonly device: string
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

export interface WindowPlanParts extends WindowOwner {
  readonly link: HostLink
  readonly plan: string
  readonly cache: WindowCache
  readonly now: () => number
  /** Remembers this tab's line over a reload. */
  readonly tab: Storage
  /** Web Locks: a line is held by one window at a time. Missing where the page has none. */
  readonly locks: LockManager | undefined
  /** What the opening before this one had to leave: written into this one as new edits. */
  readonly lost?: LostDocument | null
}

/**
 * A plan in a window: its own document, one writer, and the meeting with the host. Every edit is immediate here, goes
 * into the outbox and to the host, and counts as saved only when the host says that it is on disk. Whenever the link comes
 * back they meet again: undelivered edits first, then what was missed.
 */
export async function openWindowPlan(parts: WindowPlanParts): Promise<WindowPlan> {
  // Before the host is asked: what it says from its answer on must not be missed.
  const news = new HostNews(parts.link, parts.plan)
  try {
    return windowPlan(parts, news, await meetFirst(parts))
  } catch (error) {
    news.stop()
    throw error
  }
}

function windowPlan(parts: WindowPlanParts, news: HostNews, first: FirstMeeting): WindowPlan {
  const { plan, cache, lost = null } = parts
  const { doc, host, line, marks, welcome } = first
  const readOnly = new Told(welcome.readOnly)
  const saving = new Told(ALL_SAVED)
  const presence = new Told<readonly Presence[]>([])
  const arrivals = new Arrivals()
  const outbox = new Outbox(plan, cache)
  const writer = createLineWriter({
    doc,
    lease: welcome.lease,
    known: welcome.vector,
    forks: welcome.forks ?? '',
    now: parts.now,
    onEnvelope: (envelope) => sender.take(envelope),
    onGathering: () => state.tell(),
    onLeaseBroken: () => void meeting.takeFreshLine(),
    later: (run, ms) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  })
  const state: WindowState = {
    plan,
    doc,
    writer,
    cache,
    host,
    line,
    marks,
    outbox,
    readOnly,
    owner: parts,
    up: true,
    met: false,
    phase: 'open',
    disk: { ok: true, reason: '', message: '' },
    trouble: '',
    tell() {
      // What was typed a moment ago and is in no edit yet counts as one.
      const pending = outbox.size + (writer.gathering ? 1 : 0)
      saving.set(savingOf({ ...state, pending, isKept: cache.works, isLess: marks.isLess }))
    },
    end(how) {
      writer.flush()
      state.phase = how
      state.met = false
      news.stop()
    },
    leave() {
      host.leave(writer.lease.client)
      line.release()
    },
  }
  const handOver = new HandOver(state, lost !== null)
  const sender = new Sender(state, handOver)
  const meeting = new Meeting({ state, sender, handOver, arrivals, first })

  news.hear({
    records: (records) => meeting.receive(records),
    presence: (here) => presence.set(here),
    disk(status) {
      const isMended = status.ok && !state.disk.ok
      state.disk = status
      state.tell()
      // A line was not to be had while the disk failed.
      if (isMended && readOnly.value !== null) void meeting.again()
    },
    anew: () => parts.onBroken(null),
    link: (isUp) => meeting.linkIs(isUp),
  })
  meeting.begin()
  setTimeout(() => first.refused.forEach(parts.onRefused))
  if (lost !== null && readOnly.value === null) handOver.giveBack(lost)

  return {
    doc,
    writer,
    device: welcome.device ?? '',
    get readOnly() {
      return readOnly.value
    },
    onReadOnly: (handler) => readOnly.onNext(handler),
    saving: () => saving.value,
    onSaving: (handler) => saving.on(handler),
    onPresence: (handler) => presence.on(handler),
    delivered() {
      writer.flush()
      return outbox.emptied()
    },
    caughtUp: (change) => arrivals.until(change),
    close() {
      if (state.phase !== 'open') return
      state.end('closed')
      if (outbox.size === 0) return state.leave()
      // Nobody tells any more when the host is back: what is left is sent until it is taken.
      void outbox.emptied().then(() => state.leave())
      state.met = true
      void sender.pump()
    },
  }
}
