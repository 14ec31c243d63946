import type { Pull, Sprint } from './sprint.ts'

/**
 * What is pulled on a shared screen is pulled for the team in the room, and one of its Developers stands for it, once a planning:
 * on an own device, on a phone, or named on that screen. Until then it waits, and everything goes on.
 */
export interface Confirmation {
  /** Stays that nobody stands for yet. */
  readonly waiting: readonly Pull[]
  /** Who stands for what this planning pulled: `people/<id>` or `guest/<name>`. */
  readonly by: readonly string[]
}

/** As it stands with one sprint. `session`: the planning that is on; null: none is, as on the sprint's own screen. */
export function confirmationOf(
  sprint: Pick<Sprint, 'id' | 'confirmed'>,
  pulls: Iterable<Pull>,
  session: string | null,
): Confirmation {
  return {
    waiting: [...pulls].filter((pull) => pull.sprint === sprint.id && waits(sprint, pull)),
    by: confirmersIn(sprint, session),
  }
}

/** Who stands for the pulls of this planning. */
export function confirmersIn({ confirmed }: Pick<Sprint, 'confirmed'>, session: string | null): readonly string[] {
  const key = confirmKey(session, '')
  return confirmed.filter((one) => one.startsWith(key)).map((one) => one.slice(key.length))
}

/** Who stands for one pull. */
function standFor(sprint: Pick<Sprint, 'confirmed'>, pull: Pick<Pull, 'session' | 'confirmedBy'>): readonly string[] {
  return pull.confirmedBy === null ? confirmersIn(sprint, pull.session) : [`people/${pull.confirmedBy}`]
}

/** As it is kept with the sprint. */
export function confirmKey(session: string | null, who: string): string {
  return `${session ?? ''} ${who}`
}

/** What comes into a running sprint has a card of its own, which a Developer agrees to. */
function waits(sprint: Pick<Sprint, 'confirmed'>, pull: Pull): boolean {
  return (
    pull.forTeam !== null &&
    !pull.added &&
    pull.leftAt === null &&
    pull.deleted === null &&
    standFor(sprint, pull).length === 0
  )
}

/** "Dan", "Ben (guest)". */
export function confirmerName(who: string, nameOf: (person: string) => string | undefined): string {
  const at = who.indexOf('/')
  const rest = who.slice(at + 1)
  return who.slice(0, at) === 'guest' ? `${rest} (guest)` : (nameOf(rest) ?? 'Somebody')
}

/** "for Keel, confirmed by Dan": who pulled it, where the shared screen did; null where a Developer did for themselves. */
export function pulledForWords(
  sprint: Pick<Sprint, 'confirmed'>,
  pull: Pull,
  team: string,
  nameOf: (person: string) => string | undefined,
): string | null {
  if (pull.forTeam === null) return null
  const by = standFor(sprint, pull).map((who) => confirmerName(who, nameOf))
  return `for ${team}, ${by.length === 0 ? 'not confirmed yet' : `confirmed by ${by.join(', ')}`}`
}
