import type { KeyBinding } from '../kit/keyboard.svelte.ts'

interface PullKeyParts {
  readonly step: (by: number) => void
  readonly mayPull: () => boolean
  readonly pull: () => void
  readonly giveBack: () => void
  readonly open: () => void
}

/** Keys of the list from which Developers pull. */
export function pullKeys({ step, mayPull, pull, giveBack, open }: PullKeyParts): readonly KeyBinding[] {
  const group = 'Sprint planning'
  return [
    { keys: ['J', 'ArrowDown'], words: 'Next item', group, run: () => step(1) },
    { keys: ['K', 'ArrowUp'], words: 'Item above', group, run: () => step(-1) },
    { keys: 'P', words: 'Pull the item into the sprint', group, when: mayPull, run: pull },
    { keys: 'R', words: 'Return the item to the backlog', group, when: mayPull, run: giveBack },
    { keys: 'E', words: 'Open the item', group, run: open },
  ]
}
