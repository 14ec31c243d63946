import {
  EXAMPLES,
  isInRange,
  nearest,
  readDays,
  readNumberRange,
  type FilterField,
  type FilterProblem,
  type FilterTerm,
  type FilterValue,
} from '../model/filter-text.ts'
import { isItemKind, type Item } from '../model/item.ts'
import { fold } from './folded-words.ts'

/** What of an item's surroundings a filter may ask for. Asked only for fields that the line names. */
export interface FilterFacts {
  /** The goal it serves, its epic's included. */
  goalOf(item: Item): string | null
  isReady(item: Item): boolean
  hasCriteria(item: Item): boolean
  hasDescription(item: Item): boolean
  /** People who said something on it. */
  saidBy(item: Item): readonly string[]
  /** Who has to answer an open question on it: ids of people, '' where nobody is named. */
  askedOn(item: Item): readonly string[]
  /** When anything last happened to it, in milliseconds since 1970; null where that is not known. */
  lastChange(item: Item): number | null
  now(): number
}
export type ItemTest = (item: Item, facts: FilterFacts) => boolean

export type NamedField = 'kind' | 'domain' | 'epic' | 'goal' | 'label' | 'sprint' | 'person'
export interface Named {
  readonly id: string
  readonly name: string
}

/** Names of the plan's records, both ways. */
export interface FilterNames {
  named(field: NamedField): readonly Named[]
  nameOf(field: NamedField, id: string): string
  /** The person who looks; null if the plan does not know them. */
  readonly me: string | null
}

interface ReadTerm {
  /** Null where nothing of the term can be understood. */
  readonly test: ItemTest | null
  /** What the values stand for, of fields with names. */
  readonly ids: readonly string[]
  readonly problems: readonly FilterProblem[]
}

/** What one part of a filter asks for. A value that is not understood is named and left out. */
export function readTerm(term: FilterTerm, field: FilterField, names: FilterNames): ReadTerm {
  const problems: FilterProblem[] = []
  const tests: ItemTest[] = []
  const ids: string[] = []
  for (const value of term.values) {
    const read = readValue(field, value, names)
    if (typeof read === 'string') problems.push({ from: value.from, to: value.to, message: read })
    else {
      tests.push(read.test)
      if (read.id !== undefined) ids.push(read.id)
    }
  }
  const [only] = tests
  const test = tests.length === 1 && only !== undefined ? only : any(tests)
  return { test: tests.length === 0 ? null : test, ids, problems }
}

const any =
  (tests: readonly ItemTest[]): ItemTest =>
  (item, facts) =>
    tests.some((test) => test(item, facts))

/** A test, or a sentence on what is wrong. */
type Read = { readonly test: ItemTest; readonly id?: string } | string

function readValue(field: FilterField, { text }: FilterValue, names: FilterNames): Read {
  const word = text.toLowerCase()
  switch (field) {
    case 'kind':
      return named(field, text, names, (item, id) => item.kind === id)
    case 'domain':
    case 'epic':
      return named(
        field,
        text,
        names,
        (item, id) => item[field] === id,
        (item) => item[field] === null,
      )
    case 'sprint':
      return named(
        field,
        text,
        names,
        (item, id) => item.sprint === id,
        (item) => item.sprint === null,
      )
    case 'goal':
      return named(
        field,
        text,
        names,
        (item, id, facts) => facts.goalOf(item) === id,
        (item, facts) => facts.goalOf(item) === null,
      )
    case 'label':
      return named(
        field,
        text,
        names,
        (item, id) => item.labels.includes(id),
        (item) => item.labels.length === 0,
      )
    case 'stage':
      return oneOf(field, word, {
        open: (item) => item.stage === 'open',
        doing: (item) => item.stage === 'doing',
        done: (item) => item.stage === 'done',
        dropped: (item) => item.stage === 'dropped',
        any: () => true,
      })
    case 'is':
      return oneOf(field, word, {
        open: (item) => !item.parked && !isOver(item),
        parked: (item) => item.parked && !isOver(item),
        done: (item) => item.stage === 'done',
        dropped: (item) => item.stage === 'dropped',
        all: () => true,
      })
    case 'parked':
      return oneOf(field, word, {
        yes: (item) => item.parked && !isOver(item),
        no: (item) => !item.parked && !isOver(item),
        any: (item) => !isOver(item),
      })
    case 'estimate':
    case 'value':
    case 'effort':
      return numbered(field, word)
    case 'why':
      return oneOf(field, word, { none: (item, facts) => !hasWhy(item, facts), any: hasWhy })
    case 'ready':
      return oneOf(field, word, {
        yes: (item, facts) => facts.isReady(item),
        no: (item, facts) => !facts.isReady(item),
      })
    case 'missing':
      return oneOf(field, word, MISSING)
    case 'stale':
    case 'changed':
      return dated(field, word)
    case 'key':
      return { test: (item) => item.key.toLowerCase() === word }
    case 'person':
    case 'by':
    case 'asked':
      return peopled(field, text, names)
  }
}

function named(
  field: NamedField,
  text: string,
  names: FilterNames,
  is: (item: Item, id: string, facts: FilterFacts) => boolean,
  isNone?: ItemTest,
): Read {
  const word = text.toLowerCase()
  if (isNone !== undefined && word === 'none') return { test: isNone, id: 'none' }
  if (isNone !== undefined && word === 'any') return { test: (item, facts) => !isNone(item, facts) }
  const id = idOf(field, text, names)
  if (typeof id === 'object') return id.problem
  return { test: (item, facts) => is(item, id, facts), id }
}

