import type { Plan } from '../doc/plan.ts'
import type { Needles } from './folded-words.ts'
import { createItemFeed } from './item-feed.ts'
import type { SearchAnswer, SearchRequest } from './search-service.ts'

/** Search over all live items as you type, in a worker, so that the list never waits for it. */
export interface Search {
  /** Ids of the first hits, best first. A query that was overtaken by a newer one answers null. */
  find(query: string): Promise<readonly string[] | null>
  /** All items whose texts hold these words; null if that was overtaken by a newer question. */
  match(needles: Needles): Promise<FoundItems | null>
  /** All items were handed over: an answer takes milliseconds. */
  readonly warm: boolean
  /** Once it is warm. */
  readonly filled: Promise<void>
  stop(): void
}

export interface FoundItems {
  has(id: string): boolean
}

/** A worker, or one end of a message channel. */
export interface SearchPort {
  postMessage(request: SearchRequest): void
  onmessage: ((event: { readonly data: SearchAnswer }) => void) | null
}

export interface SearchParts {
  readonly plan: Plan
  readonly port: SearchPort
  readonly later: (act: () => void, ms: number) => () => void
}

interface Waiting<Answer> {
  readonly id: number
  readonly answer: (found: Answer | null) => void
}

export function createSearch({ plan, port, later }: SearchParts): Search {
  let next = 1
  let finding: Waiting<readonly string[]> | null = null
  let matching: Waiting<FoundItems> | null = null
  /** What an item goes by in answers: ids of ten thousand items would take longer to send than to find. */
  const numbers = new Map<string, number>()
  let isFilled: () => void = () => undefined
  const filled = new Promise<void>((resolve) => (isFilled = resolve))
  const feed = createItemFeed({
    plan,
    later,
    onFull() {
      // The first walk through fresh texts takes many times as long as the next ones; nobody waits for this one.
      port.postMessage({ is: 'match', id: NOBODY, needles: { wanted: ['\u0000'], unwanted: [] } })
      port.postMessage({ is: 'search', id: NOBODY, query: '0'.repeat(9) })
      isFilled()
    },
    put: (texts) => port.postMessage({ is: 'put', documents: texts.map((one) => ({ ...one, n: numberOf(one.id) })) }),
    remove: (ids) => port.postMessage({ is: 'remove', ids }),
  })
  port.onmessage = ({ data }) => {
    if (data.is === 'hits') {
      if (finding?.id !== data.id) return
      finding.answer(data.hits)
      finding = null
    } else if (matching?.id === data.id) {
      matching.answer({ has: (id) => data.bits[numbers.get(id) ?? -1] === 1 })
      matching = null
    }
  }

  return {
    find(query) {
      feed.handOver()
      finding?.answer(null)
      return new Promise((answer) => {
        finding = { id: next++, answer }
        port.postMessage({ is: 'search', id: finding.id, query: query.slice(0, MAX_SENT) })
      })
    },
    match(needles) {
      feed.handOver()
      matching?.answer(null)
      return new Promise((answer) => {
        matching = { id: next++, answer }
        port.postMessage({ is: 'match', id: matching.id, needles })
      })
    },
    get warm() {
      return feed.full
    },
    filled,
    stop() {
      feed.stop()
      finding?.answer(null)
      matching?.answer(null)
      finding = null
      matching = null
    },
  }

  function numberOf(id: string): number {
    const known = numbers.get(id)
    if (known !== undefined) return known
    numbers.set(id, numbers.size)
    return numbers.size - 1
  }
}

/** The id of a question whose answer is not waited for. */
const NOBODY = 0
/** More is not looked at, and need not be carried over. */
const MAX_SENT = 1_000
