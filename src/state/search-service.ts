import type { Needles } from './folded-words.ts'
import { createSearchIndex, type SearchDocument } from './search-index.ts'

/** What the window asks the search worker. */
export type SearchRequest =
  | { readonly is: 'put'; readonly documents: readonly SearchDocument[] }
  | { readonly is: 'remove'; readonly ids: readonly string[] }
  | { readonly is: 'search'; readonly id: number; readonly query: string }
  | { readonly is: 'match'; readonly id: number; readonly needles: Needles }
export type SearchAnswer =
  | { readonly is: 'hits'; readonly id: number; readonly hits: readonly string[] }
  | { readonly is: 'bits'; readonly id: number; readonly bits: Uint8Array }

interface Port {
  postMessage(answer: SearchAnswer, transfer: Transferable[]): void
  onmessage: ((event: { readonly data: SearchRequest }) => void) | null
}

/** Answers on a port what is asked on it; the worker's own port in the window, one end of a channel in tests. */
export function serveSearch(port: Port): void {
  const index = createSearchIndex()
  port.onmessage = ({ data }) => {
    if (data.is === 'put') index.put(data.documents)
    else if (data.is === 'remove') index.remove(data.ids)
    else if (data.is === 'search') port.postMessage({ is: 'hits', id: data.id, hits: index.search(data.query) }, [])
    else {
      const bits = index.match(data.needles)
      port.postMessage({ is: 'bits', id: data.id, bits }, [bits.buffer as ArrayBuffer])
    }
  }
}
