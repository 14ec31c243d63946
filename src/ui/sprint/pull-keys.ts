import type { KeyBinding } from '../kit/keyboard.svelte.ts'

interface PullKeyParts {
  readonly step: (by: number) => void
  /** What somebody may not do has no key either: the list of keys says what is true. */
  readonly mayPull: boolean
  readonly pull: () => void
  /** Only if there is room: pulls it so, or says of what is pulled whether it is. */
  readonly perhaps: () => void
  readonly giveBack: () => void
  readonly open: () => void
}

/** Keys of the list from which Developers pull. */
export function pullKeys({ step, mayPull, pull, perhaps, giveBack, open }: PullKeyParts): readonly KeyBinding[] {
  const group = 'Sprint planning'
  const forDevelopers: readonly KeyBinding[] = [
    { keys: ['P', 'Space'], words: 'Pull the item into the sprint', group, run: pull },
    { keys: 'I', words: 'Pull it only if there is room, or for sure again', group, run: perhaps },
    { keys: 'R', words: 'Return the item to the backlog', group, run: giveBack },
  ]
  return [
    { keys: ['J', 'ArrowDown'], words: 'Next item', group, run: () => step(1) },
    { keys: ['K', 'ArrowUp'], words: 'Item above', group, run: () => step(-1) },
    ...(mayPull ? forDevelopers : []),
    { keys: 'E', words: 'Open the item', group, run: open },
  ]
}
