/**
 * One peer of a plan's room, as a pure state machine: tells what is held, sends what the other lacks, takes in what comes,
 * asks for what is missing, and notices by a sum every few seconds whether both still hold the same. Knows no socket, no
 * clock and no disk; a simulation runs it on virtual time.
 *
 *   const session = createSession({ plan, send, after, now, ... })
 *   session.start(); session.receive(message); session.made(bytes); session.end()
 *
 * A record is sent to each peer by the host that signed it and never passed on; what gets lost on one edge comes over a third
 * peer, since all compare what they hold.
 */
import type { Frontier, Missing } from '../ledger.ts'
import type { HeldLine, PeerAddress, PeerMessage, PeerPresence } from './peer-message.ts'
import { createBringing, type Bringing } from './bringing.ts'
import type { FilePart } from './fetching.ts'
import { createPeerLimits, type PeerLimits } from './peer-limits.ts'
import { createSending, type ReadRecords } from './sending.ts'

/** A plan as its sessions need it. */
export interface SessionPlan {
  frontier(): Frontier
  /** Names of records that are held and do not count. */
  out(): readonly string[]
  /** Short text over the same two: equal where two hosts hold equal records. */
  sum(): string
  /** How many records are held. */
  size(): number
  readonly read: ReadRecords
  /** All records of lines that split, whether they count or not. */
  family(clients: readonly number[]): Promise<readonly Uint8Array[]>
  /**
   * Resolves once they are judged and on disk, with how many records came in by them. Rejects where the disk takes none.
   * `goesOn` false: the rest is wanted no more. `judged` may be called before: the next ones may be handed over, and the disk
   * works meanwhile.
   */
  take(records: readonly Uint8Array[], goesOn: () => boolean, judged: () => void): Promise<number>
  /** What waiting records wait for, as far as it is time to ask for it again. */
  due(): readonly Missing[]
}

/** Attached files, as sessions need them. */
export interface SessionFiles {
  /** A piece of a file of the plan; null for what is not here. */
  piece(hash: string, from: number, most: number): Promise<FilePart | null>
  came(part: FilePart): void
  hasNone(hash: string): void
}

export interface SessionParts {
  readonly plan: SessionPlan
  readonly send: (message: PeerMessage) => void
  readonly now: () => number
  /** Runs `then` once; the answer calls it off. */
  readonly after: (milliseconds: number, then: () => void) => () => void
  /** Between 0 and 1. */
  readonly random: () => number
  /**
   * Whether the peer may have records. A device that holds the room's key and is not known yet learns only how far lines
   * have come, so that it can hand in what admits it.
   */
  readonly mayHear: () => boolean
  /** One for all sessions of the plan, so that not all peers bring the same; of its own where it is left out. */
  readonly bringing?: Bringing
  /** One for all links of the device; of its own where it is left out. */
  readonly limits?: PeerLimits
  /** Without it no file is given and none is taken. */
  readonly files?: SessionFiles
  readonly onPresence: (here: readonly PeerPresence[]) => void
  /** How far the peer's clock is ahead is known, or by now something else. */
  readonly onClock?: () => void
  readonly onPeers: (peers: readonly PeerAddress[]) => void
  /** Records came in and are on disk. */
  readonly onTaken: () => void
  /** Both hold the same. */
  readonly onEqual?: () => void
  /** The link is of no use any more: `why` is for the log. */
  readonly onBroken: (why: string) => void
  readonly onFault: (error: unknown) => void
}

export interface Session {
  start(): void
  /** `unknown`: a newer version says something that means nothing here. */
  receive(message: PeerMessage | 'unknown'): void
  /** A record of this host is on disk. */
  made(bytes: Uint8Array): void
  /** What the peer may hear, or what is held, changed much: compare now. */
  compare(): void
  /** The network changed: a peer that does not answer at once is gone. */
  prove(): void
  /** Milliseconds that the peer's clock is ahead, and the length of the way there and back; null before the first answer. */
  clock(): { readonly ahead: number; readonly way: number } | null
  /** When anything was last heard of the peer. */
  heard(): number
  end(): void
}

