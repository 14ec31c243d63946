import {
  quoteIfNeeded,
  readFilterLine,
  type FilterField,
  type FilterProblem,
  type FilterTerm,
} from '../model/filter-text.ts'
import { fold, type Needles } from './folded-words.ts'
import { readTerm, type FilterNames, type ItemTest } from './filter-terms.ts'

export type { FilterNames, FilterFacts, ItemTest } from './filter-terms.ts'
export { fold } from './folded-words.ts'

export const SHOWS = ['open', 'parked', 'done', 'dropped', 'all'] as const
export type Show = (typeof SHOWS)[number]

/**
 * What the chips show of a filter and change in it. Within a list any of its values will do. NONE stands for "has none".
 * `other`: the line asks for stages that no choice names.
 */
export interface BacklogFilter {
  readonly kinds: readonly string[]
  readonly domains: readonly string[]
  readonly goals: readonly string[]
  readonly epics: readonly string[]
  readonly labels: readonly string[]
  /** Words and quotations, as they stand in the line. */
  readonly text: string
  readonly show: Show | 'other'
}
export const NONE = 'none'
export const NO_FILTER: BacklogFilter = Object.freeze({
  kinds: [],
  domains: [],
  goals: [],
  epics: [],
  labels: [],
  text: '',
  show: 'open',
})

const LISTS = ['kinds', 'domains', 'goals', 'epics', 'labels'] as const
export type ChipList = (typeof LISTS)[number]
const FIELD_OF = { kinds: 'kind', domains: 'domain', goals: 'goal', epics: 'epic', labels: 'label' } as const

/** A line that was read with the names of a plan. */
export interface ReadFilter {
  readonly line: string
  readonly chips: BacklogFilter
  readonly needles: Needles
  readonly problems: readonly FilterProblem[]
  /** Fields that the line names: what of a change it has to look at again. */
  readonly fields: ReadonlySet<FilterField>
  /** All but the words. Deleted items never pass. */
  readonly passes: ItemTest
}

export function readFilter(line: string, names: FilterNames): ReadFilter {
  const { terms, problems } = readFilterLine(line)
  const found: FilterProblem[] = [...problems]
  const tests: ItemTest[] = []
  const fields = new Set<FilterField>()
  const chips: Record<ChipList, readonly string[]> = { kinds: [], domains: [], goals: [], epics: [], labels: [] }
  const wanted: string[] = []
  const unwanted: string[] = []
  for (const term of terms) {
    if (term.field === 'words') {
      const words = wordsIn(term)
      ;(term.not ? unwanted : wanted).push(...(term.not ? [words.join(' ')] : words))
      continue
    }
    const read = readTerm(term, term.field, names)
    found.push(...read.problems)
    if (read.test === null) continue
    fields.add(term.field)
    tests.push(term.not ? inverted(read.test) : read.test)
    const list = LISTS.find((one) => FIELD_OF[one] === term.field)
    if (list !== undefined && !term.not && chips[list].length === 0) chips[list] = read.ids
  }
  if (!fields.has('stage') && !fields.has('is') && !fields.has('parked')) tests.push(isAtWork)
  else if (fields.has('stage') && !fields.has('is') && !fields.has('parked')) tests.push(isNotSetAside)
  return {
    line,
    chips: { ...chips, text: textOf(line, terms), show: showOf(terms) },
    needles: { wanted, unwanted },
    problems: found.sort((a, b) => a.from - b.from),
    fields,
    passes: (item, facts) => item.deleted === null && tests.every((test) => test(item, facts)),
  }
}

/** Whether the list shows anything else than all open work. */
export function isFiltering(filter: ReadFilter): boolean {
  return filter.line.trim() !== ''
}

/** The line with what the chips changed: what they do not name stays as it was written. */
export function withChips(line: string, change: Partial<BacklogFilter>, names: FilterNames): string {
  const { terms } = readFilterLine(line)
  const parts = terms.map((term) => ({ field: term.field, not: term.not, text: line.slice(term.from, term.to) }))
  const put = (fields: readonly string[], text: string): void => {
    const at = parts.findIndex((part) => !part.not && fields.includes(part.field))
    const rest = parts.filter((part) => part.not || !fields.includes(part.field))
    const words = rest.findIndex((part) => part.field === 'words')
    const place = at >= 0 ? at : words >= 0 ? words : rest.length
    const added = text === '' ? [] : [{ field: fields[0] as FilterField, not: false, text }]
    parts.splice(0, parts.length, ...rest.slice(0, place), ...added, ...rest.slice(place))
  }
  for (const list of LISTS) {
    const ids = change[list]
    if (ids === undefined) continue
    const field = FIELD_OF[list]
    const values = ids.map((id) => (id === NONE ? id : quoteIfNeeded(names.nameOf(field, id))))
    put([field], values.length === 0 ? '' : `${field}:${values.join(',')}`)
  }
  if (change.show !== undefined && change.show !== 'other')
    put(['is', 'stage', 'parked'], change.show === 'open' ? '' : `is:${change.show}`)
  const kept = parts.filter((part) => change.text === undefined || part.field !== 'words').map((part) => part.text)
  return [...kept, ...(change.text === undefined ? [] : [change.text.trim()])].filter((text) => text !== '').join(' ')
}

function showOf(terms: readonly FilterTerm[]): Show | 'other' {
  const about = terms.filter(({ field }) => field === 'is' || field === 'stage' || field === 'parked')
  if (about.length === 0) return 'open'
  const [only, more] = about
  if (only === undefined || more !== undefined || only.not || only.values.length !== 1) return 'other'
  const value = only.values[0]?.text.toLowerCase() ?? ''
  if (only.field === 'is') return SHOWS.find((show) => show === value) ?? 'open'
  if (only.field === 'parked') return value === 'yes' ? 'parked' : value === 'no' ? 'open' : 'other'
  return value === 'done' || value === 'dropped' ? value : 'other'
}

function textOf(line: string, terms: readonly FilterTerm[]): string {
  const words = terms.filter((term) => term.field === 'words')
  return words.map((term) => line.slice(term.from, term.to)).join(' ')
}

/** A quotation is looked for as a whole. */
function wordsIn(term: FilterTerm): string[] {
  return term.values.map(({ text }) => fold(text).replace(/\s+/g, ' ').trim()).filter((word) => word !== '')
}

function inverted(test: ItemTest): ItemTest {
  return (item, facts) => !test(item, facts)
}
const isAtWork: ItemTest = (item) => !item.parked && (item.stage === 'open' || item.stage === 'doing')
/** What is finished was not set aside. */
const isNotSetAside: ItemTest = (item) => !item.parked || item.stage === 'done' || item.stage === 'dropped'
