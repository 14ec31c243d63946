import { describe, expect, test } from 'vitest'
import { createCipherState, MOST_MESSAGES } from '../../../../src/sync/noise/cipher-state.ts'
import { padMessage, paddedLength } from '../../../../src/sync/noise/padding.ts'
import { createSecureChannel, FRAME_ROOM, type ChannelBreak } from '../../../../src/sync/noise/secure-channel.ts'
import { seeded } from '../../../support/random.ts'
import { connected, flipped, secrets } from './noise-peers.ts'

const NONE = new Uint8Array(0)
const KEY = secrets(5)(32)

/** One direction of a channel. What is sent waits in `frames`; `receive` puts it in at the other end. */
function scene({ maxMessage = 1_000_000, first = 0 } = {}) {
  const frames: Uint8Array[] = []
  const messages: Uint8Array[] = []
  const breaks: ChannelBreak[] = []
  const end = () => ({ send: createCipherState(KEY, first), receive: createCipherState(KEY, first) })
  const sender = createSecureChannel({
    ciphers: end(),
    send: (frame) => frames.push(frame),
    onMessage: () => expect.fail('Nobody writes in this direction.'),
    onBroken: (why) => breaks.push(why),
    maxMessage,
  })
  const receiver = createSecureChannel({
    ciphers: end(),
    send: () => undefined,
    onMessage: (message) => messages.push(message),
    onBroken: (why) => breaks.push(why),
    maxMessage,
  })
  return { sender, receiver, frames, messages, breaks }
}

/** Frames as only a dishonest holder of the keys makes them. */
function framesOf(...plains: Uint8Array[]): Uint8Array[] {
  const cipher = createCipherState(KEY)
  return plains.map((plain) => cipher.encrypt(NONE, plain) as Uint8Array)
}
const part = (head: number, length: number): Uint8Array =>
  Uint8Array.from({ length: 1 + length }, (_, i) => (i ? 9 : head))
const cut = (padded: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(padded.length / FRAME_ROOM) }, (_, i) => {
    const isLast = (i + 1) * FRAME_ROOM >= padded.length
    return Uint8Array.of(isLast ? 1 : 0, ...padded.subarray(i * FRAME_ROOM, (i + 1) * FRAME_ROOM))
  })

describe('a secure channel', () => {
  test('carries messages of every length in frames of at most 65,535 bytes', () => {
    const { sender, receiver, frames, messages } = scene()
    const random = secrets(6)
    const lengths = [0, 1, 1000, FRAME_ROOM - 1, FRAME_ROOM, FRAME_ROOM + 1, 2 * FRAME_ROOM, 300_000, 1_000_000]
    for (const length of lengths) {
      const message = random(length)
      expect(sender.send(message)).toBe(true)
      expect(Math.max(...frames.map((frame) => frame.length))).toBeLessThanOrEqual(65_535)
      expect(frames).toHaveLength(Math.ceil(paddedLength(length) / FRAME_ROOM))
      for (const frame of frames.splice(0)) receiver.receive(frame)
      expect(Buffer.compare(messages.pop() as Uint8Array, message), `${length} bytes`).toBe(0)
    }
  })

  test('carries both directions of a handshake at once', () => {
    const ciphers = connected(7)
    const heard: string[] = []
    const ends = { initiator: end('initiator', 'responder'), responder: end('responder', 'initiator') }
    function end(own: 'initiator' | 'responder', other: 'initiator' | 'responder') {
      return createSecureChannel({
        ciphers: ciphers[own],
        send: (frame) => ends[other].receive(frame),
        onMessage: (message) => heard.push(`${own} heard ${message.join()}`),
        onBroken: (why) => expect.fail(why),
      })
    }
    ends.initiator.send(Uint8Array.of(1))
    ends.responder.send(Uint8Array.of(2))
    ends.initiator.send(Uint8Array.of(3))
    expect(heard).toEqual(['responder heard 1', 'initiator heard 2', 'responder heard 3'])
  })

  test('shows the same length for messages of nearly one length, and for all that are short', () => {
    const { sender, frames } = scene()
    const shown = (length: number): number[] => {
      sender.send(new Uint8Array(length))
      return frames.splice(0).map((frame) => frame.length)
    }
    expect(shown(0)).toEqual(shown(60))
    expect(shown(100_000)).toEqual(shown(100_300))
    expect(shown(100)).not.toEqual(shown(200))
  })

  test('gives nothing of a message before it is whole', () => {
    const { sender, receiver, frames, messages } = scene()
    sender.send(new Uint8Array(FRAME_ROOM + 1))
    receiver.receive(frames[0] as Uint8Array)
    expect(messages).toHaveLength(0)
    receiver.receive(frames[1] as Uint8Array)
    expect(messages).toHaveLength(1)
  })
})

