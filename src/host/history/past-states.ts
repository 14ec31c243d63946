import * as Y from 'yjs'
import { createPlan, type Plan } from '../../doc/plan.ts'
import { canonicalJson } from '../../doc/replica.ts'
import { breath } from './breath.ts'
import type { Checkpoints, StateBase } from './checkpoints.ts'
import type { HistoryIndex } from './history-index.ts'
import type { IndexKeeper } from './index-keeper.ts'
import { quickHeader, updateOf } from './record-facts.ts'
import { firstOut, NOTHING_OUT, type TakenOutNames } from './taken-out-names.ts'

/** How many documents of the past stay open: two are compared, one is looked at. */
const KEPT = 2
/** Updates applied in one transaction: what Yjs does at the end of each is done once for all of them. */
const TOGETHER = 500

/** The plan as it stood, in a document that nobody writes. */
export interface PastState {
  readonly doc: Y.Doc
  readonly plan: Plan
  /** Last record of each line that had happened. */
  readonly lines: ReadonlyMap<number, number>
}

export interface PastStates {
  /** The state stays as it is while `act` runs, and may go on to a later moment afterwards. */
  use<T>(index: HistoryIndex, moment: number, act: (state: PastState) => T | Promise<T>): Promise<T>
  /** Writes the checkpoints that are missing: no moment is then further than about 20,000 records from a state on disk. */
  writeCheckpoints(index: HistoryIndex): Promise<void>
  forget(): void
  /** Which records do not count: states that were made with them are passed over. */
  leaveOut(names: TakenOutNames): void
  /** What can wait is left undone from now on. */
  stop(): void
}

/** Builds the plan at a moment: the nearest state on disk whose records had all happened, and what came since on top. */
export function createPastStates(parts: {
  readonly plan: string
  readonly keeper: IndexKeeper
  readonly checkpoints: Checkpoints
  readonly distance: number
}): PastStates {
  let kept: PastState[] = []
  const inUse = new Map<PastState, number>()
  let turn: Promise<unknown> = Promise.resolve()
  let asked = 0
  let out = NOTHING_OUT
  let stopped = false

  const states: PastStates = {
    async use(index, moment, act) {
      asked++
      const next = turn.then(async () => {
        const state = await build(index, index.frontierAt(moment))
        inUse.set(state, (inUse.get(state) ?? 0) + 1)
        return state
      })
      turn = next.catch(() => undefined).finally(() => asked--)
      const state = await next
      try {
        return await act(state)
      } finally {
        const users = (inUse.get(state) ?? 1) - 1
        if (users === 0) inUse.delete(state)
        else inUse.set(state, users)
      }
    },
    writeCheckpoints(index) {
      const next = turn.then(() => writeMissing(index))
      turn = next.catch(() => undefined)
      return next
    },
    forget() {
      for (const state of kept) close(state)
      kept = []
    },
    leaveOut(names) {
      if (names.generation !== out.generation) states.forget()
      out = names
    },
    stop() {
      stopped = true
    },
  }
  return states

  async function build(index: HistoryIndex, wanted: ReadonlyMap<number, number>): Promise<PastState> {
    const known = kept.find((state) => isSame(state.lines, wanted))
    if (known !== undefined) {
      kept = [...kept.filter((state) => state !== known), known]
      return known
    }
    const state = (await goOn(index, wanted)) ?? (await begin(index, wanted))
    kept.push(state)
    for (const old of kept.splice(0, kept.length - KEPT)) if (!inUse.has(old)) close(old)
    return state
  }

  async function begin(index: HistoryIndex, wanted: ReadonlyMap<number, number>): Promise<PastState> {
    const doc = new Y.Doc()
    const base = await loadBase(index, wanted, doc)
    await replay(index, doc, base, recordsBetween(index, base, wanted))
    return { doc, plan: createPlan(doc), lines: wanted }
  }

  /** From an open document that nobody looks at: its records are a few, where loading a state is reading all of a plan. */
  async function goOn(index: HistoryIndex, wanted: ReadonlyMap<number, number>): Promise<PastState | null> {
    if (index.hasGaps) return null
    const near = kept.findLast(
      (state) =>
        !inUse.has(state) && isPast(state.lines, wanted) && countBetween(state.lines, wanted) <= parts.distance,
    )
    if (near === undefined) return null
    kept = kept.filter((state) => state !== near)
    await replay(index, near.doc, near.lines, recordsBetween(index, near.lines, wanted))
    return { ...near, lines: wanted }
  }

  /** Loads the nearest one that can be read. Of two equally near ones the first. */
  async function loadBase(
    index: HistoryIndex,
    wanted: ReadonlyMap<number, number>,
    doc: Y.Doc,
  ): Promise<ReadonlyMap<number, number>> {
    const usable = (bases: readonly StateBase[]) =>
      bases
        .filter((base) => counts(base, out) && hasHappened(index, base, wanted))
        .map((base) => ({ base, left: countBetween(base.lines, wanted) }))
    let found = usable(await parts.checkpoints.list())
    if (!found.some(({ left }) => left <= parts.distance))
      found = [...found, ...usable(await parts.checkpoints.snapshots())]
    for (const { base } of found.sort((a, b) => a.left - b.left)) {
      const state = await base.load().catch(() => null)
      if (state === null) continue
      Y.applyUpdate(doc, state)
      return base.lines
    }
    return NO_LINES
  }

  /** False if somebody asks for a moment meanwhile and this can wait. */
  async function replay(
    index: HistoryIndex,
    doc: Y.Doc,
    base: ReadonlyMap<number, number>,
    records: Uint32Array,
    canWait = false,
  ): Promise<boolean> {
    // Only where records are missing must each be asked whether what it was made on is there.
    const reached = index.hasGaps ? new Map(base) : null
    for (let at = 0; at < records.length; at += TOGETHER) {
      if (canWait && (asked > 0 || stopped)) return false
      const updates: Uint8Array[] = []
      for (const [i, record] of records.subarray(at, at + TOGETHER).entries()) {
        const bytes = await (i === 0 ? parts.keeper.read(index, record) : parts.keeper.readQuickly(index, record))
        if (bytes !== null && (reached === null || follows(bytes, reached))) updates.push(updateOf(bytes))
      }
      doc.transact(() => {
        for (const update of updates) Y.applyUpdate(doc, update)
      })
      await breath()
    }
    return true
  }

  async function writeMissing(index: HistoryIndex): Promise<void> {
    if (index.hasGaps) return
    const places = gapsIn([...(await parts.checkpoints.distances()), index.records], parts.distance)
    if (places[0] === undefined) return
    const order = inPlanTime(index)
    const doc = new Y.Doc()
    const start = await loadBase(index, linesOf(index, order.subarray(0, places[0])), doc)
    const lines = new Map<number, number>()
    let part: number[] = []
    for (const [i, record] of order.entries()) {
      const [client, seq] = [index.clientOf(record), index.seqOf(record)]
      lines.set(client, seq)
      if (seq > (start.get(client) ?? 0)) part.push(record)
      if (i + 1 !== places[0]) continue
      if (!(await replay(index, doc, start, Uint32Array.from(part), true))) break
      await prove(doc, i + 1, lines)
      part = []
      places.shift()
      if (places.length === 0) break
    }
    doc.destroy()
  }

  /** Writes it if it says the same after loading; else this one is left out. */
  async function prove(doc: Y.Doc, records: number, lines: ReadonlyMap<number, number>): Promise<void> {
    const state = Y.encodeStateAsUpdate(doc)
    await breath()
    const scratch = new Y.Doc()
    Y.applyUpdate(scratch, state)
    await breath()
    const same = canonicalJson(doc) === canonicalJson(scratch)
    scratch.destroy()
    if (same)
      await parts.checkpoints.write({
        ...{ plan: parts.plan, records, lines: new Map(lines), generation: out.generation, state },
      })
  }
}

