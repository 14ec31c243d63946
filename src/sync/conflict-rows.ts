/**
 * Conflicts as people review them, out of what the ledger keeps and the document says: plain rows, the same on every host
 * that holds the same records. Nothing here is ever written down; what people write is a settlement, an ordinary value under
 * the conflict's name.
 *
 * API: conflictRows({ ledger, plan }) -> { open, overruled }. Who wrote a side and when stands in its record: ask the journal.
 *
 *   field     one field was set to different values apart
 *   place     one item was moved to different places apart; places are equal if they are between the same neighbours
 *   deletion  one deleted or restored what another did not know to be edited, or restored
 *   text      one text was edited apart; it holds what all of them wrote
 */
import * as Y from 'yjs'
import type { Plan } from '../doc/plan.ts'
import { isSame } from '../doc/write.ts'
import { TABLES } from '../model/tables.ts'
import { contentValue } from './content-value.ts'
import { conflictId, positionText, type KnownIds, type Position } from './conflict-id.ts'
import { isInLiveMap, openConflicts, openCrossings, overruledWrites } from './conflicts.ts'
import { DELETED } from './crossed.ts'
import type { Crossing } from './crossings.ts'
import { liveItem } from './live-item.ts'
import type { PlanLedger } from './plan-ledger.ts'
import type { CrossedText } from './text-heads.ts'
import type { Write } from './standing.ts'

export type ConflictKind = 'field' | 'place' | 'deletion' | 'text'

export interface ConflictSide {
  readonly at: Position
  /** The key that was written; another one than the row's only in a deletion, where it is what was edited. */
  readonly key: string
  /** Undefined where only the journal still knows it, and of texts. */
  readonly value: unknown
}

export interface ConflictRow {
  readonly id: string
  readonly kind: ConflictKind
  /** `items/<id>`, or `plan`. */
  readonly record: string
  /** The key in the record's map: `title`, `label:later`; `rank` for a place, `deleted` for a deletion. */
  readonly key: string
  /** Where the value stands in the document: `items/<id>/title`, `ranks/<id>`, `vision`. */
  readonly path: string
  /** At least two, in the order of their lines. */
  readonly sides: readonly ConflictSide[]
}

export interface OverruledRow extends ConflictRow {
  /** The write that went over the sides, knowing them. */
  readonly by: ConflictSide
}

export interface ConflictRows {
  readonly open: readonly ConflictRow[]
  readonly overruled: readonly OverruledRow[]
}

export interface ConflictParts {
  readonly ledger: Pick<PlanLedger, 'heads' | 'crossings' | 'texts'>
  readonly plan: Plan
  /** What past writes wrote, as far as the journal was asked; without an answer a value counts as different. */
  readonly written?: ((write: Write) => unknown) | undefined
  readonly ids?: KnownIds | undefined
}

/** Sorted by path. */
export function conflictRows(parts: ConflictParts): ConflictRows {
  const { ledger, plan } = parts
  const { heads } = ledger
  const settlements = settlementsIn(plan)
  const open = [...openFields(parts), ...openDeletions(parts), ...openTexts(parts)].filter(
    (row) => settlements.stateOf(row.id) !== 'settled',
  )
  const overruled: OverruledRow[] = []
  for (const { path, madeBy, by, over } of overruledWrites(heads, plan.doc, parts.written)) {
    const row = fieldRow(
      parts,
      path,
      over.map((write) => withValue(write, parts.written)),
    )
    if (row === null) continue
    const state = settlements.stateOf(row.id)
    if (state === 'settled') continue
    if (state === 'withdrawn' && settlements.wasWrittenWith(row.id, headOf(parts, path, madeBy))) open.push(row)
    else overruled.push({ ...row, by: sideOf(by, row.key) })
  }
  return { open: open.sort(byPath), overruled: overruled.sort(byPath) }
}

/** Settlements that undo took away again write null; the conflict is then as it was. */
export const SETTLEMENTS = 'settlements'

function openFields(parts: ConflictParts): ConflictRow[] {
  return openConflicts(parts.ledger.heads, parts.plan.doc).flatMap(({ path, heads }) => {
    // With edits of the same record it is one thing to decide: openDeletions has it.
    if (path.endsWith(`/${DELETED}`)) return []
    return fieldRow(parts, path, heads) ?? []
  })
}

/** Null for what is no choice of a person. */
function fieldRow({ plan, ids }: ConflictParts, path: string, writes: readonly Write[]): ConflictRow | null {
  const about = whatIsAt(path)
  if (about === null || isAgreed(plan, about, writes) || isMootBy(plan, about)) return null
  const sides = writes.map((write) => sideOf(write, about.key))
  return { id: idOf(about.record, about.key, sides, ids), ...about, path, sides }
}

interface About {
  readonly kind: ConflictKind
  readonly record: string
  readonly key: string
}

