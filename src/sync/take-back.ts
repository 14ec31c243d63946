/**
 * Taking somebody's work back: what a person, a device or a change did since a moment, as one opposite. Each field that
 * they wrote last returns to the last value by another; their characters go and what only they deleted returns; records
 * that they made are marked as deleted, unless others have worked in them. What others did stays and is listed.
 *
 * API: workToTakeBack({ doc, records, taken }) -> TakeBack. In `doc` the places of all writes of a field stand to the left of
 * what stands there now, and those of deleted letters among the others, in the same order on every host; what they said is in
 * `records`. `applyOpposite` writes it, in parts.
 */
import * as Y from 'yjs'
import { isSame } from '../doc/write.ts'
import { fieldName } from './field-name.ts'
import { createFieldHistory, type FieldHistory } from './take-back-fields.ts'
import type { CreationBack, FieldBack, Left, TextBack } from './opposite.ts'
import { heldStruct, pathOf, placeOfItem, type Place, type RootNames } from './struct-places.ts'
import { isTakenBack, type Taken } from './take-back-entry.ts'
import { usedByOthers } from './take-back-uses.ts'
import { textWithout } from './take-back-texts.ts'
import type { SeenRecord, SeenRecords } from './take-back-records.ts'

export interface TakeBack {
  readonly fields: readonly FieldBack[]
  readonly creations: readonly CreationBack[]
  readonly texts: readonly TextBack[]
  readonly left: readonly Left[]
  /** How many changes' effect goes. */
  readonly changes: number
}

export interface TakeBackInput {
  readonly doc: Y.Doc
  readonly records: SeenRecords
  readonly taken: Taken
}

export function workToTakeBack({ doc, records, taken }: TakeBackInput): TakeBack {
  const theirs = new Set<SeenRecord>()
  for (const record of records.all()) if (isTakenBack(taken, record)) theirs.add(record)
  const isTheirs = (record: SeenRecord | undefined): boolean => record !== undefined && theirs.has(record)
  const history = createFieldHistory(records, isTheirs)
  const work = collect(doc, records, theirs)
  const changes = new Set<string>()
  const left: Left[] = []

  const used = usedByOthers(doc, new Set(work.creations.keys()), history, (client, clock, len) => {
    for (const part of records.partsOf(client, clock, len)) if (!isTheirs(part.record)) return false
    return true
  })
  const creations: CreationBack[] = []
  for (const [path, made] of work.creations) {
    const record = liveRecord(doc, path)
    if (record === null || record._item?.id.client !== made.client || record._item.id.clock !== made.clock) continue
    const [table, id] = split(path)
    if (ownSelf(table, id, made.by) || isDeleted(record) || standsWithItsItem(record, table, work.creations)) continue
    if (used.has(path)) {
      left.push({
        record: path,
        field: '',
        why: 'They made it, and others have worked on it since. It stays as it is.',
      })
      continue
    }
    creations.push({ path: [table, id] })
    changes.add(made.by.change)
  }

  const fields: FieldBack[] = []
  for (const path of work.fields.values()) {
    const answer = fieldBack(doc, path, history, changes)
    if (answer === null) continue
    if ('why' in answer) left.push(answer)
    else fields.push(answer)
  }

  const texts: TextBack[] = []
  for (const [type, path] of work.texts) {
    const without = textWithout(type, records, isTheirs)
    if (without.unreadable > 0)
      left.push({ ...fieldName(path), why: `${without.unreadable} of its letters that they deleted cannot be found.` })
    if (without.written.length + without.deleted.length === 0) continue
    texts.push({ path, written: without.written, deleted: without.deleted })
    for (const change of without.changes) changes.add(change)
  }
  return { fields, creations, texts, left, changes: changes.size }
}

interface Made {
  readonly client: number
  readonly clock: number
  readonly by: SeenRecord
}
interface Work {
  /** `items/<id>` */
  readonly creations: Map<string, Made>
  readonly fields: Map<string, readonly string[]>
  readonly texts: Map<Y.Text, readonly string[]>
}

/** What the records wrote and deleted, by place. What lies in a record of their own is left out: that is one creation. */
function collect(doc: Y.Doc, records: SeenRecords, theirs: ReadonlySet<SeenRecord>): Work {
  const roots: RootNames = new WeakMap()
  const work: Work = { creations: new Map(), fields: new Map(), texts: new Map() }
  const found: { place: Place; item: Y.Item }[] = []
  const seen = new Set<Y.Item>()
  const look = (client: number, clock: number, len: number, by: SeenRecord | null): void => {
    for (let at = clock; at < clock + len;) {
      const item = heldStruct(doc, { client, clock: at })
      if (item === undefined) return
      const place = placeOfItem(item, doc, roots)
      if (item instanceof Y.Item && place !== null) {
        if (by !== null && place.depth === 1 && place.key !== null && item.content instanceof Y.ContentType)
          work.creations.set(pathOf(place), { client, clock: at, by })
        // Of deleted ones only texts, and keys that were taken away altogether, are of interest.
        else if (!seen.has(item) && (by !== null || place.key === null || isLastOfItsKey(item))) {
          seen.add(item)
          found.push({ place, item })
        }
      }
      at = item.id.clock + item.length
    }
  }
  for (const record of theirs) {
    look(record.client, record.start, record.end - record.start, record)
    for (const { client, clock, len } of records.deletesOf(record)) look(client, clock, len, null)
  }
  for (const { place, item } of found) {
    if (isPartOf(place, work.creations, item)) continue
    const path = [place.root, ...place.keys, ...(place.key === null ? [] : [place.key])]
    if (place.key !== null) work.fields.set(path.join('/'), path)
    else if (isThere(item.parent) && isText(item.parent, doc, place))
      work.texts.set(textOf(item.parent, doc, place), path)
  }
  return work
}

