import type { KeptGuests } from '../guests/kept-guests.ts'

/** What this device remembers of the guests of its rooms, until a room is closed by a person. */
export interface GuestNotes {
  of(plan: string): unknown
  /** Null forgets. Resolves once it is on disk; of several in a row, the last is written for all. */
  keep(plan: string, kept: KeptGuests | null): Promise<void>
  /** Nothing is on its way to the disk any more. */
  written(): Promise<void>
}

/** `saved`: the note as it was read; a damaged one counts as never written. */
export function createGuestNotes(saved: unknown, write: (value: Record<string, unknown>) => Promise<void>): GuestNotes {
  const notes = new Map<string, unknown>(typeof saved === 'object' && saved !== null ? Object.entries(saved) : [])
  let next: Promise<void> | null = null
  let last: Promise<void> = Promise.resolve()
  return {
    of: (plan) => notes.get(plan) ?? null,
    async keep(plan, kept) {
      if (kept === null && !notes.delete(plan)) return
      if (kept !== null) notes.set(plan, kept)
      next ??= last.then(() => {
        next = null
        return write(Object.fromEntries(notes))
      })
      last = next.catch(() => undefined)
      await next
    },
    written: () => last,
  }
}
