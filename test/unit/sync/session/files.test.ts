import { expect, test } from 'vitest'
import { createPeerLimits } from '../../../../src/sync/session/peer-limits.ts'
import { decodePeerMessage, encodePeerMessage, type PeerMessage } from '../../../../src/sync/session/peer-message.ts'
import { createSession, TOO_MUCH } from '../../../../src/sync/session/session.ts'

const hash = 'ab'.repeat(32)

function host(mayHear: boolean) {
  const sent: PeerMessage[] = []
  const ended: string[] = []
  const now = (): number => 0
  const session = createSession({
    plan: {
      frontier: () => ({}),
      out: () => [],
      sum: () => '',
      size: () => 0,
      read: async () => ({ records: [], next: null }),
      family: async () => [],
      take: async () => 0,
      due: () => [],
    },
    files: {
      piece: async (wanted, from) => (wanted === hash ? { hash, from, size: 3, bytes: Uint8Array.of(1, 2, 3) } : null),
      came: () => undefined,
      hasNone: () => undefined,
    },
    limits: createPeerLimits(now),
    send: (message) => void sent.push(message),
    now,
    after: () => () => undefined,
    random: () => 0.5,
    mayHear: () => mayHear,
    onPresence: () => undefined,
    onPeers: () => undefined,
    onTaken: () => undefined,
    onBroken: (why) => void ended.push(why),
    onFault: (error) => {
      throw error
    },
  })
  return { session, sent, ended }
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const want = (of = hash): PeerMessage => ({ is: 'want-file', hash: of, from: 0, most: 1000 })

test('a member gets a file, hears of one that is not here, and a stranger gets none and no answer', async () => {
  const member = host(true)
  member.session.receive(want())
  await settle()
  member.session.receive(want('cd'.repeat(32)))
  await settle()
  expect(member.sent).toEqual([
    { is: 'file-part', hash, from: 0, size: 3, bytes: Uint8Array.of(1, 2, 3) },
    { is: 'no-file', hash: 'cd'.repeat(32) },
  ])
  const stranger = host(false)
  stranger.session.receive(want())
  await settle()
  expect(stranger.sent).toEqual([])
})

test('who floods a host with files, or with questions for them, meets the limits of a peer', async () => {
  for (const message of [want(), { is: 'file-part', hash, from: 0, size: 5, bytes: Uint8Array.of(1) } as const]) {
    const { session, sent, ended } = host(true)
    for (let i = 0; i < 2_000 && ended.length === 0; i++) session.receive(message)
    await settle()
    expect(ended).toEqual([TOO_MUCH])
    expect(sent.length).toBeLessThan(10)
  }
})

test('messages of files are read as they were written, and no honest host sends other ones', () => {
  const messages: PeerMessage[] = [
    want(),
    { is: 'file-part', hash, from: 5, size: 9, bytes: Uint8Array.of(1) },
    { is: 'no-file', hash },
  ]
  for (const message of messages) expect(decodePeerMessage(encodePeerMessage(message))).toEqual(message)
  const bad = [
    { is: 'want-file', hash: '../../x', from: 0, most: 1 },
    { is: 'want-file', hash, from: -1, most: 1 },
    { is: 'want-file', hash, from: 0, most: 1e15 },
    { is: 'file-part', hash, from: 0, size: 1e15, bytes: Uint8Array.of(1) },
    { is: 'file-part', hash, from: 0, size: 400_000, bytes: new Uint8Array(300_000) },
    { is: 'file-part', hash, from: 0, size: 1, bytes: 'x' },
    { is: 'no-file', hash: 5 },
  ]
  for (const message of bad) expect(decodePeerMessage(encodePeerMessage(message as unknown as PeerMessage))).toBeNull()
})
