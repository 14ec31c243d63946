import { keysBetween } from '../doc/order-keys.ts'
import { membersOf, setMember } from '../doc/write.ts'
import { fail, ok } from '../model/result.ts'
import { agendaOf, type Session } from '../model/session.ts'
import type { Command, CommandContext } from './command.ts'
import { plansSessions } from './policy.ts'
import { badValue, checkRefs, type BadValue, type Missing } from './record-edits.ts'
import { sessionIn } from './session-phase.ts'
import type { WrongState } from './sprints.ts'

const MOST_ITEMS = 100

export interface AddToAgenda {
  readonly session: string
  readonly items: readonly string[]
  /** The item that they come behind; left out, or not on the agenda: the last. */
  readonly after?: string | undefined
}

/** Puts items on the agenda; what is on it stays where it is. */
export const addToAgenda: Command<AddToAgenda, Missing | BadValue | WrongState> = {
  name: 'session.add',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { session, items, after }) {
    const row = sessionIn(ctx, session, 'planned', 'on')
    if (!row.ok) return row
    const agenda = agendaOf(row.value)
    const known = new Set(agenda.map(({ item }) => item))
    const fresh = [...new Set(items)].filter((item) => !known.has(item))
    const wrong = checkItems(ctx, fresh, agenda.length)
    if (wrong !== null) return wrong
    const behind = agenda.findIndex(({ item }) => item === after)
    const [low, high] = behind < 0 ? [agenda.at(-1), undefined] : [agenda[behind], agenda[behind + 1]]
    putOn(ctx, session, fresh, low?.key ?? null, high?.key ?? null)
    return ok(undefined)
  },
}

export interface OnAgenda {
  readonly session: string
  readonly item: string
}
export const removeFromAgenda: Command<OnAgenda, Missing | WrongState> = {
  name: 'session.remove',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { session, item }) {
    const row = sessionIn(ctx, session, 'planned', 'on')
    if (!row.ok) return row
    if (takeOff(ctx, row.value, item)) ctx.log({ record: `sessions/${session}`, field: 'agenda', from: item, to: null })
    return ok(undefined)
  },
}

export interface MoveOnAgenda extends OnAgenda {
  /** The item that it comes behind; null for the top. */
  readonly after: string | null
}
export const moveOnAgenda: Command<MoveOnAgenda, Missing | BadValue | WrongState> = {
  name: 'session.order',
  allowed: (ctx) => plansSessions(ctx, undefined),
  run(ctx, { session, item, after }) {
    const row = sessionIn(ctx, session, 'planned', 'on')
    if (!row.ok) return row
    const agenda = agendaOf(row.value)
    const others = agenda.filter((one) => one.item !== item)
    const behind = after === null ? -1 : others.findIndex((one) => one.item === after)
    if (others.length === agenda.length || (after !== null && behind < 0))
      return badValue('item', 'This item is not on the agenda.')
    if (agenda.findIndex((one) => one.item === item) === behind + 1) return ok(undefined)
    const low = others[behind]?.key ?? null
    const high = others[behind + 1]?.key ?? null
    const keys = keysBetween(low, high, 1, ctx.random)
    takeOff(ctx, row.value, item)
    if (keys !== null) setMember(ctx.plan.doc, 'sessions', session, 'agenda', `${keys[0] as string} ${item}`, true)
    else {
      // Two were put into one place apart: all get places of their own.
      for (const one of others) takeOff(ctx, row.value, one.item)
      const order = others.map((one) => one.item)
      order.splice(behind + 1, 0, item)
      writePlaces(ctx, session, order, null, null)
    }
    ctx.log({ record: `sessions/${session}`, field: 'agenda', from: item, to: item })
    return ok(undefined)
  },
}

/** Why these cannot be put on an agenda that has `besides` items already, or null. */
export function checkItems(
  ctx: CommandContext,
  items: readonly string[],
  besides: number,
): { ok: false; error: Missing | BadValue } | null {
  if (items.length + besides > MOST_ITEMS)
    return badValue('items', `An agenda has at most ${MOST_ITEMS} items. Plan a second session for the rest.`)
  for (const item of items) {
    const missing = checkRefs(ctx, { items: item })
    if (missing !== null) return fail(missing)
  }
  return null
}

/** Puts items between two places of an agenda. */
export function putOn(
  ctx: CommandContext,
  session: string,
  items: readonly string[],
  low: string | null,
  high: string | null,
): void {
  writePlaces(ctx, session, items, low, high)
  for (const item of items) ctx.log({ record: `sessions/${session}`, field: 'agenda', from: null, to: item })
}

function writePlaces(
  ctx: CommandContext,
  session: string,
  items: readonly string[],
  low: string | null,
  high: string | null,
): void {
  const keys = keysBetween(low, high, items.length, ctx.random) ?? []
  items.forEach((item, i) =>
    setMember(ctx.plan.doc, 'sessions', session, 'agenda', `${keys[i] ?? low ?? 'a0'} ${item}`, true),
  )
}

/** Wherever it stands: two may have moved it apart, and an item that was merged into it since may have stood there too. */
function takeOff(ctx: CommandContext, session: Session, item: string): boolean {
  const members = membersOf(ctx.plan.doc, 'sessions', session.id, 'agenda').filter(
    (member) => ctx.plan.heirOf(member.slice(member.indexOf(' ') + 1)) === item,
  )
  for (const member of members) setMember(ctx.plan.doc, 'sessions', session.id, 'agenda', member, false)
  return members.length > 0
}
