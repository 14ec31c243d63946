/**
 * A record's mark tells it from any other of its number: the first 48 bits of its signature, which covers all that the
 * record says and all that its line said before. Costs no hashing. Its stamp, half of that in four letters, is what later
 * records carry to say which record of that number they knew.
 */
import type { Knowledge } from '../model/envelope.ts'

export function markOf(signature: Uint8Array): number {
  let mark = 0
  for (let i = 0; i < MARK_BYTES; i++) mark = mark * 256 + (signature[i] ?? 0)
  return mark
}

export const MARK_BYTES = 6
/** Of what a line's first record follows. */
export const NO_MARK = 0
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const STAMP = 4
/** Where the writer's host could not say which record it was. */
export const NO_STAMP = '....'

export function stampOf(mark: number): string {
  const top = Math.floor(mark / 2 ** 24)
  return (
    (LETTERS[top >>> 18] as string) +
    (LETTERS[(top >>> 12) & 63] as string) +
    (LETTERS[(top >>> 6) & 63] as string) +
    (LETTERS[top & 63] as string)
  )
}

/** Which record its line's previous one was, and which ones its `after` means: in the order of their ids. */
export interface Stamps {
  /** Empty where the record does not say. */
  readonly previous: string
  readonly of: (client: number) => string
}

/** The lines that an `after` names, in the order in which their stamps stand. */
export function namedIn(after: Knowledge): number[] {
  return Object.keys(after)
    .map(Number)
    .sort((a, b) => a - b)
}

/** The header's text of stamps; undefined where there is nothing to say. */
export function stampsToText(
  previous: number,
  after: Knowledge,
  stampFor: (client: number) => string,
): string | undefined {
  let text = previous === NO_MARK ? '' : stampOf(previous)
  const named = namedIn(after)
  if (text === '' && named.length > 0) text = NO_STAMP
  for (const client of named) text += stampFor(client)
  return text === '' ? undefined : text
}

/** A text that is none, or of another version, says nothing. */
export function readStamps(text: string, after: Knowledge): Stamps {
  if (text === '') return SAYS_NOTHING
  const named = namedIn(after)
  if (text.length !== STAMP * (named.length + 1)) return SAYS_NOTHING
  const at = (i: number): string => {
    const stamp = text.slice(STAMP * i, STAMP * (i + 1))
    return stamp === NO_STAMP ? '' : stamp
  }
  return {
    previous: at(0),
    of: (client) => {
      const i = named.indexOf(client)
      return i < 0 ? '' : at(i + 1)
    },
  }
}

const SAYS_NOTHING: Stamps = { previous: '', of: () => '' }
