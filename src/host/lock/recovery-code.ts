/** No letter that could be another: neither i, l, o nor 0, 1. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const COUNT = LETTERS.length
/** 31 letters hold 4.95 bits each: 27 of them hold 133. */
const SECRET_LETTERS = 27
const GROUP = 4

/** A code to write down, `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX`: 27 letters of chance and one that finds a slip of the pen. */
export function createRecoveryCode(secretBytes: (count: number) => Uint8Array): string {
  const letters: string[] = []
  while (letters.length < SECRET_LETTERS)
    for (const byte of secretBytes(SECRET_LETTERS))
      // Bytes beyond the last whole round of letters would make the first letters likelier than the others.
      if (byte < 256 - (256 % COUNT) && letters.length < SECRET_LETTERS) letters.push(LETTERS[byte % COUNT] as string)
  const code = letters.join('')
  return [...`${code}${checkLetterOf(code)}`]
    .map((letter, i) => (i > 0 && i % GROUP === 0 ? `-${letter}` : letter))
    .join('')
}

/** The code's letters however they were typed; null for a text that is no such code, `slip` for one with a slip in it. */
export function readRecoveryCode(text: string): string | 'slip' | null {
  const code = text.toUpperCase().replace(/[\s–—-]+/g, '')
  if (code.length !== SECRET_LETTERS + 1 || ![...code].every((letter) => /[A-Z0-9]/.test(letter))) return null
  const secret = code.slice(0, SECRET_LETTERS)
  return [...secret].every((letter) => LETTERS.includes(letter)) && checkLetterOf(secret) === code.at(-1)
    ? secret
    : 'slip'
}

/** Finds every single wrong letter and every two that changed places: 31 is a prime, and no two weights are the same. */
function checkLetterOf(code: string): string {
  const sum = [...code].reduce((all, letter, i) => all + (i + 1) * LETTERS.indexOf(letter), 0)
  return LETTERS[sum % COUNT] as string
}
