import type { Plan } from '../doc/plan.ts'
import { itemsWithOtherTexts, textsOf, type ItemTexts } from './item-texts.ts'

/** Keeps somebody else's copy of what the items say, such as a worker's, as it is in the plan. */
export interface ItemFeed {
  /** What changed and was not told yet is told now: before a question is asked. */
  handOver(): void
  /** All items were told. */
  readonly full: boolean
  stop(): void
}

export interface ItemFeedParts {
  readonly plan: Plan
  readonly put: (texts: readonly ItemTexts[]) => void
  readonly remove: (ids: readonly string[]) => void
  /** Lets the window breathe between the pieces of the first filling. */
  readonly later: (act: () => void, ms: number) => () => void
  /** Once, when all items were told. */
  readonly onFull?: () => void
}

/** Items handed over at once while the copy is filled. */
const PIECE = 250
/** Changes wait so long for more of them. */
const GATHER_MS = 300

export function createItemFeed({ plan, put, remove, later, onFull }: ItemFeedParts): ItemFeed {
  const changed = new Set<string>()
  // Read once, so that the plan tells from here on whose parts changed.
  plan.rows('criteria')
  plan.rows('questions')
  plan.rows('comments')
  const filling = [...plan.rows('items').keys()]
  let at = 0
  let stopWaiting: (() => void) | null = null
  let stopFilling: (() => void) | null = null
  const stopListening = plan.onChange((news) => {
    for (const id of itemsWithOtherTexts(news)) changed.add(id)
    if (changed.size > 0) stopWaiting ??= later(handOver, GATHER_MS)
  })
  fill()
  return {
    handOver,
    get full() {
      return at >= filling.length
    },
    stop() {
      stopWaiting?.()
      stopFilling?.()
      stopListening()
    },
  }

  function fill(): void {
    tell(filling.slice(at, at + PIECE))
    at += PIECE
    if (at < filling.length) stopFilling = later(fill, 0)
    else onFull?.()
  }

  function handOver(): void {
    stopWaiting?.()
    stopWaiting = null
    if (changed.size === 0) return
    tell([...changed])
    changed.clear()
  }

  function tell(ids: readonly string[]): void {
    const there: ItemTexts[] = []
    const gone: string[] = []
    for (const id of ids) {
      const texts = textsOf(plan, id)
      if (texts === null) gone.push(id)
      else there.push(texts)
    }
    if (there.length > 0) put(there)
    if (gone.length > 0) remove(gone)
  }
}
