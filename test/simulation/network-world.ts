import { decodePeerMessage, encodePeerMessage, type PeerMessage } from '../../src/sync/session/peer-message.ts'
import { createBringing, type Bringing } from '../../src/sync/session/bringing.ts'
import { decodeRecord } from '../../src/sync/record.ts'
import { createSession, type Session, type SessionPlan } from '../../src/sync/session/session.ts'
import { SimulatedMember } from '../support/simulated-member.ts'

/**
 * Hosts of one room on a network in virtual time, with the session code that real hosts run. A link is an ordered pipe that
 * may lose, delay, repeat and swap messages - more than a real one would - and break; hosts call each other again by
 * themselves, as long as neither was removed in the other's eyes.
 */
export interface NetworkFaults {
  /** Chances between 0 and 1, of each message. */
  readonly loses: number
  readonly repeats: number
  readonly swaps: number
  /** Longest delay in milliseconds. */
  readonly delay: number
}

export interface NetworkWorld {
  readonly peers: readonly NetworkPeer[]
  readonly seen: Record<string, number>
  now(): number
  begin(): NetworkPeer
  /** A device that got hold of the room's key and that nobody admits: it links, writes and floods. */
  intrude(): NetworkPeer
  /** Lets time pass; all that is due happens in order. */
  pass(milliseconds: number): Promise<void>
  /** Messages from one to the other go nowhere; both ways where `both`. */
  block(from: NetworkPeer, to: NetworkPeer, both: boolean): void
  heal(): void
  /** These two never reach each other, whatever is healed. */
  never(a: NetworkPeer, b: NetworkPeer): void
  canReach(a: NetworkPeer, b: NetworkPeer): boolean
  /** Nothing goes from one to the other for now. */
  isApart(a: NetworkPeer, b: NetworkPeer): boolean
  kill(peer: NetworkPeer): void
  calm(): void
}

export interface NetworkPeer {
  readonly number: number
  readonly member: SimulatedMember
  /** Milliseconds that its clock is ahead. */
  readonly skew: number
  /** A version of tomorrow: says things that the others do not know. */
  readonly isNewer: boolean
  readonly isIntruder: boolean
  /** How far it signed each of its lines: all of this is on its disk. */
  readonly signed: ReadonlyMap<number, number>
  isUp(): boolean
}

interface Peer extends NetworkPeer {
  readonly sessions: Map<Peer, Session>
  readonly bringing: Bringing
  readonly signed: Map<number, number>
  up: boolean
}

/** Records of one message: small, so that a transfer takes many. */
const BATCH = 7
const DUTY_MS = 700
/** Numbers of devices that nobody admits. */
const INTRUDER = 50

