import { createAsked } from './asked.svelte.ts'
import type { Arrivals, Conflict, ConflictList, ConflictSource, Overruled } from './conflict-source.ts'

/** What a person finds when they are back: what came in, and what waits for their choice. Asked for when the plan is quiet. */
export interface ReviewState {
  /** Newest first; what this window settled is gone from it at once. */
  readonly open: readonly Conflict[]
  /** Written at the same moment by people who were connected. */
  readonly quiet: readonly Conflict[]
  /** Values of this person that somebody wrote over. */
  readonly overruled: readonly Overruled[]
  readonly others: number
  readonly arrivals: Arrivals
  /** Changes that came in and were not looked at. */
  readonly cameIn: number
  /** The host has answered. */
  readonly known: boolean
  readonly slow: boolean
  readonly failed: string
  /** Asks now, such as when the screen opens. */
  look(): void
  /** What is shown of what came in was looked at. */
  seen(): Promise<void>
  stop(): void
}

const NOTHING: ConflictList = { open: [], overruled: [], others: 0 }
const NOBODY: Arrivals = { since: null, lines: [], others: 0, upTo: {} }
/** A plan is opened and drawn first. */
const FIRST_LOOK_MS = 600
/** News of one moment are one question. */
const GATHER_MS = 120

export function createReview(parts: {
  readonly source: ConflictSource | null
  readonly person: string | null
  /** Settlements of this window's document by the conflict's id; tells of each change. */
  readonly settlements: {
    isSettled(id: string): boolean
    onChange(handler: () => void): () => void
  }
  readonly later?: (act: () => void, ms: number) => () => void
}): ReviewState {
  const { source, person, settlements, later = afterAWhile } = parts
  const list = createAsked<ConflictList>(later)
  const came = createAsked<Arrivals>(later)
  let version = $state(0)
  let wanted = { conflicts: false, arrivals: false }
  let stopWaiting: (() => void) | null = null
  const isOpen = ({ id }: Conflict): boolean => {
    void version
    return !settlements.isSettled(id)
  }
  let open = $derived((list.value ?? NOTHING).open.filter(isOpen))
  let overruled = $derived(
    (list.value ?? NOTHING).overruled.filter((one) => isOpen(one) && lostBy(one, person) && !one.quiet),
  )
  const stops = [
    settlements.onChange(() => {
      version++
      // What was settled comes back from the host as something else, or is taken back.
      if (list.value !== null) ask('conflicts', GATHER_MS * 4)
    }),
    source?.onChanged((what) => ask(what, GATHER_MS)) ?? (() => undefined),
  ]
  ask('both', FIRST_LOOK_MS)

  return {
    get open() {
      return open.filter((one) => !one.quiet)
    },
    get quiet() {
      return open.filter((one) => one.quiet)
    },
    get overruled() {
      return overruled
    },
    get others() {
      return list.value?.others ?? 0
    },
    get arrivals() {
      return came.value ?? NOBODY
    },
    get cameIn() {
      return (came.value?.lines.length ?? 0) + (came.value?.others ?? 0)
    },
    get known() {
      return source === null || (list.value !== null && came.value !== null)
    },
    get slow() {
      return list.slow || came.slow
    },
    get failed() {
      return list.failed === '' ? came.failed : list.failed
    },
    look: () => ask('both', 0),
    async seen() {
      if (source === null || came.value === null) return
      const { upTo } = came.value
      came.set(NOBODY)
      await source.seen(upTo).catch(() => undefined)
      ask('arrivals', 0)
    },
    stop() {
      stopWaiting?.()
      stops.forEach((stop) => stop())
    },
  }

  function ask(what: 'conflicts' | 'arrivals' | 'both', ms: number): void {
    if (source === null) return
    if (what !== 'arrivals') wanted.conflicts = true
    if (what !== 'conflicts') wanted.arrivals = true
    stopWaiting?.()
    stopWaiting = later(() => {
      const now = wanted
      wanted = { conflicts: false, arrivals: false }
      if (now.conflicts) list.ask(() => source.conflicts())
      if (now.arrivals) came.ask(() => source.arrivals())
    }, ms)
  }
}

/** Whether somebody wrote over what this person had written. */
function lostBy({ sides, by, kind }: Overruled, person: string | null): boolean {
  const said = ({ value, rank }: Overruled['by']): string => JSON.stringify(kind === 'place' ? rank : value)
  return (
    person !== null && by.person !== person && sides.some((side) => side.person === person && said(side) !== said(by))
  )
}

function afterAWhile(act: () => void, ms: number): () => void {
  const timer = setTimeout(act, ms)
  return () => clearTimeout(timer)
}
