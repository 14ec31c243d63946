/**
 * What must be written so that a plan says again what it said at some moment, as plain steps: `bring-back-apply.ts` writes
 * them as new edits. Works on keys and values as they stand, so that what this Ordinal does not know comes back as well.
 *
 * API: stepsBack({ old, now, what, orders }) -> { steps, left }. Both documents are only read.
 */
import * as Y from 'yjs'
import { isSame } from '../doc/write.ts'
import { fieldName } from './field-name.ts'
import type { Left } from './opposite.ts'
import { orderBack, placesBack, type RunBack } from './bring-back-order.ts'

/** The same shapes as the contract's `broughtBack`. */
export type WhatComesBack =
  { readonly kind: 'items'; readonly items: readonly string[] } | { readonly kind: 'order' } | { readonly kind: 'plan' }

export type BackStep =
  /** A key of a record, or of a root map. `from`: what must still stand there. */
  | { readonly do: 'set'; readonly path: readonly string[]; readonly from: unknown; readonly to: unknown }
  | { readonly do: 'text'; readonly path: readonly string[]; readonly from: string; readonly to: string }
  /** A record that is not in the plan at all, as after a vandal or in a backup of another folder. */
  | {
      readonly do: 'make'
      readonly path: readonly [table: string, id: string]
      readonly fields: Readonly<Record<string, unknown>>
      readonly texts: Readonly<Record<string, string>>
    }
  /** One that was made since is marked as deleted. */
  | { readonly do: 'delete'; readonly path: readonly [table: string, id: string] }
  | RunBack

export interface StepsBack {
  readonly steps: readonly BackStep[]
  readonly left: readonly Left[]
}

export interface StepsBackInput {
  readonly old: Y.Doc
  readonly now: Y.Doc
  readonly what: WhatComesBack
  /** Whether the author orders the backlog and decides what is in it. */
  readonly orders: boolean
}

export function stepsBack(input: StepsBackInput): StepsBack {
  if (input.what.kind === 'order') return { steps: orderBack(input.old, input.now), left: [] }
  return input.what.kind === 'plan' ? wholePlan(input.old, input.now) : someItems(input, input.what.items)
}

/** A map or a text; a root is neither until somebody asks for it by name. */
type Holder = Pick<Y.AbstractType<unknown>, '_map' | '_start'>

/** What a plan is, not what it says. */
const TECHNICAL = new Set(['plan/schemaVersion', 'plan/minReader', 'plan/createdAt'])

function wholePlan(old: Y.Doc, now: Y.Doc): StepsBack {
  const steps: BackStep[] = []
  const left: Left[] = []
  for (const root of new Set([...old.share.keys(), ...now.share.keys()])) {
    const [then, today] = [old.share.get(root), now.share.get(root)]
    textSteps([root], then, today, steps)
    for (const id of keysOf(then, today)) {
      const [was, is] = [entryOf(then, id), entryOf(today, id)]
      if (recordIn(was) !== null || recordIn(is) !== null)
        recordSteps(root, id, recordIn(was), recordIn(is), steps, left)
      else if (!TECHNICAL.has(`${root}/${id}`)) valueStep([root, id], valueIn(was), valueIn(is), steps)
    }
  }
  return { steps, left }
}

function recordSteps(
  root: string,
  id: string,
  was: Y.Map<unknown> | null,
  is: Y.Map<unknown> | null,
  steps: BackStep[],
  left: Left[],
): void {
  if (was !== null && is !== null) fieldSteps([root, id], was, is, steps)
  else if (was !== null) steps.push(made(root, id, was))
  else if (is !== null && (is.get('deleted') ?? null) === null) {
    if (root === 'people')
      left.push({ record: `${root}/${id}`, field: '', why: 'Who joined since stays in the directory.' })
    else steps.push({ do: 'delete', path: [root, id] })
  }
}

