import type { Plan } from '../../doc/plan.ts'
import { createItemFeed } from '../item-feed.ts'
import type { SimilarItem, SimilarPair } from './similar-index.ts'
import type { SimilarAnswer, SimilarRequest } from './similar-service.ts'

export type { SimilarItem, SimilarPair } from './similar-index.ts'

/** Items that may say the same in other words, found by a worker. What people said is not the same is left out by the caller. */
export interface Similar {
  /** While a title is typed; null if that was overtaken. `except`: the item that is being renamed. */
  like(title: string, except: string | null): Promise<readonly SimilarItem[] | null>
  likeItem(id: string): Promise<readonly SimilarItem[] | null>
  /** All pairs of the plan, best first; null if it was stopped or asked anew. `more`: there are others besides. */
  pairs(onProgress: (done: number, of: number) => void): Promise<FoundPairs | null>
  stopPairs(): void
  stop(): void
}
export interface FoundPairs {
  readonly pairs: readonly SimilarPair[]
  readonly more: boolean
}

/** A worker, or one end of a message channel. */
export interface SimilarPort {
  postMessage(request: SimilarRequest): void
  onmessage: ((event: { readonly data: SimilarAnswer }) => void) | null
}

export interface SimilarParts {
  readonly plan: Plan
  readonly port: SimilarPort
  /** The person's language, such as `de-AT`. */
  readonly language: string
  readonly later: (act: () => void, ms: number) => () => void
}

export function createSimilar({ plan, port, language, later }: SimilarParts): Similar {
  let next = 1
  let typed: { id: number; answer: (items: readonly SimilarItem[] | null) => void } | null = null
  const asked = new Map<number, (items: readonly SimilarItem[] | null) => void>()
  let looking: {
    id: number
    answer: (found: FoundPairs | null) => void
    tell: (done: number, of: number) => void
  } | null = null
  port.postMessage({ is: 'language', tag: language })
  let isFilled: () => void = () => undefined
  const filled = new Promise<void>((resolve) => (isFilled = resolve))
  const feed = createItemFeed({
    plan,
    later,
    onFull: () => isFilled(),
    put: (texts) => port.postMessage({ is: 'put', texts: texts.map(({ id, title, text }) => ({ id, title, text })) }),
    remove: (ids) => port.postMessage({ is: 'remove', ids }),
  })
  port.onmessage = ({ data }) => {
    if (data.is === 'items') {
      asked.get(data.id)?.(data.items)
      asked.delete(data.id)
      if (typed?.id === data.id) typed.answer(data.items)
    } else if (looking?.id === data.id) {
      if (data.is === 'progress') looking.tell(data.done, data.of)
      else {
        looking.answer({ pairs: data.pairs, more: data.more })
        looking = null
      }
    }
  }

  return {
    like(title, except) {
      feed.handOver()
      typed?.answer(null)
      return new Promise((answer) => {
        typed = { id: next++, answer }
        port.postMessage({ is: 'like', id: typed.id, title: title.slice(0, MAX_TITLE), except })
      })
    },
    likeItem(item) {
      return filled.then(
        () =>
          new Promise((answer) => {
            feed.handOver()
            asked.set(next, answer)
            port.postMessage({ is: 'like-item', id: next++, item })
          }),
      )
    },
    pairs(onProgress) {
      feed.handOver()
      looking?.answer(null)
      return new Promise((answer) => {
        const mine = { id: next++, answer, tell: onProgress }
        looking = mine
        void filled.then(() => looking === mine && port.postMessage({ is: 'pairs', id: mine.id }))
      })
    },
    stopPairs() {
      port.postMessage({ is: 'stop-pairs' })
      looking?.answer(null)
      looking = null
    },
    stop() {
      feed.stop()
      typed?.answer(null)
      looking?.answer(null)
      for (const answer of asked.values()) answer(null)
      asked.clear()
    },
  }
}

/** What stands behind this in a title is not compared. */
const MAX_TITLE = 1_000
