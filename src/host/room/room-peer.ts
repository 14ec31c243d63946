import {
  decodePeerMessage,
  encodePeerMessage,
  type PeerAddress,
  type PeerMessage,
  type PeerPresence,
} from '../../sync/session/peer-message.ts'
import type { PeerLimits } from '../../sync/session/peer-limits.ts'
import {
  createSession,
  TOO_MUCH,
  type Session,
  type SessionFiles,
  type SessionPlan,
} from '../../sync/session/session.ts'
import type { Bringing } from '../../sync/session/bringing.ts'
import type { Clock } from '../ports/clock.ts'
import type { Link } from './link.ts'

/** Another host of the room, linked with this one. */
export interface RoomPeer {
  readonly device: string
  /** Whether this host called. */
  readonly isOurCall: boolean
  readonly link: Link
  readonly session: Session
  presence(): readonly PeerPresence[]
  send(message: PeerMessage): void
  /** Ends it; says goodbye first where there is somebody to hear it. */
  close(): void
  /** Ends it for this room; the link stays with whoever asks. */
  handOver(): Link
}

export interface RoomPeerParts {
  readonly link: Link
  readonly device: string
  readonly isOurCall: boolean
  readonly plan: SessionPlan
  readonly files: SessionFiles
  readonly clock: Clock
  readonly random: () => number
  readonly mayHear: () => boolean
  /** One for all peers of the room. */
  readonly bringing: Bringing
  /** Of the device, over all its links. */
  readonly limits: PeerLimits
  readonly onPresence: () => void
  readonly onPeers: (peers: readonly PeerAddress[]) => void
  readonly onTaken: () => void
  /** Both hold the same. */
  readonly onEqual: () => void
  /** `why` is for the log. */
  readonly onGone: (why: string) => void
  readonly onFault: (error: unknown) => void
}

/** Why a link ended whose other side sent what no version sends. */
export const UNREADABLE = 'it sent what cannot be read'

/** Bytes on their way out beyond which what is new is left to a later comparison. */
const BEHIND = 8 * 1024 * 1024

export function createRoomPeer(parts: RoomPeerParts): RoomPeer {
  const { link, clock } = parts
  let presence: readonly PeerPresence[] = []
  let isGone = false
  const send = (message: PeerMessage): void => {
    if (isGone) return
    // It takes less than comes: what it misses now it gets when both compare what they hold.
    if (message.is === 'records' && message.n === 0 && link.waiting() > BEHIND) return
    link.send(encodePeerMessage(message))
  }
  const gone = (why: string, keepsLink = false): void => {
    if (isGone) return
    isGone = true
    session.end()
    if (!keepsLink) link.close()
    parts.onGone(why)
  }
  const session = createSession({
    plan: parts.plan,
    files: parts.files,
    send,
    now: () => clock.now(),
    after: (milliseconds, then) => clock.after(milliseconds, then),
    random: parts.random,
    mayHear: parts.mayHear,
    bringing: parts.bringing,
    limits: parts.limits,
    onPresence(here) {
      presence = here
      parts.onPresence()
    },
    onClock: parts.onPresence,
    onPeers: parts.onPeers,
    onTaken: parts.onTaken,
    onEqual: parts.onEqual,
    onBroken: gone,
    onFault: parts.onFault,
  })
  const peer: RoomPeer = {
    device: parts.device,
    isOurCall: parts.isOurCall,
    link,
    session,
    presence: () => presence,
    send,
    close() {
      send({ is: 'bye', why: '' })
      gone('')
    },
    handOver() {
      gone('', true)
      return link
    },
  }
  link.onClose((why) => gone(why))
  session.start()
  link.onMessage((bytes) => {
    if (isGone) return
    if (!parts.limits.bytes.takes(bytes.length)) return gone(TOO_MUCH)
    const message = decodePeerMessage(bytes)
    if (message === null) gone(UNREADABLE)
    else session.receive(message)
  })
  return peer
}
