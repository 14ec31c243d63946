import MiniSearch, { type SearchResult } from 'minisearch'
import { fold } from './backlog-filter.ts'

/** What of an item is searched. */
export interface SearchDocument {
  readonly id: string
  readonly key: string
  readonly title: string
  readonly labels: string
  readonly text: string
}
export interface SearchHit {
  readonly id: string
  readonly score: number
}

/** As many as a person reads in a list. */
export const MAX_HITS = 50

export interface SearchIndex {
  /** Adds, or replaces what it had of these. */
  put(documents: readonly SearchDocument[]): void
  remove(ids: readonly string[]): void
  /** Best first. Every word has to occur; the last one may be unfinished, and long words may have a slip of the pen. */
  search(query: string): SearchHit[]
  readonly size: number
}

export function createSearchIndex(): SearchIndex {
  const index = new MiniSearch<SearchDocument>({
    fields: ['key', 'title', 'labels', 'text'],
    tokenize: (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== ''),
    processTerm: (term) => term,
  })
  return {
    put(documents) {
      for (const document of documents) {
        if (index.has(document.id)) index.replace(document)
        else index.add(document)
      }
    },
    remove(ids) {
      for (const id of ids) if (index.has(id)) index.discard(id)
    },
    search(query) {
      const words = fold(query).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
      const last = words.length - 1
      if (last < 0) return []
      const exact = look(words, last, false)
      // Slips are looked for only where the words as written find little: that costs ten times as much.
      const hits = exact.length >= ENOUGH ? exact : look(words, last, true)
      return hits.slice(0, MAX_HITS).map(({ id, score }) => ({ id: id as string, score }))
    },
    get size() { return index.documentCount },
  }

  function look(words: readonly string[], last: number, slips: boolean): SearchResult[] {
    return index.search(words.join(' '), {
      combineWith: 'AND',
      prefix: (term, i) => i === last && term.length > 0,
      fuzzy: (term) => (slips && term.length > 3 ? 0.2 : false),
      boost: { key: 8, title: 4, labels: 2 },
    })
  }
}

const ENOUGH = 5
