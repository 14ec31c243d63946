import MiniSearch from 'minisearch'
import { fold, hasNeedles, holds, isNarrower, NO_NEEDLES, type Needles } from './folded-words.ts'
import { haystackOf, type ItemTexts } from './item-texts.ts'

/** What of an item is searched, and the number that it goes by in answers. */
export interface SearchDocument extends ItemTexts {
  readonly n: number
}

/** As many as a person reads in a list. */
export const MAX_HITS = 50
/** More letters than anybody types: what stands behind them is not looked at. */
const MAX_QUERY = 500

export interface SearchIndex {
  /** Adds, or replaces what it had of these. */
  put(documents: readonly SearchDocument[]): void
  remove(ids: readonly string[]): void
  /**
   * Ids, best first. Each word of the query has to begin a word of the item: of its key, then title, then labels, then
   * texts. Only where that finds little, slips of the pen in key, title and labels are allowed.
   */
  search(query: string): string[]
  /** All items whose texts hold these words, anywhere in a word: a bit for each number. */
  match(needles: Needles): Uint8Array
  readonly size: number
}

interface Entry {
  readonly id: string
  readonly n: number
  readonly key: string
  /** Words with a space before each, so that ` wait` finds the beginning of a word. */
  readonly title: string
  readonly labels: string
  readonly all: string
  /** As people wrote it, folded: what a filter looks through. */
  readonly haystack: string
}

/** Fewer hits than this, and slips are looked for too. */
const FEW = 5

/**
 * Plain text is walked through as a whole: 10,000 descriptions take a few milliseconds, while an inverted index has to
 * score every item that holds a frequent word (15 to 45 ms at 10,000). Whatever a longer query finds, the shorter one found:
 * typing on only walks what is left. The inverted index answers what a walk cannot: slips.
 */
export function createSearchIndex(): SearchIndex {
  const entries = new Map<string, Entry>()
  /** Bumped by every change: what was found before may not be all. */
  let changes = 0
  let most = 0
  let lastMatch: { needles: Needles; found: readonly Entry[]; changes: number } | null = null
  let lastWalk: { words: readonly string[]; left: readonly Entry[]; changes: number } | null = null
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
      changes++
      for (const document of documents) {
        const { id, n, key, title, labels, text } = document
        const entry = {
          id,
          n,
          key: wordsOf(key),
          title: wordsOf(title),
          labels: wordsOf(labels),
          all: wordsOf(`${key} ${title} ${labels} ${text}`),
          haystack: haystackOf(document),
        }
        most = Math.max(most, n)
        const before = entries.get(id)
        entries.set(id, entry)
        const head = { id, key: entry.key, words: entry.title + entry.labels }
        if (before === undefined) slips.add(head)
        else if (before.key !== entry.key || before.title !== entry.title || before.labels !== entry.labels)
          slips.replace(head)
      }
    },
    remove(ids) {
      changes++
      for (const id of ids) if (entries.delete(id)) slips.discard(id)
    },
    search(query) {
      const words = wordsOf(query.slice(0, MAX_QUERY)).split(' ').slice(1)
      if (words.length === 0) return []
      const found = walk(words)
      if (found.length >= FEW) return found
      const more = slips
        .search(words.join(' '))
        .slice(0, MAX_HITS)
        .map((hit) => hit.id as string)
      return [...new Set([...found, ...more])].slice(0, MAX_HITS)
    },
    match(needles) {
      const known = lastMatch
      const from =
        known !== null && known.changes === changes && isNarrower(known.needles, needles)
          ? known.found
          : [...entries.values()]
      const found = hasNeedles(needles) ? from.filter((entry) => holds(entry.haystack, needles)) : from
      lastMatch = { needles: hasNeedles(needles) ? needles : NO_NEEDLES, found, changes }
      const bits = new Uint8Array(most + 1)
      for (const { n } of found) bits[n] = 1
      return bits
    },
    get size() {
      return entries.size
    },
  }

  function walk(words: readonly string[]): string[] {
    const needles = words.map((word) => ` ${word}`)
    const whole = needles.join('')
    const known = lastWalk
    const narrower =
      known !== null && known.changes === changes && known.words.every((word, i) => words[i]?.startsWith(word) === true)
    // What a shorter query did not find has nothing for this one.
    const from = narrower ? known.left : [...entries.values()]
    const heads: Entry[][] = [[], [], [], [], []]
    const others: Entry[] = []
    for (const entry of from) {
      const tier = headTier(entry, needles, whole)
      if (tier >= 0) (heads[tier] as Entry[]).push(entry)
      else others.push(entry)
    }
    const found = heads.flat()
    const enough = found.length >= MAX_HITS
    if (!enough)
      for (const entry of others) if (needles.every((needle) => entry.all.includes(needle))) found.push(entry)
    lastWalk = enough ? null : { words, left: found, changes }
    return found.slice(0, MAX_HITS).map((entry) => entry.id)
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
