import type { Plan, PlanChanges } from '../doc/plan.ts'
import { goalOf } from '../model/goal-of.ts'
import { askingComments, isOpenQuestion } from '../model/question.ts'
import type { FilterField } from '../model/filter-text.ts'
import type { FilterFacts } from './filter-terms.ts'

/** What a filter may ask of a plan beside the rows of its items. */
export function filterFacts(
  plan: Plan,
  parts: {
    readonly isReady: (id: string) => boolean
    readonly lastChange: (id: string) => number | null
    readonly now: () => number
  },
): FilterFacts {
  return {
    goalOf: (item) => goalOf(item, (id) => plan.row('epics', id))?.goal ?? null,
    isReady: (item) => parts.isReady(item.id),
    hasCriteria: (item) => plan.partsOf('criteria', item.id).length > 0,
    hasDescription: (item) => (plan.text('items', item.id, 'description')?.length ?? 0) > 0,
    saidBy: (item) => plan.partsOf('comments', item.id).flatMap(({ by }) => (by === null ? [] : [by])),
    // Whom open questions name, or who holds the role that they name; '' where that is nobody by name.
    askedOn: (item) => {
      const questions = plan.partsOf('questions', item.id)
      const asking = askingComments(plan.partsOf('comments', item.id), questions)
      const asked = questions
        .filter(isOpenQuestion)
        .flatMap(({ asks, role }) => (asks === null ? ['', ...holdersOf(plan, role)] : [asks]))
      return [...asked, ...asking.map(() => '')]
    },
    lastChange: (item) => parts.lastChange(item.id) ?? item.finishedAt ?? item.startedAt ?? item.createdAt,
    now: parts.now,
  }
}

function holdersOf(plan: Plan, role: string): string[] {
  return [...plan.rows('people').values()]
    .filter((person) => person.deleted === null && person.roles.includes(role))
    .map(({ id }) => id)
}

/** Items that one transaction may have brought into a filter's list or out of it; `all` where only a look at all of them tells. */
export function touchedItems(
  plan: Plan,
  changed: PlanChanges,
  fields: ReadonlySet<FilterField>,
): ReadonlySet<string> | 'all' {
  const asks = (...some: readonly FilterField[]): boolean => some.some((field) => fields.has(field))
  if (changed.tables.has('epics') && asks('goal', 'why', 'missing', 'ready')) return 'all'
  if ((changed.tables.has('checklists') || changed.facts) && asks('ready')) return 'all'
  const ids = new Set([...(changed.tables.get('items') ?? []), ...changed.ranks])
  for (const owners of changed.parts.values()) for (const id of owners) ids.add(id)
  for (const text of changed.texts) {
    const [table, id] = text.split('/')
    if (table === 'items' && id !== undefined) ids.add(id)
  }
  if (asks('ready'))
    // What blocks an item counts by where it stands and whether it is finished.
    for (const id of [...ids])
      for (const link of plan.partsOf('links', id)) if (link.from === id && link.to !== null) ids.add(link.to)
  return ids
}