function whatIsAt(path: string): About | null {
  const [root = '', id = '', ...rest] = path.split('/')
  const key = rest.join('/')
  if (root === 'ranks') return { kind: 'place', record: `items/${id}`, key: 'rank' }
  if (root === 'plan') return key === '' ? { kind: 'field', record: 'plan', key: id } : null
  // A table of a newer Ordinal is shown by that one; of two records made apart under one id Yjs keeps one as a whole.
  if (!Object.hasOwn(TABLES, root) || key === '' || isBookkeeping(root, key)) return null
  return { kind: key === DELETED ? 'deletion' : 'field', record: `${root}/${id}`, key }
}

/**
 * Moments and people that commands note beside what a person chose, keys of order among parts, what an import remembers, and rounds of
 * cards and sessions: what comes of them stands on items, and that is a choice.
 */
function isBookkeeping(table: string, key: string): boolean {
  if (table === 'rounds' || table === 'cards' || table === 'sessions') return true
  return /At$/.test(key) || key === 'parkedBy' || key === 'lastImported' || (key === 'rank' && table !== 'items')
}

/** Different bytes that mean the same. */
function isAgreed(plan: Plan, { kind, record }: About, writes: readonly Write[]): boolean {
  if (kind === 'deletion') return new Set(writes.map(({ value }) => value === null)).size < 2
  if (kind !== 'place') return false
  const item = record.slice('items/'.length)
  const places = writes.map(({ value, isKept }) =>
    isKept && typeof value === 'string' ? placeOf(plan, item, value) : null,
  )
  return places.every((place) => place !== null && place === places[0])
}

/** What a deleted record says is nobody's choice as long as it is deleted. */
function isMootBy({ doc }: Plan, { kind, record }: Omit<About, 'key'>): boolean {
  if (kind === 'deletion' || record === 'plan') return false
  const [root = '', id = ''] = record.split('/')
  const row: unknown = doc.getMap(root).get(id)
  return row instanceof Y.Map && (row.get(DELETED) ?? null) !== null
}

/** How many open items stand before an item that has this key, itself not counted. */
export function placeOf(plan: Plan, item: string, key: string): number {
  const before = plan.open.countBefore(key, item)
  const own = plan.order.keyOf(item)
  const countsItself = own !== undefined && own < key && plan.open.positionOf(item) >= 0
  return countsItself ? before - 1 : before
}

/** A deletion, and an edit of the same record that did not know it. */
interface Crossed {
  readonly record: string
  readonly madeBy: string
  readonly deletion: Write
  readonly key: string
  readonly edit: Position
  readonly value: unknown
}

/** All deletions and edits of one record that did not know each other are one row: one thing to decide. */
function openDeletions(parts: ConflictParts): ConflictRow[] {
  const { ledger, plan } = parts
  const rows: ConflictRow[] = []
  const open = byRecord([
    ...openCrossings(ledger.crossings, ledger.heads, plan.doc).map(crossedField),
    ...ledger.texts
      .crossed()
      .filter((one) => standsDeletion(parts, one))
      .map(crossedText),
  ])
  for (const { path, madeBy, heads } of openConflicts(ledger.heads, plan.doc)) {
    const about = whatIsAt(path)
    if (about?.kind !== 'deletion') continue
    const name = `${about.record} ${madeBy}`
    const edits = open.get(name) ?? []
    if (edits.length === 0 && isAgreed(plan, about, heads)) continue
    open.delete(name)
    rows.push(deletionRow(about.record, heads, edits, parts.ids))
  }
  for (const [name, crossed] of open) rows.push(deletionRow(name.split(' ')[0] as string, [], crossed, parts.ids))
  return [...rows, ...deletionsAgain(parts)]
}

/** Deletions whose settlement was undone: one that came back by undo counts as the one that it brought back. */
function deletionsAgain(parts: ConflictParts): ConflictRow[] {
  const { ledger, plan } = parts
  const settlements = settlementsIn(plan)
  if (settlements.withdrawn === 0) return []
  const rows: ConflictRow[] = []
  const all = byRecord([...ledger.crossings.all().map(crossedField), ...ledger.texts.crossed().map(crossedText)])
  for (const [name, crossed] of all) {
    const [record = '', madeBy = ''] = name.split(' ')
    const head = headOf(parts, `${record}/${DELETED}`, madeBy)
    if (head === null || !isInLiveMap(plan.doc, { path: record, madeBy })) continue
    const again = crossed.filter(
      ({ deletion, key, edit }) =>
        isSame(deletion.value, head.value) && ('seq' in edit || isAt(headOf(parts, `${record}/${key}`, madeBy), edit)),
    )
    if (again.length === 0) continue
    const row = deletionRow(record, [], again, parts.ids)
    if (settlements.wasWrittenWith(row.id, head)) rows.push(row)
  }
  return rows
}

function standsDeletion({ ledger, plan }: ConflictParts, { record, madeBy, deletion }: CrossedText): boolean {
  const path = `${record}/${DELETED}`
  const forked = ledger.heads.of({ path, madeBy })
  const isHead = forked
    ? forked.some((head) => isAt(head, deletion))
    : isAt(headOf({ ledger, plan }, path, madeBy), deletion)
  return isHead && isInLiveMap(plan.doc, { path: record, madeBy })
}

