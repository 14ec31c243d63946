import * as Y from 'yjs'
import type { Plan } from '../../doc/plan.ts'
import { readRow } from '../../doc/read-row.ts'
import type { Criterion } from '../../model/item-parts.ts'

/**
 * The live criteria of one item, in order. Only these are read, since a host rarely needs the others: all criteria of a large plan
 * take it a tenth of a second.
 */
export function criteriaOfItem(plan: Plan, item: string): readonly Criterion[] {
  const found: Criterion[] = []
  plan.doc.getMap('criteria').forEach((record, id) => {
    if (!(record instanceof Y.Map) || plan.heirOf(String(record.get('item'))) !== item) return
    const read = readRow('criteria', id, record)
    if ('row' in read && read.row.deleted === null) found.push(read.row)
  })
  return found.sort((a, b) => (a.rank < b.rank || (a.rank === b.rank && a.id < b.id) ? -1 : 1))
}
