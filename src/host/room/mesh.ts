import { createBringing } from '../../sync/session/bringing.ts'
import type { PeerMessage } from '../../sync/session/peer-message.ts'
import { createPeerLimits, type PeerLimits } from '../../sync/session/peer-limits.ts'
import { decodeRecord } from '../../sync/record.ts'
import type { FileGiver } from '../attachments/attachment-book.ts'
import { LEFT, SILENT, SILENT_ELSEWHERE, TOO_MUCH } from '../../sync/session/session.ts'
import type { PlanHost } from '../plan-host.ts'
import type { FoundRoom } from '../ports/discovery.ts'
import { createBlames, OUT_MS } from './blames.ts'
import { sayFarewell } from './farewell.ts'
import type { Link } from './link.ts'
import { createReaching, type Reaching, type ReachingParts } from './reaching.ts'
import { createRoomPeer, UNREADABLE, type RoomPeer } from './room-peer.ts'
import { filesOf, planOf } from './session-plan.ts'

export interface MeshParts extends Omit<ReachingParts, 'peers' | 'isOut' | 'onReached'> {
  /** The plan as it is open now; it may be opened anew under a room. */
  readonly host: () => PlanHost
  /** Somebody is linked now: what it is told first. */
  readonly onLinked: (peer: RoomPeer) => void
  /** Who is linked changed, or who is kept out. */
  readonly onChanged: () => void
  /** Who belongs to the plan may have changed. */
  readonly onMembers: () => void
  /** Records were made here or came in. */
  readonly onRecords: () => void
  /** This host and a peer hold the same. */
  readonly onEqual: () => void
  /** Somebody is kept out from here on. */
  readonly onOut: () => void
  /** What a peer's windows look at. */
  readonly onPresence: () => void
  readonly onFault: (what: string, error: unknown) => void
}

/** Every host of a room linked with every other: who is, what goes to all, and who is parted with. */
export interface Mesh extends Pick<Reaching, 'nearby' | 'ownAddresses'> {
  peer(device: string): RoomPeer | undefined
  peers(): readonly RoomPeer[]
  /** A link to a device whose keys were proven. `first`: it came in just now, or this one did. */
  linked(link: Link, device: string, isOurCall: boolean, what?: 'again' | 'first'): void
  /** This host removed it, and it is not called for. */
  part(device: string): void
  send(message: PeerMessage): void
  /** It did what no honest host does, and stays out for a while. */
  isOut(device: string): boolean
  /** Of those who are out; empty if nobody is. */
  trouble(): string
  /** A host announced itself; says whether it is one of this room. */
  found(room: FoundRoom): boolean
  /** The plan was opened anew, or who belongs to it changed. */
  look(): void
  /** Addresses of this machine changed. */
  moved(): void
  close(): void
}

/** Ends that every evening brings: somebody left, or a cable was pulled. */
const ORDINARY: ReadonlySet<string> = new Set([LEFT, SILENT, SILENT_ELSEWHERE])
/** Ends of a link that no honest host brings about. */
const FOULS: ReadonlySet<string> = new Set([UNREADABLE, TOO_MUCH, 'malformed', 'too-long'])
/** Linked devices whose admission has not come. */
const MOST_STRANGERS = 20

