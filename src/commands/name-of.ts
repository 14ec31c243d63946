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
      { title?: string; name?: string; text?: string; question?: string } | undefined
    return row?.title ?? row?.name ?? row?.text ?? row?.question ?? 'something that is gone'
  }
}
