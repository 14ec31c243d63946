import { keysBetween } from '../doc/order-keys.ts'
import type { Plan } from '../doc/plan.ts'
import type { Epic } from '../model/epic.ts'
import type { Source } from '../model/fields.ts'
import { createId } from '../model/id.ts'
import type { Item } from '../model/item.ts'
import type { Unit } from './batches.ts'
import type { ImportedEpic, ImportedItem, ImportedPlan } from './imported-plan.ts'
import { fitText, fitTitle } from './limits.ts'
import { placeNewItems } from './place-new-items.ts'
import type { PlanningChoices } from './plan-import.ts'
import { createItem, updateItem } from './plan-item.ts'
import { linkName } from './plan-parts.ts'
import type { PlannedWrite } from './planned-import.ts'
import { readPlan, type PlanReading } from './plan-reading.ts'
import type { ReportMaker } from './report.ts'
import { textDigest } from './text-digest.ts'
import { compareThreeWays } from './three-way.ts'

/** What the planner of one item needs to know of the plan and of the rest of the file. */
export interface RowsContext {
  readonly plan: Plan
  readonly reading: PlanReading
  readonly imported: ImportedPlan
  readonly choices: PlanningChoices
  readonly report: ReportMaker
  readonly newId: () => string
  /** Key of `lastImported` under which the base of this file stands for an item; '' is the top level. */
  baseOf(item: Item): { readonly under: string; readonly base: Readonly<Record<string, unknown>> | null }
  /** Record that a name in the file means; null for none, undefined where it was deleted here. */
  epic(ref: string): string | null | undefined
  domain(name: string): string | null
  goal(title: string): string | null
  /** Item that a link of the file points to: in the file, or in the plan by its key. */
  itemOf(ref: string): string | null
  /** Every link of the plan and of this file so far, since both ends of a link may name it. */
  readonly linkNames: Set<string>
  /** Whether an item or task with this source is in the plan already, so that it is not made twice. */
  knowsTask(key: string): boolean
}

