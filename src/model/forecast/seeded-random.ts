/** The next number from 0 up to, but not including, 1. */
export type SeededRandom = () => number

/**
 * Chance that is the same on every machine for the same words: a plan's id and the question that is asked of it. The
 * generator is sfc32 of PractRand (Chris Doty-Humphrey, public domain, https://pracrand.sourceforge.net), which does whole
 * numbers of 32 bits only. For pictures, never for secrets.
 */
export function seededRandom(words: string): SeededRandom {
  let a = fnv1a(`a ${words}`)
  let b = fnv1a(`b ${words}`)
  let c = fnv1a(`c ${words}`)
  let counter = 1
  const next: SeededRandom = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  // The first numbers still show the seed; PractRand leaves out as many.
  for (let i = 0; i < 15; i++) next()
  return next
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo; http://www.isthe.com/chongo/tech/comp/fnv), over UTF-16 code units, low byte first. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193)
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193)
  }
  return hash
}
