import { expect, test } from 'vitest'
import { createPeerLimits, type PeerLimits } from '../../../../src/sync/session/peer-limits.ts'
import { createSession, TOO_MUCH, type Session } from '../../../../src/sync/session/session.ts'

/** A host that holds `held` records, and links of one device with it. */
function hostThatHolds(held: number) {
  let now = 0
  const limits = createPeerLimits(() => now)
  const link = (own: PeerLimits = limits): { session: Session; ended: string[] } => {
    const ended: string[] = []
    const session = createSession({
      plan: {
        frontier: () => ({}),
        out: () => [],
        sum: () => '',
        size: () => held,
        read: async () => ({ records: [], next: null }),
        family: async () => [],
        // A first byte of 1 is a record that is not here yet.
        take: async (records) => records.filter(([first]) => first === 1).length,
        due: () => [],
      },
      limits: own,
      send: () => undefined,
      now: () => now,
      after: () => () => undefined,
      random: () => 0.5,
      mayHear: () => true,
      onPresence: () => undefined,
      onPeers: () => undefined,
      onTaken: () => undefined,
      onBroken: (why) => void ended.push(why),
      onFault: (error) => {
        throw error
      },
    })
    return { session, ended }
  }
  return { link, pass: (milliseconds: number) => void (now += milliseconds) }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const records = (count: number, first: 0 | 1) => {
  const record = Uint8Array.of(first)
  return { is: 'records', n: 1, records: Array.from({ length: count }, () => record) } as const
}

/** A message every two seconds: far below all that a link may carry. */
async function bring({ session }: { session: Session }, times: number, first: 0 | 1, pass: (ms: number) => void) {
  for (let i = 0; i < times; i++) {
    session.receive(records(30_000, first))
    await settle()
    pass(2_000)
  }
}

test('what is here already, 30,000 records at a time, ends the link, however slowly it is taken in', async () => {
  const { link, pass } = hostThatHolds(10)
  const peer = link()
  await bring(peer, 3, 0, pass)
  expect(peer.ended).toEqual([])
  await bring(peer, 3, 0, pass)
  expect(peer.ended).toEqual([TOO_MUCH])
})

test('a new link of the same device goes on where the one before was', async () => {
  const { link, pass } = hostThatHolds(10)
  const first = link()
  await bring(first, 3, 0, pass)
  first.session.end()
  const second = link()
  await bring(second, 1, 0, pass)
  expect(second.ended).toEqual([TOO_MUCH])
})

test('whoever brings what is new may go on for ever', async () => {
  const { link, pass } = hostThatHolds(10)
  const peer = link()
  await bring(peer, 40, 1, pass)
  expect(peer.ended).toEqual([])
})

test('a whole plan that another brings as well ends no link, however large it is', async () => {
  const { link, pass } = hostThatHolds(300_000)
  const peer = link()
  await bring(peer, 10, 0, pass)
  expect(peer.ended).toEqual([])
})
