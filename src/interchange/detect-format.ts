import { IMPORT_FORMATS, type ImportFormat } from '../model/import-report.ts'
import { fail, ok, type Failure, type Result } from '../model/result.ts'
import { ORDINAL_FORMAT } from './ordinal-file.ts'
import { parseSheet, type Sheet } from './sheet.ts'

export type Detected =
  | { readonly format: 'jira-csv' | 'csv'; readonly sheet: Sheet }
  | { readonly format: 'trello-json' | 'ordinal-json'; readonly json: unknown }

const WORDS: Readonly<Record<ImportFormat, string>> = {
  'jira-csv': 'a Jira CSV export',
  'trello-json': 'a Trello board export',
  csv: 'a CSV',
  'ordinal-json': 'an Ordinal plan',
}
/** No honest export nests deeper; a file that does is made to break its reader. */
const MAX_DEPTH = 40

/** Finds out from the content, never from the file's name, what it is. A claim that the content does not bear out fails. */
export function detectFormat(text: string, claimed: ImportFormat | null): Result<Detected> {
  const found = /^\s*[{[]/.test(text) ? detectJson(text) : detectCsv(text, claimed)
  if (!found.ok || claimed === null || found.value.format === claimed) return found
  if (claimed === 'csv' && found.value.format === 'jira-csv') return ok({ format: 'csv', sheet: found.value.sheet })
  return fail(notWhatItClaims(claimed, found.value.format))
}

function detectJson(text: string): Result<Detected> {
  if (depthOf(text) > MAX_DEPTH)
    return fail({
      type: 'not-what-it-claims',
      message: `This JSON nests deeper than ${MAX_DEPTH} levels, which no plan and no board does. Nothing was imported.`,
    })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return fail({
      type: 'broken-json',
      message: `The file begins like JSON and cannot be read as JSON (${(error as Error).message}). It may be cut short; export it again.`,
    })
  }
  if (isObject(json) && json['format'] === ORDINAL_FORMAT) return ok({ format: 'ordinal-json', json })
  if (isObject(json) && Array.isArray(json['lists']) && Array.isArray(json['cards']))
    return ok({ format: 'trello-json', json })
  return fail({
    type: 'unknown-json',
    message: `This JSON is neither an Ordinal plan ("format": "${ORDINAL_FORMAT}") nor a Trello board (with "lists" and "cards"). Nothing was imported.`,
  })
}

function detectCsv(text: string, claimed: ImportFormat | null): Result<Detected> {
  if (/^\s*<(!doctype|html|\?xml|rss)/i.test(text)) {
    return fail({
      type: 'not-what-it-claims',
      message: 'This is a web page or XML, not a CSV or JSON export. In Jira choose "Export CSV (all fields)".',
    })
  }
  if (claimed === 'trello-json' || claimed === 'ordinal-json') return fail(notWhatItClaims(claimed, null))
  const sheet = parseSheet(text)
  if (!sheet.ok) return sheet
  const { header, rows } = sheet.value
  if (rows.length === 0)
    return fail({
      type: 'file-empty',
      message: 'The file has a header at most and no rows below it. Nothing was imported.',
    })
  const names = new Set(header.map((name) => name.toLowerCase()))
  const isJira = names.has('issue key') && (names.has('summary') || names.has('issue type'))
  return ok({ format: isJira ? 'jira-csv' : 'csv', sheet: sheet.value })
}

function notWhatItClaims(claimed: ImportFormat, found: ImportFormat | null): Failure {
  const is = found === null ? 'it is not JSON' : `it looks like ${WORDS[found]}`
  const lacks = claimed === 'jira-csv' && found === 'csv' ? 'it has no columns "Issue key" and "Summary"' : is
  return {
    type: 'not-what-it-claims',
    message: `The file is not ${WORDS[claimed]}: ${lacks}. Choose another format (${IMPORT_FORMATS.join(', ')}) or another file. Nothing was imported.`,
  }
}

function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (quoted) {
      if (code === 92) i++
      else if (code === 34) quoted = false
    } else if (code === 34) quoted = true
    else if (code === 123 || code === 91) deepest = Math.max(deepest, ++depth)
    else if (code === 125 || code === 93) depth--
  }
  return deepest
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
