import type { Command } from '../commands/command.ts'
import { beginSeeing, seeAll, seeOne } from '../commands/seen.ts'
import type { Plan } from '../doc/plan.ts'
import type { Failure, Result } from '../model/result.ts'
import { SEEN, seenBy, type Seen } from '../model/seen.ts'
import { createAsked } from './asked.svelte.ts'
import type { HistorySource, Since, SinceGroup } from './history-source.ts'
import type { RunOptions } from './plan-state-shape.ts'

/**
 * What others changed since this person last looked. A mark is written when the person says that they have seen it, and once
 * when they first open the plan; never because a list was on the screen: nobody reads three hundred lines by having them there.
 */
export interface SinceState {
  /** Newest first; what was marked here is gone from it at once. */
  readonly groups: readonly SinceGroup[]
  readonly changes: number
  /** Things and changes that are older than what is listed. */
  readonly otherGroups: number
  readonly others: number
  /** When the person last said that they had seen something; null if they never did. */
  readonly looked: number | null
  /** When the person first opened the plan; null where nobody's marks are kept. */
  readonly begun: number | null
  /** Whether others changed this item: for a mark beside it. */
  changed(item: string): boolean
  /** The host has answered. */
  readonly known: boolean
  readonly slow: boolean
  readonly failed: string
  /** Asks now, such as when the screen opens. */
  look(): void
  seeAll(): boolean
  seeOne(group: SinceGroup, name: string): boolean
  stop(): void
}

type Run = <Args, F extends Failure, Value>(
  command: Command<Args, F, Value>,
  args: Args,
  options?: RunOptions,
) => Result<Value, Failure>

/** A plan is opened and drawn first. */
const FIRST_LOOK_MS = 700
/** News of one moment are one question; while somebody else types, there is one question in this time. */
const GATHER_MS = 1_200
/** After this, a plan that is just coming in is asked about again. */
const ARRIVING_MS = 3_000
const NONE: readonly SinceGroup[] = []

export function createSince(parts: {
  readonly plan: Plan
  readonly source: Pick<HistorySource, 'since'>
  readonly person: string | null
  readonly run: Run
  readonly mayWrite: () => boolean
  readonly later?: (act: () => void, ms: number) => () => void
}): SinceState {
  const { plan, person, source, later = afterAWhile } = parts
  const asked = createAsked<Since>(later)
  const marks = plan.doc.getMap(SEEN)
  let mine = $state.raw<Seen | null>(readMine())
  let items = $derived(new Set((asked.value?.groups ?? NONE).flatMap(itemsOf)))
  let stopWaiting: (() => void) | null = null
  const onMarks = (): void => {
    mine = readMine()
    askIn(GATHER_MS)
  }
  const onTransaction = ({ local, changed }: { local: boolean; changed: { size: number } }): void => {
    if (!local && changed.size > 0) askIn(GATHER_MS)
  }
  const isAsking = person !== null && source.since !== undefined
  if (isAsking) {
    marks.observe(onMarks)
    plan.doc.on('afterTransaction', onTransaction)
    askIn(FIRST_LOOK_MS)
  }

  const since: SinceState = {
    get groups() {
      return asked.value?.groups ?? NONE
    },
    get changes() {
      return (asked.value?.changes ?? 0) + (asked.value?.others ?? 0)
    },
    get otherGroups() {
      return asked.value?.otherGroups ?? 0
    },
    get others() {
      return asked.value?.others ?? 0
    },
    get looked() {
      return mine?.looked ?? null
    },
    get begun() {
      return mine?.begun ?? null
    },
    changed: (item) => items.has(item),
    get known() {
      return !isAsking || asked.value !== null
    },
    get slow() {
      return asked.slow
    },
    get failed() {
      return asked.failed
    },
    look: () => askIn(0),
    seeAll() {
      const { value } = asked
      if (value === null || since.changes === 0) return false
      const done = parts.run(seeAll, { upTo: value.upTo, changes: since.changes }, { say: 'always' })
      if (done.ok) asked.set({ ...value, changes: 0, groups: NONE, otherGroups: 0, others: 0 })
      return done.ok
    },
    seeOne(group, name) {
      const { value } = asked
      if (value === null) return false
      const changes = group.lines.map(({ change }) => change)
      const done = parts.run(seeOne, { about: group.about, changes, name }, { say: 'always' })
      if (!done.ok) return false
      const groups = value.groups.filter(({ about }) => about !== group.about)
      const left = new Set(groups.flatMap(({ lines }) => lines.map(({ change }) => change)))
      const gone = new Set(changes.filter((change) => !left.has(change)))
      asked.set({ ...value, groups, changes: Math.max(0, value.changes - gone.size) })
      return true
    },
    stop() {
      stopWaiting?.()
      if (!isAsking) return
      marks.unobserve(onMarks)
      plan.doc.off('afterTransaction', onTransaction)
    },
  }
  return since

  function readMine(): Seen | null {
    return person === null ? null : seenBy(person, marks.values())
  }

  /** What comes meanwhile goes with the question that waits already. */
  function askIn(ms: number): void {
    if (!isAsking || (stopWaiting !== null && ms > 0)) return
    stopWaiting?.()
    stopWaiting = later(() => {
      stopWaiting = null
      asked.ask(question)
    }, ms)
  }

  async function question(): Promise<Since> {
    const seen = mine
    const answer = await (source as Required<Pick<HistorySource, 'since'>>).since({
      person,
      seen: seen?.lines ?? null,
      apart: seen?.apart ?? {},
    })
    if (answer.arriving) askIn(ARRIVING_MS)
    else if (seen === null && mine === null && parts.mayWrite())
      parts.run(beginSeeing, { upTo: answer.upTo }, { say: 'quiet', undoable: false })
    return answer
  }
}

/** An import is news of the plan and marks no row: nobody looks for what is new among five hundred. */
function itemsOf({ lines }: SinceGroup): readonly string[] {
  return lines.flatMap(({ entries, items }) => (entries[0]?.name === 'import' ? [] : items))
}

function afterAWhile(act: () => void, ms: number): () => void {
  const timer = setTimeout(act, ms)
  return () => clearTimeout(timer)
}
