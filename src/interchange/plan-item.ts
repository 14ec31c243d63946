import type { Entry } from '../model/envelope.ts'
import { speakableKey } from '../model/id.ts'
import type { Item } from '../model/item.ts'
import type { Unit } from './batches.ts'
import { nameOfText } from './columns.ts'
import type { ImportedItem } from './imported-plan.ts'
import { fitLabel, fitText, fitTitle } from './limits.ts'
import { planComments, planCriteria, planLinks, planTasks } from './plan-parts.ts'
import type { RowsContext } from './plan-rows.ts'
import type { PlannedWrite } from './planned-import.ts'
import { shown } from './report.ts'
import { textDigest } from './text-digest.ts'
import { compareThreeWays, isEmpty, mergeSets } from './three-way.ts'

/** Under this name an item keeps who had it in the other system. History, never an assignment. */
export const WAS_ASSIGNED = 'Was assigned to'

/** What the file says of one item, with names turned into ids and texts that fit. */
interface Said {
  readonly fields: Readonly<Record<string, unknown>>
  readonly description: string | undefined
  readonly labels: readonly string[] | undefined
}

/** Fields of an item as the file says them; what the file does not say is not in it. */
function said(ctx: RowsContext, item: ImportedItem): Said {
  const { problems } = ctx.report
  const place = (column: string) => ({ row: item.row, column })
  const { title, description, labels, domain, goal, outcome, ...plain } = item.fields
  const epic = item.epic === null ? undefined : ctx.epic(item.epic)
  return {
    fields: {
      ...(title !== undefined && { title: fitTitle(title, place('title'), problems) }),
      ...plain,
      ...(outcome !== undefined && { outcome: fitText(outcome, place('outcome'), problems) }),
      ...(epic !== undefined && { epic }),
      ...(domain !== undefined && { domain: ctx.domain(domain) }),
      ...(goal !== undefined && { goal: ctx.goal(goal) }),
    },
    description: description === undefined ? undefined : fitText(description, place('description'), problems),
    labels:
      labels === undefined
        ? undefined
        : [...new Set(labels.map((label) => fitLabel(label, place('labels'), problems)))]
            .filter((label) => label !== '')
            .sort(),
  }
}

export function createItem(ctx: RowsContext, item: ImportedItem, id: string, rank: string): Unit {
  const { fields, description = '', labels = [] } = said(ctx, item)
  const writes: PlannedWrite[] = [
    {
      op: 'create',
      table: 'items',
      id,
      texts: { description },
      fields: {
        kind: 'feature',
        stage: 'open',
        createdBy: ctx.choices.person,
        ...fields,
        createdAt: fields['createdAt'] ?? ctx.choices.now,
        key: item.key === '' ? speakableKey(id) : item.key,
        labels,
        source: item.source,
        imported: importedOf(ctx, item, null),
        lastImported: lastImportedOf(fields, item, labels, description),
      },
    },
    { op: 'rank', id, key: rank },
    ...planCriteria(ctx, item, id, null).writes,
    ...planTasks(ctx, item, id, null).writes,
    ...planComments(ctx, item, id).writes,
    ...planLinks(ctx, item, id).writes,
  ]
  return {
    writes,
    entries: [{ name: 'import.item', record: `items/${id}`, field: '', from: null, to: fields['title'], why: '' }],
    isItem: true,
  }
}

