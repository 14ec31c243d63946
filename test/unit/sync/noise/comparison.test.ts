import { sha256 } from '@noble/hashes/sha2.js'
import { describe, expect, test } from 'vitest'
import { hostComparison, joinerComparison } from '../../../../src/sync/noise/comparison.ts'
import { flipped, secrets } from './noise-peers.ts'

const random = secrets(51)
const HASH = random(32)
const both = (digits?: number, hashes = { joiner: HASH, host: HASH }) => ({
  joiner: joinerComparison({ hash: hashes.joiner, random, ...(digits && { digits }) }),
  host: hostComparison({ hash: hashes.host, random, ...(digits && { digits }) }),
})

describe('a comparison', () => {
  test('shows the same six digits to both, others each time', () => {
    const seen = new Set<string>()
    for (let i = 0; i < 20; i++) {
      const { joiner, host } = both()
      const revealed = joiner.reveal(host.answer(joiner.commit) as Uint8Array)
      const digits = host.check(revealed?.nonce as Uint8Array)
      expect(digits).toMatch(/^\d{6}$/)
      expect(digits).toBe(revealed?.digits)
      seen.add(digits as string)
    }
    expect(seen.size).toBe(20)
  })

  test('fails where the joiner gives another number than the one it was bound to', () => {
    for (const lie of [(nonce: Uint8Array) => flipped(nonce, 5), () => random(32), () => new Uint8Array(0)]) {
      const { joiner, host } = both()
      const nonce = joiner.reveal(host.answer(joiner.commit) as Uint8Array)?.nonce as Uint8Array
      expect(host.check(lie(nonce))).toBeNull()
      expect(host.check(nonce), 'there is one try').toBeNull()
    }
  })

  test('fails where a step comes too early, twice, or in another form', () => {
    const { joiner, host } = both()
    expect(host.check(random(32))).toBeNull()
    expect(host.answer(joiner.commit)).toBeNull()
    expect(joiner.reveal(random(31))).toBeNull()
    expect(joiner.reveal(random(32))).toBeNull()
    const again = both()
    again.host.answer(again.joiner.commit)
    expect(again.host.answer(again.joiner.commit)).toBeNull()
    expect(both().host.answer(random(31))).toBeNull()
  })
})

/**
 * Somebody sits between the two machines, with one channel to each, and wants both screens to show the same. With two digits
 * instead of six, so that chance has a rate that can be counted.
 */
describe('a man in the middle', () => {
  const RUNS = 4000
  const CHANCE = RUNS / 100
  // Four standard deviations to both sides.
  const LEAST = CHANCE - 4 * Math.sqrt(CHANCE)
  const MOST = CHANCE + 4 * Math.sqrt(CHANCE)
  const apart = () => both(2, { joiner: random(32), host: random(32) })

  const ways: Record<string, () => boolean> = {
    'that plays the host first, to its end'() {
      const { joiner, host } = apart()
      const shown = joiner.reveal(random(32))
      // It knows what the joiner shows, and may still choose; the host has not said its number yet.
      const nonce = random(32)
      host.answer(sha256(nonce))
      return host.check(nonce) === shown?.digits
    },
    'that plays the joiner first, as far as it can'() {
      const { joiner, host } = apart()
      const nonce = random(32)
      const hostNonce = host.answer(sha256(nonce)) as Uint8Array
      return joiner.reveal(hostNonce)?.digits === host.check(nonce)
    },
    'that passes on what each of the two says'() {
      const { joiner, host } = apart()
      const revealed = joiner.reveal(host.answer(joiner.commit) as Uint8Array)
      return host.check(revealed?.nonce as Uint8Array) === revealed?.digits
    },
  }
  test.each(Object.keys(ways))('%s meets the same digits as often as chance does', (way) => {
    let hits = 0
    for (let i = 0; i < RUNS; i++) if (ways[way]?.() === true) hits++
    expect(hits).toBeGreaterThan(LEAST)
    expect(hits).toBeLessThan(MOST)
  })

  test('that seeks a number which fits, after it heard the host, finds one and is refused', () => {
    let found = 0
    for (let i = 0; i < 40; i++) {
      const { joiner, host } = apart()
      const shown = joiner.reveal(random(32))?.digits as string
      const hostNonce = host.answer(sha256(random(32))) as Uint8Array
      const fitting = seek(hostNonce, shown)
      if (fitting !== null) found++
      expect(host.check(fitting ?? random(32))).toBeNull()
    }
    expect(found, 'without the binding it would get through nearly always').toBeGreaterThan(30)
  })

  /** A number with which a host that said `hostNonce` would show these two digits; the hash of its channel is known. */
  function seek(hostNonce: Uint8Array, shown: string): Uint8Array | null {
    for (let i = 0; i < 300; i++) {
      const found = joinerComparison({ hash: HASH, random, digits: 2 }).reveal(hostNonce)
      if (found?.digits === shown) return found.nonce
    }
    return null
  }
})
