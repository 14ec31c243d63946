import MiniSearch from 'minisearch'
import { fold } from './backlog-filter.ts'

/** What of an item is searched. */
export interface SearchDocument {
  readonly id: string
  readonly key: string
  readonly title: string
  readonly labels: string
  readonly text: string
}

/** As many as a person reads in a list. */
export const MAX_HITS = 50

export interface SearchIndex {
  /** Adds, or replaces what it had of these. */
  put(documents: readonly SearchDocument[]): void
  remove(ids: readonly string[]): void
  /**
   * Ids, best first. Each word of the query has to begin a word of the item: of its key, then title, then labels, then
   * description. Only where that finds little, slips of the pen in key, title and labels are allowed.
   */
  search(query: string): string[]
  readonly size: number
}

interface Entry {
  readonly id: string
  readonly key: string
  /** Words with a space before each, so that ` wait` finds the beginning of a word. */
  readonly title: string
  readonly labels: string
  readonly all: string
}

/** Fewer hits than this, and slips are looked for too. */
const FEW = 5

/**
 * Plain text is walked through as a whole: 10,000 descriptions take a millisecond or two, while an inverted index has to
 * score every item that holds a frequent word (15 to 45 ms at 10,000). The inverted index answers what a walk cannot: slips.
 */
export function createSearchIndex(): SearchIndex {
  const entries = new Map<string, Entry>()
  const slips = new MiniSearch<{ id: string; key: string; words: string }>({
    fields: ['key', 'words'],
    tokenize: (text) => text.split(' ').filter((word) => word !== ''),
    processTerm: (term) => term,
    searchOptions: {
      combineWith: 'AND',
      prefix: (_term, i, terms) => i === terms.length - 1,
      fuzzy: (term) => (term.length > 5 ? 2 : term.length > 3 ? 1 : false),
    },
  })
  return {
    put(documents) {
      for (const { id, key, title, labels, text } of documents) {
        const entry = {
          id,
          key: wordsOf(key),
          title: wordsOf(title),
          labels: wordsOf(labels),
          all: wordsOf(`${key} ${title} ${labels} ${text}`),
        }
        const before = entries.get(id)
        entries.set(id, entry)
        const head = { id, key: entry.key, words: entry.title + entry.labels }
        if (before === undefined) slips.add(head)
        else if (before.key !== entry.key || before.title !== entry.title || before.labels !== entry.labels)
          slips.replace(head)
      }
    },
    remove(ids) {
      for (const id of ids) if (entries.delete(id)) slips.discard(id)
    },
    search(query) {
      const words = wordsOf(query).split(' ').slice(1)
      if (words.length === 0) return []
      const found = walk(words.map((word) => ` ${word}`))
      if (found.length >= FEW) return found
      const more = slips
        .search(words.join(' '))
        .slice(0, MAX_HITS)
        .map((hit) => hit.id as string)
      return [...new Set([...found, ...more])].slice(0, MAX_HITS)
    },
    get size() {
      return entries.size
    },
  }

  function walk(needles: readonly string[]): string[] {
    const whole = needles.join('')
    const tiers: string[][] = [[], [], [], [], []]
    const others: Entry[] = []
    for (const entry of entries.values()) {
      const tier = headTier(entry, needles, whole)
      if (tier >= 0) (tiers[tier] as string[]).push(entry.id)
      else others.push(entry)
    }
    const heads = tiers.flat()
    if (heads.length >= MAX_HITS) return heads.slice(0, MAX_HITS)
    for (const entry of others) {
      if (needles.every((needle) => entry.all.includes(needle)) && heads.push(entry.id) === MAX_HITS) break
    }
    return heads
  }
}

/** The lower the better; -1 if the words are not all in key, title and labels. */
function headTier(entry: Entry, needles: readonly string[], whole: string): number {
  if (entry.key === whole) return 0
  if (entry.title.startsWith(whole)) return 1
  if (entry.key.startsWith(whole)) return 2
  let inTitle = true
  for (const needle of needles) {
    if (entry.title.includes(needle)) continue
    inTitle = false
    if (!entry.labels.includes(needle) && !entry.key.includes(needle)) return -1
  }
  return inTitle ? 3 : 4
}

function wordsOf(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trimEnd()
    .replace(/^(?=[^ ])/, ' ')
}
