import type { Plan } from '../doc/plan.ts'
import { ITEM_KINDS } from '../model/item.ts'
import type { FilterNames, Named, NamedField } from './filter-terms.ts'

const TABLE_OF = { domain: 'domains', epic: 'epics', goal: 'goals', sprint: 'sprints', person: 'people' } as const

/** Names as they stand in a plan just now. Kinds and labels are their own names. */
export function filterNames(plan: Plan, me: () => string | null): FilterNames {
  return {
    named: (field) => [...namedIn(plan, field)],
    nameOf: (field, id) => (field === 'kind' || field === 'label' ? id : nameIn(plan.row(TABLE_OF[field], id))),
    get me() {
      return me()
    },
  }
}

function* namedIn(plan: Plan, field: NamedField): Iterable<Named> {
  if (field === 'kind') {
    const kinds = new Set<string>(ITEM_KINDS)
    for (const item of plan.rows('items').values()) kinds.add(item.kind)
    for (const kind of kinds) yield { id: kind, name: kind }
  } else if (field === 'label') {
    const labels = new Set<string>()
    for (const item of plan.rows('items').values())
      if (item.deleted === null) for (const label of item.labels) labels.add(label)
    for (const label of labels) yield { id: label, name: label }
  } else
    for (const row of plan.rows(TABLE_OF[field]).values())
      if (row.deleted === null) yield { id: row.id, name: nameIn(row) }
}

function nameIn(row: { readonly name?: string; readonly title?: string } | undefined): string {
  return row?.name ?? row?.title ?? ''
}
