/**
 * Messages of any length over a finished handshake. Each is padded (padding.ts) and split into frames that are encrypted one by
 * one; a frame that was changed, lost, repeated or moved, and a message without end, break the channel for good, and it says why
 * once.
 *
 *   frame, before encryption: 1 where this is the message's last one, 0 where more follow | a part of the padded message
 */
import { concatBytes } from '@noble/hashes/utils.js'
import { TAG_LENGTH } from './cipher-state.ts'
import { LONGEST_MESSAGE, type Channel } from './handshake.ts'
import { padMessage, paddedLength, unpadMessage } from './padding.ts'

/** Bytes of a padded message that fit into one frame. */
export const FRAME_ROOM = LONGEST_MESSAGE - TAG_LENGTH - 1
/** Bytes. */
export const MAX_MESSAGE = 8_000_000

/**
 * `unreadable`: not the next frame of the other side. `malformed`: no honest version sends this. `too-long`: a message over the
 * limit. `used-up`: the keys did all the work they are good for; a new connection has new ones.
 */
export type ChannelBreak = 'unreadable' | 'malformed' | 'too-long' | 'used-up'

export interface SecureChannel {
  /** False once the channel is broken. Throws for a message that is longer than the other side takes. */
  send(message: Uint8Array): boolean
  receive(frame: Uint8Array): void
  isBroken(): boolean
}

export function createSecureChannel(parts: {
  readonly ciphers: Pick<Channel, 'send' | 'receive'>
  /** Frames must arrive in the order in which they are given here. */
  readonly send: (frame: Uint8Array) => void
  readonly onMessage: (message: Uint8Array) => void
  readonly onBroken: (why: ChannelBreak) => void
  /** Bytes of the longest message in both directions. */
  readonly maxMessage?: number
}): SecureChannel {
  const { ciphers, maxMessage = MAX_MESSAGE } = parts
  const longest = paddedLength(maxMessage)
  let isBroken = false
  let waiting: Uint8Array[] = []
  let length = 0

  return {
    send(message) {
      if (message.length > maxMessage) throw new RangeError(`A message has at most ${maxMessage} bytes.`)
      const padded = padMessage(message)
      for (let at = 0; !isBroken && at < padded.length; at += FRAME_ROOM) {
        const isLast = at + FRAME_ROOM >= padded.length
        const plain = concatBytes(Uint8Array.of(isLast ? 1 : 0), padded.subarray(at, at + FRAME_ROOM))
        const frame = ciphers.send.encrypt(NOTHING, plain)
        if (frame === null) broken('used-up')
        else parts.send(frame)
      }
      return !isBroken
    },
    receive(frame) {
      if (isBroken) return
      const plain = frame.length > LONGEST_MESSAGE ? null : ciphers.receive.decrypt(NOTHING, frame)
      if (plain === null) return broken(ciphers.receive.isUsedUp() ? 'used-up' : 'unreadable')
      const isLast = plain[0] === 1
      // All frames but a message's last are full: nobody can spin out a message into endless empty ones.
      if (plain.length === 0 || (plain[0] as number) > 1 || (!isLast && plain.length <= FRAME_ROOM))
        return broken('malformed')
      length += plain.length - 1
      if (length > longest) return broken('too-long')
      waiting.push(plain.subarray(1))
      if (!isLast) return
      const message = unpadMessage(taken())
      if (message === null) broken('malformed')
      else if (message.length > maxMessage) broken('too-long')
      else parts.onMessage(message)
    },
    isBroken: () => isBroken,
  }

  function taken(): Uint8Array {
    const padded = waiting.length === 1 ? (waiting[0] as Uint8Array) : concatBytes(...waiting)
    waiting = []
    length = 0
    return padded
  }

  function broken(why: ChannelBreak): void {
    isBroken = true
    waiting = []
    parts.onBroken(why)
  }
}

const NOTHING = new Uint8Array(0)
