import { CallFailed } from '../../contract/calls.ts'
import type { PlanHost } from '../plan-host.ts'
import type { LinkIdentity } from './greet.ts'
import type { LetIn } from './joining.ts'
import type { AnotherIdentity, Coming } from './joins.ts'
import { whyOtherRoom } from './other-room.ts'
import type { Room } from './room.ts'
import type { RoomMembers } from './room-members.ts'
import type { RoomNotes } from './room-notes.ts'

/** How this device comes to belong to a plan's room that it did not found with the plan. */
export interface ComingIn {
  /** Goes on with the link that this device was let in over, or says in a sentence why not. */
  byInvite(letIn: LetIn, another: AnotherIdentity | null): Promise<Coming | string>
  /**
   * For a plan that was copied or restored, of which no other device is left. This host alone pins itself: others go on to
   * believe the plan's id, and come into this room by an invite only. Rejects with CallFailed.
   */
  anew(plan: string, members: RoomMembers): Promise<PlanHost>
}

export function createComingIn(parts: {
  readonly open: (plan: string) => Promise<PlanHost>
  readonly takeIn: (plan: string) => Promise<PlanHost>
  readonly discard: (plan: string) => Promise<unknown>
  readonly membersOf: (plan: string, host: () => PlanHost) => RoomMembers
  readonly identityIn: (plan: string) => LinkIdentity & { readonly id: string }
  readonly idOf: (publicKey: Uint8Array) => string
  readonly notes: RoomNotes
  /** The plan as it is open now. */
  readonly hostOf: (plan: string, before: PlanHost) => PlanHost
  /** Opens its room in place of one of before. */
  readonly enter: (plan: string, host: PlanHost, members: RoomMembers) => Promise<Room>
  /** It is noted that a room is open. */
  readonly isOpen: (plan: string) => Promise<void>
  readonly close: (plan: string) => Promise<unknown>
  readonly onFault: (what: string, error: unknown) => void
}): ComingIn {
  const { identityIn, notes } = parts
  return {
    async anew(plan, members) {
      const { id, publicKey } = identityIn(plan)
      if (members.member(id) !== undefined)
        throw new CallFailed(
          'removed',
          'This device was removed from the plan’s room, and cannot begin it anew. Make a copy of the plan: that is one of your own.',
        )
      await notes.change(plan, { root: Buffer.from(publicKey).toString('base64url'), places: [] })
      const host = await parts.takeIn(plan)
      await members.foundAnew()
      return host
    },
    async byInvite(letIn, another) {
      const { plan, link } = letIn
      const root = Buffer.from(letIn.root).toString('base64url')
      const device = parts.idOf(letIn.by)
      const held = await parts.open(plan).catch((error: unknown) => {
        // One that is here and cannot be read now may have another founder.
        if (!(error instanceof CallFailed) || error.type !== 'no-plan') throw error
        return null
      })
      const devices = { root: parts.idOf(letIn.root), by: device, own: identityIn(plan).id }
      const why = held === null ? null : whyOtherRoom(held.ledger.membership, devices)
      if (why !== null) return why
      const others = notes.of(plan).places.filter((one) => one.device !== device)
      const place = { device, addresses: [letIn.address], port: letIn.port }
      const backToBefore = await another?.keepFor(plan)
      await notes.change(plan, { root, places: [...others, place] })
      const host = await parts.takeIn(plan)
      const members = parts.membersOf(plan, () => parts.hostOf(plan, host))
      const room = await parts.enter(plan, host, members)
      room.joined(link, device)
      await parts.isOpen(plan)
      const records = (): number => parts.hostOf(plan, host).ledger.lines.size()
      // With another key it belongs to the room only if the plan itself says so.
      const isIn = (): boolean => another === null || members.isMember(another.identity.id)
      return {
        records,
        level: room.level().then((level) => (level === 'here' && !isIn() ? 'refused' : level)),
        async giveUp() {
          try {
            await parts.close(plan)
            await backToBefore?.()
            if (backToBefore !== undefined && held !== null) await parts.takeIn(plan)
            if (held !== null || records() > 0) return
            await parts.discard(plan)
            await notes.change(plan, { root: null, places: [] })
          } catch (error) {
            parts.onFault('joining', error)
          }
        },
      }
    },
  }
}
