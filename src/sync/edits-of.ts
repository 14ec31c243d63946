/**
 * What a record did, in the words of a document: which values it wrote, which records it made, what it typed. Taken while it
 * is applied to a document in which it counts, and written anew into one in which it does not.
 */
import * as Y from 'yjs'
import { isSame } from '../doc/write.ts'

export type Edit =
  | { readonly do: 'set'; readonly path: readonly string[]; readonly to: unknown }
  /** Fields and texts of a new record as they were made. */
  | {
      readonly do: 'make'
      readonly path: readonly string[]
      readonly fields: Readonly<Record<string, unknown>>
      readonly texts: Readonly<Record<string, string>>
    }
  /** `before` is the text in front of the place, for finding it again. */
  | {
      readonly do: 'type'
      readonly path: readonly string[]
      readonly before: string
      readonly inserted: string
    }

type Delta = readonly { insert?: unknown; delete?: number; retain?: number }[]

/** Runs `act`, which applies one update to `doc`, and says what it did. */
export function editsOf(doc: Y.Doc, act: () => void): Edit[] {
  const edits: Edit[] = []
  // A root is neither text nor map until it is asked for.
  for (const name of ROOT_TEXTS) doc.getText(name)
  const heard = (transaction: Y.Transaction): void => {
    for (const [type, keys] of transaction.changed) {
      const path = pathOf(type, doc)
      if (path === null) continue
      for (const key of keys) if (key !== null) edits.push(...written(type, [...path, key]))
      if (keys.has(null) && type instanceof Y.Text) {
        const event = transaction.changedParentTypes.get(type as never)?.find((one) => (one.target as unknown) === type)
        if (event) edits.push(...typed(path, type.toString(), event.delta as Delta))
      }
    }
  }
  doc.on('afterTransaction', heard)
  try {
    act()
  } finally {
    doc.off('afterTransaction', heard)
  }
  return edits
}

const ROOT_TEXTS = ['vision', 'strategy']
/** Characters in front of a place by which it is found again. */
const CONTEXT = 24

function written(holder: { _map: Map<string, Y.Item> }, path: readonly string[]): Edit[] {
  const item = holder._map.get(path.at(-1) as string)
  if (item === undefined || item.deleted) return []
  if (!(item.content instanceof Y.ContentType))
    return [{ do: 'set', path, to: item.content.getContent()[item.length - 1] }]
  const made = item.content.type
  if (!(made instanceof Y.Map)) return []
  const fields: Record<string, unknown> = {}
  const texts: Record<string, string> = {}
  for (const [key, field] of (made as Y.Map<unknown>)._map) {
    if (field.deleted) continue
    if (!(field.content instanceof Y.ContentType)) fields[key] = field.content.getContent()[field.length - 1]
    else if (field.content.type instanceof Y.Text) texts[key] = field.content.type.toString()
  }
  return [{ do: 'make', path, fields, texts }]
}

/** `now` is the text after it; a delta says only how long what went was, so that is found no more. */
function typed(path: readonly string[], now: string, delta: Delta): Edit[] {
  const edits: Edit[] = []
  let at = 0
  for (const { insert, retain } of delta) {
    if (retain !== undefined) at += retain
    if (typeof insert !== 'string') continue
    edits.push({ do: 'type', path, before: now.slice(Math.max(0, at - CONTEXT), at), inserted: insert })
    at += insert.length
  }
  return edits
}

function pathOf(type: unknown, doc: Y.Doc): string[] | null {
  const path: string[] = []
  let at = type as Y.AbstractType<unknown>
  for (;;) {
    const item = at._item
    if (item === null) break
    if (item.deleted || item.parentSub === null) return null
    path.unshift(item.parentSub)
    at = item.parent as Y.AbstractType<unknown>
  }
  for (const [name, root] of doc.share) if (root === at) return [name, ...path]
  return null
}

/** Writes edits into a document, within a transaction of the caller. False where what they were made in is not there. */
export function writeEdit(doc: Y.Doc, edit: Edit): boolean {
  const [root, ...rest] = edit.path as [string, ...string[]]
  if (edit.do === 'type') {
    const text = rest.length === 0 ? doc.getText(root) : find(doc, root, rest)
    if (!(text instanceof Y.Text)) return false
    const now = text.toString()
    const found = now.indexOf(edit.before + edit.inserted)
    if (found >= 0 && edit.inserted !== '') return true
    const at = edit.before === '' ? 0 : now.indexOf(edit.before)
    text.insert(at < 0 ? now.length : at + edit.before.length, edit.inserted)
    return true
  }
  const key = rest.pop() as string
  const holder = rest.length === 0 ? doc.getMap(root) : find(doc, root, rest)
  if (!(holder instanceof Y.Map)) return false
  const standing: unknown = holder.get(key)
  if (edit.do === 'set') {
    if (standing instanceof Y.AbstractType) return false
    if (!isSame(standing, edit.to)) holder.set(key, edit.to)
    return true
  }
  if (standing instanceof Y.Map) {
    for (const [field, value] of Object.entries(edit.fields))
      if (!isSame(standing.get(field), value)) standing.set(field, value)
    return true
  }
  const made = new Y.Map<unknown>(Object.entries(edit.fields))
  for (const [field, text] of Object.entries(edit.texts)) made.set(field, new Y.Text(text))
  holder.set(key, made)
  return true
}

function find(doc: Y.Doc, root: string, path: readonly string[]): unknown {
  let at: unknown = doc.getMap(root)
  for (const key of path) at = at instanceof Y.Map ? at.get(key) : undefined
  return at
}
