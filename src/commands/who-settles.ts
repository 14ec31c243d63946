import type { Refusal } from './command.ts'
import {
  deletesItems,
  editsContent,
  editsTeams,
  holdsRole,
  notesTasks,
  notYours,
  ordersBacklog,
  plansSprints,
  pullsFor,
  setsGoals,
  type Who,
} from './policy.ts'
import { setStage } from './pull-item.ts'

/** Who may choose what a field says where people set it apart: whoever may set it otherwise. */
export function maySettle(ctx: Who, record: string, key: string, value: unknown): Refusal | null {
  const [table = '', id = ''] = record.split('/')
  const wrongRole = holdsRole(ctx)
  if (wrongRole !== null) return wrongRole
  switch (table) {
    case 'items':
      return maySettleItem(ctx, id, key, value)
    case 'criteria':
    case 'links':
      return editsContent(ctx, undefined)
    case 'epics':
      return (key === 'deleted' ? ordersBacklog : editsContent)(ctx, undefined)
    case 'tasks':
      return notesTasks(ctx, undefined)
    case 'comments':
      return ctx.plan.row('comments', id)?.by === ctx.author.person
        ? null
        : notYours('Whoever wrote a comment decides what it says.')
    case 'people':
      return id === ctx.author.person ? null : editsTeams(ctx, undefined)
    case 'teams':
      return editsTeams(ctx, undefined)
    case 'sprints':
      return plansSprints(ctx, undefined)
    case 'pulls':
      return pullsFor(ctx, ctx.plan.row('pulls', id)?.sprint ?? null)
    default:
      return setsGoals(ctx, undefined)
  }
}

function maySettleItem(ctx: Who, item: string, key: string, value: unknown): Refusal | null {
  if (key === 'rank' || key.startsWith('parked')) return ordersBacklog(ctx, undefined)
  if (key === 'deleted') return deletesItems(ctx, undefined)
  if (key === 'goal' || key === 'value' || key === 'outcome' || key === 'domain') return setsGoals(ctx, undefined)
  if (key === 'sprint') return maySettlePull(ctx, item, typeof value === 'string' ? value : null)
  if (key === 'stage') return setStage.allowed(ctx, { item, stage: typeof value === 'string' ? value : '' })
  if (key.startsWith('name:'))
    return key === `name:${ctx.author.person}`
      ? null
      : notYours('Nobody puts another’s name on an item, or takes it off.')
  return editsContent(ctx, undefined)
}

/** Of two teams that pulled one item apart, each may keep it, or leave it to the other that has it too. */
function maySettlePull(ctx: Who, item: string, sprint: string | null): Refusal | null {
  const refusal = pullsFor(ctx, sprint)
  if (refusal === null) return null
  const holding = ctx.plan.partsOf('pulls', item).filter(({ leftAt }) => leftAt === null)
  const leaves = holding.some((stay) => stay.sprint !== sprint && pullsFor(ctx, stay.sprint) === null)
  return leaves && holding.some((stay) => stay.sprint === sprint) ? null : refusal
}