/** Two records of one name are met by the first; a name beats a name that only begins so. */
function idOf(field: NamedField, text: string, names: FilterNames): string | { readonly problem: string } {
  const wanted = fold(text.trim())
  if (field === 'kind' && isItemKind(wanted)) return wanted
  const all = names.named(field)
  const exact = all.find(({ name }) => fold(name.replaceAll('"', '')) === wanted)
  if (exact !== undefined) return exact.id
  const near = nearest(
    wanted,
    all.map(({ name }) => fold(name)),
  )
  const meant = all.find(({ name }) => fold(name) === near || (wanted.length > 2 && fold(name).startsWith(wanted)))
  const hint = meant === undefined ? '' : ` Did you mean ${meant.name}?`
  return { problem: `There is no ${field} “${text}”.${hint}` }
}

function oneOf(field: FilterField, word: string, tests: Readonly<Record<string, ItemTest>>): Read {
  const test = Object.hasOwn(tests, word) ? tests[word] : undefined
  if (test !== undefined) return { test }
  const words = Object.keys(tests)
  const near = nearest(word, words)
  const list = `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
  return near === null
    ? `“${word}” does not say which: write ${field}: and then ${list}.`
    : `There is no ${field}:${word}. Did you mean ${near}?`
}

function numbered(field: 'estimate' | 'value' | 'effort', word: string): Read {
  if (word === 'none') return { test: (item) => item[field] === null }
  if (word === 'any') return { test: (item) => item[field] !== null }
  const range = readNumberRange(word)
  if (range === null) return `“${word}” is no number. Write ${field}:5, ${field}:<8, ${field}:3..8 or ${field}:none.`
  if (range.least > range.most)
    return `From ${range.least} to ${range.most} there is nothing: the smaller number comes first.`
  return {
    test: (item) => {
      const number = item[field]
      return number !== null && isInRange(number, range)
    },
  }
}

const DAY_MS = 86_400_000
function dated(field: 'stale' | 'changed', word: string): Read {
  const days = readDays(word)
  if (days === null)
    return `“${word}” is no time. Write a number of days or weeks, such as ${EXAMPLES[field]} or ${field}:2w.`
  return {
    test: (item, facts) => {
      const at = facts.lastChange(item)
      if (at === null) return false
      return facts.now() - at >= days * DAY_MS === (field === 'stale')
    },
  }
}

function peopled(field: 'person' | 'by' | 'asked', text: string, names: FilterNames): Read {
  const word = text.toLowerCase()
  const has = PEOPLE_OF[field]
  if (word === 'any') return { test: (item, facts) => has(item, facts).length > 0 }
  if (word === 'none') return { test: (item, facts) => has(item, facts).length === 0 }
  if (word === 'me') {
    const { me } = names
    if (me === null) return 'The plan does not know you yet. Write a name of somebody in it.'
    return { test: (item, facts) => has(item, facts).includes(me) }
  }
  const id = idOf('person', text, names)
  if (typeof id === 'object') return id.problem
  return { test: (item, facts) => has(item, facts).includes(id) }
}

const madeBy = (item: Item, facts: FilterFacts): readonly string[] => [
  ...(item.createdBy === null ? [] : [item.createdBy]),
  ...item.names,
  ...facts.saidBy(item),
]
const askedOn = (item: Item, facts: FilterFacts): readonly string[] => facts.askedOn(item)
const PEOPLE_OF = {
  by: madeBy,
  asked: askedOn,
  person: (item: Item, facts: FilterFacts) => [...madeBy(item, facts), ...askedOn(item, facts)],
} as const

function hasWhy(item: Item, facts: FilterFacts): boolean {
  return item.outcome.trim() !== '' || facts.goalOf(item) !== null
}
function isOver(item: Item): boolean {
  return item.stage === 'done' || item.stage === 'dropped'
}

const MISSING: Readonly<Record<string, ItemTest>> = {
  criteria: (item, facts) => !facts.hasCriteria(item),
  description: (item, facts) => !facts.hasDescription(item),
  why: (item, facts) => !hasWhy(item, facts),
  estimate: (item) => item.estimate === null,
  value: (item) => item.value === null,
  effort: (item) => item.effort === null,
  goal: (item, facts) => facts.goalOf(item) === null,
  epic: (item) => item.epic === null,
  domain: (item) => item.domain === null,
  labels: (item) => item.labels.length === 0,
}
/** Words that a field takes besides names, for whoever completes what is typed. */
export const FIELD_WORDS: Readonly<Partial<Record<FilterField, readonly string[]>>> = {
  stage: ['open', 'doing', 'done', 'dropped', 'any'],
  is: ['open', 'parked', 'done', 'dropped', 'all'],
  parked: ['yes', 'no', 'any'],
  estimate: ['none', 'any', '<5', '3..8', '>8'],
  value: ['none', 'any', '>5'],
  effort: ['none', 'any', '<3'],
  why: ['none', 'any'],
  ready: ['yes', 'no'],
  missing: Object.keys(MISSING),
  stale: ['30d', '3m', '1y'],
  changed: ['1d', '7d', '30d'],
  domain: ['none', 'any'],
  epic: ['none', 'any'],
  goal: ['none', 'any'],
  label: ['none', 'any'],
  sprint: ['none', 'any'],
  person: ['me', 'any', 'none'],
  by: ['me', 'any', 'none'],
  asked: ['me', 'any', 'none'],
}
