/**
 * Taking a change back, field by field, where the value is still the one that the change set. Nothing is decided from what
 * a record says in words: structs and their origins in the journal's records tell what stood there before.
 *
 * API: oppositeOf({ change, records, recordHolding, doc }) -> Opposite; applyOpposite (undo-apply.ts) writes it within one
 * transaction. An undo is a change like any other; its first entry is undoEntry(change), so taking an undo back is redo,
 * and a value that an undo restored counts as the write it restored: several changes can be undone one after the other.
 */
import * as Y from 'yjs'
import { contentValue } from './content-value.ts'
import { fieldName } from './field-name.ts'
import { liveItem } from './live-item.ts'
import {
  isSameId,
  type FieldBack,
  type Left,
  type Opposite,
  type Range,
  type StructId,
  type TextBack,
} from './opposite.ts'
import { createStructFinder, type RecordHolding, type StructFinder, type UndoRecord } from './struct-finder.ts'
import {
  createStructPlaces,
  heldStruct,
  placeOfItem,
  type Place,
  type RootNames,
  type Struct,
} from './struct-places.ts'
import { readUpdate, type Deletes } from './update-form.ts'

export type { RecordHolding, UndoRecord }

export interface UndoInput {
  readonly change: string
  /** All records of the change, in the order of their line. */
  readonly records: readonly UndoRecord[]
  readonly recordHolding: RecordHolding
  readonly doc: Y.Doc
}

export async function oppositeOf({ change, records, recordHolding, doc }: UndoInput): Promise<Opposite> {
  const work = collect(records, doc)
  const structs = createStructFinder(recordHolding)
  const fields: FieldBack[] = []
  const left: Left[] = []
  for (const { place, first, last } of work.fields.values()) {
    if (isPartOf(place, work.creations)) continue
    const answer = await fieldBack(place, first, last, structs, doc)
    if ('why' in answer) left.push(answer)
    else fields.push(answer)
  }
  const texts: TextBack[] = []
  for (const { place, written, deleted } of work.texts.values()) {
    if (isPartOf(place, work.creations)) continue
    texts.push({
      path: place.keys.length === 0 ? [place.root] : [place.root, ...place.keys],
      written,
      deleted: await structs.textOf(deleted),
    })
  }
  const creations = [...work.creations].map((path) => {
    const slash = path.indexOf('/')
    return { path: [path.slice(0, slash), path.slice(slash + 1)] as const }
  })
  return { change, fields, creations, texts, left }
}

interface FieldWork {
  readonly place: Place
  readonly first: Y.Item
  last: StructId
}
interface TextWork {
  readonly place: Place
  readonly written: Range[]
  readonly deleted: Range[]
}
interface Work {
  readonly creations: Set<string>
  readonly fields: Map<string, FieldWork>
  readonly texts: Map<string, TextWork>
}

function collect(records: readonly UndoRecord[], doc: Y.Doc): Work {
  const roots: RootNames = new WeakMap()
  const work: Work = { creations: new Set(), fields: new Map(), texts: new Map() }
  const deletes: Deletes[] = []
  for (const record of records) {
    const read = readUpdate(record.update)
    if (read === null) continue
    deletes.push(...read.deletes)
    const structs = read.structs as readonly Struct[]
    const places = createStructPlaces(doc, structs, roots)
    for (const struct of structs) if (struct instanceof Y.Item) noteStruct(work, struct, places.next(struct))
  }
  for (const range of deletes) noteDeletes(work, range, doc, roots)
  return work
}

function noteStruct(work: Work, struct: Y.Item, place: Place | null): void {
  if (place === null) return
  const { client, clock } = struct.id
  if (place.key === null) return void textWork(work, place).written.push({ client, clock, len: struct.length })
  const path = `${place.root}/${[...place.keys, place.key].join('/')}`
  if (place.depth === 1 && struct.content instanceof Y.ContentType) return void work.creations.add(path)
  const known = work.fields.get(path)
  const last = { client, clock: clock + struct.length - 1 }
  if (known) known.last = last
  else work.fields.set(path, { place, first: struct, last })
}

/** Characters that the change deleted, unless it had written them itself. Overwritten values need no care: fields do that. */
function noteDeletes(work: Work, { client, clock, len }: Deletes, doc: Y.Doc, roots: RootNames): void {
  for (let at = clock; at < clock + len;) {
    const item = heldStruct(doc, { client, clock: at })
    if (item === undefined) return
    const end = Math.min(clock + len, item.id.clock + item.length)
    const place = placeOfItem(item, doc, roots)
    if (place !== null && place.key === null) {
      const { written, deleted } = textWork(work, place)
      for (const part of without({ client, clock: at, len: end - at }, written)) deleted.push(part)
    }
    at = end
  }
}

function textWork(work: Work, place: Place): TextWork {
  const path = [place.root, ...place.keys].join('/')
  let text = work.texts.get(path)
  if (text === undefined) work.texts.set(path, (text = { place, written: [], deleted: [] }))
  return text
}

function* without(range: Range, taken: readonly Range[]): Iterable<Range> {
  let clock = range.clock
  const end = range.clock + range.len
  const inWay = taken
    .filter((t) => t.client === range.client && t.clock < end && t.clock + t.len > clock)
    .sort((a, b) => a.clock - b.clock)
  for (const t of inWay) {
    if (t.clock > clock) yield { client: range.client, clock, len: t.clock - clock }
    clock = Math.max(clock, t.clock + t.len)
  }
  if (clock < end) yield { client: range.client, clock, len: end - clock }
}

/** A new record is marked as deleted as a whole; its fields, texts and first rank stay as they are. */
function isPartOf(place: Place, creations: ReadonlySet<string>): boolean {
  if (place.keys.length > 0) return creations.has(`${place.root}/${place.keys[0] as string}`)
  return place.root === 'ranks' && creations.has(`items/${place.key ?? ''}`)
}

async function fieldBack(
  place: Place,
  first: Y.Item,
  last: StructId,
  structs: StructFinder,
  doc: Y.Doc,
): Promise<FieldBack | Left> {
  const path = [place.root, ...place.keys, place.key as string]
  const live = liveItem(doc, path)
  if (live === undefined) return { ...fieldName(path), why: 'What it stood in is not there any more.' }
  // A shared type that came into an older record is never taken out again: others' words would go with it.
  if (live.content instanceof Y.ContentType)
    return { ...fieldName(path), why: 'It holds what several people write together.' }
  const liveId = { client: live.id.client, clock: live.id.clock + live.length - 1 }
  if (!isSameId(liveId, last) && !(await structs.restores(liveId, last)))
    return { ...fieldName(path), why: 'It was changed again since.' }
  const before = await structs.valueBefore(first)
  if (before === undefined) return { ...fieldName(path), why: 'What stood there before cannot be found.' }
  const from = contentValue(live.content)
  const to = before.value ?? (typeof from === 'boolean' ? false : null)
  // Written even if both are equal: only then does an older change of the field find itself on top again.
  return { path, from, to, live: liveId }
}
