import * as Y from 'yjs'
import { canonicalJson } from '../../src/sync/canonical-json.ts'
import { openConflicts } from '../../src/sync/conflicts.ts'
import { MAX_HELD_RECORDS } from '../../src/sync/held.ts'
import { MAX_ASIDE_RECORDS } from '../../src/sync/membership/aside-records.ts'
import { decodeRecord } from '../../src/sync/record.ts'
import type { SimulatedMember } from '../support/simulated-member.ts'
import { seeded } from '../support/random.ts'
import { contents, randomEdit } from '../support/random-edit.ts'
import { createNetworkWorld, type NetworkPeer, type NetworkWorld } from './network-world.ts'

export interface PlayedNetwork {
  /** What went wrong; empty if nothing. */
  readonly wrong: readonly string[]
  readonly seen: Record<string, number>
  readonly peers: readonly NetworkPeer[]
}

const STRANGER = 'The record was signed by a device that is no member.'

/** One evening of a room on a bad network, drawn from a seed; at the end all who belong to it must hold the same. */
export async function playNetwork(seed: number): Promise<PlayedNetwork> {
  const random = seeded(seed)
  const below = (n: number): number => Math.floor(random() * n)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const isRough = random() < 0.6
  const world = createNetworkWorld(random, {
    loses: isRough ? random() * 0.2 : 0,
    repeats: isRough ? random() * 0.1 : 0,
    swaps: isRough ? random() * 0.2 : 0,
    delay: pick([5, 50, 400]),
  })
  const { peers, seen } = world
  const count = (what: string): void => void (seen[what] = (seen[what] ?? 0) + 1)
  const wrong: string[] = []
  const founder = world.begin()
  founder.member.found()
  const size = 3 + below(6)
  while (peers.length < size) founder.member.admit(world.begin().number)
  if (random() < 0.3) {
    const [a, b] = [pick(peers), pick(peers)]
    if (a !== b) (world.never(a, b), count('broken edge'))
  }
  await world.pass(2_000 * random())
  const intruder = random() < 0.2 ? world.intrude() : null
  // Now and then more than anybody may keep waiting.
  if (intruder !== null && random() < 0.1)
    for (let i = 0; i < 2 * MAX_HELD_RECORDS; i++) intruder.member.edit(asStranger)

  for (let step = 0; step < 40; step++) {
    const peer = pick(peers)
    const { member } = peer
    const kind = random()
    if (intruder !== null && random() < 0.1) intruder.member.edit(asStranger)
    if (kind < 0.03) {
      member.edit(deleteOnly)
      count('only a delete')
    } else if (kind < 0.4) {
      member.edit(randomEdit(random))
      if (peer.isNewer) member.edit((doc) => doc.getMap('tomorrow').set('x', below(9)))
    } else if (kind < 0.5) {
      if (member.windows.length < 1) member.openWindow()
      const window = pick(member.windows)
      window.edit(randomEdit(random))
      if (random() < 0.7) window.send(3)
      if (random() < 0.7) window.hear(5)
    } else if (kind < 0.56) {
      const changes = member.changesHeld()
      if (changes.length > 0) (await member.undo(pick(changes)), count('undo'))
    } else if (kind < 0.66) {
      const other = pick(peers)
      if (other !== peer) world.block(peer, other, random() < 0.7)
    } else if (kind < 0.72) {
      const side = new Set(peers.filter(() => random() < 0.5))
      for (const a of side) for (const b of peers) if (!side.has(b)) world.block(a, b, true)
      count('partition')
    } else if (kind < 0.82) world.heal()
    else if (kind < 0.87) world.kill(peer)
    else if (kind < 0.9) member.snapshot()
    else if (kind < 0.93 && peers.length < 8 && member.isMember()) {
      member.admit(world.begin().number)
      count('admitted')
    } else if (kind < 0.955 && member.isMember()) {
      const other = pick(member.ledger.membership.members())
      if (other.removed === null && other.device !== founder.member.device && member.device !== other.device) {
        const last = peers.map((one) => canonicalJson(linesOf(other.device, one.member)))
        if (new Set(last).size > 1) count('removed while some held more of it')
        if (peers.some((one) => !one.isUp() || world.isApart(peer, one))) count('away at a new key')
        member.remove(other.device)
        count('removed')
      }
    }
    await world.pass(random() < 0.2 ? 6_000 * random() : 300 * random())
    for (const { member: one } of peers) {
      if (one.held.size() > MAX_HELD_RECORDS * (peers.length + 1)) wrong.push('more is held than may be')
      if (one.aside.size() > MAX_ASIDE_RECORDS * peers.length) wrong.push('more is kept aside than may be')
      if (one.held.size() > 0) count('held')
      if (one.aside.size() > 0) count('aside')
    }
  }

  for (const { member } of peers) for (const window of member.windows) (window.send(Infinity), window.hear(Infinity))
  world.heal()
  world.calm()
  // Asking backs off to minutes where nobody had what was asked for.
  for (let round = 0; round < 40 && !isQuiet(insideOf(world)); round++) await world.pass(10_000)
  for (const { member, number } of peers)
    if (contents(member.doc).includes(STRANGE)) wrong.push(`${number} shows what a stranger wrote`)
  const inside = insideOf(world)
  for (const { member, number, signed } of inside) {
    const frontier = member.frontier()
    for (const [client, seq] of signed)
      if ((frontier[client]?.[0] ?? 0) < seq) wrong.push(`${number} lost an edit that was on its disk`)
    for (const why of member.refusals) if (why !== STRANGER) wrong.push(`${number} refused: ${why}`)
    if (waits(member) > 0) wrong.push(`${number} still waits for records`)
    const [first] = inside as [NetworkPeer]
    if (portraitOf(first) !== portraitOf({ member } as NetworkPeer))
      wrong.push(`${number} differs from ${first.number}`)
  }
  seen['pairs'] = inside.length
  return { wrong, seen, peers }
}

