import type { RecordNews } from '../../contract/plan-messages.ts'
import type { Arrivals } from '../../contract/conflict-calls.ts'
import type { History, PlanPlace } from '../history/history.ts'
import type { Runs } from '../history/changes-of.ts'

/**
 * What came in from others while this device was away from them, until a person has seen it. A link says when it comes up
 * and when it has caught up: what comes in between was written apart, and so was what comes while no window shows the plan.
 *
 *   book.linkUp(device)      a link came up; what it sends until `caughtUp` is what was missed
 *   book.caughtUp(device)    both hold the same: from here on people see each other's edits as they are made
 *   book.linkDown(device)
 */
export interface ArrivalBook {
  /** `first`: this device has nothing of the plan yet, and all of it is no news. `from` as `PlanHost.receive` is told it. */
  linkUp(from: string, what?: 'again' | 'first'): void
  caughtUp(from: string): void
  linkDown(from: string): void
  list(): Promise<Arrivals>
  /** Up to these records of these lines somebody has looked at it. */
  seen(upTo: Readonly<Record<string, number>>): Promise<void>
  /** Whether these records came live: by people who were connected to this device, or on it, as they wrote. */
  cameLive(client: number, at: { readonly clock: number } | { readonly seq: number }): boolean
  /** For the plan's host: `act` takes records of this source in. */
  during<T>(from: string, act: () => Promise<T>): Promise<T>
  /** For the plan's host: each record that is stored. */
  stored(news: RecordNews): void
  /** Resolves when what came in is on disk. */
  kept(): Promise<void>
}

export interface ArrivalParts {
  readonly history: Pick<History, 'ask'>
  readonly place: () => Promise<PlanPlace>
  readonly note: { read(): Promise<unknown>; write(value: unknown): Promise<void> }
  /** Devices that this folder is, or was. */
  readonly isOwn: (device: string) => boolean
  readonly now: () => number
  /** Whether a window shows the plan. */
  readonly isWatched: () => boolean
  readonly onChanged: (count: number) => void
  readonly onFault: (what: string, error: unknown) => void
}

/** A note of a version that is not known is read as empty and replaced. */
interface Note {
  readonly v: 1
  readonly since: number
  readonly runs: Runs
}

/** Changes that are listed at once. */
const MOST_LINES = 500
/** A note is written, and windows are told, so long after something came in. */
const SETTLE_MS = 200
/** Younger than this when it is stored, a record is one that people saw being made. */
const LIVE_MS = 5_000
/** Live records that are remembered. */
const LIVE_RECORDS = 500

export function createArrivalBook(parts: ArrivalParts): ArrivalBook {
  const links = new Map<string, 'again' | 'first' | 'live'>()
  const active = new Map<string, number>()
  const live: { client: number; seq: number; from: number; clock: number }[] = []
  const ends = new Map<number, number>()
  let runs: [client: number, from: number, to: number][] = []
  let since: number | null = null
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  const loaded = parts.note.read().then(
    (value) => {
      const note = readNote(value)
      if (note === null) return
      since = note.since
      runs = mergedRuns([...note.runs.map((run): [number, number, number] => [...run]), ...runs])
      settleSoon()
    },
    (error: unknown) => parts.onFault('reading what came in', error),
  )

  return {
    linkUp: (from, what = 'again') => void links.set(from, what),
    caughtUp: (from) => void (links.has(from) && links.set(from, 'live')),
    linkDown: (from) => void links.delete(from),
    async list() {
      await loaded
      const upTo: Record<string, number> = {}
      for (const [client, , to] of runs) upTo[client] = Math.max(upTo[client] ?? 0, to)
      if (runs.length === 0) return { since: null, lines: [], others: 0, upTo }
      const asked = runs.map((run) => [...run] as const)
      const found = await parts.history.ask(await parts.place(), 'changesOfRuns', { runs: asked, limit: MOST_LINES })
      return { since, ...found, upTo }
    },
    async seen(upTo) {
      await loaded
      runs = runs.flatMap(([client, from, to]) => {
        const seen = upTo[client] ?? 0
        return seen >= to ? [] : [[client, Math.max(from, seen + 1), to] as [number, number, number]]
      })
      if (runs.length === 0) since = null
      await keep()
    },
    cameLive: (client, at) =>
      live.some(
        (one) =>
          one.client === client && ('seq' in at ? one.seq === at.seq : one.from <= at.clock && at.clock < one.clock),
      ),
    async during(from, act) {
      active.set(from, (active.get(from) ?? 0) + 1)
      try {
        return await act()
      } finally {
        const left = (active.get(from) ?? 1) - 1
        if (left === 0) active.delete(from)
        else active.set(from, left)
      }
    },
    stored({ client, seq, clock, device, time }) {
      // Of a line that went on before this start of the host it is not known where its last record ended.
      const from = seq === 1 ? 0 : (ends.get(client) ?? clock)
      ends.set(client, clock)
      const isOwn = parts.isOwn(device)
      const sources = isOwn ? [] : [...active.keys()].flatMap((name) => links.get(name) ?? [])
      const isLate = sources.includes('again')
      const isSeenNow = isOwn || (sources.includes('live') && !isLate)
      if (isSeenNow && Math.abs(parts.now() - time) <= LIVE_MS) {
        live.push({ client, seq, from, clock })
        if (live.length > LIVE_RECORDS) live.shift()
      }
      if (isOwn || sources.length === 0 || sources.includes('first')) return
      if (!isLate && parts.isWatched()) return
      const last = runs.findLast((run) => run[0] === client)
      if (last !== undefined && last[2] === seq - 1) last[2] = seq
      else runs.push([client, seq, seq])
      since ??= parts.now()
      settleSoon()
    },
    async kept() {
      await loaded
      if (timer !== undefined) await keep()
      await writing
    },
  }

  function settleSoon(): void {
    if (timer !== undefined) return
    timer = setTimeout(
      () => void keep().catch((error: unknown) => parts.onFault('noting what came in', error)),
      SETTLE_MS,
    )
    timer.unref()
  }

  function keep(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const next = writing.then(async () => {
      await parts.note.write(since === null ? null : ({ v: 1, since, runs } satisfies Note))
    })
    writing = next.catch(() => undefined)
    parts.onChanged(runs.reduce((sum, [, from, to]) => sum + to - from + 1, 0))
    return next
  }
}

function readNote(value: unknown): Note | null {
  const note = value as Partial<Note> | null | undefined
  if (note?.v !== 1 || typeof note.since !== 'number' || !Array.isArray(note.runs)) return null
  const isRun = (run: unknown): boolean =>
    Array.isArray(run) && run.length === 3 && run.every((one) => Number.isInteger(one) && (one as number) >= 0)
  return note.runs.every(isRun) ? (note as Note) : null
}

function mergedRuns(runs: readonly (readonly [number, number, number])[]): [number, number, number][] {
  const merged: [number, number, number][] = []
  for (const [client, from, to] of [...runs].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = merged.at(-1)
    if (last !== undefined && last[0] === client && from <= last[2] + 1) last[2] = Math.max(last[2], to)
    else merged.push([client, from, to])
  }
  return merged
}
