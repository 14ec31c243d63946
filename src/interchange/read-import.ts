import type { ImportChoices } from '../model/import-report.ts'
import { ok, type Result } from '../model/result.ts'
import { decodeText } from './decode-text.ts'
import { detectFormat } from './detect-format.ts'
import type { ImportedPlan } from './imported-plan.ts'
import { readJiraCsv } from './jira-csv.ts'
import { readOrdinalJson } from './ordinal-json.ts'
import { readPlainCsv } from './plain-csv.ts'
import { readTrelloJson } from './trello-json.ts'

/**
 * Reads a file into Ordinal's words. Writes nothing and knows no plan. A file that is not what it claims, is empty
 * or too big fails with a sentence for people; a row that cannot be read fully is a problem of the report.
 */
export function readImport(bytes: Uint8Array, fileName: string, choices: ImportChoices): Result<ImportedPlan> {
  const decoded = decodeText(bytes)
  if (!decoded.ok) return decoded
  const found = detectFormat(decoded.value.text, choices.format)
  if (!found.ok) return found
  const name = nameFromFile(fileName)
  const read = readFound()
  if (!read.ok || decoded.value.note === '') return read
  return ok({ ...read.value, notes: [decoded.value.note, ...read.value.notes] })

  function readFound(): Result<ImportedPlan> {
    const source = found.ok && found.value
    if (!source) throw new Error('unreachable')
    switch (source.format) {
      case 'jira-csv':
        return readJiraCsv(source.sheet, name, choices)
      case 'csv':
        return readPlainCsv(source.sheet, name, choices)
      case 'trello-json':
        return readTrelloJson(source.json, name)
      case 'ordinal-json':
        return readOrdinalJson(source.json)
    }
  }
}

/** `backlog-2024.csv` is a plan called "backlog-2024". */
function nameFromFile(fileName: string): string {
  const base = fileName
    .replace(/^.*[\\/]/, '')
    .replace(/\.[^.]*$/, '')
    .trim()
  return base === '' ? 'Imported plan' : base.slice(0, 120)
}
