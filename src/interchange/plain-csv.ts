import type { ImportChoices, ImportProblem } from '../model/import-report.ts'
import { ok, type Result } from '../model/result.ts'
import { mapColumns, numberIn, textsOf, type Columns } from './columns.ts'
import { cellToComments, cellToLabels, cellToLinks, cellToSource, cellToTicks } from './csv-cells.ts'
import { suggestRoles } from './csv-columns.ts'
import { countTypes } from './count-types.ts'
import { createDateReader } from './date-columns.ts'
import type { ImportedEpic, ImportedFields, ImportedItem, ImportedPlan } from './imported-plan.ts'
import type { Sheet, SheetRow } from './sheet.ts'
import { kindOfWord, stageOfWord } from './words-of-trackers.ts'

const SYSTEM = 'csv'
const DATES = ['created', 'started', 'finished'] as const

/**
 * Any CSV whose first row names its columns. Our own field names need no mapping, other tools' usual names are
 * suggested, everything else is kept as text until a person maps it. Without a title column nothing can be imported yet.
 */
export function readPlainCsv(sheet: Sheet, name: string, choices: ImportChoices): Result<ImportedPlan> {
  const suggested = suggestRoles(sheet.header)
  const columns = mapColumns(sheet, (_, index) => suggested[index] ?? 'text', choices.mapping)
  const problems = [...sheet.problems]
  const plan = {
    format: 'csv',
    system: SYSTEM,
    name,
    rows: sheet.rows.length,
    columns: columns.columns,
    whole: null,
  } as const
  if (!columns.has('title')) {
    const notes = ['No column is the title yet. Say which one it is, then the file can be imported.']
    return ok({ ...plan, epics: [], items: [], problems, notes, needsMapping: true })
  }
  const notes: string[] = []
  if (!columns.has('key') && !columns.has('id'))
    notes.push('No column is a key, so the next import finds items again by their title.')
  const read = createRowReader(sheet, columns, choices, problems)
  const items = inOrder(sheet.rows, columns).flatMap((row) => read(row))
  const epics = new Map<string, ImportedEpic>()
  for (const item of items) {
    if (item.epic)
      epics.set(item.epic, {
        ref: item.epic,
        source: { system: SYSTEM, key: item.epic },
        key: '',
        title: item.epic,
        description: '',
        createdAt: null,
      })
  }
  if (items.some((item) => item.assignedTo !== ''))
    notes.push('Assignees are kept as "Was assigned to": in Ordinal nobody assigns, Developers pull.')
  const types = countTypes(
    sheet.rows.map((row) => ({
      type: columns.first(row, 'kind'),
      kind: kindOfWord(columns.first(row, 'kind'), choices.kinds) ?? 'feature',
    })),
  )
  return ok({ ...plan, epics: [...epics.values()], items, problems, notes, needsMapping: false, types })
}

function createRowReader(
  sheet: Sheet,
  columns: Columns,
  choices: ImportChoices,
  problems: ImportProblem[],
): (row: SheetRow) => ImportedItem[] {
  const nameOf = (role: string) => columns.columns.find((column) => column.field === role)?.name ?? role
  const dates = createDateReader(
    DATES.filter((role) => columns.has(role)).map((role) => ({
      name: nameOf(role),
      values: sheet.rows.map((row) => columns.first(row, role)),
    })),
    choices.dates,
    problems,
  )
  const seen = new Map<string, number>()

  return (row) => {
    const title = columns.first(row, 'title').replace(/\s+/g, ' ')
    if (title === '') {
      problems.push({
        row: row.row,
        column: nameOf('title'),
        value: '',
        why: 'This row has no title and was left out.',
      })
      return []
    }
    const [id, key] = [columns.first(row, 'id'), columns.first(row, 'key')]
    const own = id !== '' ? id : key !== '' ? key : `title:${title}`
    const times = (seen.get(own) ?? 0) + 1
    seen.set(own, times)
    if (times > 1 && !own.startsWith('title:')) {
      problems.push({
        row: row.row,
        column: nameOf(id !== '' ? 'id' : 'key'),
        value: own,
        why: 'This key stands in the file twice; the first row counts.',
      })
      return []
    }
    const stand = times > 1 ? `${own}#${times}` : own
    const imported = textsOf(columns, row)
    return [
      {
        row: row.row,
        ref: key !== '' ? key : stand,
        source: cellToSource(columns.first(row, 'source')) ?? { system: SYSTEM, key: stand },
        id: id === '' ? null : id,
        key,
        fields: fieldsOf(row, title, imported),
        epic: columns.has('epic') ? columns.first(row, 'epic') : null,
        criteria: columns.has('criteria') ? cellToTicks(columns.first(row, 'criteria')) : null,
        tasks: cellToTicks(columns.first(row, 'tasks')).map(({ text, met }) => ({ key: '', text, done: met })),
        comments: columns.all(row, 'comments').flatMap((cell) => cellToComments(cell.value, stand)),
        links: columns.all(row, 'links').flatMap((cell) => cellToLinks(cell.value)),
        imported,
        assignedTo: columns.first(row, 'assigned'),
      },
    ]
  }

  function fieldsOf(row: SheetRow, title: string, imported: Record<string, string>): ImportedFields {
    const cell = (role: string) => columns.first(row, role)
    const number = (role: string) =>
      columns.has(role) ? { [role]: numberIn(cell(role), row.row, nameOf(role), problems) } : {}
    const text = (role: string) => (columns.has(role) ? { [role]: cell(role) } : {})
    const date = (role: (typeof DATES)[number]) =>
      columns.has(role) ? { [`${role}At`]: dates.read(nameOf(role), cell(role), row.row) } : {}
    const word = (role: string, known: string | null, without: string) => {
      if (!columns.has(role)) return {}
      if (known === null && cell(role) !== '') {
        problems.push({
          row: row.row,
          column: nameOf(role),
          value: cell(role),
          why: `Ordinal does not know this word; the item became ${without === 'open' ? 'open' : `a ${without}`} and the word is kept as text.`,
        })
      }
      if (cell(role) !== '' && known !== cell(role).toLowerCase()) imported[nameOf(role)] = cell(role)
      return { [role]: known ?? without }
    }
    return {
      title,
      ...word('kind', kindOfWord(cell('kind'), choices.kinds), 'feature'),
      ...word('stage', stageOfWord(cell('stage')), 'open'),
      ...text('description'),
      ...text('outcome'),
      ...text('domain'),
      ...text('goal'),
      ...(columns.has('labels') && {
        labels: [...new Set(columns.all(row, 'labels').flatMap(({ value }) => cellToLabels(value)))],
      }),
      ...number('estimate'),
      ...number('value'),
      ...number('effort'),
      ...(columns.has('parked') && { parked: /^(true|yes|x|1|parked)$/i.test(cell('parked')) }),
      ...date('created'),
      ...date('started'),
      ...date('finished'),
    }
  }
}

/** A column of ranks orders the rows if every row has a number in it; without one the file's own order counts. */
function inOrder(rows: readonly SheetRow[], columns: Columns): readonly SheetRow[] {
  const places = rows.map((row) => columns.first(row, 'order'))
  if (!places.every((place) => /^\d+$/.test(place))) return rows
  return rows
    .map((row, i) => ({ row, place: Number(places[i]) }))
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row)
}
