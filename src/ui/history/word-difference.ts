import { diffWordsWithSpace } from 'diff'

export interface DiffPart {
  readonly is: 'same' | 'added' | 'removed'
  readonly words: string
}

/** Texts that differ in more words than this are shown as the old one and the new one. */
const MOST_EDITS = 2_000
/** Of what stayed the same, this many letters stay on each side of a difference. */
const AROUND = 160

/** Two versions of a text as the words that stayed, went and came; long stretches that stayed are cut. */
export function wordDifference(from: string, to: string): readonly DiffPart[] {
  const parts = diffWordsWithSpace(from, to, { maxEditLength: MOST_EDITS })
  if (parts === undefined)
    return [
      { is: 'removed', words: from },
      { is: 'added', words: to },
    ]
  return parts.map((part, i) => {
    const is = part.added ? 'added' : part.removed ? 'removed' : 'same'
    return { is, words: is === 'same' ? shortened(part.value, i > 0, i < parts.length - 1) : part.value }
  })
}

function shortened(words: string, after: boolean, before: boolean): string {
  const letters = [...words]
  const kept = (after ? AROUND : 0) + (before ? AROUND : 0)
  if (letters.length <= kept + 20) return words
  const head = after ? letters.slice(0, AROUND).join('') : ''
  const tail = before ? letters.slice(-AROUND).join('') : ''
  return `${head} … ${tail}`
}
