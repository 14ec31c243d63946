import type { PastItem, PastItemWhole, PastPlan } from '../../contract/history-calls.ts'
import type { Plan } from '../../doc/plan.ts'
import { isLive } from '../../model/deletion.ts'
import { goalOf } from '../../model/goal-of.ts'
import type { Item } from '../../model/item.ts'

/** The backlog as it stood, from a plan of that moment. */
export function pastPlanOf(plan: Plan, moment: number): PastPlan {
  const items: PastItem[] = []
  for (const id of plan.live.ids) {
    const item = plan.row('items', id)
    if (item !== undefined) items.push(pastItem(plan, item, items.length + 1))
  }
  let deleted = 0
  for (const item of plan.rows('items').values()) if (!isLive(item)) deleted++
  return { moment, name: plan.facts.name, items, deleted }
}

/** Null if there was no such item then. */
export function pastItemOf(plan: Plan, id: string): PastItemWhole | null {
  const item = plan.row('items', id)
  if (item === undefined) return null
  const { deleted } = item
  return {
    item: pastItem(plan, item, plan.live.positionOf(id) + 1),
    deleted: deleted === null ? null : { by: deleted.by, at: deleted.at, why: deleted.why },
    fields: fieldsOf(plan, item),
    description: plan.textOf('items', id, 'description'),
    criteria: plan.partsOf('criteria', id).map(({ text, met }) => ({ text, done: met })),
    tasks: plan.partsOf('tasks', id).map(({ text, done }) => ({ text, done })),
    comments: plan.partsOf('comments', id).map(({ by, byName, text, at }) => ({
      person: by === null ? byName || null : (plan.row('people', by)?.name ?? by),
      text,
      time: at,
    })),
  }
}

function pastItem(plan: Plan, item: Item, position: number): PastItem {
  const { id, key, title, kind, stage, estimate, parked, labels, epic, sprint } = item
  const goal = goalOf(item, (one) => plan.row('epics', one))
  return {
    ...{ id, key, title, kind, stage, estimate, parked, labels, epic, sprint, position },
    epicName: nameIn(plan, 'epics', epic),
    goalName: nameIn(plan, 'goals', goal?.goal ?? null),
    sprintName: nameIn(plan, 'sprints', sprint),
  }
}

/** In the order of the item panel; what was never set is left out. */
function fieldsOf(plan: Plan, item: Item): PastItemWhole['fields'] {
  const goal = goalOf(item, (one) => plan.row('epics', one))
  const fields: [string, unknown][] = [
    ['key', item.key],
    ['title', item.title],
    ['kind', item.kind],
    ['stage', item.stage],
    ['parked', item.parked],
    ['domain', nameIn(plan, 'domains', item.domain)],
    ['sprint', nameIn(plan, 'sprints', item.sprint)],
    ['estimate', item.estimate],
    ['value', item.value],
    ['effort', item.effort],
    ['labels', item.labels],
    ['goal', nameIn(plan, 'goals', goal?.goal ?? null)],
    ['outcome', item.outcome],
    ['epic', nameIn(plan, 'epics', item.epic)],
    ['names', item.names.map((person) => nameIn(plan, 'people', person))],
    ['links', plan.partsOf('links', item.id).map((link) => linkWords(plan, item.id, link))],
    ...Object.entries(item.imported),
  ]
  return fields
    .filter(
      ([, value]) => value !== null && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0),
    )
    .map(([field, value]) => ({ field, value }))
}

function linkWords(plan: Plan, item: string, link: { from: string; to: string | null; outside: string; type: string }) {
  const other = link.to === null ? link.outside : nameIn(plan, 'items', link.from === item ? link.to : link.from)
  return link.from === item || link.type !== 'blocks' ? `${link.type} ${other}` : `blocked by ${other}`
}

function nameIn(plan: Plan, table: 'items' | 'epics' | 'goals' | 'sprints' | 'domains' | 'people', id: string | null) {
  if (id === null) return ''
  const row = plan.row(table, id)
  if (row === undefined) return ''
  return 'title' in row ? row.title : row.name
}
