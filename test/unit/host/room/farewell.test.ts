import { expect, test, vi } from 'vitest'
import { FAREWELL_MS, sayFarewell } from '../../../../src/host/room/farewell.ts'
import type { Link } from '../../../../src/host/room/link.ts'
import type { Missing } from '../../../../src/sync/ledger.ts'
import { decodePeerMessage, encodePeerMessage, type PeerMessage } from '../../../../src/sync/session/peer-message.ts'

function scene(until: ((client: number) => number) | null) {
  const sent: (PeerMessage | 'unknown' | null)[] = []
  const asked: (readonly Missing[])[] = []
  const timers = new Map<() => void, number>()
  let hear: (message: PeerMessage) => void = () => undefined
  const close = vi.fn()
  const link: Link = {
    remote: 'there',
    send: (bytes) => void sent.push(decodePeerMessage(bytes)),
    onMessage: (handler) => (hear = (message) => handler?.(encodePeerMessage(message))),
    onClose: () => undefined,
    waiting: () => 0,
    close,
  }
  sayFarewell({
    link,
    until,
    removal: { client: 7, seq: 3 },
    read: async (wanted) => {
      asked.push(wanted)
      return { records: [Uint8Array.of(wanted[0]?.client ?? 0)], next: null }
    },
    clock: {
      now: () => 0,
      after(ms, then) {
        timers.set(then, ms)
        return () => void timers.delete(then)
      },
    },
    onFault: (error) => {
      throw error
    },
  })
  return { sent, asked, timers, close, hear: (message: PeerMessage) => hear(message) }
}

test('the removal goes over the link, and what of before it is lacked; nothing that was made since', async () => {
  const { sent, asked, hear, close } = scene((client) => (client === 5 ? 4 : 0))
  await vi.waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]).toMatchObject({ is: 'records', n: 1 })
  hear({ is: 'got', n: 1 })
  hear({
    is: 'want',
    missing: [
      { client: 5, from: 2, to: 9 },
      { client: 5, from: 5, to: 9 },
      { client: 6, from: 1, to: 1 },
    ],
  })
  await vi.waitFor(() => expect(asked).toHaveLength(2))
  expect(asked).toEqual([[{ client: 7, from: 3, to: 3 }], [{ client: 5, from: 2, to: 4 }]])
  expect(close).not.toHaveBeenCalled()
  hear({ is: 'bye', why: '' })
  expect(close).toHaveBeenCalledOnce()
})

test('one that does not leave by itself is sent away, and hears nothing more', async () => {
  const { sent, asked, hear, timers, close } = scene(null)
  await vi.waitFor(() => expect(sent).toHaveLength(1))
  hear({ is: 'want', missing: [{ client: 5, from: 1, to: 1 }] })
  for (const [then, ms] of timers) if (ms === FAREWELL_MS) then()
  expect(close).toHaveBeenCalledOnce()
  expect(asked).toHaveLength(1)
  expect(sent.at(-1)).toMatchObject({ is: 'bye' })
})
