import type { ColumnMapping, ImportColumn, ImportProblem } from '../model/import-report.ts'
import { withoutHalves } from './limits.ts'
import type { Sheet, SheetRow } from './sheet.ts'

/**
 * What each column of a sheet is for. A role is one of our fields, with a detail after a colon where several columns
 * feed one field (`labels:component`), or `text` (kept under its name) or '' (not kept).
 */
export interface Columns {
  readonly columns: readonly ImportColumn[]
  /** Whether the file has a column with this role or one of its details, be it empty in every row. */
  has(role: string): boolean
  /** First cell with a value among the columns of exactly this role, trimmed. */
  first(row: SheetRow, role: string): string
  /** All cells with a value among the columns of this role and its details, in the order of the columns. */
  all(row: SheetRow, role: string): { readonly name: string; readonly role: string; readonly value: string }[]
}

export function mapColumns(
  sheet: Sheet,
  roleOf: (name: string, index: number) => string,
  mapping: ColumnMapping | null,
): Columns {
  const roles = sheet.header.map((name, index) => {
    const role = mapping?.[index] ?? roleOf(name, index)
    return isText(role) && sheet.rows.every((row) => (row.cells[index] ?? '').trim() === '') ? '' : role
  })
  const byRole = new Map<string, readonly number[]>()
  const indexes = (role: string): readonly number[] => {
    let found = byRole.get(role)
    if (!found) byRole.set(role, (found = roles.flatMap((r, i) => (r === role || r.startsWith(`${role}:`) ? [i] : []))))
    return found
  }
  const all = (row: SheetRow, role: string) =>
    indexes(role).flatMap((i) => {
      const value = (row.cells[i] ?? '').trim()
      return value === '' ? [] : [{ name: sheet.header[i] ?? '', role: roles[i] ?? '', value }]
    })
  return {
    columns: sheet.header.map((name, index) => ({
      index,
      name,
      field: (roles[index] ?? '').split(':')[0] ?? '',
      samples: samplesOf(sheet, index),
    })),
    has: (role) => indexes(role).length > 0,
    first: (row, role) => {
      for (const i of indexes(role)) {
        if (roles[i] !== role) continue
        const value = (row.cells[i] ?? '').trim()
        if (value !== '') return value
      }
      return ''
    },
    all,
  }
}

/** Columns kept as text, by name; a name that repeats gives one text. Short values stand in one line. */
export function textsOf(
  columns: Columns,
  row: SheetRow,
  read: (role: string, value: string) => string = (_, value) => value,
): Record<string, string> {
  const values = new Map<string, string[]>()
  for (const { name, role, value } of columns.all(row, 'text')) {
    const under = nameOfText(name)
    const list = values.get(under)
    if (list) list.push(read(role, value))
    else values.set(under, [read(role, value)])
  }
  return Object.fromEntries(
    [...values].map(([name, list]) => [
      name,
      list.join(list.every((v) => v.length < 60 && !v.includes('\n')) ? ', ' : '\n'),
    ]),
  )
}

/** The name under which an item keeps a column's text. Names that objects have by birth would be lost as keys. */
export function nameOfText(column: string): string {
  const name = withoutHalves(column.replace(/^custom field \((.+)\)$/i, '$1')).slice(0, 200)
  if (name === '') return 'Column without a name'
  return /^(__proto__|prototype|constructor)$/.test(name) ? `Column ${name}` : name
}

/** A number as people write it; null and a problem for anything else. */
export function numberIn(text: string, row: number, column: string, problems: ImportProblem[]): number | null {
  if (text === '') return null
  if (/^[+-]?\d+([.,]\d+)?$/.test(text)) return Number(text.replace(',', '.'))
  problems.push({ row, column, value: text.slice(0, 200), why: 'This is not a number; the field was left empty.' })
  return null
}

function isText(role: string): boolean {
  return role === 'text' || role.startsWith('text:') || role === ''
}

function samplesOf(sheet: Sheet, index: number): string[] {
  const samples: string[] = []
  for (const row of sheet.rows) {
    const value = (row.cells[index] ?? '').trim()
    if (value !== '') samples.push(value.length > 120 ? `${value.slice(0, 119)}…` : value)
    if (samples.length === 3) break
  }
  return samples
}
