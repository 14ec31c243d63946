import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { plansSprints, setsGoals } from './policy.ts'
import { nounOf, restore, type Missing } from './record-edits.ts'

/** Kinds of record, beside items, that stand under Deleted. */
export const RESTORABLE = ['goals', 'epics', 'sprints'] as const

export interface RestoreRecord {
  readonly table: (typeof RESTORABLE)[number]
  readonly id: string
}

/** Brings a deleted goal, epic or sprint back as it was. One that is not deleted stays as it is. */
export const restoreRecord: Command<RestoreRecord, Missing> = {
  name: 'record.restore',
  allowed: (ctx, { table }) => (table === 'sprints' ? plansSprints : setsGoals)(ctx, undefined),
  run(ctx, { table, id }) {
    if (!RESTORABLE.includes(table) || ctx.plan.row(table, id) === undefined) {
      return fail({
        type: 'missing',
        record: `${table}/${id}`,
        message: `There is no such ${RESTORABLE.includes(table) ? nounOf(table) : 'record'} in this plan.`,
      })
    }
    restore(ctx, table, id)
    return ok(undefined)
  },
}