/** Three ways, field by field: see three-way.ts. The rank is never touched. */
export function updateItem(
  ctx: RowsContext,
  item: ImportedItem,
  known: Item,
): { readonly unit: Unit; readonly changed: boolean } {
  const { under, base } = ctx.baseOf(known)
  const { fields, description, labels } = said(ctx, item)
  const writes: PlannedWrite[] = []
  const entries: Entry[] = []
  const entry = (field: string, from: unknown, to: unknown) =>
    entries.push({ name: 'import.item', record: `items/${known.id}`, field, from, to, why: '' })
  // Found by its own id and never compared with such a file: what the file says now was meant to be read.
  const baseFor = (field: string, ours: unknown) => (base === null ? ours : base[field])
  const conflict = (field: string, ours: unknown, theirs: unknown) =>
    ctx.report.conflict({ item: known.id, key: known.key, field, ours: shown(ours), theirs: shown(theirs) })

  for (const [field, theirs] of Object.entries(fields)) {
    const ours = known[field as keyof Item] as unknown
    const verdict = compareThreeWays(baseFor(field, ours), ours, theirs)
    if (verdict === 'conflict') conflict(field, nameIn(ctx, field, ours), nameIn(ctx, field, theirs))
    if (verdict !== 'take') continue
    writes.push({ op: 'set', table: 'items', id: known.id, field, value: theirs })
    entry(field, ours, theirs)
  }
  if (description !== undefined) {
    const ours = ctx.plan.textOf('items', known.id, 'description')
    const verdict = compareThreeWays(
      baseFor('description', ours === '' ? '' : textDigest(ours)),
      ours === '' ? '' : textDigest(ours),
      description === '' ? '' : textDigest(description),
    )
    if (verdict === 'conflict') conflict('description', ours, description)
    if (verdict === 'take') {
      writes.push({ op: 'text', table: 'items', id: known.id, field: 'description', value: description })
      entry('description', ours.length, description.length)
    }
  }
  if (labels !== undefined) {
    const was = base === null ? known.labels : base['labels']
    const { add, remove } = mergeSets(Array.isArray(was) ? (was as string[]) : undefined, known.labels, labels)
    for (const member of [...add, ...remove]) {
      writes.push({ op: 'member', table: 'items', id: known.id, field: 'labels', member, on: add.includes(member) })
      entry('labels', add.includes(member) ? null : member, add.includes(member) ? member : null)
    }
  }
  const imported = importedOf(ctx, item, known)
  if (!isSameJson(imported, known.imported)) {
    writes.push({ op: 'set', table: 'items', id: known.id, field: 'imported', value: imported })
    entry('imported', Object.keys(known.imported).length, Object.keys(imported).length)
  }
  for (const [name, part] of Object.entries({
    criteria: planCriteria(ctx, item, known.id, base),
    tasks: planTasks(ctx, item, known.id, base),
    comments: planComments(ctx, item, known.id),
    links: planLinks(ctx, item, known.id),
  })) {
    if (part.writes.length === 0) continue
    writes.push(...part.writes)
    entry(name, null, part.writes.length)
  }
  const changed = writes.length > 0
  const next = lastImportedOf(fields, item, labels, description)
  const lastImported = under === '' ? { ...ownBases(known), ...next } : { ...known.lastImported, [under]: next }
  if (!isSameJson(lastImported, known.lastImported))
    writes.push({ op: 'set', table: 'items', id: known.id, field: 'lastImported', value: lastImported })
  return { unit: { writes, entries, isItem: true }, changed }
}

/** The base of the next comparison; what is empty is left out. Long texts stand as a digest, since only sameness matters. */
function lastImportedOf(
  fields: Readonly<Record<string, unknown>>,
  item: ImportedItem,
  labels: readonly string[] | undefined,
  description: string | undefined,
): Record<string, unknown> {
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value))),
    ...(labels !== undefined && labels.length > 0 && { labels }),
    ...(description !== undefined && description !== '' && { description: textDigest(description) }),
    ...(item.criteria !== null &&
      item.criteria.length > 0 && { criteria: item.criteria.map((c) => textDigest(c.text)) }),
    ...(item.tasks.length > 0 && {
      tasks: Object.fromEntries(
        item.tasks.map((t) => [t.key === '' ? `:${textDigest(t.text)}` : t.key, [textDigest(t.text), t.done]]),
      ),
    }),
  }
}

/** Bases of other systems than the item's own. */
function ownBases(item: Item): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item.lastImported).filter(([field]) => field.startsWith('@')))
}

/** The columns kept as text. A column of this file that is empty now goes; one from elsewhere stays. */
function importedOf(ctx: RowsContext, item: ImportedItem, known: Item | null): Record<string, string> {
  const columns = new Set(ctx.imported.columns.map((column) => nameOfText(column.name)))
  const kept = Object.entries(known?.imported ?? {}).filter(([name]) => name === WAS_ASSIGNED || !columns.has(name))
  const texts = { ...Object.fromEntries(kept), ...item.imported }
  const had = known?.imported[WAS_ASSIGNED] ?? ''
  if (item.assignedTo !== '' && !had.split(', then ').includes(item.assignedTo))
    texts[WAS_ASSIGNED] = had === '' ? item.assignedTo : `${had}, then ${item.assignedTo}`
  let room = 200_000
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const fitted = fitText(text, { row: item.row, column: name }, ctx.report.problems, Math.max(room, 100))
      room -= fitted.length * 3
      return [name, fitted]
    }),
  )
}

function nameIn(ctx: RowsContext, field: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (field === 'epic') return ctx.plan.row('epics', value)?.title ?? value
  if (field === 'goal') return ctx.plan.row('goals', value)?.title ?? value
  return field === 'domain' ? (ctx.plan.row('domains', value)?.name ?? value) : value
}

function isSameJson(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const line = (value: Readonly<Record<string, unknown>>) =>
    JSON.stringify(
      Object.keys(value)
        .sort()
        .map((key) => [key, value[key]]),
    )
  return line(a) === line(b)
}
