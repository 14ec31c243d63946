import { nearest } from '../../model/filter-text.ts'

/** Words that a plan uses, to find the one that a slip of the pen was meant to be. */
export interface Spelling {
  learn(word: string): void
  /** The known word that differs by a slip, for a long word that is not known itself; else the word as it is. */
  meant(word: string): string
  has(word: string): boolean
}

/** In shorter words one other letter is another word: "form" and "farm". */
const ONE_SLIP_FROM = 7
const TWO_SLIPS_FROM = 11

/** Words stand by first letter and length, which a slip seldom changes, so that few are compared. */
export function createSpelling(): Spelling {
  const words = new Set<string>()
  const shelves = new Map<string, string[]>()
  return {
    learn(word) {
      if (words.has(word)) return
      words.add(word)
      if (word.length < ONE_SLIP_FROM - 1) return
      const shelf = shelves.get(shelfOf(word, word.length))
      if (shelf === undefined) shelves.set(shelfOf(word, word.length), [word])
      else shelf.push(word)
    },
    meant(word) {
      if (words.has(word) || word.length < ONE_SLIP_FROM || /\p{N}/u.test(word)) return word
      const slips = word.length < TWO_SLIPS_FROM ? 1 : 2
      for (let step = 0; step <= slips; step++)
        for (const length of step === 0 ? [word.length] : [word.length - step, word.length + step]) {
          const near = nearest(word, shelves.get(shelfOf(word, length)) ?? [], slips)
          if (near !== null) return near
        }
      return word
    },
    has: (word) => words.has(word),
  }

  function shelfOf(word: string, length: number): string {
    return `${word[0] ?? ''}${length}`
  }
}
