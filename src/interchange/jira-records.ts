import type { ImportChoices, ImportProblem } from '../model/import-report.ts'
import { mapColumns, numberIn, textsOf, type Columns } from './columns.ts'
import { createDateReader, type DateReader } from './date-columns.ts'
import { isoDay } from './dates.ts'
import type { ImportedComment, ImportedFields } from './imported-plan.ts'
import { readCommentCell, readWorklogCell } from './jira-cells.ts'
import { jiraRoleOf } from './jira-columns.ts'
import type { Sheet, SheetRow } from './sheet.ts'
import { wikiToMarkdown } from './wiki-to-markdown.ts'
import { kindOfWord, stageOfWord } from './words-of-trackers.ts'

/** One row of a Jira export, read cell by cell; what it is among the others is decided afterwards. */
export interface JiraRecord {
  readonly row: number
  readonly key: string
  readonly id: string
  readonly type: string
  readonly fields: ImportedFields & { readonly title: string; readonly stage: string }
  /** Keys or numeric ids of parents, in the order of the columns. */
  readonly parents: readonly string[]
  readonly parentName: string
  readonly rank: string
  readonly comments: readonly ImportedComment[]
  readonly links: readonly { readonly inward: boolean; readonly word: string; readonly to: string }[]
  readonly texts: Record<string, string>
  readonly assignedTo: string
}

export interface JiraRecords {
  readonly records: readonly JiraRecord[]
  readonly columns: Columns
  readonly problems: ImportProblem[]
  readonly notes: string[]
}

export function readJiraRecords(sheet: Sheet, choices: ImportChoices): JiraRecords {
  const problems = [...sheet.problems]
  const columns = mapColumns(sheet, jiraRoleOf, choices.mapping)
  const dates = jiraDates(sheet, columns, choices, problems)
  const unknown = { kinds: new Map<string, number>(), stages: new Map<string, number>() }
  const keys = new Set<string>()
  const records: JiraRecord[] = []
  for (const row of sheet.rows) {
    const key = columns.first(row, 'key')
    if (key === '') {
      problems.push({
        row: row.row,
        column: 'Issue key',
        value: '',
        why: 'This row has no key, so the next import could not find it again; it was left out.',
      })
    } else if (keys.has(key)) {
      problems.push({
        row: row.row,
        column: 'Issue key',
        value: key,
        why: 'This key stands in the file twice; the first row counts.',
      })
    } else {
      keys.add(key)
      records.push(readRecord(row, key))
    }
  }
  return { records, columns, problems, notes: notesOf(unknown) }

  function readRecord(row: SheetRow, key: string): JiraRecord {
    const type = columns.first(row, 'kind')
    const status = columns.first(row, 'stage')
    const kind = kindOfWord(type, choices.kinds)
    if (kind === null && type !== '' && !isEpicType(type) && !isSubTaskType(type)) count(unknown.kinds, type)
    const stage = stageOf(row, status)
    const title = columns.first(row, 'title').replace(/\s+/g, ' ')
    if (title === '')
      problems.push({
        row: row.row,
        column: 'Summary',
        value: '',
        why: 'This row has no summary; its key stands in for it.',
      })
    const createdAt = dates.read('Created', columns.first(row, 'created'), row.row)
    const finishedAt = dates.read('Resolved', columns.first(row, 'finished'), row.row)
    const texts = textsOf(columns, row, (role, value) => readText(role, value, dates))
    if (status !== '' && !['to do', 'in progress', 'done'].includes(status.toLowerCase())) texts['Status'] = status
    if (type !== '' && type.toLowerCase() !== kind && !/^(user )?story$/i.test(type)) texts['Issue Type'] = type
    const resolution = columns.first(row, 'stage:resolution')
    if (resolution !== '') texts['Resolution'] = resolution
    if (texts['Epic Name'] === title) delete texts['Epic Name']
    return {
      row: row.row,
      key,
      id: columns.first(row, 'key:id'),
      type,
      fields: {
        title: title === '' ? key : title,
        kind: kind ?? 'feature',
        stage,
        ...(columns.has('description') && { description: wikiToMarkdown(columns.first(row, 'description')) }),
        ...(columns.has('labels') && { labels: labelsOf(row) }),
        ...(columns.has('estimate') && { estimate: estimateOf(row) }),
        ...numbers(row, 'value'),
        ...numbers(row, 'effort'),
        ...(columns.has('outcome') && { outcome: columns.first(row, 'outcome') }),
        ...(columns.has('domain') && { domain: columns.first(row, 'domain') }),
        ...(columns.has('goal') && { goal: columns.first(row, 'goal') }),
        ...(columns.has('created') && { createdAt }),
        ...(columns.has('finished') && { finishedAt: stage === 'done' ? finishedAt : null }),
      },
      parents: columns.all(row, 'epic:parent').map((cell) => cell.value),
      parentName: columns.all(row, 'epic:name')[0]?.value ?? '',
      rank: columns.first(row, 'order'),
      comments: columns.all(row, 'comments').map((cell) => readCommentCell(cell.value, key, createdAt ?? 0, dates)),
      links: columns.all(row, 'links').map((cell) => {
        const [, direction, ...word] = cell.role.split(':')
        return { inward: direction === 'in', word: word.join(':'), to: cell.value }
      }),
      texts,
      assignedTo: columns.first(row, 'assigned'),
    }
  }

  function stageOf(row: SheetRow, status: string): string {
    const category = columns.first(row, 'stage:category')
    const known = stageOfWord(category) ?? stageOfWord(status)
    const resolution = columns.first(row, 'stage:resolution')
    const resolved = resolution !== '' && resolution.toLowerCase() !== 'unresolved'
    if (known === null && status !== '' && !resolved) count(unknown.stages, status)
    const stage = known ?? (resolved ? 'done' : 'open')
    const given = stageOfWord(resolution) === 'dropped' || stageOfWord(status) === 'dropped'
    return stage === 'done' && given ? 'dropped' : stage
  }

  function labelsOf(row: SheetRow): string[] {
    return [
      ...new Set(
        columns.all(row, 'labels').flatMap((cell) => (cell.role === 'labels' ? cell.value.split(/\s+/) : [cell.value])),
      ),
    ]
  }

  function estimateOf(row: SheetRow): number | null {
    const cells = columns.all(row, 'estimate')
    const values = cells
      .map((cell) => numberIn(cell.value, row.row, cell.name, problems))
      .filter((value) => value !== null)
    if (new Set(values).size > 1) {
      problems.push({
        row: row.row,
        column: cells.map((cell) => cell.name).join(', '),
        value: values.join(', '),
        why: 'The columns for story points differ; the first one counts.',
      })
    }
    return values[0] ?? null
  }

  function numbers(row: SheetRow, field: 'value' | 'effort'): ImportedFields {
    const cell = columns.all(row, field)[0]
    return columns.has(field) ? { [field]: numberIn(cell?.value ?? '', row.row, cell?.name ?? '', problems) } : {}
  }
}

