import type { Plan } from '../doc/plan.ts'
import { unknownParts } from '../doc/unknown-parts.ts'
import { HORIZONS } from '../model/goal.ts'
import type { Item } from '../model/item.ts'
import { TABLES, type Rows } from '../model/tables.ts'
import { ORDINAL_FORMAT, ORDINAL_VERSION, type TOP_TABLES } from './ordinal-file.ts'
import { byId, byRank, readPlan, type PlanReading } from './plan-reading.ts'

/**
 * The whole plan as `ordinal-json`, deleted records included: the same plan always gives the same bytes. Ranks are not
 * written: the order in the file is the order. What this device noted for its own next import of such a file (keys of
 * `lastImported` that begin with @) stays behind, since it says nothing about the plan. `files`: bytes of attached files in
 * base64, by hash; where some are given, the file says what this device holds, too.
 */
export function planToOrdinalJson(plan: Plan, files: Readonly<Record<string, string>> = {}): string {
  const reading = readPlan(plan)
  const top = <T extends (typeof TOP_TABLES)[number]>(table: T, order: (a: Rows[T], b: Rows[T]) => number = byId) =>
    [...plan.rows(table).values()].sort(order).map((row) => topRowInFile(plan, table, row))
  const unknown = unknownParts(plan.doc)
  const file = {
    format: ORDINAL_FORMAT,
    version: ORDINAL_VERSION,
    plan: { ...plan.facts, vision: plan.rootText('vision').toString(), strategy: plan.rootText('strategy').toString() },
    items: reading.items.map((item) => itemInFile(plan, reading, item)),
    epics: top('epics'),
    goals: top('goals', (a, b) => horizonPlace(a.horizon) - horizonPlace(b.horizon) || byRank(a, b)),
    metrics: top('metrics'),
    measurements: top('measurements', (a, b) => compare(a.metric, b.metric) || compare(a.day, b.day) || byId(a, b)),
    domains: top('domains'),
    people: top('people'),
    teams: top('teams'),
    sprints: top('sprints'),
    pulls: top('pulls', (a, b) => a.at - b.at || byId(a, b)),
    checklists: top('checklists', (a, b) => compare(a.list, b.list) || byRank(a, b)),
    decisions: top('decisions'),
    views: top('views', (a, b) => compare(a.person ?? '', b.person ?? '') || byRank(a, b)),
    distinctions: top('distinctions'),
    scores: top('scores', (a, b) => a.at - b.at || byId(a, b)),
    formulas: top('formulas', byRank),
    surveys: top('surveys', (a, b) => a.at - b.at || byId(a, b)),
    answers: top('answers', (a, b) => a.at - b.at || byId(a, b)),
    rounds: top('rounds', (a, b) => a.at - b.at || byId(a, b)),
    cards: top('cards', (a, b) => compare(a.round, b.round) || byId(a, b)),
    questions: top('questions', (a, b) => a.at - b.at || byId(a, b)),
    templates: top('templates', (a, b) => compare(a.kind, b.kind) || byRank(a, b)),
    sessions: top('sessions', (a, b) => a.at - b.at || byId(a, b)),
    attachments: top('attachments', (a, b) => a.at - b.at || byId(a, b)),
    boards: top('boards', (a, b) => compare(a.team, b.team) || byId(a, b)),
    impediments: top('impediments', (a, b) => a.at - b.at || byId(a, b)),
    sprintChanges: top('sprintChanges', (a, b) => a.at - b.at || byId(a, b)),
    requests: top('requests', (a, b) => a.at - b.at || byId(a, b)),
    reflections: top('reflections', (a, b) => a.at - b.at || byId(a, b)),
    ...(Object.keys(files).length === 0 ? {} : { files }),
    ...(unknown === null ? {} : { unknown }),
  }
  return `${JSON.stringify(sorted(file), null, 2)}\n`
}

/** A record as it stands on the top level of the file. */
export function topRowInFile<T extends (typeof TOP_TABLES)[number]>(plan: Plan, table: T, row: Rows[T]): object {
  const { rank: _, ...rest } = row as Rows[T] & { readonly rank?: string }
  const texts = TABLES[table].texts.map((field) => [field, plan.textOf(table, row.id, field)] as const)
  return { ...rest, ...Object.fromEntries(texts) }
}

/** An item with its parts, as it stands in the file. */
export function itemInFile(plan: Plan, reading: PlanReading, item: Item): object {
  const known = (table: 'epics' | 'domains' | 'goals' | 'sprints', id: string | null) =>
    id !== null && plan.row(table, id) ? id : null
  const without = <R extends { readonly item: string }>({ item: _, ...rest }: R) => rest
  return {
    ...item,
    epic: known('epics', item.epic),
    domain: known('domains', item.domain),
    goal: known('goals', item.goal),
    sprint: known('sprints', item.sprint),
    lastImported: Object.fromEntries(Object.entries(item.lastImported).filter(([field]) => !field.startsWith('@'))),
    description: plan.textOf('items', item.id, 'description'),
    criteria: reading.criteriaOf(item.id).map((criterion) => without(withoutRank(criterion))),
    tasks: reading.tasksOf(item.id).map((task) => without(withoutRank(task))),
    links: reading.linksOf(item.id).map(({ from: _, ...link }) => link),
    comments: reading.commentsOf(item.id).map(without),
  }
}

function withoutRank<R extends { readonly rank: string }>({ rank: _, ...rest }: R): Omit<R, 'rank'> {
  return rest
}

/** Unknown horizons of a newer version come last. */
function horizonPlace(horizon: string): number {
  const place = (HORIZONS as readonly string[]).indexOf(horizon)
  return place < 0 ? HORIZONS.length : place
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The same value with the keys of every object in order of their code units. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const object = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((key) => [key, sorted(object[key])]),
  )
}
