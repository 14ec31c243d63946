import * as Y from 'yjs'
import { createLineWriter, type Line } from '../../doc/line-writer.ts'
import { canonicalJson } from '../../doc/replica.ts'
import type { Author, Envelope, Knowledge } from '../../model/envelope.ts'

export interface CopyPlan {
  readonly author: Author
  readonly change: string
  readonly lease: Line
  readonly known: Knowledge
  /** What the new plan is called. */
  readonly name: string
  readonly why: string
  readonly now: number
}

/** A record takes 4 MB; a letter up to three bytes, and keys come on top. */
const MOST_LETTERS = 500_000
const MOST_RECORDS = 500
/** Longer texts are begun with their record and written on in the records after it. */
const TEXT_PIECE = 200_000

/**
 * All that a plan says, written anew under another plan's line: its records keep their ids, and keys, fields and roots
 * that this version does not know are copied like any other. What was edited, and by whom, is not: that is the other
 * plan's history. Throws if the copy does not say the same; then nothing of it may be used.
 */
export function copyPlan(from: Y.Doc, job: CopyPlan): Envelope[] {
  const doc = new Y.Doc()
  const envelopes: Envelope[] = []
  const writer = createLineWriter({
    doc,
    lease: job.lease,
    known: job.known,
    now: () => job.now,
    onEnvelope: (envelope) => envelopes.push(envelope),
    onLeaseBroken: () => undefined,
  })
  let waiting: (() => void)[] = []
  let letters = 0
  const write = (): void => {
    const edits = waiting
    if (edits.length === 0) return
    waiting = []
    letters = 0
    writer.write({ author: job.author, change: job.change }, (log) => {
      for (const edit of edits) edit()
      log({ name: 'plan.restore', record: '', field: '', from: null, to: edits.length, why: job.why })
    })
  }
  const add = (size: number, edit: () => void): void => {
    if (waiting.length >= MOST_RECORDS || (letters + size > MOST_LETTERS && waiting.length > 0)) write()
    waiting.push(edit)
    letters += size
  }

  for (const [name, root] of [...from.share].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [key, item] of root._map) {
      if (item.deleted) continue
      const value: unknown = item.content.getContent()[item.length - 1]
      const { copy, size, later } = copyOf(value)
      add(size + key.length, () => doc.getMap(name).set(key, copy))
      for (const piece of later) add(piece.size, piece.write)
    }
    const text = root._start === null || root instanceof Y.Map ? [] : deltaOf(from, name)
    if (text.length > 0)
      for (const piece of piecesOf(text)) add(lengthOf(piece), () => append(doc.getText(name), [piece]))
  }
  add(job.name.length, () => doc.getMap('plan').set('name', job.name))
  write()
  writer.destroy()
  const [is, ought] = [JSON.parse(canonicalJson(doc)) as Named, JSON.parse(canonicalJson(from)) as Named]
  ought.plan = Object.fromEntries(
    Object.entries({ ...ought.plan, name: job.name }).sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  const isSame = JSON.stringify(is) === JSON.stringify(Object.fromEntries(Object.entries(ought).sort(byKey)))
  doc.destroy()
  if (!isSame) throw new Error('The new plan does not say what the backup says. Nothing was restored.')
  return envelopes
}

interface Named {
  plan?: Record<string, unknown>
}
type Delta = { insert: unknown; attributes?: Record<string, unknown> }
interface Later {
  readonly size: number
  readonly write: () => void
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1)

/** The value as it goes into another document: shared types are made anew with all they hold. */
function copyOf(value: unknown): { copy: unknown; size: number; later: Later[] } {
  if (value instanceof Y.Text) {
    const [first = [], ...rest] = groupsOf(piecesOf(value.toDelta() as Delta[]))
    const text = new Y.Text()
    if (first.length > 0) text.applyDelta(first, { sanitize: false })
    const later = rest.map((group): Later => ({ size: sizeOf(group), write: () => append(text, group) }))
    return { copy: text, size: sizeOf(first), later }
  }
  if (value instanceof Y.Map) {
    const map = new Y.Map<unknown>()
    const later: Later[] = []
    let size = 0
    for (const [key, inner] of value.entries()) {
      const made = copyOf(inner)
      map.set(key, made.copy)
      later.push(...made.later)
      size += key.length + made.size
    }
    return { copy: map, size, later }
  }
  return {
    copy: value,
    size: typeof value === 'string' ? value.length : 16 + (JSON.stringify(value)?.length ?? 0),
    later: [],
  }
}

/** What a root holds in its sequence, whether anybody asked for it by its type yet or not: for a plan that is a text. */
function deltaOf(from: Y.Doc, name: string): Delta[] {
  return from.getText(name).toDelta() as Delta[]
}

/** Long runs of letters in pieces, cut between characters. */
function piecesOf(delta: readonly Delta[]): Delta[] {
  return delta.flatMap((one): Delta[] => {
    if (typeof one.insert !== 'string' || one.insert.length <= TEXT_PIECE) return [one]
    const pieces: Delta[] = []
    for (let at = 0; at < one.insert.length;) {
      let end = Math.min(one.insert.length, at + TEXT_PIECE)
      if (/[\ud800-\udbff]/.test(one.insert.charAt(end - 1))) end--
      pieces.push({ ...one, insert: one.insert.slice(at, end) })
      at = end
    }
    return pieces
  })
}

function groupsOf(pieces: readonly Delta[]): Delta[][] {
  const groups: Delta[][] = []
  let size = Infinity
  for (const piece of pieces) {
    if (size + lengthOf(piece) > TEXT_PIECE) {
      groups.push([])
      size = 0
    }
    groups.at(-1)?.push(piece)
    size += lengthOf(piece)
  }
  return groups
}

function append(text: Y.Text, delta: readonly Delta[]): void {
  text.applyDelta([...(text.length > 0 ? [{ retain: text.length }] : []), ...delta], { sanitize: false })
}

const lengthOf = ({ insert }: Delta): number => (typeof insert === 'string' ? insert.length : 64)
const sizeOf = (delta: readonly Delta[]): number => delta.reduce((sum, one) => sum + lengthOf(one), 0)