function isLastOfItsKey(item: Y.Item): boolean {
  return item.deleted && item.right === null && item.parentSub !== null
}

/** A new record is marked as deleted as a whole, or stays as a whole; its fields, texts and first rank stay with it. */
function isPartOf(place: Place, creations: ReadonlyMap<string, Made>, { parent }: Y.Item): boolean {
  if (place.keys.length === 0) return place.root === 'ranks' && creations.has(`items/${place.key ?? ''}`)
  const made = creations.get(`${place.root}/${place.keys[0] as string}`)
  if (made === undefined) return false
  for (let item = (parent as Y.AbstractType<unknown>)._item; item !== null;) {
    if (item.id.client === made.client && item.id.clock === made.clock) return true
    item = (item.parent as Y.AbstractType<unknown>)._item
  }
  return false
}

/** Whether a type and all that hold it are still in the plan. */
function isThere(type: unknown): boolean {
  for (let item = (type as Y.AbstractType<unknown>)._item; item !== null;) {
    if (item.deleted) return false
    item = (item.parent as Y.AbstractType<unknown>)._item
  }
  return true
}

function isText(type: unknown, doc: Y.Doc, place: Place): boolean {
  return type instanceof Y.Text || (place.keys.length === 0 && doc.share.has(place.root))
}
/** A root that only came with updates has no type yet; asking for it by name gives it one. */
function textOf(type: unknown, doc: Y.Doc, place: Place): Y.Text {
  return place.keys.length === 0 ? doc.getText(place.root) : (type as Y.Text)
}

function fieldBack(
  doc: Y.Doc,
  path: readonly string[],
  history: FieldHistory,
  changes: Set<string>,
): FieldBack | Left | null {
  const name = fieldName(path)
  const last = lastEntry(doc, path)
  if (last === undefined) return null
  const now = history.last(last)
  const gone = last.deleted
  if (!gone && !history.isTheirs(now))
    return history.isGone(now) ? null : { ...name, why: 'It was changed again since.' }
  const isType = history.makesType(now)
  if (gone && (!history.isDeletedByThem(now) || (isType && history.isTheirs(now)))) return null
  const before = gone ? history.orEarlier(now) : history.before(now)
  for (const change of before.changes) changes.add(change)
  if (isType && gone) return { record: path.join('/'), field: '', why: WHOLE_RECORD }
  if (isType) return { ...name, why: 'It holds what several people write together.' }
  if (before.value === 'lost') return { ...name, why: 'What stood there before cannot be found.' }
  const from = gone ? undefined : history.valueOf(now)
  const stood = before.value === 'nothing' ? undefined : before.value.is
  // What a plan says of itself, and an item's place, can be another one, but never none.
  if (stood === undefined && (path[0] === 'plan' || path[0] === 'ranks')) return null
  const to = stood ?? (typeof from === 'boolean' ? false : null)
  if (isSame(from ?? null, to ?? null) || (from === false && to === null)) return null
  return { path, from, to, live: { client: now.client, clock: now.clock }, ...(gone ? { gone } : {}) }
}
const WHOLE_RECORD = 'They took it out of the plan altogether. Bring it back from a moment before.'

/** The last entry of a key, also where it was taken away. Undefined where the record that holds it is gone. */
function lastEntry(doc: Y.Doc, path: readonly string[]): Y.Item | undefined {
  let type = doc.share.get(path[0] as string)
  for (let i = 1; i < path.length - 1; i++) {
    const item: Y.Item | undefined = type?._map.get(path[i] as string)
    type = item?.content instanceof Y.ContentType && !item.deleted ? (item.content.type as never) : undefined
  }
  return type?._map.get(path.at(-1) as string)
}

function liveRecord(doc: Y.Doc, path: string): Y.Map<unknown> | null {
  const [table, id] = split(path)
  const item = doc.share.get(table)?._map.get(id)
  return item !== undefined &&
    !item.deleted &&
    item.content instanceof Y.ContentType &&
    item.content.type instanceof Y.Map
    ? item.content.type
    : null
}

const isDeleted = (record: Y.Map<unknown>): boolean => (record.get('deleted') ?? null) !== null

/** A person's own entry in the plan's directory says who they are, not what they did. */
function ownSelf(table: string, id: string, by: SeenRecord): boolean {
  return table === 'people' && id === by.person
}

/** Parts of an item go and stay with it: where it is deleted nobody sees them, and where it comes back they do too. */
function standsWithItsItem(record: Y.Map<unknown>, table: string, creations: ReadonlyMap<string, Made>): boolean {
  return PARTS.has(table) && creations.has(`items/${String(record.get('item'))}`)
}
const PARTS = new Set(['criteria', 'tasks', 'comments', 'pulls'])

function split(path: string): readonly [table: string, id: string] {
  const slash = path.indexOf('/')
  return [path.slice(0, slash), path.slice(slash + 1)]
}
