import Papa from 'papaparse/papaparse.js'
import type { ImportProblem } from '../model/import-report.ts'
import { fail, ok, type Result } from '../model/result.ts'
import { MAX_ITEMS } from './imported-plan.ts'

/** A CSV as it stands: cells by column index, never by name, since names may repeat. */
export interface Sheet {
  readonly header: readonly string[]
  readonly rows: readonly SheetRow[]
  readonly problems: readonly ImportProblem[]
}
export interface SheetRow {
  /** As a spreadsheet counts it, header = 1. */
  readonly row: number
  /** Exactly as many cells as the header has. */
  readonly cells: readonly string[]
}

/**
 * Parses a CSV with comma, semicolon, tab or bar. A row with more cells than the header is reported and its surplus
 * left out, nothing is shifted; an empty line is no row. The guard that spreadsheets put before = + - @ is taken off.
 */
export function parseSheet(text: string): Result<Sheet> {
  const { data, errors } = Papa.parse(text, { header: false, preview: MAX_ITEMS + 2, delimiter: delimiterOf(text) })
  const header = (data[0] ?? []).map((name, i) => (i === 0 ? name.replace(/^\uFEFF/, '') : name).trim())
  while (header.length > 0 && header.at(-1) === '') header.pop()
  const problems: ImportProblem[] = []
  const rows: SheetRow[] = []
  for (let i = 1; i < data.length; i++) {
    const raw = data[i] ?? []
    if (raw.every((cell) => cell.trim() === '')) continue
    const cells = header.map((_, c) => withoutGuard(raw[c] ?? ''))
    const surplus = raw.slice(header.length).filter((cell) => cell.trim() !== '')
    if (surplus.length > 0) {
      problems.push({
        row: i + 1,
        column: '',
        value: surplus.join(' | ').slice(0, 200),
        why: `This row has ${raw.length} cells, the header ${header.length}; what stands beyond the last column was left out.`,
      })
    }
    rows.push({ row: i + 1, cells })
  }
  if (rows.length > MAX_ITEMS) {
    return fail({
      type: 'too-many-rows',
      message: `The file has more than ${MAX_ITEMS.toLocaleString('en')} rows, which is the most that one import takes. Export fewer (only what is still open, say) or split the file, and import the parts one after another into the same plan. Nothing was imported.`,
    })
  }
  for (const error of errors) {
    if (error.type === 'Quotes')
      problems.push({
        row: (error.row ?? 0) + 1,
        column: '',
        value: '',
        why: 'A quotation mark is opened here and never closed properly; check that this row was read as you expect.',
      })
  }
  return ok({ header, rows, problems })
}

/** The separator that the header uses most, outside quotation marks. */
function delimiterOf(text: string): string {
  const counts = new Map([
    [',', 0],
    [';', 0],
    ['\t', 0],
    ['|', 0],
  ])
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const letter = text[i] ?? ''
    if (letter === '"') quoted = !quoted
    else if (quoted) continue
    else if (letter === '\n' || letter === '\r') break
    else if (counts.has(letter)) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  }
  return [...counts].reduce((most, next) => (next[1] > most[1] ? next : most))[0]
}

function withoutGuard(cell: string): string {
  return /^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell
}
