/**
 * The letters of one mailbox, without what is in them: what they cover, which of them nobody needs any more, and whether it is
 * time to put many small ones together or to begin the next mailbox.
 *
 * API: createShelf() -> add, remove, coverage, out, small, surplus, needed.
 */
import { createCoverage, type Coverage } from './coverage.ts'
import type { Letter, Run } from './letter.ts'
import { LETTER_SIZE } from './padding.ts'

/** A letter of records without the records. */
export interface ShelvedLetter {
  readonly name: string
  /** As it lies on the server. */
  readonly bytes: number
  readonly place: number
  readonly runs: readonly Run[]
  readonly out: readonly string[]
}

/** The mark of a record that this host holds; undefined where it does not know it (any more). */
export type MarkAt = (client: number, seq: number) => number | undefined

export interface Shelf {
  add(name: string, bytes: number, letter: Letter & { is: 'records' }): void
  remove(name: string): ShelvedLetter | undefined
  all(): Iterable<ShelvedLetter>
  /** A run of another branch of a line than this host's covers nothing. */
  coverage(markAt: MarkAt): Coverage
  /** Records of splits that some letter has. */
  out(): ReadonlySet<string>
  /** Less than half full. */
  small(): readonly ShelvedLetter[]
  /**
   * Letters of which all is in others, so that the rest still has everything. Whoever works it out for the same letters comes to
   * the same answer: two hosts never each take away what the other relies on.
   */
  surplus(): readonly ShelvedLetter[]
}

export function createShelf(): Shelf {
  const letters = new Map<string, ShelvedLetter>()
  return {
    add(name, bytes, { place, runs, out }) {
      letters.set(name, { name, bytes, place, runs, out })
    },
    remove(name) {
      const letter = letters.get(name)
      letters.delete(name)
      return letter
    },
    all: () => letters.values(),
    coverage(markAt) {
      const coverage = createCoverage()
      for (const { runs } of letters.values()) coverage.add(runs.filter((run) => isOurs(run, markAt)))
      return coverage
    },
    out: () => new Set([...letters.values()].flatMap(({ out }) => out)),
    small: () => [...letters.values()].filter(isSmall),
    surplus() {
      const coverage = createCoverage()
      const out = new Set<string>()
      const surplus: ShelvedLetter[] = []
      const order = [...letters.values()].sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1))
      for (const letter of order) {
        // Both count: no shortcut between them.
        const isMore = [coverage.add(letter.runs), letter.out.some((name) => !out.has(name))]
        for (const name of letter.out) out.add(name)
        if (!isMore.includes(true)) surplus.push(letter)
      }
      return surplus
    },
  }
}

export const isSmall = ({ bytes, out }: ShelvedLetter): boolean => bytes < LETTER_SIZE / 2 && out.length === 0

export function isOurs({ client, to, mark }: Run, markAt: MarkAt): boolean {
  const known = markAt(client, to)
  return known === undefined || known === mark
}