/** Plans the rows of a tracker's file: epics and names first, then the items in the file's order with all their parts. */
export function planRows(plan: Plan, imported: ImportedPlan, choices: PlanningChoices, report: ReportMaker): Unit[] {
  const units: Unit[] = []
  const newId = () => createId(choices.random)
  const bySource = new Map(
    [...plan.rows('items').values()].flatMap((item) => (item.source ? [[nameOf(item.source), item] as const] : [])),
  )
  const find = (item: ImportedItem) =>
    (item.id === null ? undefined : plan.row('items', item.id)) ??
    (item.source ? bySource.get(nameOf(item.source)) : undefined)

  const matches = new Map<ImportedItem, Item>()
  const ids = new Map<string, string>()
  for (const item of imported.items) {
    const known = find(item)
    if (known) matches.set(item, known)
    ids.set(item.ref, known?.id ?? newId())
  }
  const idOf = (item: ImportedItem) => ids.get(item.ref) ?? ''
  const ranks = placeNewItems(
    plan,
    imported.items.map((item) => ({ id: idOf(item), isNew: !matches.has(item) })),
    choices.random,
  )
  const byKey = new Map(
    [...plan.rows('items').values()].filter((item) => item.deleted === null).map((item) => [item.key, item.id]),
  )
  const taskKeys = new Set(
    [...plan.rows('tasks').values()].flatMap((task) =>
      task.source?.system === imported.system ? [task.source.key] : [],
    ),
  )

  const epics = planEpics()
  const domains = namesOf('domains', (row) => row.name)
  const goals = namesOf('goals', (row) => row.title)
  const ctx: RowsContext = {
    plan,
    imported,
    choices,
    report,
    newId,
    reading: readPlan(plan),
    linkNames: new Set(
      [...plan.rows('links').values()].map((link) => linkName(link.type, link.from, link.to, link.outside)),
    ),
    baseOf: (item) => baseOf(item, imported.system),
    epic: (ref) => (ref === '' ? null : epics.get(ref)),
    domain: (name) => nameOrNew('domains', domains, name, () => ({ name })),
    goal: (title) =>
      nameOrNew('goals', goals, title, () => ({
        title,
        horizon: 'later',
        rank: nextGoalRank(),
        createdAt: choices.now,
      })),
    itemOf: (ref) => ids.get(ref) ?? byKey.get(ref) ?? null,
    knowsTask: (key) => taskKeys.has(key) || bySource.has(nameOf({ system: imported.system, key })),
  }

  const itemUnits = imported.items.map((item): Unit => {
    const known = matches.get(item)
    if (!known) {
      report.count('created')
      return createItem(ctx, item, idOf(item), ranks.get(idOf(item)) ?? '')
    }
    if (known.deleted !== null) {
      report.count('skipped')
      return { writes: [], entries: [], isItem: false }
    }
    const { unit, changed } = updateItem(ctx, item, known)
    report.count(changed ? 'updated' : 'unchanged')
    return unit
  })
  // A crowded gap may have given new keys to neighbours that are no part of the file.
  const fresh = new Set(imported.items.filter((item) => !matches.has(item)).map(idOf))
  const rekeyed = [...ranks]
    .filter(([id]) => !fresh.has(id))
    .map(([id, key]): PlannedWrite => ({ op: 'rank', id, key }))
  units.push({ writes: rekeyed, entries: [], isItem: false }, ...itemUnits)
  countMissing()
  return units

  function planEpics(): ReadonlyMap<string, string | undefined> {
    const rows = [...plan.rows('epics').values()]
    const bySource = new Map(rows.flatMap((epic) => (epic.source ? [[nameOf(epic.source), epic] as const] : [])))
    const byTitle = new Map(
      rows.filter((epic) => epic.deleted === null).map((epic) => [epic.title.toLowerCase(), epic]),
    )
    const found = new Map<string, string | undefined>()
    for (const epic of imported.epics) {
      const known =
        (epic.source && bySource.get(nameOf(epic.source))) ??
        (imported.format === 'csv' ? byTitle.get(epic.title.toLowerCase()) : undefined)
      if (!known) {
        const id = newId()
        found.set(epic.ref, id)
        units.push(createEpic(epic, id))
      } else {
        found.set(epic.ref, known.deleted === null ? known.id : undefined)
        if (known.deleted === null && imported.format !== 'csv') units.push(updateEpic(epic, known))
      }
    }
    return found
  }

  function createEpic(epic: ImportedEpic, id: string): Unit {
    const place = { row: 0, column: `Epic ${epic.ref}` }
    const title = fitTitle(epic.title, place, report.problems)
    const description = fitText(epic.description, place, report.problems)
    const fields = {
      key: epic.key === '' ? id.slice(0, 5).toUpperCase() : epic.key,
      title,
      source: epic.source,
      createdAt: epic.createdAt ?? choices.now,
      lastImported: { title, description: textDigest(description) },
    }
    return {
      writes: [{ op: 'create', table: 'epics', id, fields, texts: { description } }],
      entries: [{ name: 'import.epic', record: `epics/${id}`, field: '', from: null, to: title, why: '' }],
      isItem: false,
    }
  }

  function updateEpic(epic: ImportedEpic, known: Epic): Unit {
    const place = { row: 0, column: `Epic ${epic.ref}` }
    const writes: PlannedWrite[] = []
    const title = fitTitle(epic.title, place, report.problems)
    const description = fitText(epic.description, place, report.problems)
    const ours = plan.textOf('epics', known.id, 'description')
    const conflict = (field: string, mine: string, theirs: string) =>
      report.conflict({ item: known.id, key: known.key, field: `epic ${field}`, ours: mine, theirs })
    const titles = compareThreeWays(known.lastImported['title'], known.title, title)
    if (titles === 'take') writes.push({ op: 'set', table: 'epics', id: known.id, field: 'title', value: title })
    if (titles === 'conflict') conflict('title', known.title, title)
    const texts = compareThreeWays(known.lastImported['description'], textDigest(ours), textDigest(description))
    if (texts === 'take')
      writes.push({ op: 'text', table: 'epics', id: known.id, field: 'description', value: description })
    if (texts === 'conflict') conflict('description', ours.slice(0, 300), description.slice(0, 300))
    const entries = writes.map((write) => ({
      name: 'import.epic',
      record: `epics/${known.id}`,
      field: 'field' in write ? write.field : '',
      from: null,
      to: title,
      why: '',
    }))
    const base = { title, description: textDigest(description) }
    if (
      JSON.stringify(base) !==
      JSON.stringify({ title: known.lastImported['title'], description: known.lastImported['description'] })
    ) {
      writes.push({ op: 'set', table: 'epics', id: known.id, field: 'lastImported', value: base })
    }
    return { writes, entries, isItem: false }
  }

  function namesOf<T extends 'domains' | 'goals'>(
    table: T,
    nameIn: (row: { name: string; title: string }) => string,
  ): Map<string, string> {
    const live = [...plan.rows(table).values()].filter((row) => row.deleted === null)
    return new Map(live.map((row) => [nameIn(row as unknown as { name: string; title: string }).toLowerCase(), row.id]))
  }

  function nameOrNew(
    table: 'domains' | 'goals',
    known: Map<string, string>,
    name: string,
    fields: () => Record<string, unknown>,
  ): string | null {
    if (name === '') return null
    const found = known.get(name.toLowerCase())
    if (found !== undefined) return found
    const id = newId()
    known.set(name.toLowerCase(), id)
    units.push({
      writes: [{ op: 'create', table, id, fields: fields(), texts: {} }],
      entries: [
        {
          name: `import.${table === 'goals' ? 'goal' : 'domain'}`,
          record: `${table}/${id}`,
          field: '',
          from: null,
          to: name,
          why: '',
        },
      ],
      isItem: false,
    })
    return id
  }

  function nextGoalRank(): string {
    const made = units.flatMap((unit) =>
      unit.writes.flatMap((write) =>
        write.op === 'create' && write.table === 'goals' ? [String(write.fields['rank'])] : [],
      ),
    )
    const last = [...[...plan.rows('goals').values()].map((goal) => goal.rank), ...made].sort().at(-1)
    return keysBetween(last === undefined || last === '' ? null : last, null, 1, choices.random)?.[0] ?? ''
  }

  function countMissing(): void {
    const seen = new Set([...matches.values()].map((item) => item.id))
    for (const item of plan.rows('items').values()) {
      if (item.deleted !== null || seen.has(item.id)) continue
      const { base } = baseOf(item, imported.system)
      if (base !== null && (item.source?.system === imported.system || imported.format === 'csv'))
        report.count('missing')
    }
  }
}

/** An item from this very source has its base on the top level of `lastImported`; any other under the system's name with an @. */
export function baseOf(
  item: Item,
  system: string,
): { readonly under: string; readonly base: Readonly<Record<string, unknown>> | null } {
  if (item.source?.system === system) return { under: '', base: item.lastImported }
  const under = `@${system}`
  const base = item.lastImported[under]
  return { under, base: typeof base === 'object' && base !== null ? (base as Record<string, unknown>) : null }
}

function nameOf(source: Source): string {
  return `${source.system}\u0000${source.key}`
}
