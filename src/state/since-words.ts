import { entryWords, fieldWords, nounOf, valueWords, type NameOf } from '../commands/change-words.ts'
import type { Entry } from '../model/envelope.ts'
import type { HistoryLine, SinceGroup } from './history-source.ts'
import { lineWords } from './history-words.ts'

/** What sort of news it is, in the order in which people are shown them. */
export const NEWS_KINDS = ['new', 'moved', 'refined', 'done', 'said', 'goals', 'people', 'decisions', 'rest'] as const
export type NewsKind = (typeof NEWS_KINDS)[number]

/** One thing and what became of it since somebody looked, as a person would say it. */
export interface News {
  readonly group: SinceGroup
  /** The item's id; null for what is no item. */
  readonly item: string | null
  readonly kinds: ReadonlySet<NewsKind>
  /** Who did it, whoever did something last first. */
  readonly people: readonly (string | null)[]
  readonly guests: readonly string[]
  /** Short facts, the whole effect of each field: "moved from 14 to 3", "estimate 5 to 8", "2 comments". */
  readonly facts: readonly string[]
  /** Why, in the words of whoever did it, newest first. */
  readonly reasons: readonly { readonly words: string; readonly person: string | null }[]
  /** By the clock of whoever did it last. */
  readonly last: number
}

export function newsOf(group: SinceGroup, nameOf: NameOf): News {
  const { about, lines } = group
  const isItem = about.startsWith('items/')
  const entries = [...lines].reverse().flatMap((line) => line.entries.map((entry) => ({ entry, line })))
  const kinds = new Set(entries.map(({ entry }) => kindOf(entry, about)))
  if (about.startsWith('change/')) for (const kind of kinds) if (kind !== 'rest' && kinds.size > 1) kinds.delete(kind)
  if (kinds.size === 0) kinds.add(isItem ? 'refined' : 'rest')
  const people = [...new Set(lines.flatMap(({ author }) => (author.guest === undefined ? [author.person] : [])))]
  const reasons = new Map<string, string | null>()
  for (const { author, entries: all } of lines)
    for (const { why, name } of all) if (why !== '' && name !== 'line.salvage') reasons.set(why, author.person)
  return {
    group,
    item: isItem ? about.slice('items/'.length) : null,
    kinds,
    people,
    guests: [...new Set(lines.flatMap(({ author }) => author.guest ?? []))],
    facts: isItem ? factsOf(about, entries, nameOf) : sentencesOf(lines, nameOf),
    reasons: [...reasons].map(([words, person]) => ({ words, person })),
    last: lines[0]?.time ?? 0,
  }
}

interface Told {
  readonly entry: Entry
  readonly line: HistoryLine
}

/** What is no item is told in the sentences of History, each once. */
function sentencesOf(lines: readonly HistoryLine[], nameOf: NameOf): string[] {
  return [...new Set(lines.map((line) => importWords(line) ?? lineWords(line, nameOf)))]
}

function importWords({ entries: [first] }: HistoryLine): string | null {
  if (first?.name !== 'import' || first.record !== '' || typeof first.to !== 'number') return null
  const from = FORMAT_WORDS[String(first.from)]
  return `Imported ${first.to} ${first.to === 1 ? 'item' : 'items'}${from === undefined ? '' : ` from ${from}`}`
}

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  'jira-csv': 'a Jira export',
  'trello-json': 'a Trello board',
  csv: 'a CSV file',
  'ordinal-json': 'a plan file',
}

/** Oldest first in, the whole effect out: what a field said before the first of them, and what it says after the last. */
function factsOf(about: string, told: readonly Told[], nameOf: NameOf): string[] {
  const facts = new Map<string, string>()
  const firsts = new Map<string, unknown>()
  const parts = new Map<string, Set<string>>()
  for (const { entry, line } of told) {
    const { name, record, field, from, to } = entry
    if (record !== about) {
      const way = partWay(entry)
      const key = `${nounKey(entry)} ${way}`
      parts.set(key, (parts.get(key) ?? new Set()).add(record))
      facts.set(key, '')
      continue
    }
    const isBack = line.undoes !== null || name.startsWith('undo.')
    const key = field === 'labels' || field === 'names' || field === 'ready' ? `${field} ${String(to ?? from)}` : field
    if (!firsts.has(key)) firsts.set(key, from)
    facts.set(key, fieldFact(entry, firsts.get(key), isBack, nameOf))
  }
  return [...facts].map(([key, words]) => {
    if (words !== '') return words
    return partFact(key, parts.get(key)?.size ?? 0)
  })
}

