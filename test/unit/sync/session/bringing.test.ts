import { expect, test } from 'vitest'
import { createBringing } from '../../../../src/sync/session/bringing.ts'
import type { PeerMessage } from '../../../../src/sync/session/peer-message.ts'
import { createSession, type Session } from '../../../../src/sync/session/session.ts'

test('while one peer brings, the others are told nothing; then they are', () => {
  let now = 0
  const bringing = createBringing(() => now)
  const [a, b] = [{}, {}]
  expect(bringing.mayTell(a)).toBe(true)
  bringing.takes(a)
  expect([bringing.mayTell(a), bringing.mayTell(b)]).toEqual([true, false])
  bringing.takes(b)
  expect(bringing.mayTell(b)).toBe(false)
  bringing.leaves(b)
  expect(bringing.mayTell(b)).toBe(false)
  bringing.leaves(a)
  expect(bringing.mayTell(b)).toBe(true)
})

test('a peer that brings nothing for a while keeps the others waiting no longer', () => {
  let now = 0
  const bringing = createBringing(() => now)
  const [a, b] = [{}, {}]
  bringing.takes(a)
  now += 2_000
  bringing.takes(a)
  now += 2_000
  expect(bringing.mayTell(b)).toBe(false)
  now += 2_000
  expect(bringing.mayTell(b)).toBe(true)
  bringing.takes(b)
  expect(bringing.mayTell(a)).toBe(false)
})

/** A host that holds nothing, and sessions of it with peers that say they hold a plan. */
function emptyHost() {
  let now = 0
  let held = 0
  const due: { at: number; then: () => void }[] = []
  const bringing = createBringing(() => now)
  const peer = (): { session: Session; said: PeerMessage['is'][] } => {
    const said: PeerMessage['is'][] = []
    const session = createSession({
      plan: {
        frontier: () => ({}),
        out: () => [],
        sum: () => String(held),
        size: () => held,
        read: async () => ({ records: [], next: null }),
        family: async () => [],
        async take({ length }) {
          held += length
          return length
        },
        due: () => [],
      },
      bringing,
      send: (message) => void said.push(message.is),
      now: () => now,
      after(milliseconds, then) {
        const timer = { at: now + milliseconds, then }
        due.push(timer)
        return () => void (due.includes(timer) && due.splice(due.indexOf(timer), 1))
      },
      random: () => 0.5,
      mayHear: () => true,
      onPresence: () => undefined,
      onPeers: () => undefined,
      onTaken: () => undefined,
      onBroken: () => undefined,
      onFault: (error) => {
        throw error
      },
    })
    session.start()
    return { session, said }
  }
  const pass = async (milliseconds: number): Promise<void> => {
    const until = now + milliseconds
    for (;;) {
      const next = due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      due.splice(due.indexOf(next), 1)
      now = next.at
      next.then()
      await new Promise((resolve) => setImmediate(resolve))
    }
    now = until
  }
  const holdsMuch = { is: 'have', lines: [[1, 100, 'aa']], out: [], ask: true } as const
  const batch = (n: number): PeerMessage => ({ is: 'records', n, records: [Uint8Array.of(n)] })
  return { peer, pass, holdsMuch, batch }
}

test('a host that gets a plan from one peer tells no second one that it lacks it, as long as it comes', async () => {
  const { peer, pass, holdsMuch, batch } = emptyHost()
  const one = peer()
  one.session.receive(holdsMuch)
  const two = peer()
  two.session.receive(holdsMuch)
  for (let n = 1; n <= 5; n++) {
    one.session.receive(batch(n))
    await pass(2_000)
  }
  expect(two.said).not.toContain('have')
  one.session.end()
  await pass(1_000)
  expect(two.said).toContain('have')
})

test('a peer that says it holds more and brings nothing new keeps the second one waiting for seconds only', async () => {
  const { peer, pass, holdsMuch } = emptyHost()
  const one = peer()
  one.session.receive(holdsMuch)
  const two = peer()
  for (let turn = 0; turn < 8; turn++) {
    one.session.receive(holdsMuch)
    one.session.receive({ is: 'records', n: turn + 1, records: [] })
    await pass(500)
  }
  expect(two.said).toContain('have')
})
