/**
 * The readable filter: `kind:bug,debt domain:"Patient app" -label:later estimate:<8 "waiting list"`. Blanks mean *and*, commas
 * mean *or*, a minus in front means *not*, quotes hold several words together; what has no field is searched for. This file
 * knows the form and never the plan: names are looked up by whoever reads a plan.
 */
export const FILTER_FIELDS = [
  'kind',
  'domain',
  'epic',
  'goal',
  'label',
  'stage',
  'is',
  'parked',
  'sprint',
  'estimate',
  'value',
  'effort',
  'why',
  'ready',
  'missing',
  'stale',
  'changed',
  'key',
  'person',
  'by',
  'asked',
] as const
export type FilterField = (typeof FILTER_FIELDS)[number]

export interface FilterValue {
  readonly text: string
  /** Places in the line, quotes included. */
  readonly from: number
  readonly to: number
}

/** One part of the line. `words` is searched for; any of a field's values will do. */
export interface FilterTerm {
  readonly field: FilterField | 'words'
  readonly not: boolean
  readonly values: readonly FilterValue[]
  readonly from: number
  readonly to: number
}

/** What cannot be understood, and where it stands; the other parts count all the same. */
export interface FilterProblem {
  readonly from: number
  readonly to: number
  readonly message: string
}

export interface FilterLine {
  readonly terms: readonly FilterTerm[]
  readonly problems: readonly FilterProblem[]
}

/** Longer than any that a person writes or reads. */
export const MAX_FILTER_LENGTH = 2_000
export const MAX_FILTER_TERMS = 100

/** Never fails: what is wrong is named with its place. A line that is far too long is not read at all. */
export function readFilterLine(line: string): FilterLine {
  if (line.length > MAX_FILTER_LENGTH) return { terms: [], problems: [tooLong(line)] }
  const terms: FilterTerm[] = []
  const problems: FilterProblem[] = []
  let at = 0
  while (at < line.length) {
    if (isBlank(line[at])) at++
    else at = readTerm(line, at, terms, problems)
    if (terms.length <= MAX_FILTER_TERMS) continue
    const { from } = terms.pop() as FilterTerm
    const message = `A filter has at most ${MAX_FILTER_TERMS} parts. What stands from here on is not looked at.`
    return { terms, problems: [...problems, { from, to: line.length, message }] }
  }
  return { terms, problems }
}

function tooLong(line: string): FilterProblem {
  const length = line.length.toLocaleString('en')
  const most = MAX_FILTER_LENGTH.toLocaleString('en')
  const message = `A filter has at most ${most} characters and this one has ${length}, so nothing of it is looked at. To add these lines as items, paste them into the list.`
  return { from: 0, to: line.length, message }
}

/** Reads one part and answers where it ends. */
function readTerm(line: string, from: number, terms: FilterTerm[], problems: FilterProblem[]): number {
  const not = line[from] === '-' && from + 1 < line.length && !isBlank(line[from + 1])
  const start = not ? from + 1 : from
  const name = /^[A-Za-z]+(?=:)/.exec(line.slice(start, start + 40))?.[0]
  // An address is searched for as it stands.
  const isField = name !== undefined && !/^https?:\/\//i.test(line.slice(start, start + 8))
  if (!isField) {
    const value = readValue(line, start, false, problems)
    if (value.text.trim() !== '') terms.push({ field: 'words', not, values: [value], from, to: value.to })
    return Math.max(value.to, from + 1)
  }
  const values: FilterValue[] = []
  let at = start + name.length + 1
  for (;;) {
    const value = readValue(line, at, true, problems)
    if (value.text !== '') values.push(value)
    at = value.to
    if (line[at] !== ',') break
    at++
  }
  const field = name.toLowerCase()
  if (!isFilterField(field)) problems.push(noSuchField(name, from, at))
  else if (values.length === 0) {
    const message = `Say what to look for after “${field}:”, such as ${EXAMPLES[field]}.`
    problems.push({ from, to: at, message })
  } else terms.push({ field, not, values, from, to: at })
  return at
}

function readValue(line: string, from: number, endsAtComma: boolean, problems: FilterProblem[]): FilterValue {
  let text = ''
  let at = from
  while (at < line.length && !isBlank(line[at]) && !(endsAtComma && line[at] === ',')) {
    const quote = line[at] as string
    const close = CLOSING[quote]
    if (close === undefined) {
      text += line[at++]
      continue
    }
    const end = line.indexOf(close, at + 1)
    if (end < 0)
      problems.push({ from: at, to: line.length, message: `The quotation that begins here has no end: add ${close}` })
    text += line.slice(at + 1, end < 0 ? line.length : end)
    at = end < 0 ? line.length : end + 1
  }
  return { text, from, to: at }
}

