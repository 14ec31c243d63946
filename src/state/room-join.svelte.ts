import { CallFailed, type HostLink } from '../contract/calls.ts'
import type { JoinState, NearbyRoom } from '../contract/room-calls.ts'
import { sentenceOf } from './failure-words.ts'

export type { JoinState, NearbyRoom } from '../contract/room-calls.ts'

/** Joining a room with an invite, from the first call until this device is in. */
export interface JoinDesk {
  /** Null while nobody is called. */
  readonly state: JoinState | null
  /** Rooms in this network of plans that this device holds. */
  readonly nearby: readonly NearbyRoom[]
  /**
   * Resolves to the plan once this device is in; null where it was refused, cancelled, or the invite cannot be read. `again`:
   * with a new key, where this device was removed from that room.
   */
  join(invite: string, again?: boolean): Promise<string | null>
  cancel(): void
  lookAround(): Promise<void>
  stop(): void
}

export function createJoin({ link }: { readonly link: HostLink }): JoinDesk {
  let state = $state.raw<JoinState | null>(null)
  let nearby = $state.raw<readonly NearbyRoom[]>([])
  /** The invite that is being used now; news of an earlier one mean nothing. */
  let current: string | null = null
  const stops = [
    link.on('join.changed', (news) => {
      if (news.invite === current) state = news.state
    }),
  ]

  return {
    get state() {
      return state
    },
    get nearby() {
      return nearby
    },
    async join(invite, again = false) {
      if (current !== null) return null
      current = invite
      state = { state: 'calling' }
      const answer = await link.call('room.join', { invite, ...(again ? { again } : {}) }).catch(whyNot)
      if (current !== invite) return null
      current = null
      state = answer
      return answer.state === 'in' ? answer.plan : null
    },
    cancel,
    async lookAround() {
      nearby = await link.call('room.nearby', undefined).catch(() => [])
    },
    stop() {
      cancel()
      stops.forEach((stop) => stop())
    },
  }

  function cancel(): void {
    if (current === null) return
    const invite = current
    current = null
    state = null
    void link.call('room.leaveJoin', { invite }).catch(() => undefined)
  }
}

function whyNot(error: unknown): JoinState {
  const isAway = error instanceof CallFailed && error.type === 'away'
  return {
    state: 'refused',
    why: isAway ? 'The part of Ordinal that calls the room does not answer. Try again in a moment.' : sentenceOf(error),
  }
}