export function createMesh(parts: MeshParts): Mesh {
  const { members, identity, clock, random } = parts
  const peers = new Map<string, RoomPeer>()
  const bringing = createBringing(() => clock.now())
  const blames = createBlames(clock)
  /** Of members: nobody can have many of these. */
  const limits = new Map<string, PeerLimits>()
  const pardons = new Set<() => void>()
  const farewells: (() => void)[] = []
  const reaching = createReaching({
    ...parts,
    peers,
    isOut: blames.isOut,
    onReached: (link, device) => linked(link, device, true),
  })
  let isOver = false
  let seenMembers = -1
  let seenAside = 0
  let stopHost = (): void => undefined
  let attached: PlanHost | null = null

  return {
    nearby: reaching.nearby,
    ownAddresses: reaching.ownAddresses,
    peer: (device) => peers.get(device),
    peers: () => [...peers.values()],
    linked,
    part(device) {
      const { lines } = parts.host().ledger
      const known = lines.frontier()
      const peer = peers.get(device)
      if (peer !== undefined) dismiss(peer, (client) => known[client]?.[0] ?? 0)
      reaching.forget(device)
    },
    send(message) {
      for (const peer of peers.values()) peer.send(message)
    },
    isOut: blames.isOut,
    trouble: () => blames.words(nameOfPresent),
    found: reaching.found,
    look() {
      attach()
      seenMembers = members.version()
      for (const [device, peer] of peers) if (members.member(device)?.removed) dismiss(peer, null)
      reaching.look()
    },
    moved() {
      for (const peer of peers.values()) {
        reaching.tell(peer)
        peer.session.prove()
      }
      reaching.moved()
    },
    close() {
      isOver = true
      stopHost()
      for (const stop of [...pardons, ...farewells]) stop()
      reaching.stop()
      for (const peer of peers.values()) peer.close()
      peers.clear()
    },
  }

  /** Follows the plan where it was opened anew: what was told of the old one counts no more. */
  function attach(): void {
    const host = parts.host()
    if (host === attached) return
    stopHost()
    attached = host
    // Whoever comes in waits for it otherwise.
    void host.peers.prepare().catch((error: unknown) => parts.onFault('room', error))
    const stops = [
      host.peers.onMade((bytes) => {
        for (const peer of peers.values()) peer.session.made(bytes)
        parts.onRecords()
      }),
      host.peers.onCame(() => parts.onRecords()),
      host.onRefused((refusal, bytes, from) => refused(refusal.against, bytes, from)),
      // Bytes may have rotted on its disk since it read them last.
      host.attachments.meet({ givers, wrong: (device) => blame(device, 'guessed') }),
    ]
    stopHost = () => stops.forEach((stop) => stop())
  }

  function linked(link: Link, device: string, isOurCall: boolean, what: 'again' | 'first' = 'again'): void {
    if (isOver || device === identity.id || blames.isOut(device)) return link.close()
    const before = peers.get(device)
    // Both called each other: on both sides the call of the one with the lower name stays. A second call of the same side
    // comes from a host that lost the first.
    const keepsBefore =
      before !== undefined && before.isOurCall !== isOurCall && before.isOurCall === identity.id < device
    if (keepsBefore) return link.close()
    if (before !== undefined) {
      peers.delete(device)
      before.close()
    }
    const wasMember = members.isMember(device)
    if (!wasMember) {
      const strangers = [...peers.keys()].filter((one) => !members.isMember(one))
      if (strangers.length >= MOST_STRANGERS) peers.get(strangers[0] as string)?.close()
    }
    parts.host().live.linkUp(device, what)
    const peer: RoomPeer = createRoomPeer({
      link,
      device,
      isOurCall,
      plan: planOf(parts.host, device),
      files: filesOf(parts.host, device),
      clock,
      random,
      mayHear: () => members.isMember(device),
      bringing,
      limits: limitsOf(device),
      onPresence: parts.onPresence,
      onEqual() {
        parts.host().live.caughtUp(device)
        if (members.isMember(device)) parts.onEqual()
      },
      onPeers: (told) => reaching.learn(told, device),
      onTaken() {
        noteAside()
        if (members.version() === seenMembers) return
        if (!wasMember && members.isMember(device)) peer.session.compare()
        parts.onMembers()
      },
      onGone: (why) => gone(peer, why),
      onFault: (error) => parts.onFault('room', error),
    })
    peers.set(device, peer)
    reaching.done(device)
    reaching.tell(peer)
    parts.host().attachments.look()
    parts.onLinked(peer)
    parts.onChanged()
  }

  /** Members of the room that are linked, as files are asked of them. */
  function givers(): FileGiver[] {
    return [...peers.values()].flatMap(({ device, send }) =>
      members.isMember(device)
        ? [
            {
              device,
              name: members.member(device)?.name || device,
              ask: (hash, from, most) => send({ is: 'want-file', hash, from, most }),
            },
          ]
        : [],
    )
  }

  /** It was removed: it hears so, and its link ends. */
  function dismiss(peer: RoomPeer, until: ((client: number) => number) | null): void {
    const removal = members.member(peer.device)?.removed?.record
    if (removal === undefined) return peer.close()
    const link = peer.handOver()
    const onFault = (error: unknown): void => parts.onFault('room', error)
    const { read } = parts.host().peers
    farewells.push(sayFarewell({ link, read, removal, until, clock, onFault }))
  }

  function limitsOf(device: string): PeerLimits {
    const known = limits.get(device) ?? createPeerLimits(() => clock.now())
    if (members.isMember(device)) limits.set(device, known)
    return known
  }

  /** People see how much of a removed device lies aside. */
  function noteAside(): void {
    const now = parts.host().aside().length
    if (now !== seenAside) parts.onChanged()
    seenAside = now
  }

  function gone(peer: RoomPeer, why: string): void {
    const { device } = peer
    if (peers.get(device) !== peer) return
    peers.delete(device)
    parts.host().live.linkDown(device)
    parts.host().attachments.look()
    // Anybody with the room's key may come as any number of devices, and leave something waiting of each.
    if (!members.isMember(device)) parts.host().forget(device)
    if (why !== '' && !ORDINARY.has(why))
      parts.onFault('room', new Error(`The link to ${members.member(device)?.name ?? device} ended: ${why}.`))
    if (isOver) return
    if (FOULS.has(why)) blame(device, 'proven')
    if (members.isMember(device)) reaching.want(device)
    parts.onPresence()
    parts.onChanged()
  }

  function refused(against: 'signer' | 'sender' | 'nobody', bytes: Uint8Array, from: string): void {
    const signer = against === 'signer' ? signerOf(bytes) : null
    if (signer !== null) blame(signer, 'proven')
    // Whoever passes on what somebody else made should have refused it too, but may know less.
    else if (peers.has(from)) blame(from, against === 'sender' ? 'proven' : 'guessed')
    parts.onChanged()
  }

  function blame(device: string, how: 'proven' | 'guessed'): void {
    if (!blames.note(device, how)) return
    reaching.done(device)
    const stop = clock.after(OUT_MS + 1, () => {
      pardons.delete(stop)
      parts.onMembers()
    })
    pardons.add(stop)
    peers.get(device)?.close()
    parts.onOut()
    parts.onChanged()
  }

  /** Null for a removed one: nobody has to do anything about it any more. */
  function nameOfPresent(device: string): string | null {
    const member = members.member(device)
    return member?.removed ? null : (member?.name ?? device)
  }
}

function signerOf(bytes: Uint8Array): string | null {
  const record = decodeRecord(bytes)
  return record.ok ? record.value.device : null
}
