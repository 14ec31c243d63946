import * as v from 'valibot'
import type { ImportProblem } from '../model/import-report.ts'
import { fail, ok, type Result } from '../model/result.ts'
import { MAX_ITEMS, type ImportedPlan } from './imported-plan.ts'
import {
  NESTED_TABLES,
  ORDINAL_VERSION,
  OrdinalFileSchema,
  TOP_TABLES,
  type OrdinalFile,
  type OrdinalItem,
} from './ordinal-file.ts'

export const ORDINAL_SYSTEM = 'ordinal'
/** Parts of items and records beside items, all together. */
const MAX_RECORDS = 500_000

/** A whole plan. The bytes are foreign: every field is checked, an id may stand once, and what points nowhere is let go. */
export function readOrdinalJson(json: unknown): Result<ImportedPlan> {
  const sizes = sizesOf(json)
  if (sizes.items > MAX_ITEMS || sizes.records > MAX_RECORDS) {
    return fail({
      type: 'too-many-rows',
      message: `The file has ${sizes.items} items and ${sizes.records} records in all; one import takes ${MAX_ITEMS} items and ${MAX_RECORDS} records. Split it, and import the parts one after another into the same plan. Nothing was imported.`,
    })
  }
  const parsed = v.safeParse(OrdinalFileSchema, json, { abortEarly: true })
  if (!parsed.success) {
    const [issue] = parsed.issues
    return fail({
      type: 'not-what-it-claims',
      message: `This Ordinal plan cannot be read: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}. Nothing was imported.`,
    })
  }
  const twice = firstIdTwice(parsed.output)
  if (twice !== null)
    return fail({
      type: 'not-what-it-claims',
      message: `This Ordinal plan cannot be read: the id ${twice} stands in it twice. Nothing was imported.`,
    })
  const problems: ImportProblem[] = []
  const whole = withoutLooseEnds(parsed.output, problems)
  const newer = whole.version > ORDINAL_VERSION
  return ok({
    format: 'ordinal-json',
    system: ORDINAL_SYSTEM,
    name: whole.plan.name,
    rows: whole.items.length,
    epics: [],
    items: [],
    columns: [],
    problems,
    notes: [
      ...(newer ? ['A newer Ordinal wrote this file. What this version does not know was left out.'] : []),
      ...filesMissing(whole),
    ],
    needsMapping: false,
    whole,
  })
}

/** Bytes that the file names and does not hold. */
function filesMissing({ attachments, files }: OrdinalFile): string[] {
  const missing = new Set(attachments.filter(({ hash }) => files?.[hash] === undefined).map(({ hash }) => hash)).size
  if (missing === 0) return []
  return [
    `${missing === 1 ? 'One attached file is' : `${missing} attached files are`} named without ${missing === 1 ? 'its' : 'their'} bytes. ${missing === 1 ? 'It stays' : 'They stay'} on the items and can be opened once a device that has ${missing === 1 ? 'it' : 'them'} is in the room.`,
  ]
}

/** Counted before anything is validated, so that a huge file is refused at once. */
function sizesOf(json: unknown): { items: number; records: number } {
  const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : 0)
  const file = json as Record<string, unknown>
  const items = Array.isArray(file['items']) ? file['items'] : []
  let records = TOP_TABLES.reduce((sum, table) => sum + lengthOf(file[table]), items.length)
  for (const item of items.slice(0, MAX_ITEMS + 1)) {
    if (typeof item !== 'object' || item === null) continue
    for (const table of NESTED_TABLES) records += lengthOf((item as Record<string, unknown>)[table])
  }
  return { items: items.length, records }
}

function firstIdTwice(file: OrdinalFile): string | null {
  for (const table of ['items', ...TOP_TABLES] as const) {
    const seen = new Set<string>()
    for (const { id } of file[table]) {
      if (seen.has(id)) return `${table}/${id}`
      seen.add(id)
    }
  }
  for (const table of NESTED_TABLES) {
    const seen = new Set<string>()
    for (const item of file.items) {
      for (const { id } of item[table]) {
        if (seen.has(id)) return `${table}/${id}`
        seen.add(id)
      }
    }
  }
  return null
}

/** References are ids of records in the file, or null. */
function withoutLooseEnds(file: OrdinalFile, problems: ImportProblem[]): OrdinalFile {
  const ids = {
    epic: new Set(file.epics.map((r) => r.id)),
    domain: new Set(file.domains.map((r) => r.id)),
    goal: new Set(file.goals.map((r) => r.id)),
    sprint: new Set(file.sprints.map((r) => r.id)),
  }
  const items = file.items.map((item, i): OrdinalItem => {
    const loose = (['epic', 'domain', 'goal', 'sprint'] as const).filter(
      (field) => item[field] !== null && !ids[field].has(item[field]),
    )
    if (loose.length === 0) return item
    for (const field of loose)
      problems.push({
        row: i + 1,
        column: field,
        value: String(item[field]),
        why: 'The file has no such record; the field was left empty.',
      })
    return { ...item, ...Object.fromEntries(loose.map((field) => [field, null])) }
  })
  return { ...file, items }
}
