import { expect, test } from 'vitest'
import type { PeerMessage } from '../../../../src/sync/session/peer-message.ts'
import { createSession } from '../../../../src/sync/session/session.ts'

/** A host whose disk is slow: records are judged at once, and written when the test says so. */
function slowDisk() {
  const judged: number[] = []
  const said: PeerMessage[] = []
  const written: (() => void)[] = []
  const session = createSession({
    plan: {
      frontier: () => ({}),
      out: () => [],
      sum: () => '',
      size: () => 0,
      read: async () => ({ records: [], next: null }),
      family: async () => [],
      take: (records, _, onJudged) => {
        judged.push(records.length)
        onJudged()
        return new Promise((resolve) => written.push(() => resolve(records.length)))
      },
      due: () => [],
    },
    send: (message) => void said.push(message),
    now: () => 0,
    after: () => () => undefined,
    random: () => 0,
    mayHear: () => true,
    onPresence: () => undefined,
    onPeers: () => undefined,
    onTaken: () => undefined,
    onBroken: () => undefined,
    onFault: (error) => {
      throw error
    },
  })
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  const answered = (): number[] => said.flatMap((message) => (message.is === 'got' ? [message.n] : []))
  return { session, judged, written, settle, answered }
}

test('the next records are judged while the disk still writes those before; each message is answered once it is on disk', async () => {
  const { session, judged, written, settle, answered } = slowDisk()
  session.receive({ is: 'records', n: 1, records: [new Uint8Array(1)] })
  session.receive({ is: 'records', n: 2, records: [new Uint8Array(1), new Uint8Array(1)] })
  await settle()
  expect(judged).toEqual([1, 2])
  expect(answered()).toEqual([])
  written[0]?.()
  await settle()
  expect(answered()).toEqual([1])
  session.receive({ is: 'records', n: 3, records: [new Uint8Array(1)] })
  written[1]?.()
  await settle()
  expect(judged).toEqual([1, 2, 1])
  written[2]?.()
  await settle()
  expect(answered()).toEqual([1, 2, 3])
})
