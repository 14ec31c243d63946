import type { ImportChoices } from '../model/import-report.ts'
import { ok, type Result } from '../model/result.ts'
import type {
  ImportedComment,
  ImportedEpic,
  ImportedItem,
  ImportedLink,
  ImportedPlan,
  ImportedTask,
} from './imported-plan.ts'
import { countTypes } from './count-types.ts'
import { isoDay } from './dates.ts'
import { isEpicType, isSubTaskType, readJiraRecords, type JiraRecord } from './jira-records.ts'
import type { Sheet } from './sheet.ts'
import { kindOfWord, linkTypeOfWord } from './words-of-trackers.ts'

const SYSTEM = 'jira'
/** Under this name an item keeps what its sub-tasks say beyond their titles. */
const SUB_TASKS = 'Sub-tasks'

/**
 * A Jira export as a plan: epics become epics, sub-tasks become tasks of their item, all else becomes items in the
 * order of Rank. What has no place of its own here is kept as text, on the item, at the end of an epic's description
 * or, of sub-tasks, among the texts of their item.
 */
export function readJiraCsv(sheet: Sheet, name: string, choices: ImportChoices): Result<ImportedPlan> {
  const { records, columns, problems, notes } = readJiraRecords(sheet, choices)
  const byReference = new Map<string, JiraRecord>()
  for (const record of records) if (record.id !== '') byReference.set(record.id, record)
  for (const record of records) byReference.set(record.key, record)
  const parentOf = (record: JiraRecord) =>
    record.parents.map((p) => byReference.get(p)).find((p) => p !== undefined && p !== record)

  const levels = epicTypes(records, parentOf, choices)
  const isEpic = (record: JiraRecord) => levels.has(record.type.toLowerCase())

  const epics = new Map<string, ImportedEpic>()
  for (const record of records) if (isEpic(record)) epics.set(record.key, epicOf(record))
  const owners = new Map<JiraRecord, JiraRecord>()
  for (const record of records) {
    const owner = isEpic(record) ? undefined : ownerOf(record)
    if (owner) owners.set(record, owner)
  }
  const upper = new Map<string, number>()
  const outside = new Set<string>()
  const items = byRank(records.filter((record) => !isEpic(record) && !owners.has(record))).map(itemOf)
  addTasks()

  if (upper.size > 0)
    notes.push(
      `Epics do not nest in Ordinal. The epics above other epics became labels too: ${[...upper].map(([title, n]) => `“${title}” (on ${n})`).join(', ')}.`,
    )
  if (outside.size > 0)
    notes.push(
      `${outside.size === 1 ? 'One epic is' : `${outside.size} epics are`} not in the file and known by name or key only: ${[...outside].slice(0, 10).join(', ')}${outside.size > 10 ? ' …' : ''}.`,
    )
  if (columns.columns.some((column) => column.name.toLowerCase() === 'sprint' && column.samples.length > 0))
    notes.push('Sprints are kept as text: no import puts an item into a sprint.')
  if (columns.has('assigned'))
    notes.push('Assignees are kept as "Was assigned to": in Ordinal nobody assigns, Developers pull.')
  return ok({
    format: 'jira-csv',
    system: SYSTEM,
    name,
    rows: records.length,
    epics: [...epics.values()],
    items,
    columns: columns.columns,
    problems,
    notes,
    needsMapping: false,
    whole: null,
    types: countTypes(
      records.map((record) => ({
        type: record.type,
        kind: isEpic(record) ? 'epic' : owners.has(record) ? 'task' : (record.fields.kind ?? 'feature'),
      })),
    ),
  })

  /** The item that a sub-task stands on. Climbs over sub-tasks of sub-tasks; the bound guards against rings. */
  function ownerOf(record: JiraRecord): JiraRecord | undefined {
    let owner = parentOf(record)
    for (let up = 0; up < 10 && owner && !isEpic(owner); up++) {
      const next = parentOf(owner)
      if (!next || isEpic(next)) return owner === record ? undefined : owner
      owner = next
    }
    return undefined
  }

  function itemOf(record: JiraRecord): ImportedItem {
    const epic = epicRefOf(record)
    const labels = epic === '' ? [] : labelsFromEpicsAbove(epic)
    for (const label of labels) upper.set(label, (upper.get(label) ?? 0) + 1)
    return {
      row: record.row,
      ref: record.key,
      source: { system: SYSTEM, key: record.key },
      id: null,
      key: record.key,
      fields:
        labels.length === 0
          ? record.fields
          : { ...record.fields, labels: [...new Set([...(record.fields.labels ?? []), ...labels])] },
      epic: columns.has('epic') ? epic : null,
      criteria: null,
      tasks: [],
      comments: record.comments,
      links: linksOf(record),
      imported: record.texts,
      assignedTo: record.assignedTo,
    }
  }

  function epicRefOf(record: JiraRecord): string {
    const found = parentOf(record)
    if (found) return isEpic(found) ? found.key : ''
    const given = record.parents.find((p) => !/^\d+$/.test(p)) ?? record.parents[0]
    if (given === undefined) return ''
    if (isSubTaskType(record.type)) {
      problems.push({
        row: record.row,
        column: 'Parent',
        value: given,
        why: 'The parent of this sub-task is not in the file, so it became an item of its own.',
      })
      return ''
    }
    if (/^\d+$/.test(given) && record.parentName === '') {
      problems.push({
        row: record.row,
        column: 'Parent',
        value: given,
        why: 'The parent is not in the file and only its number is known; it is kept as text.',
      })
      record.texts['Parent'] = given
      return ''
    }
    const title = record.parentName === '' ? given : record.parentName
    if (!epics.has(given)) {
      epics.set(given, {
        ref: given,
        source: { system: SYSTEM, key: given },
        key: given,
        title,
        description: '',
        createdAt: null,
      })
      outside.add(title)
    }
    return given
  }

  /** Titles of the epics above this item's epic, nearest first. */
  function labelsFromEpicsAbove(epic: string): string[] {
    const titles: string[] = []
    let at = byReference.get(epic)
    for (let up = 0; up < 10 && at; up++) {
      at = parentOf(at)
      if (at && isEpic(at) && !titles.includes(at.fields.title)) titles.push(at.fields.title)
    }
    return titles
  }

  function linksOf(record: JiraRecord): ImportedLink[] {
    return record.links.flatMap(({ inward, word, to }) => {
      const other = byReference.get(to)
      const target = other ? (owners.get(other) ?? other).key : to
      return target === record.key ? [] : [{ type: linkTypeOfWord(word), to: target, inward }]
    })
  }

  /** Puts each sub-task on its item: its title as a task, its comments among the item's, the rest as text under its key. */
  function addTasks(): void {
    const places = new Map(items.map((item, i) => [item.ref, i]))
    for (const record of byRank(records.filter((r) => owners.has(r)))) {
      const place = places.get(owners.get(record)?.key ?? '')
      const item = place === undefined ? undefined : items[place]
      if (place === undefined || !item) continue
      const done = record.fields.stage === 'done' || record.fields.stage === 'dropped'
      const task: ImportedTask = { key: record.key, text: record.fields.title, done }
      const comments: ImportedComment[] = record.comments.map((c) => ({
        ...c,
        text: `(${record.key}, ${record.fields.title})\n\n${c.text}`,
      }))
      const rest = textBlock(record)
      items[place] = {
        ...item,
        tasks: [...item.tasks, task],
        comments: [...item.comments, ...comments],
        imported:
          rest === ''
            ? item.imported
            : {
                ...item.imported,
                [SUB_TASKS]: [item.imported[SUB_TASKS], `${record.key} ${record.fields.title}\n${rest}`]
                  .filter(Boolean)
                  .join('\n\n'),
              },
      }
    }
  }
}

