/**
 * The form of an update, from one decoding: whether any honest Ordinal could have written it, and what it writes where.
 * Form, never meaning: unknown roots, keys and values pass.
 *
 * API: readUpdate(update) -> structs and deletes or null; checkForm(update, bounds) -> UpdateForm or why not.
 */
import type { Decoder } from 'lib0/decoding'
import { encodeUtf8 } from 'lib0/string'
import * as Y from 'yjs'
import { MAX_CLOCK } from './record-header.ts'
import {
  createStructPlaces,
  heldStruct,
  pathOf,
  placeOfItem,
  type Place,
  type RootNames,
  type Struct,
} from './struct-places.ts'
import { contentValue } from './content-value.ts'
import { crossedBy, deletionOver, type CrossedWrite } from './crossed.ts'
import { standingIn, type Standing, type Write } from './standing.ts'
import { isValue, valueSize } from './value-form.ts'
import { MAX_ADVANCE, MAX_DEPTH, MAX_KEY, MAX_VALUE } from './update-limits.ts'

export interface Deletes {
  readonly client: number
  readonly clock: number
  readonly len: number
}
export interface ReadUpdate {
  readonly structs: readonly (Struct | Y.Skip)[]
  readonly deletes: readonly Deletes[]
  readonly lines: number
}

/** What a struct wrote to a field: a map's key, whose last writer counts. */
export interface FieldWrite {
  /** `items/<id>/title` */
  readonly path: string
  /** Which map of that path: `client/clock` of the struct that made it, '' for a root. */
  readonly madeBy: string
  /** The last part of the path. */
  readonly key: string
  readonly clock: number
  /** JSON, or undefined where the write made a type (a record, a text). */
  readonly value: unknown
  readonly makesType: boolean
  /** What stands in the field and the record did not know: then the field forks. */
  readonly standing: Standing | null
  /** Of a deletion: what else stands in the deleted record and it did not know. Of any other write: the deletion that it did not know. */
  readonly crossed: readonly CrossedWrite[]
}

export interface UpdateForm {
  /** End of the line's structs once this is applied. */
  readonly clock: number
  /**
   * Last write a field, in the order of the update. A record that the update makes is one write, `items/<id>`: what it was
   * made with is not listed, since nobody can have written that before.
   */
  readonly writes: readonly FieldWrite[]
  /** Texts that it writes in or takes from, unless it makes them. */
  readonly texts: readonly TextWrite[]
}

/** A text that people write together, `items/<id>/description`, and which of several of that path. */
export interface TextWrite {
  readonly path: string
  /** `client/clock` of the struct that made the text; '' for a root. */
  readonly madeBy: string
  /** The same of the record that it stands in; '' for a root. */
  readonly recordMadeBy: string
  /** A deletion of that record which the writer did not know. */
  readonly deletion: Write | null
}

export interface FormBounds {
  readonly client: number
  /** Where the line ended before. */
  readonly start: number
  /** How many clocks of another line the record may refer to: what it says it knew. */
  readonly known: (client: number) => number
  readonly doc: Y.Doc
  readonly roots: RootNames
}

/** Reads a V1 update, to its last byte. Null if it is none. */
export function readUpdate(update: Uint8Array): ReadUpdate | null {
  let decoder: Decoder | undefined
  // A function and no class, which would be made anew for each record; `new` takes what it returns.
  function watched(rest: Decoder): Y.UpdateDecoderV1 {
    decoder = rest
    return new Y.UpdateDecoderV1(rest)
  }
  try {
    const { structs, ds } = Y.decodeUpdateV2(update, watched as unknown as typeof Y.UpdateDecoderV1)
    if (decoder?.pos !== update.length) return null
    const deletes: Deletes[] = []
    for (const [client, items] of ds.clients) for (const { clock, len } of items) deletes.push({ client, clock, len })
    return { structs: structs as (Struct | Y.Skip)[], deletes, lines: update[0] ?? 0 }
  } catch {
    return null
  }
}

/** The update's form, or in a few words what is wrong with it. Changes nothing. */
export function checkForm(update: Uint8Array, bounds: FormBounds): UpdateForm | string {
  const read = readUpdate(update)
  if (read === null) return 'it is no complete V1 update'
  const { structs } = read
  // The first byte counts lines; Yjs would read only the last block of two for the same line.
  if (read.lines !== (structs.length === 0 ? 0 : 1)) return 'it holds structs of several lines'
  const end = endOf(structs, bounds)
  if (typeof end === 'string') return end
  for (const { client, clock, len } of read.deletes) {
    const known = client === bounds.client ? end : bounds.known(client)
    if (len < 1 || clock + len > known) return 'it deletes what it does not know'
  }
  const form = writesOf(structs as readonly Struct[], end, update.length > MAX_VALUE, bounds)
  if (typeof form === 'string') return form
  return { ...form, texts: [...withTextsOf(read.deletes, form.texts, bounds).values()] }
}

function endOf(structs: ReadUpdate['structs'], { client, start }: FormBounds): number | string {
  let end = start
  for (const struct of structs) {
    if (struct instanceof Y.Skip) return 'it skips structs'
    if (struct.id.client !== client) return 'it holds structs of another line'
    if (struct.id.clock !== end) return 'it does not begin where its line ended'
    if (struct.length < 1) return 'it holds an empty struct'
    end += struct.length
  }
  if (end - start > MAX_ADVANCE || end >= MAX_CLOCK) return 'it is too long'
  return end
}

