/**
 * Writes steps back to an earlier state into the document, within the caller's transaction. What somebody changed since the
 * steps were derived is left alone and listed. Removes nothing from a map.
 */
import * as Y from 'yjs'
import { keysBetween, MAX_KEY } from '../doc/order-keys.ts'
import type { OrderIndex } from '../doc/order-index.ts'
import { isSame, replaceText } from '../doc/write.ts'
import type { Entry } from '../model/envelope.ts'
import type { Random } from '../model/id.ts'
import type { BackStep } from './bring-back.ts'
import type { RunBack } from './bring-back-order.ts'
import { fieldName } from './field-name.ts'
import { liveItem } from './live-item.ts'
import type { Left } from './opposite.ts'
import type { UndoBy, Undone } from './undo-apply.ts'

export interface StepsInput {
  readonly doc: Y.Doc
  /** As it was when the transaction began. */
  readonly order: OrderIndex
  readonly random: Random
  readonly by: UndoBy
  /** The change's first entry. Nothing is logged where nothing was written. */
  readonly first: Entry
  readonly log: (entry: Entry) => void
  /** Says the same and writes nothing. */
  readonly dry?: boolean
}

export function applySteps(input: StepsInput, steps: readonly BackStep[]): Undone {
  const entries: Entry[] = []
  const left: Left[] = []
  for (const step of steps)
    for (const result of applyStep(input, step)) {
      if ('name' in result) entries.push(result)
      else left.push(result)
    }
  if (entries.length > 0) input.log(input.first)
  for (const entry of entries) input.log(entry)
  return { restored: entries.length, left }
}

/** The first entry of a change that brings back what stood at a moment. `what`: items, order or plan. */
export function bringBackEntry(what: string, moment: number | null, why: string): Entry {
  return { name: 'bringBack', record: '', field: what, from: moment, to: null, why }
}

const MEANWHILE = 'It was changed again meanwhile.'

function applyStep(input: StepsInput, step: BackStep): readonly (Entry | Left)[] {
  switch (step.do) {
    case 'set':
      return [setBack(input, step.path, step.from, step.to)]
    case 'text':
      return [textBack(input, step.path, step.from, step.to)]
    case 'make':
      return [makeAgain(input, step)]
    case 'delete':
      return deleteMade(input, step.path)
    case 'place':
      return placeRun(input, step)
  }
}

function setBack({ doc, dry }: StepsInput, path: readonly string[], from: unknown, to: unknown): Entry | Left {
  const name = fieldName(path)
  const map = path.length === 2 ? doc.getMap(path[0]) : recordAt(doc, path)
  const key = path.at(-1) as string
  if (map === undefined || !isSame(map.get(key) ?? null, from)) return { ...name, why: MEANWHILE }
  if (dry !== true) map.set(key, to)
  return { name: 'bringBack.set', ...name, from, to, why: '' }
}

function textBack({ doc, dry }: StepsInput, path: readonly string[], from: string, to: string): Entry | Left {
  const name = fieldName(path)
  const item = path.length === 1 ? undefined : liveItem(doc, path)
  const type: unknown =
    path.length === 1 ? doc.getText(path[0]) : item?.content instanceof Y.ContentType ? item.content.type : undefined
  if (!(type instanceof Y.Text) || type.toJSON() !== from) return { ...name, why: MEANWHILE }
  if (dry !== true) replaceText(type, to)
  return { name: 'bringBack.text', ...name, from: from.length, to: to.length, why: '' }
}

function makeAgain({ doc, dry }: StepsInput, { path, fields, texts }: BackStep & { do: 'make' }): Entry | Left {
  const [table, id] = path
  const record = `${table}/${id}`
  if (doc.getMap(table).has(id)) return { record, field: '', why: MEANWHILE }
  if (dry !== true) {
    const made = new Y.Map<unknown>(Object.entries(fields))
    for (const [key, words] of Object.entries(texts)) made.set(key, new Y.Text(words))
    doc.getMap(table).set(id, made)
  }
  const words = fields.title ?? fields.name ?? fields.text ?? ''
  return { name: 'bringBack.make', record, field: '', from: null, to: words, why: '' }
}

function deleteMade({ doc, dry, by }: StepsInput, path: readonly [string, string]): readonly (Entry | Left)[] {
  const record = liveItem(doc, path)?.content
  const map = record instanceof Y.ContentType && record.type instanceof Y.Map ? record.type : undefined
  if (map === undefined || (map.get('deleted') ?? null) !== null) return []
  const deleted = { by: by.person, at: by.at, why: by.why }
  if (dry !== true) map.set('deleted', deleted)
  return [{ name: 'bringBack.delete', record: path.join('/'), field: 'deleted', from: null, to: deleted, why: '' }]
}

/** Ranks between the two that stay. Where there is no room, the shortest run around the gap gets new ranks too. */
function placeRun({ doc, order, random, dry }: StepsInput, { items, after, before }: RunBack): (Entry | Left)[] {
  const ranks = doc.getMap('ranks')
  const results: (Entry | Left)[] = []
  const run: string[] = []
  for (const { id, rank } of items) {
    const name = { record: `items/${id}`, field: 'rank' }
    if ((ranks.get(id) ?? null) !== rank) results.push({ ...name, why: MEANWHILE })
    else {
      run.push(id)
      results.push({ name: 'bringBack.set', ...name, from: null, to: null, why: '' })
    }
  }
  if (dry === true || run.length === 0) return results
  const rankOf = (id: string | null): string | null =>
    id === null ? null : ((ranks.get(id) as string | undefined) ?? null)
  const keys = keysBetween(rankOf(after), rankOf(before), run.length, random)
  if (keys !== null && keys.every((key) => key.length <= MAX_KEY)) run.forEach((id, i) => ranks.set(id, keys[i]))
  else for (const [id, key] of order.place(run, after, random)) ranks.set(id, key)
  return results
}

function recordAt(doc: Y.Doc, path: readonly string[]): Y.Map<unknown> | undefined {
  const item = liveItem(doc, path.slice(0, -1))
  return item?.content instanceof Y.ContentType && item.content.type instanceof Y.Map ? item.content.type : undefined
}
