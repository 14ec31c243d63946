import { nearest } from '../../model/filter-text.ts'

/** A title's words as written, each with what it means; null for a word that says nothing. */
export type TitleWords = readonly (readonly [word: string, meaning: string | null])[]

/**
 * How much of two titles is the same words in the same order while each says something that the other does not: "Export
 * invoices to Excel" and "Import invoices from Excel". People who write one wish twice do not write it so; who writes two
 * wishes of one sort does. 0 where one title says nothing of its own, or only slips of the pen.
 */
export function swappedWords(one: TitleWords, other: TitleWords): number {
  const ownOfOne = ownOf(one, other)
  const ownOfOther = ownOf(other, one)
  if (ownOfOne.length === 0 || ownOfOther.length === 0) return 0
  if (ownOfOne.every((word) => nearest(word, ownOfOther) !== null)) return 0
  return (2 * inOrder(one, other)) / (one.length + other.length)
}

function ownOf(one: TitleWords, other: TitleWords): string[] {
  const meanings = new Set(other.map(([, meaning]) => meaning))
  return one.filter(([, meaning]) => meaning !== null && !meanings.has(meaning)).map(([word]) => word)
}

/** Length of the longest common subsequence. */
function inOrder(one: TitleWords, other: TitleWords): number {
  let row = new Array<number>(other.length + 1).fill(0)
  for (const [word] of one) {
    const next = [0]
    for (let j = 1; j <= other.length; j++)
      next.push(
        word === other[j - 1]?.[0] ? (row[j - 1] as number) + 1 : Math.max(row[j] as number, next[j - 1] as number),
      )
    row = next
  }
  return row[other.length] as number
}