/** "moved from 14 to 3", "estimate 5 to 8", "estimate back to 5". */
function fieldFact(entry: Entry, first: unknown, isBack: boolean, nameOf: NameOf): string {
  const { name, field, to } = entry
  if (field === '') return isBack ? 'taken away again' : 'new'
  if (field === 'deleted') return isNothing(to) || to === false ? 'brought back' : 'deleted'
  if (field === 'rank') return placeFact(first, to, isBack)
  if (field === 'stage') return isBack && first === to ? 'put back where it was' : stageFact(String(to))
  if (field === 'parked') return to === true ? 'parked' : 'taken off the parking lot'
  if (field === 'sprint') return isNothing(to) ? 'returned to the backlog' : `in ${valueWords(field, to, nameOf)}`
  if (field === 'labels') return `${isNothing(to) ? 'without' : 'with'} label “${String(to ?? entry.from)}”`
  if (field === 'names') {
    const who = nameOf(`people/${String(to ?? entry.from)}`)
    return isNothing(to) ? `${who} took their name off` : `${who} put their name on it`
  }
  if (field === 'ready') return isNothing(to) ? 'readiness unticked' : 'readiness ticked'
  if (field === 'orderWhy') return isNothing(to) ? 'reason for the place taken back' : 'reason for the place written'
  const what = fieldWords(field)
  if (name === 'text.type' || isLong(field)) return isBack ? `${what} put back` : `${what} edited`
  if (field === 'title') return isBack ? `title back to “${String(to)}”` : `renamed from “${String(first)}”`
  if (typeof to === 'object' && to !== null) return `${what} changed`
  if (same(first, to)) return `${what} changed and put back`
  const value = (one: unknown): string => valueWords(field, one, nameOf)
  if (isNothing(to)) return `${what} cleared`
  if (isBack) return `${what} back to ${value(to)}`
  return isNothing(first) ? `${what} ${value(to)}` : `${what} ${value(first)} to ${value(to)}`
}

/** An undo knows no numbers: it puts the very place back. */
function placeFact(first: unknown, to: unknown, isBack: boolean): string {
  if (typeof first === 'number' && typeof to === 'number')
    return first === to ? 'stands where it stood' : `moved from ${first} to ${to}`
  if (isBack) return typeof first === 'number' ? 'moved and put back' : 'moved back to its place'
  return typeof to === 'number' ? `moved to ${to}` : 'moved'
}

function stageFact(stage: string): string {
  return { open: 'reopened', doing: 'started', done: 'done', dropped: 'dropped' }[stage] ?? `stage ${stage}`
}

function partWay({ field, to, name }: Entry): 'added' | 'taken away' | 'ticked' | 'answered' | 'changed' {
  if (name === 'undo.create') return 'taken away'
  if (field === '') return 'added'
  if (field === 'deleted') return isNothing(to) || to === false ? 'added' : 'taken away'
  if (field === 'answer') return 'answered'
  return (field === 'met' || field === 'done') && to === true ? 'ticked' : 'changed'
}

function nounKey({ record }: Entry): string {
  return record.split('/')[0] ?? ''
}

function partFact(key: string, count: number): string {
  const [table = '', ...way] = key.split(' ')
  const one = PART_WORDS[table] ?? nounOf(`${table}/`)
  const many = table === 'criteria' ? 'criteria' : table === 'pulls' ? 'stays in a sprint' : `${one}s`
  const said = (table === 'comments' || table === 'questions') && way[0] === 'added' ? '' : ` ${way.join(' ')}`
  return `${count} ${count === 1 ? one : many}${said}`
}
const PART_WORDS: Readonly<Record<string, string>> = {
  criteria: 'criterion',
  pulls: 'stay in a sprint',
  rounds: 'round',
}

function kindOf({ name, record, field, to }: Entry, about: string): NewsKind {
  const [table = ''] = record.split('/')
  if (name === 'conflict.settle' || table === 'decisions' || table === 'settlements') return 'decisions'
  if (about === 'people' || PEOPLE.has(table)) return 'people'
  if (about === 'plan' || GOALS.has(table)) return 'goals'
  if (!about.startsWith('items/')) return 'rest'
  if (record !== about) return table === 'comments' || table === 'questions' ? 'said' : 'refined'
  if (field === '') return name.startsWith('undo.') ? 'done' : 'new'
  if (field === 'deleted') return isNothing(to) || to === false ? 'new' : 'done'
  if (field === 'rank') return 'moved'
  return field === 'stage' || field === 'finishedAt' || field === 'parked' ? 'done' : 'refined'
}
const PEOPLE: ReadonlySet<string> = new Set(['people', 'teams', 'domains'])
const GOALS: ReadonlySet<string> = new Set(['goals', 'metrics', 'measurements', 'epics', 'plan', 'vision', 'strategy'])

/** One change of a group in a plain sentence, for whoever wants to see each. */
export function changeSentence(line: HistoryLine, nameOf: NameOf): string {
  const imported = importWords(line)
  if (imported !== null) return imported
  const entries = line.entries.filter(({ name }) => name !== 'change.undo')
  if (entries.length === 1) return entryWords(entries[0] as Entry, nameOf)
  return lineWords({ ...line, entries }, nameOf)
}

const isLong = (field: string): boolean => field === 'description' || field === 'text' || field === 'outcome'
const isNothing = (value: unknown): boolean => value === null || value === undefined || value === ''
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
