import { expect, test } from 'vitest'
import type { Clock } from '../../../../src/host/ports/clock.ts'
import { createReaching } from '../../../../src/host/room/reaching.ts'
import { blindedName, NAME_NONCE } from '../../../../src/sync/noise/blinded-name.ts'
import { newIdentity, secrets } from './attacks/hostile-member.ts'

/** Time that passes when the test says so. */
function testClock() {
  let now = 0
  const due = new Set<{ at: number; then: () => void }>()
  const clock: Clock = {
    now: () => now,
    after(milliseconds, then) {
      const timer = { at: now + milliseconds, then }
      due.add(timer)
      return () => void due.delete(timer)
    },
  }
  return {
    clock,
    waiting: () => due.size,
    async pass(milliseconds: number) {
      for (const until = now + milliseconds; now < until;) {
        now += 500
        for (const timer of [...due])
          if (timer.at <= now) {
            due.delete(timer)
            timer.then()
          }
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
  }
}

test('a place that announces itself under ever new names is called as one, and no more once it is heard no more', async () => {
  const { clock, waiting, pass } = testClock()
  const key = secrets(32)
  let dials = 0
  const reaching = createReaching({
    plan: 'p',
    members: {
      all: () => [],
      member: () => undefined,
      isMember: () => false,
      byNoise: () => undefined,
      root: () => undefined,
      version: () => 0,
      keys: () => [key],
      found: async () => undefined,
      foundAnew: async () => undefined,
      admit: async () => undefined,
      remove: async () => undefined,
    },
    identity: newIdentity(),
    network: {
      listen: () => Promise.reject(new Error('not asked for')),
      lookup: async () => [],
      dial: async () => (dials++, null),
      places: () => [],
      onPlacesChanged: () => () => undefined,
    },
    clock,
    random: () => 0.5,
    places: [],
    keepPlaces: () => undefined,
    port: () => 1,
    peers: new Map(),
    isOut: () => false,
    onNearby: () => undefined,
    onReached: () => undefined,
  })
  for (let i = 0; i < 300; i++) {
    const name = blindedName(key, secrets(NAME_NONCE))
    expect(reaching.found({ name, addresses: ['10.0.0.9'], port: 4711 })).toBe(true)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(dials).toBeGreaterThan(0)
  expect(waiting()).toBeLessThan(5)
  await pass(60_000)
  expect(reaching.nearby()).toEqual([])
  expect(waiting()).toBe(0)
  reaching.stop()
})