/** Why a link ended whose other side flooded it. */
export const TOO_MUCH = 'it sent more than anybody could mean'

/** Why a link ended, where nobody is to blame. */
export const LEFT = 'it left'
export const SILENT = 'it said nothing for a while'
export const SILENT_ELSEWHERE = 'it did not answer after the network changed'

/** Sums are told this often. */
const SUM_MS = 4_000
/** After records came in, and no more often than this, so that both soon know that they hold the same. */
const SUM_AGAIN_MS = 500
/** A peer that says nothing for so long is gone. */
export const SILENT_MS = 15_000
const PING_MS = 5_000
const PROVE_MS = 2_500
/** By so much a clock has to be set, or measured better, to be told of again. */
const CLOCK_MS = 250
/** Records that are not answered for so long are lost, or the other's disk is: comparing anew finds out. */
const STUCK_MS = 30_000
/** A peer that is to be told what is held, and may not be yet, is told after about so long. */
const TELL_LATER_MS = 500
/** Messages of records that wait for their turn, and their bytes; what comes on top is dropped, answered all the same, and repaired later. */
const MOST_WAITING = 64
const MOST_WAITING_BYTES = 32_000_000
/** Lines that went apart are sent whole, which means reading all of the journal. */
const FAMILY_PAUSE_MS = 2_000
/** Pieces of files that are being read for one peer. */
const MOST_GIVING = 2
/** Bytes of records in one such message, more or less. */
const FAMILY_BYTES = 3_000_000

