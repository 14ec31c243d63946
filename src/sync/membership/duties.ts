/**
 * What a member's host has to state by itself, so that all members end with the same plan and the same keys:
 *
 *   had    it holds more of a removed device than what counts: the others must know. Also where a removal lies aside that
 *          names less than is held here: its writer and this host were removed from each other's sight, and each would
 *          wait for the other
 *   wrap   a member lacks the key that counts, such as one that was admitted beside a removal
 *   renew  a removed device has the key that counts, since two removals did not know of each other; or no member has it
 *
 * API: dutiesOf(standing, own device, what lies aside). Whoever is `first` does it at once, the others if it is still to be
 * done after a while.
 */
import type { AsideRecord } from './aside-records.ts'
import type { Ledger } from '../ledger.ts'
import type { Membership } from './membership.ts'
import type { Standing } from './stating.ts'
import { readStatement, STATEMENT_KEY } from './statement.ts'
import { markOf } from '../record-mark.ts'

export type Duty = { readonly first: boolean } & (
  | {
      readonly is: 'had'
      readonly device: string
      /** Tells one reason from another; one that stays although it was stated is not to be stated again. */
      readonly reason: string
    }
  | { readonly is: 'wrap'; readonly devices: readonly string[] }
  | { readonly is: 'renew' }
)

export function dutiesOf(
  standing: Standing,
  own: string,
  aside: readonly Pick<AsideRecord<unknown>, 'record'>[],
): Duty[] {
  const { membership } = standing
  if (!membership.isMember(own)) return []
  return [...heldBeyond(standing, own), ...hiddenRemovals(standing, own, aside), ...keyDuties(standing, own)]
}

/**
 * More is held than some removal names. What a member said that is one for everybody needs no other to say it; one that is a
 * member only because of the very records that are in question proves nothing to those who do not have them.
 */
function heldBeyond({ membership, lines }: Standing, own: string): Duty[] {
  const beyond = new Map<string, string[]>()
  let witnesses: ReadonlySet<string> | null = null
  for (const { device, client, seq } of lines.lines()) {
    if (!membership.isRemoved(device) || seq <= membership.least(device, client)) continue
    witnesses ??= new Set([own, ...witnessesOf(membership)])
    if (seq > saidBy(witnesses, client, lines)) beyond.set(device, [...(beyond.get(device) ?? []), `${client}/${seq}`])
  }
  return [...beyond].map(([device, more]) => ({ is: 'had', device, reason: more.join(), first: false }))
}

function witnessesOf(membership: Membership): string[] {
  const present = membership.members().filter(({ removed }) => removed === null)
  return present.map(({ device }) => device).filter((device) => membership.isUndisputed(device))
}

function hiddenRemovals(
  { lines }: Standing,
  own: string,
  aside: readonly Pick<AsideRecord<unknown>, 'record'>[],
): Duty[] {
  const duties: Duty[] = []
  const self = new Set([own])
  for (const { record } of aside) {
    const statement = record.more[STATEMENT_KEY] === undefined ? null : readStatement(record.more[STATEMENT_KEY])
    if (statement?.is !== 'remove') continue
    const isSaid = [...lines.lines()].every(
      ({ device, client, seq }) =>
        device !== statement.device || seq <= (statement.marks[client] ?? 0) || saidBy(self, client, lines) >= seq,
    )
    const reason = `${record.client}/${record.seq}/${markOf(record.signature)}`
    if (!isSaid) duties.push({ is: 'had', device: statement.device, reason, first: true })
  }
  return duties
}

/** How far the lines of these devices say that they knew a line. */
function saidBy(devices: ReadonlySet<string>, client: number, lines: Ledger): number {
  let said = 0
  for (const line of lines.lines())
    if (devices.has(line.device)) said = Math.max(said, lines.knows(line.client, client)[0])
  return said
}

function keyDuties({ membership }: Standing, own: string): Duty[] {
  const epoch = membership.epochs().at(-1)
  if (epoch === undefined) return []
  const members = membership.members()
  const removed = members.filter((one) => one.removed !== null && epoch.wrapFor(one.device) !== undefined)
  if (removed.length > 0) return [{ is: 'renew', first: removed.some((one) => one.removed?.by === own) }]
  const present = members.filter((one) => one.removed === null)
  const lacking = present.filter(({ device }) => epoch.wrapFor(device) === undefined)
  if (lacking.length === present.length) return [{ is: 'renew', first: true }]
  if (lacking.length === 0 || epoch.wrapFor(own) === undefined) return []
  const first = epoch.madeBy === own || lacking.some(({ admittedBy }) => admittedBy === own)
  return [{ is: 'wrap', devices: lacking.map(({ device }) => device), first }]
}
