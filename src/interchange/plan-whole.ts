import { keysBetween } from '../doc/order-keys.ts'
import type { Plan } from '../doc/plan.ts'
import { onePartEach } from '../doc/unknown-parts.ts'
import type { Entry } from '../model/envelope.ts'
import type { Item } from '../model/item.ts'
import { SCHEMA_VERSION, type PlanFacts } from '../model/plan.ts'
import { TABLES, type TableName } from '../model/tables.ts'
import type { Unit } from './batches.ts'
import { createItemBase, sameAsBase } from './item-base.ts'
import { withoutHalves } from './limits.ts'
import { itemInFile, sorted, topRowInFile } from './ordinal-export.ts'
import { NESTED_TABLES, TOP_TABLES, type OrdinalFile, type OrdinalItem } from './ordinal-file.ts'
import { placeNewItems } from './place-new-items.ts'
import type { PlanningChoices } from './plan-import.ts'
import { readPlan, type PlanReading } from './plan-reading.ts'
import type { PlannedWrite } from './planned-import.ts'
import { shown, type ReportMaker } from './report.ts'

/** Under this key of `lastImported` a plan notes what such a file last said of an item. It never leaves the plan. */
const BASE = '@ordinal'

/**
 * Plans a whole `ordinal-json` file. Into an empty plan everything goes as it stands, ids included. In a plan that has
 * some of it, items are compared three ways, field by field; of all other records those that are missing here are made
 * and those that differ stay as they are here, which the report says.
 */
