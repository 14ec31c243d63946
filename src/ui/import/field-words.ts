import { IMPORT_FIELDS, type ImportFormat } from '../../model/import-report.ts'

const WORDS: Readonly<Record<string, string>> = {
  title: 'Title',
  description: 'Description',
  kind: 'Kind',
  stage: 'Stage',
  estimate: 'Estimate',
  labels: 'Labels',
  epic: 'Epic',
  domain: 'Domain',
  goal: 'Goal',
  value: 'Value',
  effort: 'Effort',
  outcome: 'Expected outcome',
  criteria: 'Acceptance criteria',
  tasks: 'Tasks',
  comments: 'Comments',
  links: 'Links',
  key: 'Key',
  id: 'Ordinal’s own id',
  parked: 'Parked',
  deleted: 'Deleted',
  assigned: 'Was assigned to',
  created: 'Created on',
  started: 'Started on',
  finished: 'Finished on',
  order: 'Order (rank)',
  source: 'Source',
  text: 'Keep as text',
  '': 'Do not keep',
  type: 'Type',
  parent: 'Parent',
  sprint: 'Sprint',
}

/** A field of ours in words. Importers of trackers know more fields than a person can choose; they are said as they are. */
export function fieldWords(field: string): string {
  return WORDS[field] ?? field.charAt(0).toUpperCase() + field.slice(1)
}

/** What a person may choose for a column, in the order of the model; then to keep it as text, or not at all. */
export const FIELD_CHOICES: readonly { readonly value: string; readonly words: string }[] = [
  ...IMPORT_FIELDS,
  'text',
  '',
].map((value) => ({ value, words: fieldWords(value) }))

const FORMATS: Readonly<Record<ImportFormat, string>> = {
  'jira-csv': 'Jira export (CSV)',
  'trello-json': 'Trello board (JSON)',
  csv: 'CSV',
  'ordinal-json': 'Ordinal plan (JSON)',
}
export const formatWords = (format: ImportFormat): string => FORMATS[format]

/** What is in a file of this format: a row of a table, or a card of a board. */
export const rowNoun = (format: ImportFormat): string =>
  format === 'trello-json' ? 'card' : format === 'ordinal-json' ? 'item' : 'row'
