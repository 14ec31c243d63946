import { PAIRED_FROM, SIMILAR_FROM } from './likeness.ts'
import { createSimilarIndex, type SimilarItem, type SimilarPair, type SimilarText } from './similar-index.ts'
import { createWordReader, type Language } from './word-reader.ts'
import { languageOf } from './languages.ts'

/** What the window asks the worker of similar items. */
export type SimilarRequest =
  | { readonly is: 'language'; readonly tag: string }
  | { readonly is: 'put'; readonly texts: readonly SimilarText[] }
  | { readonly is: 'remove'; readonly ids: readonly string[] }
  | { readonly is: 'like'; readonly id: number; readonly title: string; readonly except: string | null }
  | { readonly is: 'like-item'; readonly id: number; readonly item: string }
  | { readonly is: 'pairs'; readonly id: number }
  | { readonly is: 'stop-pairs' }
export type SimilarAnswer =
  | { readonly is: 'items'; readonly id: number; readonly items: readonly SimilarItem[] }
  | { readonly is: 'progress'; readonly id: number; readonly done: number; readonly of: number }
  | { readonly is: 'pairs'; readonly id: number; readonly pairs: readonly SimilarPair[]; readonly more: boolean }

interface Port {
  postMessage(answer: SimilarAnswer): void
  onmessage: ((event: { readonly data: SimilarRequest }) => void) | null
}

/** As many as stand below a title without hiding the list. */
const MOST_ITEMS = 6
/** More pairs than anybody looks through in a sitting. */
export const MOST_PAIRS = 1_000
/** Of one item at most so many: a hundred copies of one line are not five thousand pairs. */
const MOST_OF_ONE = 8
/** Items compared between two looks at what was asked meanwhile. */
const SLICE = 25

/** Answers on a port. What was asked before the person's language was read waits for it. */
export function serveSimilar(port: Port, pause: () => Promise<void>): void {
  let index = createSimilarIndex(createWordReader())
  let reading: Promise<void> | null = null
  let looking = 0
  port.onmessage = ({ data }) => {
    if (data.is === 'language') reading = begin(data.tag)
    else if (reading !== null) void reading.then(() => answer(data))
    else answer(data)
  }

  async function begin(tag: string): Promise<void> {
    const own: Language = await languageOf(tag)
    index = createSimilarIndex(createWordReader(own))
    reading = null
  }

  function answer(data: SimilarRequest): void {
    if (data.is === 'put') index.put(data.texts)
    else if (data.is === 'remove') index.remove(data.ids)
    else if (data.is === 'like')
      port.postMessage({
        is: 'items',
        id: data.id,
        items: index.like(data.title, '', data.except, SIMILAR_FROM, MOST_ITEMS),
      })
    else if (data.is === 'like-item')
      port.postMessage({ is: 'items', id: data.id, items: index.likeItem(data.item, SIMILAR_FROM, MOST_ITEMS) })
    else if (data.is === 'pairs') void pairs(data.id)
    else if (data.is === 'stop-pairs') looking++
  }

  async function pairs(id: number): Promise<void> {
    const turn = ++looking
    const found = new Map<string, SimilarPair>()
    const ids = index.ids
    for (let at = 0; at < ids.length; at++) {
      const one = ids[at] as string
      for (const { id: other, score } of index.likeItem(one, PAIRED_FROM, MOST_OF_ONE)) {
        const [first, second] = one < other ? [one, other] : [other, one]
        found.set(`${first} ${second}`, { one: first, other: second, score })
      }
      if (at % SLICE !== 0) continue
      if (at % (SLICE * 4) === 0) port.postMessage({ is: 'progress', id, done: at, of: ids.length })
      await pause()
      if (turn !== looking) return
    }
    const all = [...found.values()].sort((a, b) => b.score - a.score || (a.one < b.one ? -1 : 1))
    port.postMessage({ is: 'pairs', id, pairs: all.slice(0, MOST_PAIRS), more: all.length > MOST_PAIRS })
  }
}
