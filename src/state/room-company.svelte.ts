import type { Presence } from '../contract/host-info.ts'
import { createKeyedSignals } from './keyed-signals.svelte.ts'

/** What this window shows of itself to the others, besides the place it is at. */
export interface Shows {
  /** It drives the shared screen; others may follow it. */
  readonly drives: boolean
  readonly hand: boolean
}

/** The others who have the plan open now: other windows of this host, other hosts, and guests. */
export interface Company {
  /** One entry a window or phone. */
  readonly others: readonly Presence[]
  /** One entry a person: the window that drives, else the one with the hand up, else the first. */
  readonly people: readonly Presence[]
  /** Whoever drives the shared screen, if it is not this window. */
  readonly driver: Presence | null
  /** Raised hands of others. */
  readonly hands: readonly Presence[]
  /** Who looks at an item. Wakes only where that item's own lookers changed. */
  lookersAt(item: string): readonly Presence[]
  readonly shows: Shows
  /** One window drives: whoever begins takes it over from the one before. */
  drive(on: boolean): void
  raise(hand: boolean): void
  /** News from the host. */
  told(here: readonly Presence[]): void
}

export function createCompany(parts: {
  /** Tells the host what this window shows now. */
  readonly tell: () => void
  /** Somebody else began to drive while this window did. */
  readonly onTakenOver: (by: Presence) => void
}): Company {
  let others = $state.raw<readonly Presence[]>([])
  let shows = $state.raw<Shows>({ drives: false, hand: false })
  const signals = createKeyedSignals()
  let byItem = new Map<string, readonly Presence[]>()
  const people = $derived(onePerPerson(others))

  return {
    get others() {
      return others
    },
    get people() {
      return people
    },
    get driver() {
      return others.find((one) => one.drives === true) ?? null
    },
    get hands() {
      return people.filter((one) => one.hand === true)
    },
    lookersAt(item) {
      signals.watch(item)
      return byItem.get(item) ?? NOBODY
    },
    get shows() {
      return shows
    },
    drive: (drives) => show({ ...shows, drives }),
    raise: (hand) => show({ ...shows, hand }),
    told(here) {
      // A host that came back knows nothing of this window yet.
      if (here.find((one) => one.isYou === true)?.screen === '') parts.tell()
      const before = new Set(others.filter((one) => one.drives === true).map((one) => one.id))
      others = here.filter((one) => one.isYou !== true)
      refreshLookers()
      const fresh = others.find((one) => one.drives === true && !before.has(one.id))
      if (fresh === undefined || !shows.drives) return
      show({ ...shows, drives: false })
      parts.onTakenOver(fresh)
    },
  }

  function show(next: Shows): void {
    if (next.drives === shows.drives && next.hand === shows.hand) return
    shows = next
    parts.tell()
  }

  function refreshLookers(): void {
    const before = byItem
    byItem = new Map()
    for (const one of others) if (one.item !== null) byItem.set(one.item, [...(byItem.get(one.item) ?? []), one])
    for (const [item, lookers] of byItem) byItem.set(item, onePerPerson(lookers))
    for (const item of new Set([...before.keys(), ...byItem.keys()]))
      if (namesIn(before.get(item)) !== namesIn(byItem.get(item))) signals.touch(item)
  }
}

const NOBODY: readonly Presence[] = []

function namesIn(lookers: readonly Presence[] = NOBODY): string {
  return lookers.map(({ name }) => name).join('\n')
}

function onePerPerson(windows: readonly Presence[]): readonly Presence[] {
  const byPerson = new Map<string, Presence>()
  for (const one of windows) {
    const who = one.guest === true ? `guest ${one.id}` : (one.person ?? `named ${one.name}`)
    const known = byPerson.get(who)
    if (known === undefined || weight(one) > weight(known)) byPerson.set(who, one)
  }
  return [...byPerson.values()]
}

function weight(one: Presence): number {
  return (one.drives === true ? 2 : 0) + (one.hand === true ? 1 : 0)
}
