import { TABLE_NAMES } from '../model/tables.ts'
import type { PlanState } from '../state/plan-state.svelte.ts'

/** Whether the record that a field `<table>/<id>/<field>` belongs to was deleted, or the item that it is a part of. */
export function isGone(state: Pick<PlanState, 'row'>, field: string): boolean {
  const [kind, id = ''] = field.split('/')
  const table = TABLE_NAMES.find((name) => name === kind)
  const row = table === undefined ? undefined : state.row(table, id)
  if (row === undefined) return false
  if ('deleted' in row && row.deleted !== null) return true
  return 'item' in row && isGone(state, `items/${row.item}`)
}
