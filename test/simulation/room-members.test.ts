import { expect, test } from 'vitest'
import { canonicalJson } from '../../src/sync/canonical-json.ts'
import { openConflicts } from '../../src/sync/conflicts.ts'
import { bytesToBase64url } from '../../src/sync/noise/base64url.ts'
import { seeded } from '../support/random.ts'
import { contents, randomEdit, shuffled } from '../support/random-edit.ts'
import { newcomer, SimulatedMember } from '../support/simulated-member.ts'

/**
 * Hosts that admit and remove each other while apart, removed ones that go on writing to whoever hears them, strangers whose
 * edits are taken in, keys that change, messages that are lost, late and twice, hosts that are killed. Once all members have
 * met, they hold the same plan, the same members, marks and keys - whatever came first.
 * `ORDINAL_ROOMS=5000 npx vitest run --project simulation test/simulation/room-members.test.ts` plays more, ORDINAL_SEED begins elsewhere.
 */
const SCHEDULES = Number(process.env.ORDINAL_ROOMS ?? 50)
const FIRST = Number(process.env.ORDINAL_SEED ?? 1)
const STEPS = 130
const MOST_HOSTS = 6
const STRANGER = 'The record was signed by a device that is no member.'

interface Played {
  readonly hosts: readonly SimulatedMember[]
  readonly seen: Record<string, number>
}

function play(seed: number): Played {
  const random = seeded(seed)
  const below = (n: number): number => Math.floor(random() * n)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const seen: Record<string, number> = {}
  const count = (what: string): void => void (seen[what] = (seen[what] ?? 0) + 1)
  const network: { readonly from: number; readonly to: SimulatedMember; readonly bytes: Uint8Array }[] = []
  const hosts: SimulatedMember[] = []
  const begin = (): SimulatedMember => {
    const key = hosts.length + 1
    const host: SimulatedMember = new SimulatedMember(
      key,
      (bytes) => {
        for (const to of hosts) if (to !== host && random() < 0.5) network.push({ from: key, to, bytes })
      },
      random,
    )
    hosts.push(host)
    return host
  }
  const repair = (from: SimulatedMember, to: SimulatedMember): void => {
    for (const bytes of shuffled(from.recordsFor(to.frontier()), random)) to.receive(bytes, from.key)
  }
  begin().found()

  for (let step = 0; step < STEPS; step++) {
    const host = pick(hosts)
    const member = pick(hosts.filter((one) => one.isMember() || one === host))
    const kind = random()
    if (kind < 0.25) {
      host.edit(randomEdit(random))
      if (!host.isMember()) count('edit of a stranger')
    } else if (kind < 0.33) {
      if (host.windows.length < 1) host.openWindow()
      const window = pick(host.windows)
      window.edit(randomEdit(random))
      if (random() < 0.6) window.send(2)
      if (random() < 0.6) window.hear(3)
    } else if (kind < 0.55 && network.length > 0) {
      const at = random() < 0.5 ? 0 : below(network.length)
      const [message] = random() < 0.9 ? network.splice(at, 1) : [network[at]]
      message?.to.receive(message.bytes, message.from)
    } else if (kind < 0.68) {
      const other = pick(hosts)
      if (other !== host) repair(other, host)
    } else if (kind < 0.74 && hosts.length < MOST_HOSTS) {
      const stranger = begin()
      // It got the plan as a file, maybe.
      if (random() < 0.5) repair(host, stranger)
    } else if (kind < 0.81) {
      const other = pick(hosts)
      if (!member.isMember() || member.isMember(other.device)) continue
      member.admit(other.key)
      if (random() < 0.7) repair(member, other)
      count('admitted')
    } else if (kind < 0.85) {
      const other = pick(member.ledger.membership.members())
      if (!member.isMember() || other === undefined || other.removed !== null) continue
      if (random() < (other.device === member.device ? 0.8 : 0.3)) continue
      member.remove(other.device)
      count(other.device === member.device ? 'left' : 'removed')
      if (other.device === newcomer(1).device) count('founder removed')
    } else if (kind < 0.9) {
      for (const duty of host.duties()) if (random() < 0.5) (host.do(duty), count(duty.is))
    } else if (kind < 0.92) {
      const other = pick(hosts)
      if (!host.isMember() || host.ledger.membership.member(other.device) !== undefined) continue
      host.accept(
        other.key,
        Object.fromEntries(
          [...other.ledger.lines.lines()]
            .filter((line) => line.device === other.device)
            .map((line) => [line.client, line.seq]),
        ),
      )
      count('accepted')
    } else if (kind < 0.96) host.snapshot()
    else if (kind < 0.98) (host.crash(), count('crash'))
    if (host.aside.size() > 0) count('aside')
    if (host.held.size() > 0) count('held')
  }
  for (const host of hosts)
    for (const window of host.windows) {
      window.send(Infinity)
      window.hear(Infinity)
    }
  for (let round = 0; round < 30; round++) {
    for (const from of hosts) for (const to of hosts) if (from !== to) repair(from, to)
    const [host, duty] =
      shuffled(
        hosts.flatMap((host) => host.duties().map((duty) => [host, duty] as const)),
        random,
      )[0] ?? []
    if (duty === undefined && round > 3) break
    if (duty !== undefined) {
      host?.do(duty)
      count(duty.is)
    }
    seen['rounds'] = Math.max(seen['rounds'] ?? 0, round)
  }
  return { hosts, seen }
}

