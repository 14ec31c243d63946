import Papa from 'papaparse/papaparse.js'
import { isLive } from '../model/deletion.ts'
import type { Item } from '../model/item.ts'
import type { Plan } from '../doc/plan.ts'
import { commentsToCell, labelsToCell, linkToLine, sourceToCell, ticksToCell } from './csv-cells.ts'
import { CSV_COLUMNS, CSV_TOLD } from './csv-columns.ts'
import { readPlan, type PlanReading } from './plan-reading.ts'
import { placeWhy, scoresReader } from './told-of-items.ts'

/** More imported names than this make no sheet that anybody reads; `ordinal-json` has them all. */
const MAX_IMPORTED = 200

/**
 * All live items in rank order, one a row, under our own field names: a spreadsheet reads it, and Ordinal reads it back
 * without a mapping. A cell that a spreadsheet would take for a formula is guarded with an apostrophe. LF, no BOM.
 */
export function planToCsv(plan: Plan): string {
  const reading = readPlan(plan)
  const scoresOf = scoresReader(plan)
  const items = reading.items.filter(isLive)
  const imported = [...new Set(items.flatMap((item) => Object.keys(item.imported)))]
    .filter((name) => !isOurs(name))
    .sort()
    .slice(0, MAX_IMPORTED)
  const rows = items.map((item, i) => [
    ...CSV_COLUMNS.map((column) => cellOf(plan, reading, item, i, column)),
    placeWhy(item),
    scoresOf(item),
    item.parked ? item.parkedWhy : '',
    ...imported.map((name) => item.imported[name] ?? ''),
  ])
  return `${Papa.unparse(
    [[...CSV_COLUMNS, ...CSV_TOLD, ...imported], ...rows].map((row) => row.map(guarded)),
    { newline: '\n' },
  )}\n`
}

function isOurs(name: string): boolean {
  return ([...CSV_COLUMNS, ...CSV_TOLD] as readonly string[]).includes(name.toLowerCase())
}

function cellOf(
  plan: Plan,
  reading: PlanReading,
  item: Item,
  place: number,
  column: (typeof CSV_COLUMNS)[number],
): string {
  const titleOf = (table: 'epics' | 'goals', id: string | null) =>
    id === null ? '' : (plan.row(table, id)?.title ?? '')
  switch (column) {
    case 'rank':
      return String(place + 1)
    case 'parked':
      return item.parked ? 'yes' : ''
    case 'description':
      return plan.textOf('items', item.id, 'description')
    case 'labels':
      return labelsToCell(item.labels)
    case 'estimate':
    case 'value':
    case 'effort':
      return item[column] === null ? '' : String(item[column])
    case 'epic':
      return titleOf('epics', item.epic)
    case 'goal':
      return titleOf('goals', item.goal)
    case 'domain':
      return item.domain === null ? '' : (plan.row('domains', item.domain)?.name ?? '')
    case 'sprint':
      return item.sprint === null ? '' : (plan.row('sprints', item.sprint)?.name ?? '')
    case 'criteria':
      return ticksToCell(
        reading
          .criteriaOf(item.id)
          .filter(isLive)
          .map((c) => ({ text: c.text, on: c.met })),
      )
    case 'tasks':
      return ticksToCell(
        reading
          .tasksOf(item.id)
          .filter(isLive)
          .map((t) => ({ text: t.text, on: t.done })),
      )
    case 'links':
      return linksOf(plan, reading, item).join('\n')
    case 'comments':
      return commentsToCell(
        reading
          .commentsOf(item.id)
          .filter(isLive)
          .map((c) => ({ at: c.at, text: c.text, byName: reading.authorOf(c) })),
      )
    case 'source':
      return sourceToCell(item.source)
    case 'created':
      return moment(item.createdAt)
    case 'started':
      return moment(item.startedAt)
    case 'finished':
      return moment(item.finishedAt)
    default:
      return item[column]
  }
}

function linksOf(plan: Plan, reading: PlanReading, item: Item): string[] {
  return reading
    .linksOf(item.id)
    .filter(isLive)
    .map((link) =>
      linkToLine(link.type, link.to === null ? link.outside : (plan.row('items', link.to)?.key ?? link.outside)),
    )
}

function moment(ms: number | null): string {
  return ms === null ? '' : new Date(ms).toISOString()
}

/** A spreadsheet runs what begins so; the apostrophe says that it is text. Our import takes one off again. */
function guarded(cell: string): string {
  return /^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
}