const STRANGE = 'written by a stranger'
const asStranger = (doc: Y.Doc): void => void doc.getMap('items').set('strange', new Y.Map([['title', STRANGE]]))

/** No new struct comes of it, so that state vectors stay as they were. */
const deleteOnly = (doc: Y.Doc): void => {
  const texts = [...doc.getMap<Y.Map<unknown>>('items').values()].map((item) => item.get('description') as Y.Text)
  const text = texts.find(({ length }) => length > 0)
  text?.delete(0, 1)
}

/** How far somebody holds a device's lines. */
function linesOf(device: string, { ledger }: SimulatedMember): [number, number][] {
  return [...ledger.lines.lines()].filter((line) => line.device === device).map(({ client, seq }) => [client, seq])
}

/** Those that belong with the founder in both's eyes and can be reached from it, over others where an edge is broken. */
function insideOf({ peers, canReach }: NetworkWorld): NetworkPeer[] {
  const [founder] = peers as [NetworkPeer]
  const members = peers.filter(({ member }) => founder.member.isMember(member.device) && member.isMember())
  const found = [founder]
  for (const one of found)
    for (const other of members)
      if (!found.includes(other) && canReach(one, other) && tellEachOther(one, other)) found.push(other)
  return found
}

/**
 * Both hold the other for a member; else one of them tells nothing. So it is where one heard that the other was removed, and
 * where all that one knows of the other is that a removed device let it in, later than counts.
 */
function tellEachOther({ member: a }: NetworkPeer, { member: b }: NetworkPeer): boolean {
  return a.isMember(b.device) && b.isMember(a.device)
}

function isQuiet(inside: readonly NetworkPeer[]): boolean {
  const [first] = inside as [NetworkPeer]
  return (
    inside.every((one) => one.isUp() && one.member.duties().length === 0 && waits(one.member) === 0) &&
    inside.every((one) => canonicalJson(one.member.frontier()) === canonicalJson(first.member.frontier()))
  )
}

/** Records of members that wait for others. What somebody wrote whom a removed device let in waits for ever. */
function waits(member: SimulatedMember): number {
  return member.held.all().filter(({ bytes }) => {
    const record = decodeRecord(bytes)
    return record.ok && member.isMember(record.value.device)
  }).length
}

function portraitOf({ member }: NetworkPeer): string {
  const { ledger, doc } = member
  const { membership } = ledger
  return canonicalJson([
    ledger.frontier(),
    contents(doc),
    openConflicts(ledger.heads, doc) as never,
    membership
      .members()
      .map(({ device, removed }) => [device, removed !== null])
      .sort(),
    membership.epochs().map(({ hash }) => hash),
  ])
}
