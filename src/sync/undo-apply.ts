/**
 * Writes an opposite into the document, within the caller's transaction. What somebody changed since it was derived is left
 * alone and listed. Never removes a map from a map.
 */
import * as Y from 'yjs'
import type { Entry } from '../model/envelope.ts'
import { fieldName } from './field-name.ts'
import { liveItem } from './live-item.ts'
import type { CreationBack, FieldBack, Left, Opposite, Range, StructId, TextBack } from './opposite.ts'
import { undoEntry } from './record.ts'

export interface UndoBy {
  readonly person: string | null
  /** Milliseconds since 1970. */
  readonly at: number
  readonly why: string
}

export interface Undone {
  /** Fields, records and texts that went back. */
  readonly restored: number
  readonly left: readonly Left[]
}

/**
 * `log` takes the change's entries; the first one names the change that is taken back, or is `first`. Writes no entry if
 * nothing went back. `dry` says the same and writes nothing.
 */
export function applyOpposite(
  doc: Y.Doc,
  opposite: Opposite,
  by: UndoBy,
  log: (entry: Entry) => void = () => undefined,
  { dry = false, first = undoEntry(opposite.change, by.why) }: { readonly dry?: boolean; readonly first?: Entry } = {},
): Undone {
  const entries: Entry[] = []
  const left: Left[] = [...opposite.left]
  const note = (result: Entry | Left | null): void => {
    if (result === null) return
    if ('name' in result) entries.push(result)
    else left.push(result)
  }
  for (const creation of opposite.creations) note(deleteCreated(doc, creation, by, dry))
  for (const field of opposite.fields) note(setBack(doc, field, dry))
  for (const text of opposite.texts) note(rewrite(doc, text, dry))
  if (entries.length > 0) log(first)
  for (const entry of entries) log(entry)
  return { restored: entries.length, left }
}

function deleteCreated(
  doc: Y.Doc,
  { path }: CreationBack,
  { person, at, why }: UndoBy,
  dry: boolean,
): Entry | Left | null {
  const record: unknown = doc.getMap(path[0]).get(path[1])
  const name = { record: path.join('/'), field: 'deleted' }
  if (!(record instanceof Y.Map)) return { ...name, why: 'It is not there any more.' }
  if ((record.get('deleted') ?? null) !== null) return { ...name, why: 'It was deleted already.' }
  const deleted = { by: person, at, why }
  if (!dry) record.set('deleted', deleted)
  return { name: 'undo.create', ...name, from: null, to: deleted, why: '' }
}

function setBack(doc: Y.Doc, { path, from, to, live, gone = false }: FieldBack, dry: boolean): Entry | Left | null {
  const name = fieldName(path)
  const now = gone ? goneItem(doc, path) : liveItem(doc, path)
  if (now === undefined || now.id.client !== live.client || now.id.clock + now.length - 1 !== live.clock) {
    return { ...name, why: 'It was changed again since.' }
  }
  // A root that only came with updates has no type yet; asking for it by name gives it one.
  const map = path.length === 2 ? doc.getMap(path[0]) : (now.parent as Y.Map<unknown>)
  if (!dry) map.set(now.parentSub as string, to)
  return { name: 'undo.set', ...name, from: from ?? null, to, why: '' }
}

type Step = { retain: number } | { insert: string } | { delete: number }

function goneItem(doc: Y.Doc, path: readonly string[]): Y.Item | undefined {
  const holder = path.length === 2 ? doc.share.get(path[0] as string) : typeOf(liveItem(doc, path.slice(0, -1)))
  const last = holder?._map.get(path.at(-1) as string)
  return last?.deleted === true ? last : undefined
}

function typeOf(item: Y.Item | undefined): Y.AbstractType<unknown> | undefined {
  return item?.content instanceof Y.ContentType ? (item.content.type as Y.AbstractType<unknown>) : undefined
}

function rewrite(doc: Y.Doc, back: TextBack, dry: boolean): Entry | Left | null {
  const name = fieldName(back.path)
  const text = textAt(doc, back.path)
  if (text === undefined) return { ...name, why: 'The text is not there any more.' }
  const before = text.length
  const steps = stepsFor(text, back)
  if (steps.every((step) => 'retain' in step)) return { ...name, why: 'Its words were changed again since.' }
  if (!dry) text.applyDelta(steps)
  return { name: 'undo.text', ...name, from: before, to: lengthAfter(before, steps), why: '' }
}

function textAt(doc: Y.Doc, path: readonly string[]): Y.Text | undefined {
  if (path.length === 1) return doc.getText(path[0])
  const item = liveItem(doc, path)
  return item?.content instanceof Y.ContentType && item.content.type instanceof Y.Text ? item.content.type : undefined
}

function lengthAfter(length: number, steps: readonly Step[]): number {
  return steps.reduce(
    (sum, step) => ('insert' in step ? sum + step.insert.length : 'delete' in step ? sum - step.delete : sum),
    length,
  )
}

/** Deleted characters keep their place in the list of a text: that is where they return. */
function stepsFor(text: Y.Text, { written, deleted }: TextBack): Step[] {
  const isWritten = lookUp(written)
  const lost = lookUp(deleted.map(({ text, ...id }) => ({ ...id, len: text.length, text })))
  const steps: Step[] = []
  for (let item = text._start; item !== null; item = item.right) {
    if (!item.deleted && !item.countable) continue
    for (let i = 0; i < item.length; i++) {
      const id = { client: item.id.client, clock: item.id.clock + i }
      if (!item.deleted) add(steps, isWritten(id) ? { delete: 1 } : { retain: 1 })
      else {
        const found = lost(id)
        if (found) add(steps, { insert: found.text.charAt(id.clock - found.clock) })
      }
    }
  }
  return steps
}

function add(steps: Step[], step: Step): void {
  const last = steps[steps.length - 1]
  if (last && 'retain' in last && 'retain' in step) last.retain++
  else if (last && 'delete' in last && 'delete' in step) last.delete++
  else if (last && 'insert' in last && 'insert' in step) last.insert += step.insert
  else steps.push(step)
}

function lookUp<R extends Range>(ranges: readonly R[]): (id: StructId) => R | undefined {
  const byClient = new Map<number, R[]>()
  for (const range of ranges) {
    const list = byClient.get(range.client)
    if (list) list.push(range)
    else byClient.set(range.client, [range])
  }
  for (const list of byClient.values()) list.sort((a, b) => a.clock - b.clock)
  return ({ client, clock }) => {
    const list = byClient.get(client) ?? []
    let low = 0
    let high = list.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((list[middle] as R).clock <= clock) low = middle
      else high = middle - 1
    }
    const range = list[low]
    return range && range.clock <= clock && clock < range.clock + range.len ? range : undefined
  }
}
