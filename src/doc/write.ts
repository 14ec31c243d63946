import * as Y from 'yjs'
import type { PlanFacts } from '../model/plan.ts'
import { TABLES, type TableName } from '../model/tables.ts'
import type { RootText } from './plan-changes.ts'

/**
 * The only functions that write plain values into a plan's document. Called inside a line writer's transaction.
 * Each answers whether anything changed: a value that already stands there is not written again.
 */

/** Makes a record with its texts. Sets are given as arrays; null and undefined are not written, since they are what a missing field reads as. */
export function createRecord(
  doc: Y.Doc,
  table: TableName,
  id: string,
  fields: Readonly<Record<string, unknown>>,
  texts: Readonly<Record<string, string>> = {},
): void {
  const records = doc.getMap(table)
  if (records.has(id)) throw new Error(`There is a record ${table}/${id} already.`)
  const { sets, texts: textFields } = TABLES[table]
  const record = new Y.Map<unknown>()
  for (const [field, value] of Object.entries(fields)) {
    if (field === 'id' || value === null || value === undefined) continue
    const prefix = sets[field]
    if (prefix === undefined) record.set(field, value)
    else for (const member of value as readonly string[]) record.set(prefix + member, true)
  }
  for (const field of textFields) record.set(field, new Y.Text(withPlainBreaks(texts[field] ?? '')))
  records.set(id, record)
}

export function setField(doc: Y.Doc, table: TableName, id: string, field: string, value: unknown): boolean {
  const record = recordOf(doc, table, id)
  const next = value ?? null
  if (isSame(record.get(field) ?? null, next)) return false
  record.set(field, next)
  return true
}

/** One member of a set. Taking it out writes `false`: a key is never removed, or a concurrent edit would go with it. */
export function setMember(
  doc: Y.Doc,
  table: TableName,
  id: string,
  field: string,
  member: string,
  on: boolean,
): boolean {
  const prefix = TABLES[table].sets[field]
  if (prefix === undefined) throw new Error(`${table}.${field} is not a set.`)
  const record = recordOf(doc, table, id)
  if ((record.get(prefix + member) === true) === on) return false
  record.set(prefix + member, on)
  return true
}

/** The members of a set as they are written, whatever they are read as (merged-items.ts). */
export function membersOf(doc: Y.Doc, table: TableName, id: string, field: string): readonly string[] {
  const prefix = TABLES[table].sets[field] ?? ''
  const members: string[] = []
  recordOf(doc, table, id).forEach((value, key) => {
    if (value === true && key.startsWith(prefix)) members.push(key.slice(prefix.length))
  })
  return members
}

export function setPlanFact<F extends keyof PlanFacts>(doc: Y.Doc, field: F, value: PlanFacts[F]): boolean {
  const facts = doc.getMap('plan')
  if (isSame(facts.get(field) ?? null, value ?? null)) return false
  facts.set(field, value)
  return true
}

/**
 * Writes a value at a path (`items/<id>/title`, `plan/name`, `ranks/<id>`), also where it stands already: so that this write
 * is known to have known all others that stand against each other there.
 */
export function writeAnew(doc: Y.Doc, path: string, value: unknown): void {
  const [root = '', id = '', key] = path.split('/')
  if (key === undefined) doc.getMap(root).set(id, value)
  else recordOf(doc, root as TableName, id).set(key, value)
}

export function setRank(doc: Y.Doc, item: string, key: string): boolean {
  const ranks = doc.getMap('ranks')
  if (ranks.get(item) === key) return false
  ranks.set(item, key)
  return true
}

/** Makes a record's text read `value`, touching only what differs, so that another's words elsewhere in it stay. */
export function setText(doc: Y.Doc, table: TableName, id: string, field: string, value: string): boolean {
  const text: unknown = recordOf(doc, table, id).get(field)
  if (!(text instanceof Y.Text)) throw new Error(`${table}/${id} has no text ${field}.`)
  return replaceText(text, withPlainBreaks(value))
}

export function setRootText(doc: Y.Doc, field: RootText, value: string): boolean {
  return replaceText(doc.getText(field), withPlainBreaks(value))
}

export function insertText(doc: Y.Doc, table: TableName, id: string, field: string, at: number, words: string): void {
  const text: unknown = recordOf(doc, table, id).get(field)
  if (!(text instanceof Y.Text)) throw new Error(`${table}/${id} has no text ${field}.`)
  text.insert(at, withPlainBreaks(words))
}

/** A text editor counts a line break as one character: two would put its cursor and everybody's edits out of step. */
function withPlainBreaks(words: string): string {
  return words.replace(/\r\n?/g, '\n')
}

/** Makes a text read `value` by one edit of what differs. */
export function replaceText(text: Y.Text, value: string): boolean {
  const old = text.toJSON()
  if (old === value) return false
  const shorter = Math.min(old.length, value.length)
  let start = 0
  while (start < shorter && old[start] === value[start]) start++
  // Never between the halves of one character.
  if (start > 0 && isHighHalf(old.charCodeAt(start - 1))) start--
  let end = 0
  while (end < shorter - start && old[old.length - 1 - end] === value[value.length - 1 - end]) end++
  if (end > 0 && isLowHalf(old.charCodeAt(old.length - end))) end--
  if (old.length - end > start) text.delete(start, old.length - end - start)
  if (value.length - end > start) text.insert(start, value.slice(start, value.length - end))
  return true
}

function isHighHalf(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00
}
function isLowHalf(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000
}

function recordOf(doc: Y.Doc, table: TableName, id: string): Y.Map<unknown> {
  const record: unknown = doc.getMap(table).get(id)
  if (record instanceof Y.Map) return record as Y.Map<unknown>
  throw new Error(`There is no record ${table}/${id}.`)
}

/** Plain JSON values, compared by what they hold. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every(
    (key) => Object.hasOwn(b, key) && isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  )
}