type Texts = ReadonlyMap<string, TextWrite>

function writesOf(
  structs: readonly Struct[],
  clock: number,
  long: boolean,
  bounds: FormBounds,
): (Omit<UpdateForm, 'texts'> & { readonly texts: Texts }) | string {
  const places = createStructPlaces(bounds.doc, structs, bounds.roots)
  const writes = new Map<string, FieldWrite>()
  const texts = new Map<string, TextWrite>()
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue
    const fault = refersBeyond(struct, bounds) ?? contentFault(struct.content, long)
    if (fault !== null) return fault
    const place = places.next(struct)
    if (place === null) continue
    const makesType = struct.content instanceof Y.ContentType
    if (makesType && place.depth >= MAX_DEPTH) return 'it nests too deep'
    if (isLong(place.root) || (place.key !== null && isLong(place.key))) return 'it has a key that is too long'
    if (place.holder === null && place.madeBy !== '') continue
    const path = pathOf(place)
    if (place.key === null) noteText(texts, place, bounds)
    else note(writes, path, struct, place, bounds)
  }
  return { clock, writes: [...writes.values()], texts }
}

/** And those that it only takes characters from. What a field held before is deleted with each write: that is no text. */
function withTextsOf(deletes: readonly Deletes[], written: Texts, bounds: FormBounds): Texts {
  const { client, start, doc, roots } = bounds
  let texts: Map<string, TextWrite> | null = null
  let last: unknown = null
  for (const range of deletes) {
    const end = range.client === client ? Math.min(range.clock + range.len, start) : range.clock + range.len
    for (let clock = range.clock; clock < end;) {
      const item = heldStruct(doc, { client: range.client, clock })
      if (item === undefined) break
      clock = item.id.clock + item.length
      if (!(item instanceof Y.Item) || item.parentSub !== null || item.parent === last) continue
      last = item.parent
      const place = placeOfItem(item, doc, roots)
      if (place !== null) noteText((texts ??= new Map(written)), place, bounds)
    }
  }
  return texts ?? written
}

function noteText(texts: Map<string, TextWrite>, place: Place, bounds: FormBounds): void {
  const path = pathOf(place)
  const name = `${path} ${place.madeBy}`
  if (!texts.has(name)) texts.set(name, { path, madeBy: place.madeBy, ...deletionOver(place.holder, bounds) })
}

/** The last write of a field moves to the end of the map, so that order follows the update. */
function note(
  writes: Map<string, FieldWrite>,
  path: string,
  { id, content }: Y.Item,
  { holder, madeBy, key }: Place,
  bounds: FormBounds,
): void {
  const field = `${path} ${madeBy}`
  const earlier = writes.get(field)
  if (earlier) writes.delete(field)
  const makesType = content instanceof Y.ContentType
  const standing = earlier ? earlier.standing : standingIn(holder?._map.get(key as string), bounds)
  const value = makesType ? undefined : contentValue(content)
  writes.set(field, {
    path,
    madeBy,
    key: key as string,
    clock: id.clock,
    value,
    makesType,
    standing,
    crossed: madeBy === '' || holder === null ? [] : crossedBy(holder, key as string, value ?? null, bounds),
  })
}

function refersBeyond({ id, origin, rightOrigin, parent }: Y.Item, { client, known }: FormBounds): string | null {
  for (const ref of [origin, rightOrigin, parent as unknown]) {
    if (!(ref instanceof Y.ID)) continue
    if (ref.clock >= (ref.client === client ? id.clock : known(ref.client))) return 'it builds on what it does not know'
  }
  return null
}

function contentFault(content: unknown, long: boolean): string | null {
  if (content instanceof Y.ContentString || content instanceof Y.ContentDeleted) return null
  if (content instanceof Y.ContentType)
    return content.type instanceof Y.XmlText || !isOurType(content.type) ? 'it makes a type that no plan has' : null
  for (const value of valuesOf(content)) {
    if (!isValue(value)) return 'it holds what is no JSON'
    if (long && mayBeLong(value) && valueSize(value) > MAX_VALUE) return 'it holds a value that is too long'
  }
  return null
}

const isOurType = (type: unknown): boolean =>
  (type instanceof Y.Map && !(type instanceof Y.XmlHook)) || type instanceof Y.Text

function valuesOf(content: unknown): readonly unknown[] {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) return content.arr
  if (content instanceof Y.ContentEmbed) return [content.embed]
  if (content instanceof Y.ContentFormat) return [content.key, content.value]
  return [NO_VALUE]
}

/** Bytes and documents within documents: nothing a plan holds. */
const NO_VALUE = 0n

/** Most values are short texts, and none of their letters has more than three bytes. */
const mayBeLong = (value: unknown): boolean =>
  typeof value === 'string' ? value.length * 3 >= MAX_VALUE : typeof value === 'object' && value !== null

const isLong = (key: string): boolean => key.length * 3 > MAX_KEY && encodeUtf8(key).length > MAX_KEY