const NO_LINES: ReadonlyMap<number, number> = new Map()

/** Whether all that is in it counts: it knew of the splits that are known, or goes nowhere near them. */
function counts(base: StateBase, out: TakenOutNames): boolean {
  if (base.generation === out.generation) return true
  for (const [client, seq] of firstOut(out)) if ((base.lines.get(client) ?? 0) >= seq) return false
  return base.generation === ''
}

/** Where a line is known less far than the base holds it, its end is damaged: what is known of it must have happened. */
function hasHappened(index: HistoryIndex, base: StateBase, wanted: ReadonlyMap<number, number>): boolean {
  for (const [client, seq] of base.lines) {
    const known = index.lines.get(client)?.bySeq.length ?? 0
    if (Math.min(seq, known) > (wanted.get(client) ?? 0)) return false
  }
  return true
}

function isPast(earlier: ReadonlyMap<number, number>, later: ReadonlyMap<number, number>): boolean {
  for (const [client, seq] of earlier) if (seq > (later.get(client) ?? 0)) return false
  return true
}

function countBetween(base: ReadonlyMap<number, number>, wanted: ReadonlyMap<number, number>): number {
  let count = 0
  for (const [client, seq] of wanted) count += Math.max(0, seq - (base.get(client) ?? 0))
  return count
}

/** In an order in which each comes after all that it knew. */
function recordsBetween(
  index: HistoryIndex,
  base: ReadonlyMap<number, number>,
  wanted: ReadonlyMap<number, number>,
): Uint32Array {
  const found: number[] = []
  for (const [client, seq] of wanted) {
    const line = index.lines.get(client)?.bySeq
    for (let at = base.get(client) ?? 0; line !== undefined && at < seq; at++)
      if (line.get(at) >= 0) found.push(line.get(at))
  }
  return Uint32Array.from(found).sort()
}

/** Whether all that it was made on was applied; if so it counts as applied itself. */
function follows(bytes: Uint8Array, reached: Map<number, number>): boolean {
  const header = quickHeader(bytes)
  if (header === null || (reached.get(header.client) ?? 0) !== header.seq - 1) return false
  for (let i = 0; i < header.after.length; i += 2)
    if ((reached.get(header.after[i] as number) ?? 0) < (header.after[i + 1] as number)) return false
  reached.set(header.client, header.seq)
  return true
}

function linesOf(index: HistoryIndex, records: Uint32Array): Map<number, number> {
  const lines = new Map<number, number>()
  for (const record of records) lines.set(index.clientOf(record), index.seqOf(record))
  return lines
}

function inPlanTime(index: HistoryIndex): Uint32Array {
  const order = Uint32Array.from({ length: index.records }, (_, i) => i)
  return order.sort((a, b) => index.planTimeOf(a) - index.planTimeOf(b) || a - b)
}

/** Where checkpoints are missing between those that are there; the last place is the end and needs none near it. */
function gapsIn(places: readonly number[], distance: number): number[] {
  const missing: number[] = []
  let before = 0
  for (const place of places) {
    for (let next = before + distance; next <= place - distance / 2; next += distance) missing.push(next)
    before = place
  }
  return missing
}

function isSame(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): boolean {
  for (const [client, seq] of a) if ((b.get(client) ?? 0) !== seq) return false
  for (const [client, seq] of b) if ((a.get(client) ?? 0) !== seq) return false
  return true
}

function close({ doc, plan }: PastState): void {
  plan.destroy()
  doc.destroy()
}
