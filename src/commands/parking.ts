import { setField } from '../doc/write.ts'
import { fail, ok } from '../model/result.ts'
import type { Command, CommandContext } from './command.ts'
import { liveItems, type TooMany } from './item-values.ts'
import { ordersBacklog } from './policy.ts'
import { edit, type BadValue, type Missing } from './record-edits.ts'

export interface NoteParking {
  readonly ids: readonly string[]
  /** '' takes the reason back; left out, it stays. */
  readonly why?: string | undefined
  /** A day, YYYY-MM-DD; null for none, left out it stays. */
  readonly until?: string | null | undefined
}

/** Why parked items are set aside, and when to look at them again. Of what is not parked nothing is noted. */
export const noteParking: Command<NoteParking, Missing | TooMany | BadValue> = {
  name: 'item.parking',
  allowed: (ctx) => ordersBacklog(ctx, undefined),
  run(ctx, { ids, why, until }) {
    const items = liveItems(ctx, ids)
    if (!items.ok) return items
    const wrong = checkParking({ why, until })
    if (wrong !== null) return fail(wrong)
    for (const item of items.value) {
      if (!item.parked) continue
      if (why !== undefined) edit(ctx, 'items', item, 'parkedWhy', why.trim())
      if (until !== undefined) edit(ctx, 'items', item, 'parkedUntil', until)
    }
    return ok(undefined)
  },
}

/** Notes beside the flag how it came to be set; null once it is taken up again. The log has it with the flag's entry. */
export function writeParking(
  ctx: CommandContext,
  item: string,
  parking: {
    readonly at: number
    readonly by: string | null
    readonly why: string
    readonly until: string | null
  } | null,
): void {
  const { doc } = ctx.plan
  setField(doc, 'items', item, 'parkedAt', parking?.at ?? null)
  setField(doc, 'items', item, 'parkedBy', parking?.by ?? null)
  setField(doc, 'items', item, 'parkedWhy', parking?.why.trim() ?? '')
  setField(doc, 'items', item, 'parkedUntil', parking?.until ?? null)
}

const LONGEST = 500
export function checkParking(parking: Pick<NoteParking, 'why' | 'until'>): BadValue | null {
  const { why = '', until = null } = parking
  if (why.trim().length > LONGEST) return bad('parkedWhy', 'A reason has at most 500 characters.')
  if (until !== null && !(/^\d{4}-\d{2}-\d{2}$/.test(until) && !Number.isNaN(Date.parse(until))))
    return bad('parkedUntil', `“${until}” is no day. Choose one from the calendar.`)
  return null
}

function bad(field: string, message: string): BadValue {
  return { type: 'bad-value', field, message }
}
