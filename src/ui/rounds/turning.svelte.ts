import type { Outcome } from '../../model/round-outcome.ts'

/** Cards wait so long for each other, so that all turn at once; a device that is slower or gone holds nobody up. */
const TOGETHER_MS = 1_200
/** After so long a card that was not shown is no vote, as people see it; one that comes later is taken all the same. */
const NO_VOTE_MS = 5_000

export interface Turning {
  /** Whether faces are up. */
  readonly isUp: boolean
  /** The cards turned while somebody looked, so that it may be seen. */
  readonly isLive: boolean
  /** Whether it was waited long enough for those that are not shown. */
  readonly isOver: boolean
}

/** The moment the cards turn, as one window sees it. Must be made where effects may be. */
export function watchTurning(outcome: () => Outcome | null): Turning {
  let isUp = $state(false)
  let isLive = $state(false)
  let isOver = $state(false)
  let before: string | null = null
  const allShown = $derived(outcome()?.votes.every(({ is }) => is !== 'missing') ?? true)
  const phase = $derived(outcome()?.phase ?? null)

  $effect(() => {
    const was = before
    before = phase
    if (phase === null || phase === 'open') {
      isUp = isLive = isOver = false
      return
    }
    // Whoever comes later sees them as they lie.
    if (was !== 'open') {
      isUp = isOver = true
      return
    }
    isLive = true
    const up = setTimeout(() => (isUp = true), TOGETHER_MS)
    const over = setTimeout(() => (isOver = true), NO_VOTE_MS)
    return () => {
      clearTimeout(up)
      clearTimeout(over)
    }
  })
  $effect(() => {
    if (phase === 'turned' && allShown) isUp = true
  })

  return {
    get isUp() {
      return isUp
    },
    get isLive() {
      return isLive
    },
    get isOver() {
      return isOver
    },
  }
}