export function createSession(parts: SessionParts): Session {
  const { plan, send, now, after } = parts
  const limits = parts.limits ?? createPeerLimits(now)
  const sending = createSending({
    read: plan.read,
    send: (n, records) => send({ is: 'records', n, records }),
    now,
    onFault: parts.onFault,
  })
  const waiting: { n: number; records: readonly Uint8Array[] }[] = []
  let waitingBytes = 0
  let familyAt = -Infinity
  let isTaking = false
  let isOver = false
  let pings = 0
  let giving = 0
  let clock: { ahead: number; way: number } | null = null
  let lastHeard = now()
  let lastSum = -Infinity
  let wasDifferent = false
  const bringing = parts.bringing ?? createBringing(now)
  /** It said that it holds more: saying so again and bringing nothing keeps nobody waiting. */
  let saidMore = false
  /** It is told what is held as soon as it may be. */
  let toTell: { ask: boolean } | null = null
  const timers = new Set<() => void>()

  const session: Session = {
    start() {
      tellHeld(true)
      every(SUM_MS, () => {
        tellSum()
        ask()
      })
      const ping = (): void => send({ is: 'ping', n: ++pings, at: now() })
      ping()
      every(PING_MS, () => {
        if (now() - lastHeard > SILENT_MS) return breakOff(SILENT)
        if (now() - (sending.waitsSince() ?? Infinity) > STUCK_MS) return breakOff('it took nothing for a while')
        ping()
      })
    },
    receive(message) {
      if (isOver) return
      lastHeard = now()
      if (!limits.messages.takes(costOf(message))) return breakOff(TOO_MUCH)
      if (message === 'unknown') return
      switch (message.is) {
        case 'have':
          return hears(message.lines, message.out, message.ask)
        case 'sum': {
          const differs = message.sum !== plan.sum()
          // One difference may be a record on its way.
          if (differs && wasDifferent && !isTaking && !sending.isBusy()) tellHeld(true)
          wasDifferent = differs
          if (!differs) {
            isEqual()
            // So that the other knows it too.
            if (now() - lastSum > SUM_AGAIN_MS) tellSum()
          }
          return
        }
        case 'records':
          if (waiting.length >= MOST_WAITING || waitingBytes > MOST_WAITING_BYTES)
            return void (message.n > 0 && send({ is: 'got', n: message.n }))
          waiting.push(message)
          waitingBytes += bytesOf(message.records)
          if (!isTaking) void takeAll()
          return
        case 'got':
          return sending.got(message.n)
        case 'want':
          if (parts.mayHear()) sending.owe(message.missing)
          return
        case 'presence':
          return parts.onPresence(message.here)
        case 'peers':
          return parts.onPeers(message.peers)
        case 'ping':
          return send({ is: 'pong', n: message.n, at: message.at, here: now() })
        case 'pong': {
          const way = Math.max(0, now() - message.at)
          if (message.n !== pings || (clock !== null && way > 2 * clock.way + 1)) return
          const before = clock?.ahead
          clock = { ahead: message.here - (message.at + way / 2), way }
          if (before === undefined || Math.abs(clock.ahead - before) > CLOCK_MS) parts.onClock?.()
          return
        }
        case 'want-file':
          return void give(message)
        case 'file-part':
          return parts.files?.came(message)
        case 'no-file':
          return parts.files?.hasNone(message.hash)
        case 'bye':
          return breakOff(LEFT)
      }
    },
    made(bytes) {
      if (!isOver && parts.mayHear()) send({ is: 'records', n: 0, records: [bytes] })
    },
    compare() {
      if (!isOver) tellHeld(true)
    },
    prove() {
      if (isOver) return
      const asked = now()
      send({ is: 'ping', n: ++pings, at: asked })
      const stop = after(PROVE_MS, () => {
        timers.delete(stop)
        if (lastHeard < asked) breakOff(SILENT_ELSEWHERE)
      })
      timers.add(stop)
    },
    clock: () => clock,
    heard: () => lastHeard,
    end() {
      if (isOver) return
      isOver = true
      bringing.leaves(session)
      sending.stop()
      for (const stop of timers) stop()
      timers.clear()
    },
  }
  return session

  /** Who is asked for more than it can read meanwhile leaves the rest unanswered: an honest peer asks for one piece at a time. */
  async function give({ hash, from, most }: { hash: string; from: number; most: number }): Promise<void> {
    if (!parts.mayHear() || giving >= MOST_GIVING) return
    giving++
    try {
      const part = (await parts.files?.piece(hash, from, most)) ?? null
      if (!isOver) send(part === null ? { is: 'no-file', hash } : { is: 'file-part', ...part })
    } catch (error) {
      parts.onFault(error)
      if (!isOver) send({ is: 'no-file', hash })
    } finally {
      giving--
    }
  }

  function tellSum(): void {
    if (sending.isBusy()) return
    lastSum = now()
    send({ is: 'sum', sum: plan.sum() })
  }

  function isEqual(): void {
    bringing.leaves(session)
    parts.onEqual?.()
  }

  function tellHeld(ask: boolean): void {
    if (!bringing.mayTell(session)) return tellLater(ask)
    const lines = Object.entries(plan.frontier()).map(([client, [seq, hash]]): HeldLine => [
      Number(client),
      seq,
      hash.slice(0, HASH_LETTERS),
    ])
    send({ is: 'have', lines, out: plan.out(), ask })
  }

  function tellLater(ask: boolean): void {
    if (toTell !== null) return void (toTell.ask ||= ask)
    const told = (toTell = { ask })
    const stop = after(TELL_LATER_MS * (0.5 + parts.random()), () => {
      timers.delete(stop)
      toTell = null
      if (!isOver) tellHeld(told.ask)
    })
    timers.add(stop)
  }

  /** The other says what it holds: it gets what it lacks. What is lacking here it sends once it heard the same of us. */
  function hears(lines: readonly HeldLine[], out: readonly string[], ask: boolean): void {
    if (ask) tellHeld(false)
    if (!parts.mayHear()) return
    const theirs = new Map(lines.map(([client, seq, hash]) => [client, { seq, hash }]))
    const lacking: Missing[] = []
    const apart: number[] = []
    const own = plan.frontier()
    for (const [key, [seq, hash]] of Object.entries(own)) {
      const client = Number(key)
      const other = theirs.get(client)
      if (other === undefined || other.seq < seq) lacking.push({ client, from: (other?.seq ?? 0) + 1, to: seq })
      else if (other.seq === seq && other.hash !== hash.slice(0, HASH_LETTERS)) apart.push(client)
    }
    const known = new Set(out)
    for (const name of plan.out()) if (!known.has(name)) apart.push(Number(name.split('/')[0]))
    const hasMore = lines.some(([client, seq]) => seq > (own[String(client)]?.[0] ?? 0))
    if (hasMore && !saidMore) bringing.takes(session)
    saidMore ||= hasMore
    if (lacking.length === 0 && !hasMore) isEqual()
    sending.owe(lacking)
    if (apart.length > 0) void sendFamily([...new Set(apart)])
  }

  /** What is left out for being too soon is found by the next comparison. */
  async function sendFamily(clients: readonly number[]): Promise<void> {
    if (now() - familyAt < FAMILY_PAUSE_MS) return
    familyAt = Infinity
    try {
      const records = await plan.family(clients)
      for (let from = 0; from < records.length && !isOver;) {
        let to = from
        for (let bytes = 0; to < records.length && bytes < FAMILY_BYTES; to++)
          bytes += (records[to] as Uint8Array).length
        send({ is: 'records', n: 0, records: records.slice(from, to) })
        from = to
      }
    } catch (error) {
      parts.onFault(error)
    } finally {
      familyAt = now()
    }
  }

  async function takeAll(): Promise<void> {
    isTaking = true
    let onDisk: Promise<unknown> = Promise.resolve()
    while (!isOver) {
      const next = waiting.shift()
      if (next === undefined) {
        await onDisk
        if (waiting.length === 0) break
        continue
      }
      waitingBytes -= bytesOf(next.records)
      await new Promise<void>((judged) => {
        const before = onDisk
        onDisk = takeOne(next, judged).then(() => before)
      })
    }
    isTaking = false
    if (isOver) return
    ask()
    if (now() - lastSum > SUM_AGAIN_MS) tellSum()
  }

  async function takeOne(
    { n, records }: { n: number; records: readonly Uint8Array[] },
    judged: () => void,
  ): Promise<void> {
    let came = records.length
    try {
      came = await plan.take(records, () => !isOver, judged)
    } catch (error) {
      // The disk takes nothing now; comparing finds it again.
      parts.onFault(error)
    }
    judged()
    if (isOver) return
    const repeats = Math.max(0, records.length - came)
    if (repeats > 0 && !limits.repeats(repeats, plan.size())) return breakOff(TOO_MUCH)
    if (n > 0) send({ is: 'got', n })
    // What brings nothing new keeps nobody else waiting.
    if (n > 0 && came > 0) bringing.takes(session)
    parts.onTaken()
  }

  function ask(): void {
    const missing = plan.due()
    if (missing.length > 0) send({ is: 'want', missing })
  }

  function breakOff(why: string): void {
    session.end()
    parts.onBroken(why)
  }

  /** A little earlier or later each time, so that a room does not speak all at once. */
  function every(milliseconds: number, act: () => void): void {
    const again = (): void => {
      const stop = after(milliseconds * (0.75 + parts.random() / 2), () => {
        timers.delete(stop)
        if (isOver) return
        act()
        if (!isOver) again()
      })
      timers.add(stop)
    }
    again()
  }
}

/** Those that make a host work, or speak to others, cost more: nobody shall make it do so without end. */
function costOf(message: PeerMessage | 'unknown'): number {
  if (message === 'unknown') return 1
  switch (message.is) {
    case 'have':
      return 50 + message.lines.length / 100
    case 'want':
      return 20 + message.missing.length / 100
    case 'sum':
      return 10
    case 'records':
      return 1 + message.records.length / 500
    case 'peers':
      return 10 + message.peers.length / 4
    case 'presence':
      return 1 + message.here.length / 4
    case 'want-file':
    case 'file-part':
      return 5
    default:
      return 1
  }
}

function bytesOf(records: readonly Uint8Array[]): number {
  return records.reduce((bytes, record) => bytes + record.length, 0)
}

/** 64 bits tell two lines apart. */
const HASH_LETTERS = 16