/** All that must be the same everywhere. */
function portraitOf({ ledger, doc }: SimulatedMember): Record<string, unknown> {
  const { membership } = ledger
  const members = [...membership.members()].sort((a, b) => (a.device < b.device ? -1 : 1))
  return {
    root: membership.root(),
    members: members.map(({ device, name, admittedBy, removed }) => ({ device, name, admittedBy, removed })),
    epochs: membership.epochs().map(({ counter, hash, wrapsFor }) => ({
      counter,
      hash,
      wraps: members.map(({ device }) => wrapsFor(device).map(bytesToBase64url)),
    })),
    frontier: canonicalJson(ledger.frontier()),
    contents: contents(doc),
    conflicts: openConflicts(ledger.heads, doc),
  }
}

test(`${SCHEDULES} schedules of admissions and removals made apart end in one plan, one membership and one key`, () => {
  const seen: Record<string, number> = {}
  for (let seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
    const { hosts, seen: happened } = play(seed)
    for (const [what, times] of Object.entries(happened))
      seen[what] = what === 'rounds' ? Math.max(times, seen[what] ?? 0) : (seen[what] ?? 0) + times
    for (const host of hosts) {
      expect(
        host.refusals.filter((why) => why !== STRANGER),
        `seed ${seed}`,
      ).toEqual([])
      // Two that removed each other, or one that a removed device let in, are alone from there on.
      const others = hosts.filter((other) => other !== host && other.isMember() && host.isMember(other.device))
      if (!host.isMember() || others.some((other) => !other.isMember(host.device))) {
        if (host.isMember()) seen['went apart'] = (seen['went apart'] ?? 0) + 1
        continue
      }
      const epoch = host.ledger.membership.epochs().at(-1)
      for (const { device, removed } of host.ledger.membership.members())
        expect(epoch?.wrapFor(device) === undefined, `seed ${seed}: key of ${device}`).toBe(removed !== null)
      expect(host.epochKey(), `seed ${seed}`).not.toBeNull()
      for (const other of others) {
        expect(portraitOf(other), `seed ${seed}: ${host.key} and ${other.key}`).toEqual(portraitOf(host))
        seen['pairs'] = (seen['pairs'] ?? 0) + 1
      }
    }
  }
  if (process.env.ORDINAL_ROOMS) console.log(seen)
  // A simulation in which a thing never happens proves nothing about it.
  for (const what of KINDS) expect(seen[what] ?? 0, what).toBeGreaterThan(SCHEDULES < 50 ? -1 : 4)
}, 600_000)

const KINDS = [
  'pairs',
  'admitted',
  'removed',
  'left',
  'founder removed',
  'accepted',
  'had',
  'wrap',
  'renew',
  'aside',
  'held',
  'crash',
]
