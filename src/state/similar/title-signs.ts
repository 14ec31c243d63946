import { nearest } from '../../model/filter-text.ts'

/** A title's words as written, each with what it means; null for a word that says nothing. */
export type ReadWords = readonly (readonly [word: string, meaning: string | null])[]

/** A title as it is compared. */
export interface TitleWords {
  readonly words: readonly string[]
  /** What each of the words means. */
  readonly meant: readonly (string | null)[]
  /** Each word and each meaning once. */
  readonly each: readonly string[]
  readonly meanings: readonly string[]
}

export function titleWords(read: ReadWords): TitleWords {
  const words = read.map(([word]) => word)
  const meant = read.map(([, meaning]) => meaning)
  const meanings = new Set(meant.filter((meaning) => meaning !== null))
  return { words, meant, each: [...new Set(words)], meanings: [...meanings] }
}

/** What of two titles is alike and what is apart, each from 0 to 1. */
export interface TitleSigns {
  /** Meanings that both have, up to four: one alone may be chance. */
  readonly shared: number
  /** The same words in the same order, while each title says something of its own: "Export invoices to Excel", "Import invoices from Excel". */
  readonly swapped: number
  /** The same words in any order, while each title says something of its own. */
  readonly worded: number
  /** Each says something that the other does not and whose meaning is known, such as "print" and "scan". */
  readonly apart: number
}

const MOST_SHARED = 4
/** The most that two titles can have in favour of one wish. */
export const NOTHING_AGAINST: TitleSigns = { shared: 1, swapped: 0, worded: 0, apart: 0 }

/** Who writes two wishes of one sort writes both in the same words but one; who writes one wish twice does not. */
export function titleSigns(one: TitleWords, other: TitleWords): TitleSigns {
  const own = one.meanings.filter((meaning) => !other.meanings.includes(meaning))
  const shared = Math.min(one.meanings.length - own.length, MOST_SHARED) / MOST_SHARED
  if (own.length === 0) return { ...NOTHING_AGAINST, shared }
  const ownOfOther = other.meanings.filter((meaning) => !one.meanings.includes(meaning))
  if (ownOfOther.length === 0) return { ...NOTHING_AGAINST, shared }
  return {
    shared,
    swapped: isSlip(one, other, own, ownOfOther)
      ? 0
      : (2 * inOrder(one.words, other.words)) / (one.words.length + other.words.length),
    worded: sameWords(one.each, other.each),
    apart: own.some(isKnown) && ownOfOther.some(isKnown) ? 1 : 0,
  }
}

/** One of a group of words that trackers use for one thing. */
function isKnown(meaning: string): boolean {
  return meaning.startsWith('=')
}

/** All that each says of its own is one word written in two ways. Of two words that are known, neither is a slip of the pen. */
function isSlip(one: TitleWords, other: TitleWords, own: readonly string[], ownOfOther: readonly string[]): boolean {
  if (own.some(isKnown) && ownOfOther.some(isKnown)) return false
  const words = wordsOf(one, own)
  const others = wordsOf(other, ownOfOther)
  return words.every((word) => nearest(word, others) !== null)
}

function wordsOf({ words, meant }: TitleWords, meanings: readonly string[]): string[] {
  return words.filter((_, i) => meanings.includes(meant[i] ?? ''))
}

/** Dice's coefficient of the words, small ones too. */
function sameWords(one: readonly string[], other: readonly string[]): number {
  const both = one.filter((word) => other.includes(word)).length
  return (2 * both) / (one.length + other.length)
}

/** Length of the longest common subsequence. */
function inOrder(one: readonly string[], other: readonly string[]): number {
  let row = new Array<number>(other.length + 1).fill(0)
  for (const word of one) {
    const next = [0]
    for (let j = 1; j <= other.length; j++)
      next.push(word === other[j - 1] ? (row[j - 1] as number) + 1 : Math.max(row[j] as number, next[j - 1] as number))
    row = next
  }
  return row[other.length] as number
}