/** Quotation marks as keyboards and word processors write them. */
const CLOSING: Readonly<Record<string, string>> = { '"': '"', '“': '”', '„': '“' }

function noSuchField(name: string, from: number, to: number): FilterProblem {
  const near = nearest(name.toLowerCase(), FILTER_FIELDS)
  const hint =
    near === null ? ` To look for these words as they stand, put them into quotation marks.` : ` Did you mean ${near}?`
  return { from, to, message: `There is no field “${name}”.${hint}` }
}

export function isFilterField(name: string): name is FilterField {
  return (FILTER_FIELDS as readonly string[]).includes(name)
}

/** One that works for each, for messages and for help. */
export const EXAMPLES: Readonly<Record<FilterField, string>> = {
  kind: 'kind:bug',
  domain: 'domain:Booking or domain:none',
  epic: 'epic:"Online booking"',
  goal: 'goal:none',
  label: 'label:later',
  stage: 'stage:done',
  is: 'is:parked',
  parked: 'parked:yes',
  sprint: 'sprint:none',
  estimate: 'estimate:<8, estimate:3..8 or estimate:none',
  value: 'value:>5',
  effort: 'effort:1..3',
  why: 'why:none',
  ready: 'ready:no',
  missing: 'missing:criteria',
  stale: 'stale:30d',
  changed: 'changed:7d',
  key: 'key:HB-12',
  person: 'person:me',
  by: 'by:me',
  asked: 'asked:me',
}

/** Numbers that a value takes in: `5`, `<5`, `>=5`, `3..8`, `3..`, `..8`. Null where it is none of these. */
export interface NumberRange {
  readonly least: number
  readonly most: number
  /** The ends themselves do not count. */
  readonly open: boolean
}
export function readNumberRange(text: string): NumberRange | null {
  const compared = /^([<>]=?|=)?(\d+(?:[.,]\d+)?)$/.exec(text)
  if (compared !== null) {
    const number = numberOf(compared[2] as string)
    const sign = compared[1] ?? '='
    if (sign === '=') return { least: number, most: number, open: false }
    const open = sign.length === 1
    return sign.startsWith('<') ? { least: -Infinity, most: number, open } : { least: number, most: Infinity, open }
  }
  const between = /^(\d+(?:[.,]\d+)?)?(?:\.\.|-|–)(\d+(?:[.,]\d+)?)?$/.exec(text)
  if (between === null || (between[1] === undefined && between[2] === undefined)) return null
  return {
    least: between[1] === undefined ? -Infinity : numberOf(between[1]),
    most: between[2] === undefined ? Infinity : numberOf(between[2]),
    open: false,
  }
}

export function isInRange(value: number, { least, most, open }: NumberRange): boolean {
  return open ? value > least && value < most : value >= least && value <= most
}

function numberOf(text: string): number {
  return Number(text.replace(',', '.'))
}

const DAYS: Readonly<Record<string, number>> = { '': 1, d: 1, w: 7, m: 30, y: 365 }

/** Days of `30d`, `2w`, `3m`, `1y`; a month has 30 days here. Null where it is none of these. */
export function readDays(text: string): number | null {
  const found = /^(\d{1,4})([dwmy]?)$/i.exec(text)
  return found === null ? null : Number(found[1]) * (DAYS[(found[2] ?? '').toLowerCase()] as number)
}

/** A name as it stands in a filter: in quotation marks where it needs them. */
export function quoteIfNeeded(name: string): string {
  const plain = name.replaceAll('"', '')
  return plain === '' || /[\s,:“”„]/.test(plain) || plain.startsWith('-') ? `"${plain}"` : plain
}

/** The candidate that at most so many slips of the pen make of `word`; null if none is near. */
export function nearest(
  word: string,
  candidates: Iterable<string>,
  most = Math.min(3, Math.max(1, Math.floor(word.length / 3))),
): string | null {
  let best: string | null = null
  let least = most + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue
    const steps = slips(word, candidate.toLowerCase())
    if (steps < least) {
      best = candidate
      least = steps
    }
  }
  return best
}

/** Letters to insert, leave out, change or swap with their neighbour (optimal string alignment). */
function slips(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1)
      next.push(least)
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}

function isBlank(letter: string | undefined): boolean {
  return letter !== undefined && /\s/.test(letter)
}
