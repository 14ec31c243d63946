import { readFileSync } from 'node:fs'
import type { SimilarText } from '../../../src/state/similar/similar-index.ts'

/** Two items that somebody looked at: one wish written twice, or near and not the same. */
export interface LabelledPair {
  readonly language: 'english' | 'german'
  readonly same: boolean
  readonly one: SimilarText
  readonly other: SimilarText
  /** Weights and threshold are fitted to one half and measured on the other. Pairs that share their first title stay together. */
  readonly half: 'fit' | 'measure'
}

export function labelledPairs(): LabelledPair[] {
  return (['english', 'german'] as const).flatMap((language) => {
    const file = new URL(`../../fixtures/similar-items/${language}.txt`, import.meta.url)
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line): LabelledPair => {
        const [label, one = '', other = ''] = line.split(' | ')
        if (label !== 'same' && label !== 'other') throw new Error(`This line has no label: ${line}`)
        const first = textOf(language, one)
        return {
          language,
          same: label === 'same',
          one: first,
          other: textOf(language, other),
          half: hash(first.title) % 2 === 0 ? 'fit' : 'measure',
        }
      })
  })
}

/** The items of some pairs; what has the same title is one item. */
export function itemsOf(pairs: readonly LabelledPair[]): SimilarText[] {
  const items = new Map<string, SimilarText>()
  for (const { one, other } of pairs)
    for (const item of [one, other]) if ((items.get(item.id)?.text ?? '') === '') items.set(item.id, item)
  return [...items.values()]
}

function textOf(language: string, written: string): SimilarText {
  const [title = '', text = ''] = written.split(' // ').map((part) => part.trim())
  return { id: `${language} ${title}`, title, text }
}

/** FNV-1a: the same halves in every run. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const letter of text) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return value >>> 3
}