export function createNetworkWorld(random: () => number, faults: NetworkFaults): NetworkWorld {
  let now = 1_000_000
  let order = 0
  let weather: NetworkFaults = faults
  const events: { at: number; order: number; run: () => void }[] = []
  const peers: Peer[] = []
  const intruders: Peer[] = []
  const seen: Record<string, number> = {}
  const blocked = new Set<string>()
  const forever = new Set<string>()
  const edge = (from: Peer, to: Peer): string => `${from.number}>${to.number}`
  const count = (what: string): void => void (seen[what] = (seen[what] ?? 0) + 1)

  function at(milliseconds: number, run: () => void): () => void {
    const event = { at: now + milliseconds, order: order++, run }
    let low = 0
    let high = events.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = events[middle] as typeof event
      if (other.at < event.at || (other.at === event.at && other.order < event.order)) low = middle + 1
      else high = middle
    }
    events.splice(low, 0, event)
    return () => {
      const place = events.indexOf(event)
      if (place >= 0) events.splice(place, 1)
    }
  }

  const isBlocked = (from: Peer, to: Peer): boolean => blocked.has(edge(from, to)) || forever.has(edge(from, to))
  const knowsRemoved = (one: Peer, other: Peer): boolean => one.member.ledger.membership.isRemoved(other.member.device)

  function call(one: Peer, other: Peer): void {
    const mayTry = one.up && other.up && !one.sessions.has(other)
    // A stranger has no key of the room; who was removed meets silence.
    const mayLink =
      mayTry &&
      !isBlocked(one, other) &&
      !isBlocked(other, one) &&
      !knowsRemoved(one, other) &&
      !knowsRemoved(other, one) &&
      (one.isIntruder ||
        other.isIntruder ||
        one.member.isMember(other.member.device) ||
        other.member.isMember(one.member.device))
    if (mayLink) link(one, other)
    at(400 + random() * 2_000, () => call(one, other))
  }

  function link(one: Peer, other: Peer): void {
    count('links')
    let isOpen = true
    const end = (): void => {
      if (!isOpen) return
      isOpen = false
      for (const [from, to] of [
        [one, other],
        [other, one],
      ] as const) {
        const session = from.sessions.get(to)
        from.sessions.delete(to)
        session?.end()
      }
    }
    const starts: (() => void)[] = []
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      let last = 0
      const send = (message: PeerMessage): void => {
        const bytes = encodePeerMessage(message)
        if (to.isIntruder && message.is === 'records') throw new Error('A stranger was sent records.')
        if (isBlocked(from, to)) return count('blocked')
        if (random() < weather.loses) return count('lost')
        const times = random() < weather.repeats ? 2 : 1
        if (times === 2) count('repeated')
        for (let time = 0; time < times; time++) {
          const isSwapped = random() < weather.swaps
          if (isSwapped) count('swapped')
          const delay = 1 + random() * weather.delay
          const due = isSwapped ? now + delay : Math.max(last, now + delay)
          last = Math.max(last, due)
          at(due - now, () => {
            if (!isOpen || !to.up) return
            const read = decodePeerMessage(bytes)
            if (read === null) throw new Error(`An honest message cannot be read: ${message.is}`)
            if (read === 'unknown') return count('unknown')
            to.sessions.get(from)?.receive(read)
          })
        }
      }
      const session = createSession({
        plan: planOf(from, to, () => now + from.skew),
        send,
        now: () => now + from.skew,
        after: at,
        random,
        mayHear: () => from.isIntruder || from.member.isMember(to.member.device),
        bringing: from.bringing,
        onPresence: () => undefined,
        onPeers: () => undefined,
        onTaken() {
          if (!knowsRemoved(from, to)) return
          count('turned away')
          end()
        },
        onBroken(why) {
          count(why === 'it said nothing for a while' ? 'silent' : 'broken')
          end()
        },
        onFault(error) {
          throw error
        },
      })
      from.sessions.set(to, session)
      starts.push(() => session.start())
      if (from.isNewer) send({ is: 'tomorrow', what: 'nobody knows' } as never)
    }
    for (const start of starts) start()
  }

  function dutiesOf(peer: Peer): void {
    if (peer.up) {
      const duties = peer.member.duties()
      const duty = duties.find(({ first }) => first) ?? (random() < 0.2 ? duties[0] : undefined)
      if (duty !== undefined) {
        count(duty.is)
        peer.member.do(duty)
      }
    }
    at(DUTY_MS * (0.5 + random()), () => dutiesOf(peer))
  }

  function begin(number: number, isIntruder: boolean): Peer {
    const signed = new Map<number, number>()
    const peer: Peer = {
      number,
      skew: Math.round((random() - 0.5) * 7_200_000),
      isNewer: random() < 0.3,
      isIntruder,
      signed,
      up: true,
      sessions: new Map(),
      bringing: createBringing(() => now),
      isUp: () => peer.up,
      member: new SimulatedMember(
        number,
        (bytes) => {
          const record = decodeRecord(bytes)
          if (record.ok) signed.set(record.value.client, record.value.seq)
          for (const session of peer.sessions.values()) session.made(bytes)
        },
        random,
      ),
    }
    for (const other of peers) at(random() * 500, () => call(peer, other))
    return peer
  }

  return {
    peers,
    seen,
    now: () => now,
    begin() {
      const peer = begin(peers.length + 1, false)
      for (const other of intruders) at(random() * 500, () => call(other, peer))
      peers.push(peer)
      at(DUTY_MS, () => dutiesOf(peer))
      return peer
    },
    intrude() {
      const intruder = begin(INTRUDER + intruders.length, true)
      intruders.push(intruder)
      count('intruder')
      return intruder
    },
    async pass(milliseconds) {
      const until = now + milliseconds
      for (let first = events[0]; first !== undefined && first.at <= until; first = events[0]) {
        events.shift()
        now = Math.max(now, first.at)
        first.run()
        // What a session waits for settles before time goes on.
        await new Promise<void>((resolve) => setImmediate(resolve))
      }
      now = until
    },
    block(from, to, both) {
      blocked.add(edge(from as Peer, to as Peer))
      if (both) blocked.add(edge(to as Peer, from as Peer))
      count(both ? 'cut' : 'one way')
    },
    heal: () => blocked.clear(),
    never(a, b) {
      forever.add(edge(a as Peer, b as Peer))
      forever.add(edge(b as Peer, a as Peer))
    },
    canReach: (a, b) => !forever.has(edge(a as Peer, b as Peer)),
    isApart: (a, b) => isBlocked(a as Peer, b as Peer),
    kill(peer) {
      const one = peer as Peer
      count('killed')
      one.up = false
      for (const [other, session] of one.sessions) {
        session.end()
        other.sessions.get(one)?.end()
        other.sessions.delete(one)
      }
      one.sessions.clear()
      at(500 + random() * 4_000, () => {
        one.member.crash()
        one.up = true
      })
    },
    calm() {
      weather = { loses: 0, repeats: 0, swaps: 0, delay: Math.min(30, faults.delay) }
    },
  }
}

function planOf(own: NetworkPeer, peer: NetworkPeer, now: () => number): SessionPlan {
  let sum = ''
  let sumAt = -1
  return {
    frontier: () => own.member.frontier(),
    out: () => [],
    sum() {
      if (own.member.stored !== sumAt) [sum, sumAt] = [sumOf(own.member), own.member.stored]
      return sum
    },
    size: () => Object.values(own.member.frontier()).reduce((sum, [seq]) => sum + seq, 0),
    async read(wanted, from) {
      const all = own.member.read(wanted)
      const next = from + BATCH
      return { records: all.slice(from, next), next: next < all.length ? next : null }
    },
    family: async () => [],
    async take(records) {
      const before = own.member.stored
      for (const bytes of records) own.member.receive(bytes, peer.number)
      return own.member.stored - before
    },
    due: () => own.member.asking.due(now()),
  }
}

/** Short and equal where the frontiers are. */
function sumOf(member: SimulatedMember): string {
  let sum = 0
  for (const [client, [seq, hash]] of Object.entries(member.frontier()))
    sum = (sum + hashOf(`${client} ${seq} ${hash}`)) % 4_294_967_296
  return String(sum)
}

function hashOf(text: string): number {
  let hash = 2_166_136_261
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619) >>> 0
  return hash
}
