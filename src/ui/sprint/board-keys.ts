import type { KeyBinding } from '../kit/keyboard.svelte.ts'

interface BoardKeyParts {
  readonly mayWork: () => boolean
  readonly step: (by: number) => void
  /** To the column at the right (1) or left (-1). */
  readonly shift: (by: number) => void
  readonly name: () => void
  readonly giveBack: () => void
  readonly open: () => void
}

/** Keys of the sprint's board. */
export function boardKeys({ mayWork, step, shift, name, giveBack, open }: BoardKeyParts): readonly KeyBinding[] {
  const group = 'Sprint board'
  return [
    { keys: ['J', 'ArrowDown'], words: 'Next card', group, run: () => step(1) },
    { keys: ['K', 'ArrowUp'], words: 'Card before', group, run: () => step(-1) },
    { keys: 'Alt+ArrowRight', words: 'Move the card to the next column', group, when: mayWork, run: () => shift(1) },
    { keys: 'Alt+ArrowLeft', words: 'Move the card back a column', group, when: mayWork, run: () => shift(-1) },
    { keys: 'N', words: 'Put your name on it, or take it off', group, when: mayWork, run: name },
    { keys: 'R', words: 'Return it to the backlog', group, when: mayWork, run: giveBack },
    { keys: 'E', words: 'Open the item', group, run: open },
  ]
}