describe('a channel breaks for good, and says why once, when', () => {
  const threeFrames = () => {
    const all = scene()
    for (const byte of [1, 2, 3]) all.sender.send(Uint8Array.of(byte))
    return { ...all, frames: all.frames as [Uint8Array, Uint8Array, Uint8Array] }
  }
  test.each<[string, (frames: [Uint8Array, Uint8Array, Uint8Array]) => Uint8Array[], number]>([
    ['two frames change places', ([one, two, three]) => [two, one, three], 0],
    ['a frame comes twice', ([one, two, three]) => [one, one, two, three], 1],
    ['a frame is lost', ([one, , three]) => [one, three], 1],
    ['a frame was changed', ([one, two, three]) => [one, flipped(two, 3), three], 1],
    ['a frame was cut', ([one, two, three]) => [one, two.subarray(1), three], 1],
    ['a frame is empty', ([one, two, three]) => [one, NONE, two, three], 1],
    ['a frame is longer than any', ([one, two, three]) => [one, new Uint8Array(65_536), two, three], 1],
  ])('%s', (_, meddle, heard) => {
    const { receiver, frames, messages, breaks } = threeFrames()
    for (const frame of meddle(frames)) receiver.receive(frame)
    expect(messages).toHaveLength(heard)
    expect(breaks).toEqual(['unreadable'])
    expect([receiver.isBroken(), receiver.send(NONE)]).toEqual([true, false])
  })

  test.each<[string, Uint8Array[], ChannelBreak]>([
    ['a message is spun out into small frames', [part(0, 1), part(1, 1)], 'malformed'],
    ['a message goes on with nothing', [part(0, 0)], 'malformed'],
    ['a frame says nothing of itself', [NONE], 'malformed'],
    ['a frame says what none does', [part(2, 5)], 'malformed'],
    ['a message is not padded', [part(1, 100)], 'malformed'],
    ['a message is padded with more than zeros', [Uint8Array.of(1, ...padMessage(NONE).fill(1, 60))], 'malformed'],
    [
      'a message is a little longer than the limit',
      [...cut(padMessage(new Uint8Array(2 * FRAME_ROOM + 1)))],
      'too-long',
    ],
    ['a message is longer than the limit', Array.from({ length: 3 }, () => part(0, FRAME_ROOM)), 'too-long'],
  ])('%s', (_, plains, why) => {
    const { receiver, messages, breaks } = scene({ maxMessage: 2 * FRAME_ROOM })
    for (const frame of framesOf(...plains)) receiver.receive(frame)
    expect(messages).toHaveLength(0)
    expect(breaks).toEqual([why])
  })

  test('its key was used for as many messages as it is good for', () => {
    const { sender, receiver, frames, messages, breaks } = scene({ first: MOST_MESSAGES - 1 })
    expect(sender.send(Uint8Array.of(1))).toBe(true)
    expect(sender.send(Uint8Array.of(2))).toBe(false)
    expect([frames.length, breaks]).toEqual([1, ['used-up']])
    receiver.receive(frames[0] as Uint8Array)
    receiver.receive(frames[0] as Uint8Array)
    expect([messages.length, breaks]).toEqual([1, ['used-up', 'used-up']])
  })
})

test('a message that the other side would not take is a mistake of this program', () => {
  expect(() => scene({ maxMessage: 10 }).sender.send(new Uint8Array(11))).toThrow()
})

test('a key counts its messages over 2^32, each under its own number', () => {
  const at = (first: number) => createCipherState(KEY, first).encrypt(NONE, Uint8Array.of(7))
  const said = [0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 40].map((first) => at(first)?.join())
  expect(new Set(said).size).toBe(said.length)
  const receive = createCipherState(KEY, 2 ** 32 - 1)
  const send = createCipherState(KEY, 2 ** 32 - 1)
  for (const byte of [1, 2, 3]) {
    expect(receive.decrypt(NONE, send.encrypt(NONE, Uint8Array.of(byte)) as Uint8Array)).toEqual(Uint8Array.of(byte))
  }
})

test.each([21, 22, 23])('whatever is done to frames, only what was sent comes out, in order (seed %i)', (seed) => {
  const random = seeded(seed)
  const bytes = secrets(seed)
  const done = { changed: 0, lost: 0, twice: 0, swapped: 0, junk: 0 }
  for (let round = 0; round < 40; round++) {
    const { sender, receiver, frames, messages, breaks } = scene()
    const sent = Array.from({ length: 6 }, () => bytes(Math.floor(random() * 40)))
    for (const message of sent) sender.send(message)
    const at = Math.floor(random() * 5)
    const frame = frames[at] as Uint8Array
    const way = (Object.keys(done) as (keyof typeof done)[])[Math.floor(random() * 5)] as keyof typeof done
    if (way === 'changed')
      frames[at] = flipped(frame, Math.floor(random() * frame.length), 1 << Math.floor(random() * 8))
    if (way === 'lost') frames.splice(at, 1)
    if (way === 'twice') frames.splice(at, 0, frame)
    if (way === 'swapped') frames.splice(at, 2, frames[at + 1] as Uint8Array, frame)
    if (way === 'junk') frames.splice(at, 0, bytes(Math.floor(random() * 100)))
    for (const one of frames) receiver.receive(one)
    const whole = way === 'twice' ? at + 1 : at
    expect(messages, `${way} at ${at}`).toEqual(sent.slice(0, whole))
    expect(breaks).toEqual(['unreadable'])
    done[way]++
  }
  for (const [way, times] of Object.entries(done)) expect(times, way).toBeGreaterThan(0)
})