export function planWhole(plan: Plan, file: OrdinalFile, choices: PlanningChoices, report: ReportMaker): Unit[] {
  const reading = readPlan(plan)
  const isFresh = ['items', 'epics', 'goals'].every((table) => plan.rows(table as 'items').size === 0)
  const ranks = placeNewItems(
    plan,
    file.items.map(({ id }) => ({ id, isNew: !plan.row('items', id) })),
    choices.random,
  )
  const different = new Map<string, number>()
  const units: Unit[] = [
    {
      writes: [
        ...facts(),
        ...[...ranks]
          .filter(([id]) => plan.row('items', id))
          .map(([id, key]): PlannedWrite => ({ op: 'rank', id, key })),
      ],
      entries: [],
      isItem: false,
    },
    ...TOP_TABLES.flatMap(topTable),
    ...file.items.map(item),
    ...unknown(),
  ]
  if (different.size > 0)
    report.note(
      `These differ here and in the file, and stayed as they are here: ${[...different].map(([table, n]) => `${n} ${table}`).join(', ')}.`,
    )
  const inFile = new Set(file.items.map(({ id }) => id))
  for (const known of plan.rows('items').values())
    if (!inFile.has(known.id) && known.deleted === null && BASE in known.lastImported) report.count('missing')
  return units

  /** Only a plan that is just being made takes what this Ordinal has no name for: it cannot be compared. */
  function unknown(): Unit[] {
    if (!isFresh || file.unknown === null) return []
    return [...onePartEach(file.unknown)].map((parts) => ({
      writes: [{ op: 'unknown', parts }],
      entries: [],
      isItem: false,
    }))
  }

  /** A plan that has been written in keeps its own facts, one that has a name its name. */
  function facts(): PlannedWrite[] {
    const { vision, strategy, ...said } = file.plan
    const writes: PlannedWrite[] = []
    if (isFresh) {
      for (const [field, value] of Object.entries(said) as [keyof PlanFacts, unknown][]) {
        const own = plan.doc.getMap('plan').get('name')
        if (field === 'name' && typeof own === 'string' && own !== '') continue
        if (plan.facts[field] !== value)
          writes.push({
            op: 'fact',
            field,
            value: field === 'schemaVersion' || field === 'minReader' ? Math.min(Number(value), SCHEMA_VERSION) : value,
          })
      }
    }
    for (const [field, value] of [
      ['vision', vision],
      ['strategy', strategy],
    ] as const) {
      if (value !== '' && plan.rootText(field).length === 0)
        writes.push({ op: 'root-text', field, value: withoutHalves(value) })
    }
    return writes
  }

  function topTable(table: (typeof TOP_TABLES)[number]): Unit[] {
    const rows: readonly { readonly id: string }[] = file[table]
    const made = rows.filter(({ id }) => !holds(plan, table, id))
    for (const row of rows) {
      const known = plan.row(table, row.id)
      if (known && !isSame(topRowInFile(plan, table, known), { ...row, rank: undefined }))
        different.set(table, (different.get(table) ?? 0) + 1)
    }
    const keys =
      table === 'goals' || table === 'views' || table === 'checklists' || table === 'formulas' || table === 'templates'
        ? keysAtEnd(
            [...plan.rows(table).values()].map((row) => row.rank),
            made.length,
          )
        : []
    return made.map((row, i) => create(table, row, keys[i]))
  }

  function item(said: OrdinalItem, place: number): Unit {
    const known = plan.row('items', said.id)
    if (!known && holds(plan, 'items', said.id)) {
      report.problems.push({
        row: place + 1,
        column: 'id',
        value: said.id,
        why: 'This item is here already and could not be read; it was left alone.',
      })
      report.count('skipped')
      return { writes: [], entries: [], isItem: false }
    }
    if (!known) {
      report.count('created')
      const { criteria, tasks, links, comments, description, ...fields } = said
      const lastImported = { ...fields.lastImported, [BASE]: createItemBase(said) }
      const own = create('items', {
        ...fields,
        description,
        lastImported,
        key: fields.key === '' ? said.id.slice(0, 5).toUpperCase() : fields.key,
      })
      const parts = NESTED_TABLES.flatMap((table) => partsOf(said, table, []))
      return {
        writes: [...own.writes, { op: 'rank', id: said.id, key: ranks.get(said.id) ?? '' }, ...parts],
        entries: own.entries,
        isItem: true,
      }
    }
    if (known.deleted !== null) {
      report.count(said.deleted === null ? 'skipped' : 'unchanged')
      return { writes: [], entries: [], isItem: false }
    }
    return update(said, known)
  }

  function update(said: OrdinalItem, known: Item): Unit {
    const writes: PlannedWrite[] = []
    const entries: Entry[] = []
    const ours = itemInFile(plan, reading, known) as Readonly<Record<string, unknown>>
    const base = known.lastImported[BASE]
    for (const [field, theirs] of Object.entries(said)) {
      if (field === 'id' || isSame(ours[field], theirs)) continue
      // Without a base this plan never read such a file: what the file says now was meant to be read.
      const inFile = typeof base === 'string' ? sameAsBase(base, field, theirs) : false
      if (inFile) continue
      if (typeof base === 'string' && !sameAsBase(base, field, ours[field])) {
        report.conflict({ item: known.id, key: known.key, field, ours: shown(ours[field]), theirs: shown(theirs) })
        continue
      }
      const made = take(said, known, field, theirs)
      if (made.length === 0) continue
      writes.push(...made)
      const plain = (value: unknown) =>
        field === 'deleted'
          ? value !== null
          : typeof value === 'object'
            ? null
            : field === 'description'
              ? String(value).length
              : value
      entries.push({
        name: 'import.item',
        record: `items/${known.id}`,
        field,
        from: plain(ours[field]),
        to: plain(theirs),
        why: '',
      })
    }
    report.count(writes.length > 0 ? 'updated' : 'unchanged')
    const next = createItemBase(said)
    if (base !== next) {
      const lastImported = writes.find((w) => w.op === 'set' && w.field === 'lastImported')
        ? said.lastImported
        : known.lastImported
      const rest = writes.filter((w) => !(w.op === 'set' && w.field === 'lastImported'))
      return {
        writes: [
          ...rest,
          { op: 'set', table: 'items', id: known.id, field: 'lastImported', value: { ...lastImported, [BASE]: next } },
        ],
        entries,
        isItem: true,
      }
    }
    return { writes, entries, isItem: true }
  }

  function take(said: OrdinalItem, known: Item, field: string, theirs: unknown): PlannedWrite[] {
    const here = { table: 'items', id: known.id, field } as const
    if (field === 'description') return [{ op: 'text', ...here, value: withoutHalves(String(theirs)) }]
    if (field in TABLES.items.sets) {
      const [was, now] = [known[field as 'labels'], theirs as readonly string[]]
      const members = [...now.filter((m) => !was.includes(m)), ...was.filter((m) => !now.includes(m))]
      return members.map((member) => ({ op: 'member', ...here, member, on: now.includes(member) }))
    }
    if ((NESTED_TABLES as readonly string[]).includes(field))
      return partsOf(
        said,
        field as (typeof NESTED_TABLES)[number],
        partsHere(reading, field as (typeof NESTED_TABLES)[number], known.id),
      )
    return [{ op: 'set', ...here, value: theirs }]
  }

  /** Makes what is missing and sets what differs; what stands here only is left alone. */
  function partsOf(
    said: OrdinalItem,
    table: (typeof NESTED_TABLES)[number],
    ours: readonly { readonly id: string }[],
  ): PlannedWrite[] {
    const rows: readonly { readonly id: string }[] = said[table]
    const owner = table === 'links' ? { from: said.id } : { item: said.id }
    const made = rows.filter(({ id }) => !holds(plan, table, id))
    const keys =
      table === 'criteria' || table === 'tasks'
        ? keysAtEnd(
            ours.map((row) => (row as { rank?: string }).rank ?? ''),
            made.length,
          )
        : []
    const edits = rows.flatMap((row) => {
      const known = ours.find(({ id }) => id === row.id) as Record<string, unknown> | undefined
      if (!known) return []
      return Object.entries(row).flatMap(([field, value]): PlannedWrite[] => {
        if (['id', 'item', 'from', 'rank'].includes(field) || isSame(known[field], value)) return []
        if (field !== 'names') return [{ op: 'set', table, id: row.id, field, value }]
        const was = known[field] as string[]
        const now = value as unknown as string[]
        return [...now.filter((m) => !was.includes(m)), ...was.filter((m) => !now.includes(m))].map((member) => ({
          op: 'member',
          table,
          id: row.id,
          field,
          member,
          on: now.includes(member),
        }))
      })
    })
    return [...made.flatMap((row, i) => create(table, { ...row, ...owner }, keys[i]).writes), ...edits]
  }

  function keysAtEnd(ranks: readonly string[], count: number): readonly string[] {
    const last = [...ranks].sort().at(-1) ?? ''
    return (
      keysBetween(last === '' ? null : last, null, count, choices.random) ??
      keysBetween(null, null, count, choices.random) ??
      []
    )
  }
}

