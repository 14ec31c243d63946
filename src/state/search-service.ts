import { createSearchIndex, type SearchDocument } from './search-index.ts'

/** What the window asks the search worker. */
export type SearchRequest =
  | { readonly is: 'put'; readonly documents: readonly SearchDocument[] }
  | { readonly is: 'remove'; readonly ids: readonly string[] }
  | { readonly is: 'search'; readonly id: number; readonly query: string }
export interface SearchAnswer {
  readonly id: number
  readonly hits: readonly string[]
}

interface Port {
  postMessage(answer: SearchAnswer): void
  onmessage: ((event: { readonly data: SearchRequest }) => void) | null
}

/** Answers on a port what is asked on it; the worker's own port in the window, one end of a channel in tests. */
export function serveSearch(port: Port): void {
  const index = createSearchIndex()
  port.onmessage = ({ data }) => {
    if (data.is === 'put') index.put(data.documents)
    else if (data.is === 'remove') index.remove(data.ids)
    else port.postMessage({ id: data.id, hits: index.search(data.query) })
  }
}
