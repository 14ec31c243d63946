import type { Plan, PlanChanges } from '../doc/plan.ts'
import type { SearchDocument } from './search-index.ts'
import type { SearchAnswer, SearchRequest } from './search-service.ts'

/** Search over all live items as you type, in a worker, so that the list never waits for it. */
export interface Search {
  /** Ids of the first hits, best first. A query that was overtaken by a newer one answers null. */
  find(query: string): Promise<readonly string[] | null>
  stop(): void
}

/** A worker, or one end of a message channel. */
export interface SearchPort {
  postMessage(request: SearchRequest): void
  onmessage: ((event: { readonly data: SearchAnswer }) => void) | null
}

export interface SearchParts {
  readonly plan: Plan
  readonly port: SearchPort
  /** Lets the window breathe between the pieces of the first filling. */
  readonly later: (act: () => void, ms: number) => () => void
}

/** Items handed over at once while the index is filled. */
const PIECE = 500
/** Changes wait so long for more of them; a question is never asked before they are handed over. */
const GATHER_MS = 300

export function createSearch({ plan, port, later }: SearchParts): Search {
  let next = 1
  let latest: { id: number; answer: (hits: readonly string[] | null) => void } | null = null
  const changed = new Set<string>()
  let stopWaiting: (() => void) | null = null
  let stopped = false
  const filling = [...plan.rows('items').keys()]
  port.onmessage = ({ data }) => {
    if (latest?.id !== data.id) return
    latest.answer(data.hits)
    latest = null
  }
  const stopListening = plan.onChange(note)
  fill()

  return {
    find(query) {
      handOver()
      latest?.answer(null)
      return new Promise((answer) => {
        latest = { id: next++, answer }
        port.postMessage({ is: 'search', id: latest.id, query })
      })
    },
    stop() {
      stopped = true
      stopWaiting?.()
      stopListening()
      latest?.answer(null)
      latest = null
    },
  }

  function fill(): void {
    if (stopped) return
    send(filling.splice(0, PIECE))
    if (filling.length > 0) later(fill, 0)
  }

  function note(news: PlanChanges): void {
    for (const id of news.tables.get('items') ?? []) changed.add(id)
    for (const text of news.texts) {
      const [table, id, field] = text.split('/')
      if (table === 'items' && field === 'description' && id !== undefined) changed.add(id)
    }
    if (changed.size > 0) stopWaiting ??= later(handOver, GATHER_MS)
  }

  function handOver(): void {
    stopWaiting?.()
    stopWaiting = null
    if (changed.size === 0) return
    send([...changed])
    changed.clear()
  }

  function send(ids: readonly string[]): void {
    const documents: SearchDocument[] = []
    const gone: string[] = []
    for (const id of ids) {
      const item = plan.row('items', id)
      if (item === undefined || item.deleted !== null) gone.push(id)
      else
        documents.push({
          id,
          key: item.key,
          title: item.title,
          labels: item.labels.join(' '),
          text: plan.textOf('items', id, 'description'),
        })
    }
    if (documents.length > 0) port.postMessage({ is: 'put', documents })
    if (gone.length > 0) port.postMessage({ is: 'remove', ids: gone })
  }
}
