import { FILTER_FIELDS, isFilterField, quoteIfNeeded, type FilterField } from '../model/filter-text.ts'
import { FIELD_WORDS, type FilterNames, type NamedField } from './filter-terms.ts'
import { fold } from './folded-words.ts'

/** What may stand where somebody types, and what the line becomes if it is taken. */
export interface Completion {
  readonly name: string
  readonly hint: string
  readonly line: string
  /** Where the caret stands then. */
  readonly caret: number
}

const MOST = 8
const WORDS_OF_FIELDS: Readonly<Record<FilterField, string>> = {
  kind: 'feature, bug, debt …',
  domain: 'a sub-backlog',
  epic: 'a larger piece of work',
  goal: 'what it serves',
  label: 'a label on it',
  stage: 'how far it is',
  is: 'open, parked, done …',
  parked: 'set aside',
  sprint: 'pulled into',
  estimate: 'points',
  value: 'relative value',
  effort: 'relative effort',
  why: 'has a goal or an outcome',
  ready: 'meets the Definition of Ready',
  missing: 'lacks something',
  stale: 'nothing happened for',
  changed: 'something happened within',
  key: 'its short key',
  person: 'made it, spoke on it or is asked',
  by: 'made it or spoke on it',
  asked: 'has to answer a question on it',
}

/** Fields while a word is begun, and values behind a field's colon. Nothing inside of a quotation that is a search. */
export function completionsAt(line: string, caret: number, names: FilterNames): readonly Completion[] {
  const before = line.slice(0, caret)
  const part = /(?:^|\s)(-?)((?:[^\s"]|"[^"]*"?)*)$/.exec(before)
  if (part === null) return []
  const typed = part[2] ?? ''
  const begin = caret - typed.length
  const colon = typed.indexOf(':')
  const take = (from: number, text: string, name: string, hint: string): Completion => {
    const rest = line.slice(caret)
    const gap = text.endsWith(':') || rest.startsWith(' ') ? '' : ' '
    return { name, hint, line: line.slice(0, from) + text + gap + rest, caret: from + text.length + gap.length }
  }
  if (colon < 0) {
    const word = typed.toLowerCase()
    if (word === '' || word.startsWith('"')) return []
    return FILTER_FIELDS.filter((field) => field.startsWith(word))
      .slice(0, MOST)
      .map((field) => take(begin, `${field}:`, `${field}:`, WORDS_OF_FIELDS[field]))
  }
  const field = typed.slice(0, colon).toLowerCase()
  if (!isFilterField(field)) return []
  const comma = lastComma(typed, colon)
  const word = fold(typed.slice(comma + 1).replaceAll('"', ''))
  const from = begin + comma + 1
  const found = valuesOf(field, names)
    .map((value) => ({ value, at: placeIn(fold(value), word) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value)
  if (found.length === 1 && fold(found[0] ?? '') === word) return []
  return found.slice(0, MOST).map((value) => take(from, quoteIfNeeded(value), value, ''))
}

/** 0: the whole begins so; 1: a word in it does; -1: none. */
function placeIn(value: string, word: string): number {
  if (value.startsWith(word)) return 0
  return value.includes(` ${word}`) ? 1 : -1
}

function lastComma(typed: string, colon: number): number {
  let quoted = false
  let last = colon
  for (let at = colon + 1; at < typed.length; at++) {
    if (typed[at] === '"') quoted = !quoted
    else if (typed[at] === ',' && !quoted) last = at
  }
  return last
}

const NAMED: Readonly<Partial<Record<FilterField, NamedField>>> = {
  kind: 'kind',
  domain: 'domain',
  epic: 'epic',
  goal: 'goal',
  label: 'label',
  sprint: 'sprint',
  person: 'person',
  by: 'person',
  asked: 'person',
}

function valuesOf(field: FilterField, names: FilterNames): readonly string[] {
  const of = NAMED[field]
  const named = of === undefined ? [] : names.named(of).map(({ name }) => name)
  const words = FIELD_WORDS[field] ?? []
  // People look for a name first where there are names; "none" and "any" come last.
  return of === 'person' ? [...words.slice(0, 1), ...named, ...words.slice(1)] : [...named, ...words]
}
