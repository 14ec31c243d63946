import { describe, expect, test } from 'vitest'
import { padMessage, paddedLength, SHORTEST, unpadMessage } from '../../../../src/sync/noise/padding.ts'
import { isSameBytes } from '../../../../src/sync/same-bytes.ts'
import { secrets } from './noise-peers.ts'

/** Padmé as its authors wrote it down, over the message and the four bytes that say its length. */
function asPublished(length: number): number {
  const all = length + 4
  const e = Math.floor(Math.log2(all))
  const s = Math.floor(Math.log2(e)) + 1
  const mask = 2 ** (e - s) - 1
  return Math.max(SHORTEST, Number(BigInt(all + mask) & ~BigInt(mask)))
}

describe('the length of a padded message', () => {
  const lengths = [
    ...Array.from({ length: 5_000 }, (_, i) => i),
    ...Array.from({ length: 5_000 }, (_, i) => Math.floor(5_000 * 1.0015 ** i)).filter((length) => length < 8_000_000),
    8_000_000,
  ]

  test('is that of Padmé, and 12 % more at most where it is not short', () => {
    for (const length of lengths) {
      const padded = paddedLength(length)
      expect(padded, `${length} bytes`).toBe(asPublished(length))
      if (length + 4 > SHORTEST) expect(padded, `${length} bytes`).toBeLessThanOrEqual(1.12 * (length + 4))
    }
  })

  test('tells one record of 500 bytes from one of 510 no more, nor a short word from another', () => {
    expect(paddedLength(500)).toBe(paddedLength(508))
    expect(new Set(Array.from({ length: 60 }, (_, i) => paddedLength(i)))).toEqual(new Set([SHORTEST]))
    expect(new Set(lengths.map(paddedLength)).size).toBeLessThan(400)
  })
})

test('what was padded comes out as it was', () => {
  const random = secrets(31)
  for (const length of [0, 1, 59, 60, 61, 64, 1_000, 65_535, 300_000]) {
    const message = random(length)
    expect(isSameBytes(unpadMessage(padMessage(message)) ?? padMessage(message), message)).toBe(true)
    // In the middle of other bytes, as it comes from a frame.
    const among = new Uint8Array(paddedLength(length) + 10).fill(7)
    among.set(padMessage(message), 5)
    expect(isSameBytes(unpadMessage(among.subarray(5, 5 + paddedLength(length))) ?? among, message)).toBe(true)
  }
})

test.each<[string, Uint8Array]>([
  ['a message of before, without padding', new TextEncoder().encode('{"is":"have","lines":[]}')],
  ['nothing', new Uint8Array(0)],
  ['a length of more than there is', Uint8Array.of(0, 0, 1, 0, ...new Array<number>(60).fill(0))],
  ['a length that would fill the memory', new Uint8Array(64).fill(255)],
  ['more zeros than belong there', new Uint8Array(72)],
  ['padding that says something', padMessage(new Uint8Array(3)).fill(1, 63)],
])('%s is no padded message', (_, bytes) => {
  expect(unpadMessage(bytes)).toBeNull()
})