/**
 * Types that stand above items: epics by name, and whatever else holds ordinary items (Jira lets a site rename and add
 * levels, so a Feature may be the parent of stories). A parent of sub-tasks only is an item.
 */
function epicTypes(
  records: readonly JiraRecord[],
  parentOf: (record: JiraRecord) => JiraRecord | undefined,
  choices: ImportChoices,
): ReadonlySet<string> {
  const types = new Set(records.map((record) => record.type.toLowerCase()).filter(isEpicType))
  for (const record of records) {
    const type = parentOf(record)?.type.toLowerCase()
    if (type === undefined || isSubTaskType(record.type) || isSubTaskType(type) || kindOfWord(record.type, {}) === null)
      continue
    const kind = kindOfWord(type, choices.kinds)
    if (kind === null || type === 'feature') types.add(type)
  }
  return types
}

function epicOf(record: JiraRecord): ImportedEpic {
  const rest = textBlock({ ...record, fields: { ...record.fields, description: '' } })
  const comments = record.comments.map(
    (c) => `**${c.byName === '' ? 'Somebody' : c.byName}, ${isoDay(c.at)}:** ${c.text}`,
  )
  const parts = [
    record.fields.description ?? '',
    ...(rest === '' && comments.length === 0 ? [] : ['---', ...(rest === '' ? [] : [rest]), ...comments]),
  ]
  return {
    ref: record.key,
    source: { system: SYSTEM, key: record.key },
    key: record.key,
    title: record.fields.title,
    description: parts.filter((part) => part !== '').join('\n\n'),
    createdAt: record.fields.createdAt ?? null,
  }
}

/** What a row says beyond its title, for records that have no fields for it. */
function textBlock(record: JiraRecord): string {
  const lines = Object.entries(record.texts)
    .filter(([name]) => name !== 'Issue Type')
    .map(([name, value]) => `- ${name}: ${value}`)
  if (record.fields.labels?.length) lines.push(`- Labels: ${record.fields.labels.join(', ')}`)
  if (typeof record.fields.estimate === 'number') lines.push(`- Estimate: ${record.fields.estimate}`)
  if (record.assignedTo !== '') lines.push(`- Was assigned to: ${record.assignedTo}`)
  return [record.fields.description ?? '', lines.join('\n')].filter((part) => part !== '').join('\n\n')
}

/** LexoRanks order as plain text. A row without one follows the row above it in the file. */
function byRank(records: readonly JiraRecord[]): JiraRecord[] {
  let last = ''
  return records
    .map((record, place) => ({ record, place, rank: (last = record.rank === '' ? last : record.rank) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.place - b.place))
    .map(({ record }) => record)
}
