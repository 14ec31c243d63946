/** How an item's stay in a finished sprint counts. */
export interface SprintStay {
  /** The estimate when it came and the last one, in the team's unit; both 1 to count items. A split lowers the last. */
  readonly then: number
  readonly now: number
  /** What splits took off it: it went out of the sprint while the item stayed. */
  readonly takenOff: number
  /** Came after the sprint had started. */
  readonly added: boolean
  readonly end: 'done' | 'removed' | 'left-over'
}

/** Jira's sprint-report numbers, so that both can be held side by side. Shares are null where nothing was committed. */
export interface SprintNumbers {
  readonly committed: number
  readonly added: number
  readonly removed: number
  readonly completed: number
  readonly leftOver: number
  /** (added - removed) / committed */
  readonly scopeChange: number | null
  /** Incomplete and moved on / committed */
  readonly carryOver: number | null
  /** completed / committed; beyond 1 where more was done than was committed. */
  readonly completion: number | null
}

export function sprintNumbers(stays: readonly SprintStay[]): SprintNumbers {
  const sum = (size: 'then' | 'now' | 'takenOff', which: (stay: SprintStay) => boolean): number =>
    stays.reduce((all, stay) => all + (which(stay) ? stay[size] : 0), 0)
  const committed = sum('then', (stay) => !stay.added)
  const added = sum('then', (stay) => stay.added)
  const removed = sum('then', (stay) => stay.end === 'removed') + sum('takenOff', () => true)
  const completed = sum('now', (stay) => stay.end === 'done')
  const leftOver = sum('now', (stay) => stay.end === 'left-over')
  const share = (of: number): number | null => (committed === 0 ? null : of / committed)
  return {
    committed,
    added,
    removed,
    completed,
    leftOver,
    scopeChange: share(added - removed),
    carryOver: share(leftOver),
    completion: share(completed),
  }
}