export function isEpicType(type: string): boolean {
  return /^(epic|initiative|theme|legend|capability|saga|portfolio epic)$/i.test(type.trim())
}
export function isSubTaskType(type: string): boolean {
  return /sub[- ]?task|unteraufgabe|sous-tâche/i.test(type)
}

function readText(role: string, value: string, dates: DateReader): string {
  if (role === 'text:worklog') return readWorklogCell(value, dates)
  if (role !== 'text:date') return value
  const ms = dates.peek('Due date', value)
  return ms === null ? value : isoDay(ms)
}

/** Every place with dates, so that one column that leaves day and month open can follow the others. */
function jiraDates(sheet: Sheet, columns: Columns, choices: ImportChoices, problems: ImportProblem[]): DateReader {
  const cells = (role: string) => sheet.rows.flatMap((row) => columns.all(row, role).map((cell) => cell.value))
  const places = [
    { name: 'Created', values: cells('created') },
    { name: 'Resolved', values: cells('finished') },
    { name: 'Due date', values: cells('text:date') },
    { name: 'Comment', values: cells('comments').map((cell) => cell.split(';')[0] ?? '') },
    { name: 'Log Work', values: cells('text:worklog').flatMap((cell) => cell.split(';')) },
  ]
  return createDateReader(
    places.filter((place) => place.values.length > 0),
    choices.dates,
    problems,
  )
}

function count(words: Map<string, number>, word: string): void {
  words.set(word, (words.get(word) ?? 0) + 1)
}

function notesOf(unknown: { kinds: Map<string, number>; stages: Map<string, number> }): string[] {
  const list = (words: Map<string, number>) => [...words].map(([word, n]) => `${word} (${n})`).join(', ')
  return [
    ...(unknown.kinds.size > 0 ? [`Types that Ordinal does not know became features: ${list(unknown.kinds)}.`] : []),
    ...(unknown.stages.size > 0
      ? [
          `Statuses that Ordinal does not know are read as open: ${list(unknown.stages)}. Each is kept as text under "Imported".`,
        ]
      : []),
  ]
}
