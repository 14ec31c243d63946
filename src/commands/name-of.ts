import type { Plan } from '../doc/plan.ts'
import { TABLES, type TableName } from '../model/tables.ts'
import type { NameOf } from './change-words.ts'

/** Names of records out of a plan, deleted ones too. */
export function namesIn(plan: Plan): NameOf {
  return (record) => {
    const [table = '', id = ''] = record.split('/')
    if (record === 'plan') return plan.facts.name
    if (!Object.hasOwn(TABLES, table)) return record
    const row = plan.row(table as TableName, id) as
      | {
          title?: string
          name?: string
          text?: string
          question?: string
          words?: string
          why?: string
          item?: string | null
        }
      | undefined
    const words =
      row?.title ??
      row?.name ??
      row?.text ??
      row?.question ??
      row?.words ??
      (table === 'sprintChanges' ? row?.why : undefined)
    if (words !== undefined) return words
    return row?.item == null
      ? 'something that is gone'
      : (plan.row('items', row.item)?.title ?? 'something that is gone')
  }
}
