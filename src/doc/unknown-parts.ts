import * as v from 'valibot'
import * as Y from 'yjs'
import { PlanFactsSchema } from '../model/plan.ts'
import { TABLE_NAMES, TABLES, type TableName } from '../model/tables.ts'
import { ROOT_TEXTS } from './plan-changes.ts'

/** What a newer Ordinal wrote into a plan and this one has no name for. Values are JSON as they stand. */
export interface UnknownParts {
  readonly facts: Readonly<Record<string, unknown>>
  /** `items/<id>` and its unknown keys. */
  readonly records: Readonly<Record<string, UnknownRecord>>
  readonly roots: Readonly<Record<string, UnknownRoot>>
}
export interface UnknownRecord {
  readonly fields: Readonly<Record<string, unknown>>
  /** Texts that people write together. */
  readonly texts: Readonly<Record<string, string>>
}
export interface UnknownRoot {
  readonly values: Readonly<Record<string, unknown>>
  readonly records: Readonly<Record<string, UnknownRecord>>
  readonly text: string
}

/** A record's worth each, so that an import can cut them into transactions. */
export function* onePartEach({ facts, records, roots }: UnknownParts): Iterable<UnknownParts> {
  const none: UnknownParts = { facts: {}, records: {}, roots: {} }
  if (Object.keys(facts).length > 0) yield { ...none, facts }
  for (const [path, record] of Object.entries(records)) yield { ...none, records: { [path]: record } }
  for (const [name, root] of Object.entries(roots)) {
    yield { ...none, roots: { [name]: { ...root, records: {} } } }
    for (const [id, record] of Object.entries(root.records))
      yield { ...none, roots: { [name]: { values: {}, text: '', records: { [id]: record } } } }
  }
}

/** Null where this Ordinal knows everything, as almost always. */
export function unknownParts(doc: Y.Doc): UnknownParts | null {
  const facts: Record<string, unknown> = {}
  const records: Record<string, UnknownRecord> = {}
  const roots: Record<string, UnknownRoot> = {}
  for (const [name, root] of doc.share) {
    if (name === 'plan') Object.assign(facts, fieldsOf(root, isUnknownFact).fields)
    else if (isTable(name)) {
      const isUnknown = unknownKeys(name)
      for (const [id, item] of root._map) {
        const record = recordIn(item)
        const found = record === null ? null : fieldsOf(record, isUnknown)
        if (found !== null && !isEmpty(found)) records[`${name}/${id}`] = found
      }
    } else if (!isKnownRoot(name)) {
      const found = rootOf(root)
      if (found !== null) roots[name] = found
    }
  }
  const any = [facts, records, roots].some((one) => Object.keys(one).length > 0)
  return any ? { facts, records, roots } : null
}

/**
 * Writes them into a plan that was just made from the rest, so that nobody else can have made the same texts. What stands
 * there already stays.
 */
export function writeUnknownParts(doc: Y.Doc, { facts, records, roots }: UnknownParts): void {
  fill(doc.getMap('plan'), { fields: facts, texts: {} }, isUnknownFact)
  for (const [path, more] of Object.entries(records)) {
    const slash = path.indexOf('/')
    const table = path.slice(0, slash)
    if (!isTable(table)) continue
    const record = doc.getMap(table).get(path.slice(slash + 1))
    if (record instanceof Y.Map) fill(record as Y.Map<unknown>, more, unknownKeys(table))
  }
  for (const [name, { values, records: own, text }] of Object.entries(roots)) {
    if (isKnownRoot(name)) continue
    if (text !== '') {
      if (doc.getText(name).length === 0) doc.getText(name).insert(0, text)
      continue
    }
    const root = doc.getMap<unknown>(name)
    fill(root, { fields: values, texts: {} }, () => true)
    for (const [id, more] of Object.entries(own)) {
      if (root.has(id)) continue
      const record = new Y.Map<unknown>()
      root.set(id, record)
      fill(record, more, () => true)
    }
  }
}

/** Under a key that this Ordinal knows nothing is written: its value would not have been looked at. */
function fill(map: Y.Map<unknown>, { fields, texts }: UnknownRecord, isUnknown: (key: string) => boolean): void {
  for (const [key, value] of Object.entries(fields)) if (isUnknown(key) && !map.has(key)) map.set(key, value)
  for (const [key, words] of Object.entries(texts)) if (isUnknown(key) && !map.has(key)) map.set(key, new Y.Text(words))
}

const isUnknownFact = (key: string): boolean => !Object.hasOwn(PlanFactsSchema.entries, key)
const isKnownRoot = (name: string): boolean =>
  // A copy of the plan is another plan, which begins without conflicts.
  isTable(name) ||
  name === 'plan' ||
  name === 'ranks' ||
  name === 'settlements' ||
  name === 'seen' ||
  (ROOT_TEXTS as readonly string[]).includes(name)

function unknownKeys(table: TableName): (key: string) => boolean {
  const { schema, sets, texts } = TABLES[table]
  const known = new Set([...Object.keys((schema as v.ObjectSchema<v.ObjectEntries, undefined>).entries), ...texts])
  const prefixes = Object.values(sets)
  return (key) => !known.has(key) && !prefixes.some((prefix) => key.startsWith(prefix))
}

type Holder = Pick<Y.AbstractType<unknown>, '_map' | '_start'>

function fieldsOf(map: Holder, isWanted: (key: string) => boolean): UnknownRecord {
  const fields: Record<string, unknown> = {}
  const texts: Record<string, string> = {}
  for (const [key, item] of map._map) {
    if (item.deleted || !isWanted(key)) continue
    if (!(item.content instanceof Y.ContentType)) fields[key] = item.content.getContent()[item.length - 1]
    else if (item.content.type instanceof Y.Text) texts[key] = item.content.type.toJSON()
  }
  return { fields, texts }
}

function rootOf(root: Holder): UnknownRoot | null {
  const records: Record<string, UnknownRecord> = {}
  for (const [id, item] of root._map) {
    const record = recordIn(item)
    if (record !== null) records[id] = fieldsOf(record, () => true)
  }
  const { fields: values } = fieldsOf(root, () => true)
  let text = ''
  for (let item = root._start; item !== null; item = item.right)
    if (!item.deleted && item.content instanceof Y.ContentString) text += item.content.str
  return text === '' && Object.keys(values).length + Object.keys(records).length === 0
    ? null
    : { values, records, text }
}

function recordIn(item: Y.Item): Y.Map<unknown> | null {
  return !item.deleted && item.content instanceof Y.ContentType && item.content.type instanceof Y.Map
    ? item.content.type
    : null
}

const isTable = (name: string): name is TableName => (TABLE_NAMES as readonly string[]).includes(name)
const isEmpty = ({ fields, texts }: UnknownRecord): boolean =>
  Object.keys(fields).length + Object.keys(texts).length === 0
