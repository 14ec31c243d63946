import type { Item } from '../model/item.ts'

export const SHOWS = ['open', 'parked', 'done', 'dropped', 'all'] as const
export type Show = (typeof SHOWS)[number]

/** What of the backlog is looked at. Within a list any of its values will do; lists are met together. NONE stands for "has none". */
export interface BacklogFilter {
  readonly kinds: readonly string[]
  readonly domains: readonly string[]
  readonly goals: readonly string[]
  readonly epics: readonly string[]
  readonly labels: readonly string[]
  /** Every word must stand in key, title or labels. */
  readonly text: string
  readonly show: Show
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

export function isFiltering(filter: BacklogFilter): boolean {
  return filter.show !== 'open' || filter.text.trim() !== '' || LISTS.some((list) => filter[list].length > 0)
}

/** A test for items. `goalOf` answers the goal an item serves, its epic's included. Deleted items never pass. */
export function createMatcher(filter: BacklogFilter, goalOf: (item: Item) => string | null): (item: Item) => boolean {
  const wanted = words(filter.text)
  return (item) =>
    item.deleted === null &&
    isShown(item, filter.show) &&
    among(filter.kinds, item.kind) &&
    among(filter.domains, item.domain) &&
    among(filter.epics, item.epic) &&
    (filter.goals.length === 0 || among(filter.goals, goalOf(item))) &&
    (filter.labels.length === 0 ||
      filter.labels.some((label) => (label === NONE ? item.labels.length === 0 : item.labels.includes(label)))) &&
    (wanted.length === 0 || hasWords(item, wanted))
}

function isShown(item: Item, show: Show): boolean {
  if (show === 'all') return true
  if (show === 'parked') return item.parked && item.stage !== 'done' && item.stage !== 'dropped'
  if (show === 'done' || show === 'dropped') return item.stage === show
  return !item.parked && (item.stage === 'open' || item.stage === 'doing')
}

function among(wanted: readonly string[], value: string | null): boolean {
  return wanted.length === 0 || wanted.includes(value ?? NONE)
}

/** What of a row is searched, made once a row: rows are frozen and a changed item is another row. */
const haystacks = new WeakMap<Item, string>()
function hasWords(item: Item, wanted: readonly string[]): boolean {
  let text = haystacks.get(item)
  if (text === undefined) {
    text = fold(`${item.key} ${item.title} ${item.labels.join(' ')}`)
    haystacks.set(item, text)
  }
  return wanted.every((word) => (text as string).includes(word))
}

function words(text: string): string[] {
  return fold(text)
    .split(/\s+/)
    .filter((word) => word !== '')
}

const PLAIN = /^[\x00-\x7f]*$/

/** Small letters without accents: "Übergabe" is found by "ubergabe" too. */
export function fold(text: string): string {
  // Most texts have nothing to fold away but capitals.
  return PLAIN.test(text) ? text.toLowerCase() : text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

const LISTS = ['kinds', 'domains', 'goals', 'epics', 'labels'] as const
const WORD_OF = { kinds: 'kind', domains: 'domain', goals: 'goal', epics: 'epic', labels: 'label' } as const

/** Names of domains, goals and epics by id, and back; kinds and labels are their own names. */
export interface FilterNames {
  nameOf(list: 'domains' | 'goals' | 'epics', id: string): string
  idOf(list: 'domains' | 'goals' | 'epics', name: string): string | undefined
}

/** The filter as a line that people can read, type and share: `kind:bug,debt domain:"Patient app" is:parked reminder`. */
export function filterToQuery(filter: BacklogFilter, names: FilterNames): string {
  const parts = LISTS.filter((list) => filter[list].length > 0).map((list) => {
    const values = filter[list].map((value) =>
      list === 'kinds' || list === 'labels' || value === NONE ? value : names.nameOf(list, value),
    )
    return `${WORD_OF[list]}:${values.map(quoteIfNeeded).join(',')}`
  })
  if (filter.show !== 'open') parts.push(`is:${filter.show}`)
  if (filter.text.trim() !== '') parts.push(filter.text.trim())
  return parts.join(' ')
}

/** What the line does not say stays unfiltered; a name that is not known is searched for as text. */
export function queryToFilter(query: string, names: FilterNames): BacklogFilter {
  const lists: Record<(typeof LISTS)[number], string[]> = { kinds: [], domains: [], goals: [], epics: [], labels: [] }
  let show: Show = 'open'
  const text: string[] = []
  for (const [part] of query.matchAll(/(?:[^\s"]|"[^"]*")+/g)) {
    const colon = part.indexOf(':')
    const word = part.slice(0, colon)
    const values = colon < 0 ? [] : splitValues(part.slice(colon + 1))
    const list = LISTS.find((one) => WORD_OF[one] === word)
    if (word === 'is' && (SHOWS as readonly string[]).includes(values[0] ?? '')) show = values[0] as Show
    else if (list === undefined) text.push(part.replaceAll('"', ''))
    else
      for (const value of values) {
        const id = list === 'kinds' || list === 'labels' || value === NONE ? value : names.idOf(list, value)
        if (id === undefined) text.push(value)
        else lists[list].push(id)
      }
  }
  return { ...lists, show, text: text.join(' ') }
}

function quoteIfNeeded(value: string): string {
  const plain = value.replaceAll('"', '')
  return /[\s,:]/.test(plain) ? `"${plain}"` : plain
}

function splitValues(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|[^,]+/g)].map((match) => match[1] ?? match[0]).filter((value) => value !== '')
}
