import * as v from 'valibot'
import { call } from './call.ts'
import type { RoomState } from './room-calls.ts'
import { longText, planId as plan } from './shapes.ts'

/** Kinds of Yjs servers that a plan can be carried over. */
export const SERVER_KINDS = ['y-websocket', 'hocuspocus'] as const

export const SERVER_CALLS = {
  /**
   * Leaves an encrypted copy of the plan's records on a Yjs server, for members who are not in the room, and takes theirs from
   * there; null ends it, and what lies there stays. Kept until it is changed. The token is never told again.
   */
  'room.connect': call<RoomState>()(
    v.object({
      plan,
      server: v.nullable(v.object({ kind: v.picklist(SERVER_KINDS), url: longText, token: longText })),
    }),
  ),
} as const