function partsHere(
  reading: PlanReading,
  table: (typeof NESTED_TABLES)[number],
  item: string,
): readonly { readonly id: string }[] {
  if (table === 'criteria') return reading.criteriaOf(item)
  if (table === 'tasks') return reading.tasksOf(item)
  return table === 'links' ? reading.linksOf(item) : reading.commentsOf(item)
}

function create(
  table: TableName,
  row: Readonly<Record<string, unknown>> & { readonly id: string },
  rank?: string,
): Unit {
  const texts: Record<string, string> = {}
  const fields: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(row)) {
    if (field === 'id' || field === 'rank') continue
    if (TABLES[table].texts.includes(field)) texts[field] = withoutHalves(String(value))
    else fields[field] = typeof value === 'string' ? withoutHalves(value) : value
  }
  if (rank !== undefined) fields['rank'] = rank
  const to = row['title'] ?? row['name'] ?? row['text'] ?? ''
  return {
    writes: [{ op: 'create', table, id: row.id, fields, texts }],
    entries: [
      {
        name: `import.${table === 'items' ? 'item' : 'record'}`,
        record: `${table}/${row.id}`,
        field: '',
        from: null,
        to,
        why: '',
      },
    ],
    isItem: table === 'items',
  }
}

/** Also true for a record that could not be read: it must not be made twice. */
function holds(plan: Plan, table: TableName, id: string): boolean {
  return plan.doc.getMap(table).has(id)
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}
