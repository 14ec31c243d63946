import type { PeerAddress } from '../../sync/session/peer-message.ts'

/** What this device remembers of a plan's room. */
export interface RoomNote {
  /** Whether the person left it open. */
  readonly isOpen: boolean
  readonly port: number | null
  /** Where others were reached last. */
  readonly places: readonly PeerAddress[]
  /** Public key of the founder, as the one who let this device in said; base64url. Null where the plan says it itself. */
  readonly root: string | null
}

export interface RoomNotes {
  of(plan: string): RoomNote
  change(plan: string, change: Partial<RoomNote>): Promise<void>
}

const NONE: RoomNote = { isOpen: false, port: null, places: [], root: null }

/** `saved`: the note as it was read; a damaged one counts as never written. */
export function createRoomNotes(saved: unknown, write: (value: Record<string, RoomNote>) => Promise<void>): RoomNotes {
  const notes: Record<string, RoomNote> = isNotes(saved) ? { ...saved } : {}
  return {
    of: (plan) => ({ ...NONE, ...notes[plan] }),
    async change(plan, change) {
      notes[plan] = { ...NONE, ...notes[plan], ...change }
      await write({ ...notes })
    },
  }
}

function isNotes(value: unknown): value is Record<string, RoomNote> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one: unknown) => typeof one === 'object' && one !== null)
  )
}
