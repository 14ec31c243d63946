/**
 * Which of several peers brings what this host lacks. Each peer that a new host tells how little it holds would send it the whole
 * plan; so while one of them brings it, the others are told only once that one is through, or has brought nothing for a while.
 *
 * API: createBringing(now) -> one for all sessions of a plan: mayTell(session), takes(session), leaves(session).
 */
export interface Bringing {
  /** Whether this peer may be told what is held here: it may answer with all that is lacking. */
  mayTell(session: object): boolean
  /** This peer is about to bring something, or did. Nothing where another one does. */
  takes(session: object): void
  /** It is through, or gone. */
  leaves(session: object): void
}

/** Long enough for a slow disk to have the next batch ready, short enough that nobody waits for a peer that went to sleep. */
const SILENT_MS = 3_000

/** `now` in milliseconds. */
export function createBringing(now: () => number): Bringing {
  let who: object | null = null
  let since = 0
  const isFree = (session: object): boolean => who === null || who === session || now() - since > SILENT_MS
  return {
    mayTell: isFree,
    takes(session) {
      if (!isFree(session)) return
      who = session
      since = now()
    },
    leaves(session) {
      if (who === session) who = null
    },
  }
}
