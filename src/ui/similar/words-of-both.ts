import { fold } from '../../state/folded-words.ts'

/** Words of four letters or more that stand in both titles, folded. */
export function wordsOfBoth(one: string, other: string): string[] {
  const words = (title: string): string[] => fold(title).match(/[\p{L}\p{N}]{4,}/gu) ?? []
  const there = new Set(words(other))
  return [...new Set(words(one))].filter((word) => there.has(word))
}
