import * as Y from 'yjs'
import type { PartTable } from './item-parts.ts'
import { TABLE_NAMES, type TableName } from '../model/tables.ts'

/** What one transaction changed, by id. Nothing else has to be looked at again. */
export interface PlanChanges {
  readonly tables: ReadonlyMap<TableName, ReadonlySet<string>>
  /** Items whose criteria, tasks, comments, links or pulls changed, by table. Filled in by the plan. */
  readonly parts: ReadonlyMap<PartTable, ReadonlySet<string>>
  /** Items whose place changed. */
  readonly ranks: ReadonlySet<string>
  /** The keys that these had, as far as the order was read before. Filled in by the plan. */
  readonly formerKeys: ReadonlyMap<string, string>
  /** Texts that people write together: `items/<id>/description`, or `plan/vision`. */
  readonly texts: ReadonlySet<string>
  readonly facts: boolean
}

export type FoundChanges = Omit<PlanChanges, 'parts' | 'formerKeys'>

export const ROOT_TEXTS = ['vision', 'strategy'] as const
export type RootText = (typeof ROOT_TEXTS)[number]

/** Tells roots apart once, so that a transaction's changed types can be named without looking at the whole document. */
export function createChangeReader(doc: Y.Doc): (transaction: Y.Transaction) => FoundChanges | null {
  const tables = new Map<unknown, TableName>(TABLE_NAMES.map((table) => [doc.getMap(table), table]))
  const texts = new Map<unknown, RootText>(ROOT_TEXTS.map((field) => [doc.getText(field), field]))
  const ranks = doc.getMap('ranks')
  const facts = doc.getMap('plan')

  return (transaction) => {
    const changed = {
      tables: new Map<TableName, Set<string>>(),
      ranks: new Set<string>(),
      texts: new Set<string>(),
      facts: false,
    }
    const touch = (table: TableName, id: string): void => {
      const ids = changed.tables.get(table)
      if (ids === undefined) changed.tables.set(table, new Set([id]))
      else ids.add(id)
    }
    for (const [type, keys] of transaction.changed) {
      const table = tables.get(type)
      if (table !== undefined) for (const key of keys) key !== null && touch(table, key)
      else if ((type as unknown) === ranks) for (const key of keys) key !== null && changed.ranks.add(key)
      else if ((type as unknown) === facts) changed.facts = true
      else if (texts.has(type)) changed.texts.add(`plan/${texts.get(type) as string}`)
      else inside(type as Y.AbstractType<unknown>, touch, changed.texts)
    }
    const any = changed.tables.size > 0 || changed.ranks.size > 0 || changed.texts.size > 0 || changed.facts
    return any ? changed : null
  }

  /** A record (its parent is a table), or a text in a record. */
  function inside(
    type: Y.AbstractType<unknown>,
    touch: (table: TableName, id: string) => void,
    changedTexts: Set<string>,
  ): void {
    const up = type._item?.parent
    const table = tables.get(up)
    const name = type._item?.parentSub
    if (name === null || name === undefined) return
    if (table !== undefined) return touch(table, name)
    if (!(up instanceof Y.AbstractType)) return
    const above = tables.get(up._item?.parent)
    const id = up._item?.parentSub
    if (above === undefined || id === null || id === undefined) return
    if (type instanceof Y.Text) changedTexts.add(`${above}/${id}/${name}`)
    else touch(above, id)
  }
}
