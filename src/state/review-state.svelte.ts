import { createAsked } from './asked.svelte.ts'
import type { Conflict, ConflictList, ConflictSource, Overruled, SettledConflict } from './conflict-source.ts'

/** What people changed apart and what waits for this person's choice. Asked for when the plan is quiet. */
export interface ReviewState {
  /** Newest first; what this window settled is gone from it at once. */
  readonly open: readonly Conflict[]
  /** Written at the same moment by people who were connected. */
  readonly quiet: readonly Conflict[]
  /** Values of this person that somebody wrote over. */
  readonly overruled: readonly Overruled[]
  readonly others: number
  /** What was open for people at this device and was settled elsewhere since, newest first. */
  readonly settled: readonly SettledConflict[]
  /** The host has answered. */
  readonly known: boolean
  readonly slow: boolean
  readonly failed: string
  /** Asks now, such as when the screen opens. */
  look(): void
  /** What is shown of what others settled was looked at. */
  settledSeen(): void
  /** The person settles this one here: nobody has to tell them. */
  settlesHere(id: string): void
  stop(): void
}

const NOTHING: ConflictList = { open: [], overruled: [], others: 0 }
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
  /** Settled by this window, or looked at. */
  let told = $state.raw<ReadonlySet<string>>(new Set())
  let version = $state(0)
  let stopWaiting: (() => void) | null = null
  const isOpen = ({ id }: Pick<Conflict, 'id'>): boolean => {
    void version
    return !settlements.isSettled(id)
  }
  let open = $derived((list.value ?? NOTHING).open.filter(isOpen))
  let overruled = $derived(
    (list.value ?? NOTHING).overruled.filter((one) => isOpen(one) && lostBy(one, person) && !one.quiet),
  )
  let settled = $derived((list.value?.settled ?? []).filter((one) => !isOpen(one) && !told.has(one.id)))
  const stops = [
    settlements.onChange(() => {
      version++
      // What was settled comes back from the host as something else, or is taken back.
      if (list.value !== null) ask(GATHER_MS * 4)
    }),
    source?.onChanged(() => ask(GATHER_MS)) ?? (() => undefined),
  ]
  ask(FIRST_LOOK_MS)

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
    get settled() {
      return settled
    },
    get known() {
      return source === null || list.value !== null
    },
    get slow() {
      return list.slow
    },
    get failed() {
      return list.failed
    },
    look: () => ask(0),
    settledSeen: () => tell(settled.map(({ id }) => id)),
    settlesHere: (id) => tell([id]),
    stop() {
      stopWaiting?.()
      stops.forEach((stop) => stop())
    },
  }

  function tell(ids: readonly string[]): void {
    told = new Set([...told, ...ids])
    void source?.settledSeen(ids).catch(() => undefined)
  }

  async function askList(): Promise<ConflictList> {
    const answer = await (source as ConflictSource).conflicts()
    // The host learns only now that they are settled.
    const known = (answer.settled ?? []).filter(({ id }) => told.has(id)).map(({ id }) => id)
    if (known.length > 0) void source?.settledSeen(known).catch(() => undefined)
    return answer
  }

  function ask(ms: number): void {
    if (source === null) return
    stopWaiting?.()
    stopWaiting = later(() => list.ask(askList), ms)
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
