import { expect, test } from 'vitest'
import type { PeerMessage } from '../../../../src/sync/session/peer-message.ts'
import { createSession } from '../../../../src/sync/session/session.ts'

test('how far the peer’s clock is ahead is told once it is known, and again when that clock is set', () => {
  let now = 1_000
  const timers: (() => void)[] = []
  const sent: PeerMessage[] = []
  const told: number[] = []
  const session = createSession({
    plan: {
      frontier: () => ({}),
      out: () => [],
      sum: () => '',
      size: () => 0,
      read: async () => ({ records: [], next: null }) as never,
      family: async () => [],
      take: async () => 0,
      due: () => [],
    },
    send: (message) => void sent.push(message),
    now: () => now,
    after(_, then) {
      timers.push(then)
      return () => undefined
    },
    random: () => 0.5,
    mayHear: () => true,
    onPresence: () => undefined,
    onClock: () => void told.push(session.clock()?.ahead ?? Number.NaN),
    onPeers: () => undefined,
    onTaken: () => undefined,
    onBroken: () => undefined,
    onFault: (error) => {
      throw error
    },
  })
  session.start()
  const answer = (ahead: number): void => {
    const ping = sent.findLast((one) => one.is === 'ping')
    if (ping?.is !== 'ping') throw new Error('It did not ask.')
    now += 4
    session.receive({ is: 'pong', n: ping.n, at: ping.at, here: ping.at + 2 + ahead })
  }
  const askAgain = (): void => {
    now += 5_000
    session.receive({ is: 'got', n: 0 })
    for (const timer of timers.splice(0)) timer()
  }
  answer(300_000)
  expect(told).toEqual([300_000])
  askAgain()
  answer(300_040)
  expect(told).toEqual([300_000])
  askAgain()
  answer(2_000)
  expect(told).toEqual([300_000, 2_000])
  session.end()
})