/** Of items comes back what they say and what hangs on them; what others decide about them stays as it is. */
function someItems({ old, now, orders }: StepsBackInput, items: readonly string[]): StepsBack {
  const steps: BackStep[] = []
  const left: Left[] = []
  const wanted = new Set<string>()
  for (const id of items) {
    const was = recordAt(old, 'items', id)
    const is = recordAt(now, 'items', id)
    const name = `items/${id}`
    if (was === null) {
      left.push({ record: name, field: '', why: 'There was no such item at that moment.' })
      continue
    }
    if (is === null) {
      if (orders) steps.push(made('items', id, was))
      else left.push({ record: name, field: '', why: OWNERS_DECIDE })
      if (orders) wanted.add(id)
      continue
    }
    wanted.add(id)
    fieldSteps(['items', id], was, is, steps, (key) => {
      const why =
        key === 'sprint'
          ? 'Developers pull. Whether it is in a sprint stays as it is today.'
          : key.startsWith('name:')
            ? 'Developers put their own names on items. They stay as they are today.'
            : key === 'deleted' && !orders
              ? OWNERS_DECIDE
              : null
      if (why !== null) left.push({ ...fieldName(['items', id, key]), why })
      return why === null
    })
  }
  for (const [table, owner] of PARTS) {
    const [then, today] = [old.share.get(table), now.share.get(table)]
    for (const id of keysOf(then, today)) {
      const [was, is] = [recordIn(entryOf(then, id)), recordIn(entryOf(today, id))]
      if (!wanted.has(String((was ?? is)?.get(owner)))) continue
      // What people said since stays; it was said.
      if (was !== null || table !== 'comments') recordSteps(table, id, was, is, steps, left)
    }
  }
  const places = placesBack(old, now, wanted)
  if (orders) steps.push(...places)
  else
    for (const id of places.flatMap((place) => place.items.map((one) => one.id)))
      left.push({ record: `items/${id}`, field: 'rank', why: 'Product Owners order the backlog.' })
  return { steps, left }
}
const OWNERS_DECIDE = 'Product Owners decide what is in the backlog.'
/** Records that belong to an item, by the key that says to which. */
const PARTS: readonly (readonly [table: string, owner: string])[] = [
  ['criteria', 'item'],
  ['tasks', 'item'],
  ['links', 'from'],
  ['comments', 'item'],
]

function fieldSteps(
  path: readonly string[],
  was: Y.Map<unknown>,
  is: Y.Map<unknown>,
  steps: BackStep[],
  comesBack: (key: string) => boolean = () => true,
): void {
  for (const key of keysOf(was, is)) {
    const [then, today] = [entryOf(was, key), entryOf(is, key)]
    const [wasText, isText] = [typeIn(then), typeIn(today)]
    if (wasText !== null || isText !== null) {
      // Without a text to write in there is nothing to bring it back to: no type is made in a record that is there.
      if (wasText instanceof Y.Text && isText instanceof Y.Text) textSteps([...path, key], wasText, isText, steps)
      continue
    }
    const before = steps.length
    valueStep([...path, key], valueIn(then), valueIn(today), steps)
    if (steps.length > before && !comesBack(key)) steps.pop()
  }
}

function valueStep(path: readonly string[], was: unknown, is: unknown, steps: BackStep[]): void {
  if (isSame(was ?? null, is ?? null)) return
  // A member of a set is in or out; everything else is there or null. A place or a fact of the plan is never null.
  const to = was ?? (typeof is === 'boolean' ? false : null)
  if (to === null && (path[0] === 'plan' || path[0] === 'ranks')) return
  if (isSame(to, is ?? null) || (to === false && (is ?? null) === null)) return
  steps.push({ do: 'set', path, from: is ?? null, to })
}

function textSteps(path: readonly string[], was: Holder | undefined, is: Holder | undefined, steps: BackStep[]): void {
  const [from, to] = [wordsIn(is), wordsIn(was)]
  if (from !== to) steps.push({ do: 'text', path, from, to })
}

function made(root: string, id: string, was: Y.Map<unknown>): BackStep {
  const fields: Record<string, unknown> = {}
  const texts: Record<string, string> = {}
  for (const [key, item] of was._map) {
    const type = item.deleted ? null : typeIn(item)
    if (type instanceof Y.Text) texts[key] = wordsIn(type)
    else if (!item.deleted && type === null) fields[key] = valueIn(item)
  }
  return { do: 'make', path: [root, id], fields, texts }
}

function keysOf(was: Holder | undefined, is: Holder | undefined): Set<string> {
  return new Set([...(was?._map.keys() ?? []), ...(is?._map.keys() ?? [])])
}

function recordAt(doc: Y.Doc, root: string, id: string): Y.Map<unknown> | null {
  return recordIn(entryOf(doc.share.get(root), id))
}

function entryOf(type: Holder | undefined, key: string): Y.Item | undefined {
  const item = type?._map.get(key)
  return item === undefined || item.deleted ? undefined : item
}

function typeIn(item: Y.Item | undefined): Holder | null {
  return item?.content instanceof Y.ContentType ? item.content.type : null
}

function recordIn(item: Y.Item | undefined): Y.Map<unknown> | null {
  const type = typeIn(item)
  return type instanceof Y.Map ? type : null
}

function valueIn(item: Y.Item | undefined): unknown {
  return item?.content.getContent()[item.length - 1]
}

/** A root that nobody asked for by type yet is read by what it holds. */
function wordsIn(type: Holder | undefined): string {
  let words = ''
  for (let item = type?._start ?? null; item !== null; item = item.right)
    if (!item.deleted && item.content instanceof Y.ContentString) words += item.content.str
  return words
}
