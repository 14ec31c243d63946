import type { Attachment } from 'svelte/attachments'
import { fold, spansOf } from '../../state/folded-words.ts'

const NAME = 'ordinal-hit'

/**
 * Marks words in the texts of a part of the page without touching it (CSS custom highlights), and follows what is drawn
 * anew. Text in a field cannot be marked; the field itself is then (`data-hit`).
 */
export function markHits(words: readonly string[]): Attachment<HTMLElement> {
  return (place) => {
    if (words.length === 0 || !('highlights' in CSS)) return
    const mark = (): void => {
      const ranges: Range[] = []
      const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT)
      for (let node = texts.nextNode(); node !== null; node = texts.nextNode())
        for (const [from, to] of spansOf(node.nodeValue ?? '', words)) {
          const range = new Range()
          range.setStart(node, from)
          range.setEnd(node, to)
          ranges.push(range)
        }
      CSS.highlights.set(NAME, new Highlight(...ranges))
      for (const field of place.querySelectorAll('textarea')) {
        const text = fold(field.value)
        field.toggleAttribute(
          'data-hit',
          words.some((word) => text.includes(word)),
        )
      }
    }
    mark()
    const watch = new MutationObserver(mark)
    watch.observe(place, { subtree: true, childList: true, characterData: true })
    return () => {
      watch.disconnect()
      CSS.highlights.delete(NAME)
      for (const field of place.querySelectorAll('[data-hit]')) field.removeAttribute('data-hit')
    }
  }
}
