import { hostComparison } from '../../sync/noise/comparison.ts'
import type { RandomBytes } from '../../sync/noise/key-pair.ts'
import { decodeJoinMessage, encodeJoinMessage, joinProof, type JoinMessage } from '../../sync/session/join-message.ts'
import type { Clock } from '../ports/clock.ts'
import type { DoorKey, Greeted, LinkIdentity } from './greet.ts'
import type { Link } from './link.ts'

/** A device that holds an invite and waits for a person to let it in. */
export interface Knocker {
  readonly device: string
  readonly publicKey: Uint8Array
  readonly noise: Uint8Array
  readonly name: string
  readonly person: string
  /** Empty until both sides drew their part. */
  readonly digits: string
  readonly since: number
  readonly link: Link
}

export interface Knocks {
  all(): readonly Knocker[]
  /** Somebody came in by an invite. */
  enter(greeted: Greeted<DoorKey>): void
  /** Hands the link over to whoever goes on with it. */
  letIn(device: string, message: JoinMessage & { is: 'in' }): Link | null
  turnAway(device: string, why: string): void
  close(): void
}

/** Digits that a device may draw: each time is one chance in a million that they are those of another channel. */
const MOST_DRAWS = 3
/** More at once nobody can look at. */
const MOST = 8
/** A knock that nobody answers ends. */
const PATIENCE_MS = 10 * 60_000
/** Somebody who knocks says so at once. */
const FIRST_WORD_MS = 5_000

/** The door's side of joining: six digits for each who knocks, and a person who says yes or no. */
export function createKnocks(parts: {
  readonly identity: LinkIdentity
  readonly clock: Clock
  readonly random: RandomBytes
  readonly idOf: (publicKey: Uint8Array) => string
  readonly onChanged: () => void
  /** It drew its part and was not the one it was bound to, or spoke out of turn: counts against its address. */
  readonly onFoul: (address: string) => void
  /** It drew digits more often than people mistype: its invite is good no more. */
  readonly onDrawnOut: (device: string) => void
}): Knocks {
  const knockers = new Map<string, Knocker>()
  /** How often each device drew digits; an invite is good for one device. */
  const draws = new Map<string, number>()

  const knocks: Knocks = {
    all: () => [...knockers.values()],
    enter(greeted) {
      const { link, device: publicKey, noise } = greeted
      if (publicKey === null || knockers.size >= MOST) return link.close()
      const device = parts.idOf(publicKey)
      const comparison = hostComparison({ hash: greeted.hash, random: parts.random })
      let knocker: Knocker | null = null
      const stop = parts.clock.after(FIRST_WORD_MS, () => {
        if (knocker === null) link.close()
      })
      const stopWaiting = parts.clock.after(PATIENCE_MS, () => {
        // It may have been let in, or knock anew, meanwhile.
        if (knockers.get(device)?.link === link) knocks.turnAway(device, 'Nobody answered in time.')
      })
      const foul = (): void => {
        parts.onFoul(link.remote)
        link.close()
      }
      link.onMessage((bytes) => {
        const message = decodeJoinMessage(bytes)
        if (message?.is === 'knock' && knocker === null) {
          // Whoever sits between two machines wants the same digits on both, and would draw until they are.
          draws.set(device, (draws.get(device) ?? 0) + 1)
          if ((draws.get(device) as number) > MOST_DRAWS) {
            parts.onDrawnOut(device)
            return foul()
          }
          const nonce = comparison.answer(message.commit)
          const isOwnKey = parts.identity.verify(publicKey, joinProof(noise), message.proof)
          if (nonce === null || !isOwnKey) return foul()
          // The same device again: its first try is dead, or this is somebody who copied it.
          knockers.get(device)?.link.close()
          const { name, person } = message
          knocker = { device, publicKey, noise, name, person, digits: '', since: parts.clock.now(), link }
          knockers.set(device, knocker)
          link.send(encodeJoinMessage({ is: 'nonce', nonce }))
          return parts.onChanged()
        }
        if (message?.is === 'reveal' && knocker !== null && knocker.digits === '') {
          const digits = comparison.check(message.nonce)
          if (digits === null) return foul()
          knocker = { ...knocker, digits }
          knockers.set(device, knocker)
          return parts.onChanged()
        }
        foul()
      })
      link.onClose(() => {
        stop()
        stopWaiting()
        if (knockers.get(device)?.link !== link) return
        knockers.delete(device)
        parts.onChanged()
      })
    },
    letIn(device, message) {
      const knocker = knockers.get(device)
      if (knocker === undefined) return null
      knockers.delete(device)
      knocker.link.send(encodeJoinMessage(message))
      parts.onChanged()
      return knocker.link
    },
    turnAway(device, why) {
      const knocker = knockers.get(device)
      if (knocker === undefined) return
      knockers.delete(device)
      knocker.link.send(encodeJoinMessage({ is: 'out', why }))
      knocker.link.close()
      parts.onChanged()
    },
    close() {
      for (const { device } of knocks.all()) knocks.turnAway(device, 'The room was closed.')
    },
  }
  return knocks
}
