/**
 * A plan from its journal: what a snapshot holds and the records behind it, in whatever order they came. Records that wait for
 * others are held; those of a losing branch are left out. Where a split line shows that the snapshot does not know of, the
 * plan is made anew from its first record, so that no document ever holds first one branch and then the other.
 *
 * Used for opening a plan and for making snapshots.
 */
import * as Y from 'yjs'
import { createAsking } from './asking.ts'
import { findForks } from './find-forks.ts'
import type { JudgedRecord, Refusal } from './gate.ts'
import { createHeldRecords, type HeldRecords } from './held.ts'
import { createIntake } from './intake.ts'
import { createPlanLedger, type PlanLedger, type SavedPlanLedger } from './plan-ledger.ts'
import { decodeRecord, type PlanRecord, type RecordCrypto } from './record.ts'
import { markOf } from './record-mark.ts'
import type { Fork, SavedTakenOut } from './taken-out.ts'

export interface ReplayParts {
  readonly crypto: RecordCrypto
  readonly planId: string
  readonly deviceKeys: (device: string) => Uint8Array | undefined
  readonly ownDevice?: string
  readonly pinnedRoot?: Uint8Array | null
  readonly base: { readonly state: Uint8Array; readonly saved: SavedPlanLedger; readonly records: number } | null
  /** The journal's records, as a list of one or more at a time. From what the base holds on, or all of it. */
  readonly read: (from: 'base' | 'start') => AsyncIterable<JournalPart>
  /** Lets others have their turn; called every few records. */
  readonly breath: () => Promise<void>
}

/** A record, or a place that cannot be read. Places order records. */
export type JournalPart =
  { readonly bytes: Uint8Array; readonly position: number } | { readonly damage: string; readonly position: number }

/** Where a held record lies. */
export interface JournalPlace {
  readonly position: number
}

export interface Replayed {
  readonly doc: Y.Doc
  readonly ledger: PlanLedger
  readonly held: HeldRecords<JournalPlace>
  /** That count. */
  readonly records: number
  readonly refused: readonly Refusal[]
  /** Milliseconds of the last record by its writer's clock; null if none was read. */
  readonly lastTime: number | null
  /** The first place that is damaged or whose record is held or was refused; null if all came in. */
  readonly openFrom: number | null
}

/** Records between two breaths. */
const SLICE = 100

export async function replayJournal(parts: ReplayParts): Promise<Replayed> {
  const first = await replay(parts, parts.base, 'notice')
  if (first !== null) return first
  const forks = await forksIn(parts)
  const again = await replayAs(parts, forks)
  if (again !== null && (parts.base === null || isWhole(again.ledger, parts.base.saved))) return again
  again?.doc.destroy()
  // A part of the journal is gone that the snapshot still has: better both what it says and no rival than less of it.
  return (await replay(parts, parts.base, 'ignore')) as Replayed
}

/** The plan from its first record on, with these forks settled as they say. */
export function replayAs(
  parts: ReplayParts,
  forks: readonly Fork[],
  watch: ReplayWatch = unwatched,
): Promise<Replayed | null> {
  return replay(parts, null, { forks, records: [], givenBack: {} }, watch)
}

/** Stands around each record that is applied, and applies it. */
export type ReplayWatch = (record: JudgedRecord, doc: Y.Doc, apply: () => void) => void
const unwatched: ReplayWatch = (_, __, apply) => apply()

function isWhole({ lines, out }: PlanLedger, saved: SavedPlanLedger): boolean {
  return Object.entries(saved.lines).every(
    ([client, [, seq]]) => (lines.line(Number(client))?.seq ?? 0) >= seq || out.at(Number(client), seq).length > 0,
  )
}

/** Null where a split line shows that is not settled. */
async function replay(
  parts: ReplayParts,
  base: ReplayParts['base'],
  forks: SavedTakenOut | 'notice' | 'ignore',
  watch: ReplayWatch = unwatched,
): Promise<Replayed | null> {
  const settled = typeof forks === 'string' ? undefined : forks
  const doc = new Y.Doc({ gc: true })
  if (base !== null) Y.applyUpdate(doc, base.state, 'snapshot')
  const saved = base?.saved ?? (settled && { ...EMPTY, out: settled })
  const ledger = createPlanLedger({ ...parts, saved })
  const held = createHeldRecords<JournalPlace>({ isTrusted: (place: unknown) => typeof place !== 'string' })
  const refused: Refusal[] = []
  let records = base?.records ?? 0
  let lastTime: number | null = null
  let openFrom: number | null = null
  let isSplit = false
  const intake = createIntake<JournalPlace>({
    ledger,
    doc,
    held,
    asking: createAsking(),
    verified: true,
    take(record) {
      watch(record, doc, () => Y.applyUpdate(doc, record.update, 'journal'))
      ledger.accept(record)
      records++
      lastTime = Math.max(lastTime ?? 0, record.time)
    },
    split() {
      isSplit = true
    },
    refused(refusal, _, { position }) {
      refused.push(refusal)
      openFrom ??= position
    },
  })
  let count = 0
  for await (const part of parts.read(base === null ? 'start' : 'base')) {
    if ('damage' in part) {
      openFrom ??= part.position
      continue
    }
    intake.receive(part.bytes, part)
    // With the forks settled, what is left are records that hang on nothing that is here.
    if (isSplit && forks === 'notice') {
      doc.destroy()
      return null
    }
    if (++count % SLICE === 0) await parts.breath()
  }
  for (const { peer } of held.all()) openFrom = Math.min(openFrom ?? Infinity, peer.position)
  return { doc, ledger, held, records, refused, lastTime, openFrom }
}

const EMPTY: SavedPlanLedger = { v: 1, lines: {}, heads: { forks: [], joins: [] }, crossings: [] }

/** Reads the whole journal twice: which lines have two records of a number, and then those lines. */
async function forksIn(parts: ReplayParts): Promise<Fork[]> {
  const marks = new Map<number, Map<number, number>>()
  const split = new Set<number>()
  await eachRecord(parts, ({ client, seq, signature }) => {
    const mark = markOf(signature)
    let line = marks.get(client)
    if (line === undefined) marks.set(client, (line = new Map()))
    const other = line.get(seq)
    if (other === undefined) line.set(seq, mark)
    else if (other !== mark) split.add(client)
  })
  const lines = new Map<number, PlanRecord[]>([...split].map((client) => [client, []]))
  await eachRecord(parts, (record) => void lines.get(record.client)?.push(record))
  return [...lines.values()].flatMap((records) => findForks(records, parts.crypto, parts.deviceKeys))
}

async function eachRecord(parts: ReplayParts, act: (record: PlanRecord) => void): Promise<void> {
  let count = 0
  for await (const part of parts.read('start')) {
    if (++count % SLICE === 0) await parts.breath()
    if ('damage' in part) continue
    const record = decodeRecord(part.bytes)
    if (record.ok) act(record.value)
  }
}
