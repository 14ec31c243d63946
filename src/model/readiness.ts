import { DEFAULT_READY, DEFAULT_SIZE_LIMIT, listInOrder, type ChecklistEntry, type ComputedCheck } from './checklist.ts'
import type { Item } from './item.ts'

/** How far an item meets the Definition of Ready. It says what is missing and never stops anybody. */
export interface Readiness {
  readonly ready: boolean
  readonly met: number
  readonly total: number
  readonly checks: readonly ReadyCheck[]
}
export interface ReadyCheck {
  /** The checklist's entry; '' for those of a plan that has not written its own. */
  readonly entry: string
  readonly text: string
  /** What is missing where it is not met, in words: “no estimate”. */
  readonly lacks: string
  readonly met: boolean
  /** Answered by the app, not ticked by people. */
  readonly computed: boolean
}

/** What of the item's surroundings its readiness depends on. */
export interface ReadinessFacts {
  /** It has a goal of its own or an epic's, or an outcome. */
  readonly hasWhy: boolean
  readonly criteria: number
  /** An open item that blocks it stands below it. */
  readonly blockedFromBelow: boolean
  readonly sizeLimit?: number | null | undefined
  /** Questions on it that wait for an answer. */
  readonly openQuestions: number
}

export function readinessOf(
  item: Pick<Item, 'estimate' | 'ready'>,
  facts: ReadinessFacts,
  ownList: readonly ChecklistEntry[],
): Readiness {
  const written = listInOrder(ownList, 'ready')
  // A plan that turned every entry off has a Definition of Ready of its own: an empty one.
  const entries =
    written.length > 0
      ? written.filter((entry) => !entry.off)
      : DEFAULT_READY.map(({ computed, text }) => ({ id: '', computed, text }))
  const checks = entries.map((entry): ReadyCheck => {
    const answer = computedAnswer(entry.computed, item, facts)
    return {
      entry: entry.id,
      text: entry.text,
      lacks: lackWords(entry.computed, entry.text),
      met: answer ?? item.ready.includes(entry.id),
      computed: answer !== null,
    }
  })
  const met = checks.filter((check) => check.met).length
  return { ready: met === checks.length, met, total: checks.length, checks }
}

/** A plan's own words say what it wants; where it kept ours, there are shorter ones for what is not there. */
function lackWords(check: string, text: string): string {
  const known = DEFAULT_READY.find((one) => one.computed === check)
  return known === undefined || known.text !== text ? `not yet: ${text}` : LACKS[known.computed]
}
const LACKS: { readonly [C in ComputedCheck]: string } = {
  why: 'no why',
  criteria: 'no criteria',
  estimate: 'no estimate',
  size: 'too big',
  'no-open-question': 'open question',
  'no-blocker-below': 'waits for one below',
}

/** What of it is missing, in words. */
export function missingWords(readiness: Readiness): readonly string[] {
  return readiness.checks.filter(({ met }) => !met).map(({ lacks }) => lacks)
}

function computedAnswer(check: string, item: Pick<Item, 'estimate'>, facts: ReadinessFacts): boolean | null {
  switch (check as ComputedCheck) {
    case 'why':
      return facts.hasWhy
    case 'criteria':
      return facts.criteria > 0
    case 'estimate':
      return item.estimate !== null
    // What was not estimated may be of any size: that it is missing is said once, by the estimate.
    case 'size':
      return item.estimate === null || item.estimate <= (facts.sizeLimit ?? DEFAULT_SIZE_LIMIT)
    case 'no-open-question':
      return facts.openQuestions === 0
    case 'no-blocker-below':
      return !facts.blockedFromBelow
    default:
      return null
  }
}
