/**
 * What one document holds and another lost, written into that one as new edits: for a window whose host came back with an
 * older folder, where the lines of before cannot go on. Nothing that was written since is overwritten.
 */
import * as Y from 'yjs'
import { isSame } from './write.ts'

export interface GivenBack {
  /** Each writes one thing, within a transaction of the caller; in order. */
  readonly writes: readonly (() => void)[]
  /** Fields that somebody wrote since and that stay as they are now. */
  readonly left: number
}

/** Of a root or a type, what lies in it. */
type Holder = Pick<Y.AbstractType<unknown>, '_map' | '_start'>

/** Letters in front of a place by which it is found again. */
const CONTEXT = 24

/** `from` holds what was lost; `into` is what is left, and what was written to it since. Reads only; `writes` do it. */
export function whatIsMissing(from: Y.Doc, into: Y.Doc): GivenBack {
  const writes: (() => void)[] = []
  let left = 0
  const hadThere = Y.decodeStateVector(Y.encodeStateVector(into))
  const hadHere = Y.decodeStateVector(Y.encodeStateVector(from))
  const isThere = ({ id }: Y.Item): boolean => id.clock < (hadThere.get(id.client) ?? 0)
  const isHere = ({ id }: Y.Item): boolean => id.clock < (hadHere.get(id.client) ?? 0)

  for (const [name, root] of from.share) {
    if (root._map.size > 0) compareMaps(root, into.getMap(name))
    if (root._start !== null) compareTexts(root, into.getText(name))
  }
  return { writes, left }

  function compareMaps(mine: Holder, theirs: Y.Map<unknown>): void {
    for (const [key, item] of mine._map) {
      if (item.deleted) continue
      const there = theirs._map.get(key)
      if (isThere(item)) {
        const type = typeOf(item)
        const twin = there === undefined || there.deleted ? null : typeOf(there)
        if (type instanceof Y.Map && twin instanceof Y.Map) compareMaps(type, twin)
        if (type instanceof Y.Text && twin instanceof Y.Text) compareTexts(type, twin)
        continue
      }
      if (there !== undefined && !isHere(there)) {
        if (!isSame(plainOf(item), plainOf(there))) left += 1
        continue
      }
      if (there === undefined || there.deleted || !isSame(plainOf(item), plainOf(there)))
        writes.push(() => theirs.set(key, copyOf(item)))
    }
  }

  /** Where nobody wrote since, the text becomes what it was; else what was typed goes to where it stood. */
  function compareTexts(mine: Holder, theirs: Y.Text): void {
    const [was, is] = [textOf(mine), theirs.toString()]
    if (was === is) return
    if (itemsOf(theirs).every(isHere)) {
      let start = 0
      while (start < was.length && start < is.length && was[start] === is[start]) start += 1
      let end = 0
      while (end < was.length - start && end < is.length - start && was.at(-1 - end) === is.at(-1 - end)) end += 1
      writes.push(() => {
        theirs.delete(start, is.length - start - end)
        theirs.insert(start, was.slice(start, was.length - end))
      })
      return
    }
    let at = 0
    for (const item of itemsOf(mine)) {
      if (item.deleted || !item.countable) continue
      const letters = String(item.content.getContent().join(''))
      if (!isThere(item)) {
        const before = was.slice(Math.max(0, at - CONTEXT), at)
        writes.push(() => insertBehind(theirs, before, letters))
      }
      at += letters.length
    }
  }
}

function insertBehind(text: Y.Text, before: string, letters: string): void {
  const now = text.toString()
  const found = before === '' ? 0 : now.indexOf(before)
  text.insert(found < 0 ? now.length : found + before.length, letters)
}

function typeOf(item: Y.Item): unknown {
  return item.content instanceof Y.ContentType ? item.content.type : null
}

function plainOf(item: Y.Item): unknown {
  const type = typeOf(item)
  if (type instanceof Y.AbstractType) return type.toJSON() as unknown
  return item.deleted ? undefined : item.content.getContent()[item.length - 1]
}

/** A value as it may be put into another document. */
function copyOf(item: Y.Item): unknown {
  const type = typeOf(item)
  if (type instanceof Y.Text) return new Y.Text(type.toString())
  if (!(type instanceof Y.Map)) return item.content.getContent()[item.length - 1]
  const copy = new Y.Map<unknown>()
  for (const [key, field] of (type as Y.Map<unknown>)._map) if (!field.deleted) copy.set(key, copyOf(field))
  return copy
}

function itemsOf(text: Holder): Y.Item[] {
  const items: Y.Item[] = []
  for (let item = text._start; item !== null; item = item.right) items.push(item)
  return items
}

/** Also of a root that nobody asked for as a text yet. */
function textOf(text: Holder): string {
  return itemsOf(text)
    .filter((item) => !item.deleted && item.countable)
    .map((item) => item.content.getContent().join(''))
    .join('')
}