const crossedField = ({ edit, ...crossing }: Crossing): Crossed => ({
  ...crossing,
  edit: { client: edit.client, clock: edit.clock },
  value: edit.isKept && !edit.makesType ? edit.value : undefined,
})
const crossedText = (crossing: CrossedText): Crossed => ({ ...crossing, value: undefined })

function byRecord(all: readonly Crossed[]): Map<string, Crossed[]> {
  const records = new Map<string, Crossed[]>()
  for (const one of all) {
    const { record, madeBy, key } = one
    if (whatIsAt(`${record}/${key}`) === null) continue
    const name = `${record} ${madeBy}`
    const known = records.get(name)
    if (known === undefined) records.set(name, [one])
    else known.push(one)
  }
  return records
}

function deletionRow(
  record: string,
  states: readonly Write[],
  crossed: readonly Crossed[],
  ids: KnownIds | undefined,
): ConflictRow {
  const sides = new Map<string, ConflictSide>()
  const add = (side: ConflictSide): void => void sides.set(positionText(side.at), side)
  for (const write of states) add(sideOf(write, DELETED))
  for (const { deletion } of crossed) add(sideOf(deletion, DELETED))
  for (const { edit, key, value } of crossed) add({ at: edit, key, value })
  const all = [...sides.values()].sort((a, b) => comparePositions(a.at, b.at))
  const path = `${record}/${DELETED}`
  return { id: idOf(record, DELETED, all, ids), kind: 'deletion', record, key: DELETED, path, sides: all }
}

function openTexts({ ledger, plan, ids }: ConflictParts): ConflictRow[] {
  return ledger.texts.open().flatMap(({ path, madeBy, heads }) => {
    const [root = '', id = '', key] = path.split('/')
    const isRoot = key === undefined
    if (!isRoot && (!Object.hasOwn(TABLES, root) || !isInLiveMap(plan.doc, { path, madeBy }))) return []
    if (!isRoot && isBookkeeping(root, key)) return []
    const about = isRoot ? { record: 'plan', key: root } : { record: `${root}/${id}`, key }
    if (isMootBy(plan, { kind: 'text', record: about.record })) return []
    const sides = heads.map((at): ConflictSide => ({ at, key: about.key, value: undefined }))
    return [{ id: idOf(about.record, about.key, sides, ids), kind: 'text' as const, ...about, path, sides }]
  })
}

function sideOf({ client, clock, value, isKept, makesType }: Write, key: string): ConflictSide {
  return { at: { client, clock }, key, value: isKept && !makesType ? value : undefined }
}

function withValue(write: Write, written: ConflictParts['written']): Write {
  const value = write.isKept ? undefined : written?.(write)
  return value === undefined ? write : { ...write, value, isKept: true }
}

function idOf(record: string, key: string, sides: readonly ConflictSide[], ids: KnownIds | undefined): string {
  return conflictId(
    record,
    key,
    sides.map(({ at }) => at),
    ids,
  )
}

/** What stands in a field alone; null where nothing or more than one write does. */
function headOf({ ledger, plan }: ConflictParts, path: string, madeBy: string): Write | null {
  const forked = ledger.heads.of({ path, madeBy })
  if (forked) return forked.length === 1 ? (forked[0] as Write) : null
  const live = liveItem(plan.doc, path.split('/'))
  if (live === undefined) return null
  const clock = live.id.clock + live.length - 1
  return { client: live.id.client, clock, value: contentValue(live.content) ?? null, makesType: false, isKept: true }
}

function isAt(write: Write | null, at: Position): boolean {
  return write !== null && 'clock' in at && write.client === at.client && write.clock === at.clock
}

function settlementsIn({ doc }: Plan) {
  const settled = doc.getMap(SETTLEMENTS)
  let withdrawn = 0
  settled.forEach((value) => {
    if (value === null) withdrawn++
  })
  return {
    withdrawn,
    stateOf: (id: string): 'none' | 'settled' | 'withdrawn' =>
      !settled.has(id) ? 'none' : settled.get(id) === null ? 'withdrawn' : 'settled',
    /**
     * Whether the undo that took this settlement away is what stands in the field: a settlement is written right behind its
     * field (commands/settle-conflict.ts), and so is its undo. Anything later would have gone over it.
     */
    wasWrittenWith(id: string, head: Write | null): boolean {
      const item = liveItem(doc, [SETTLEMENTS, id])
      if (item === undefined || head === null || settled.get(id) !== null) return false
      return item.id.client === head.client && item.id.clock + item.length - 1 === head.clock + 1
    },
  }
}

function comparePositions(a: Position, b: Position): number {
  return a.client - b.client || ('clock' in a && 'clock' in b ? a.clock - b.clock : 0)
}

function byPath(a: ConflictRow, b: ConflictRow): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
