import type { KeyBinding } from '../kit/keyboard.svelte.ts'
import type { Board } from './board.svelte.ts'

interface BoardKeyParts {
  readonly board: () => Board
  /** What somebody may not do has no key either: the list of keys says what is true. */
  readonly mayWork: boolean
  readonly mayClarify: () => boolean
  /** Whether the team's columns are this person's to change. */
  readonly mayShape: boolean
  readonly giveBack: (item: string) => void
  readonly open: (item: string) => void
  readonly shape: () => void
}

/** Keys of the sprint's board. */
export function boardKeys(parts: BoardKeyParts): readonly KeyBinding[] {
  const { board, mayWork, mayClarify, mayShape, giveBack, open, shape } = parts
  const group = 'Sprint board'
  const has = (): boolean => board().current !== null
  const at = (act: (item: string) => void) => (): void => {
    const { current } = board()
    if (current !== null) act(current)
  }
  const work = { group, when: has }
  const forDevelopers: readonly KeyBinding[] = [
    { keys: 'Alt+ArrowRight', words: 'Move the card to the next column', ...work, run: () => board().shift(1) },
    { keys: 'Alt+ArrowLeft', words: 'Move the card back a column', ...work, run: () => board().shift(-1) },
    { keys: 'N', words: 'Put your name on it, or take it off', ...work, run: at((item) => board().toggleName(item)) },
    { keys: 'R', words: 'Return it to the backlog', ...work, run: at(giveBack) },
  ]
  return [
    { keys: ['J', 'ArrowDown'], words: 'Next card', group, keyOnly: true, run: () => board().step(1) },
    { keys: ['K', 'ArrowUp'], words: 'Card before', group, keyOnly: true, run: () => board().step(-1) },
    { keys: 'ArrowRight', words: 'Cards of the next column', group, keyOnly: true, run: () => board().beside(1) },
    { keys: 'ArrowLeft', words: 'Cards of the column before', group, keyOnly: true, run: () => board().beside(-1) },
    ...(mayWork ? forDevelopers : []),
    {
      keys: 'Y',
      words: 'Say what became clearer',
      group,
      when: () => mayClarify() && has(),
      run: at((item) => (board().line = { what: 'clarify', item })),
    },
    {
      keys: 'I',
      words: 'Say what is in its way, or that it is out of the way',
      group,
      when: has,
      run: at((item) => (board().line = wayLine(board(), item))),
    },
    {
      keys: 'Shift+I',
      words: 'Say what is in the way of the whole team',
      group,
      run: () => (board().line = { what: 'raise', item: null }),
    },
    {
      keys: ['Q', 'Shift+Q'],
      words: 'Ask a question on it',
      group,
      when: has,
      run: at((item) => (board().line = { what: 'ask', item })),
    },
    ...(mayShape ? [{ keys: 'L', words: 'Columns and their limits', group, run: shape }] : []),
    { keys: 'E', words: 'Open the item', group, run: at(open) },
  ]
}

/** What is in the way is taken out of it; where nothing is, something is raised. */
export function wayLine(board: Board, item: string) {
  const [first] = board.blocksOf(item)
  return first === undefined
    ? ({ what: 'raise', item } as const)
    : ({ what: 'resolve', item, impediment: first.id } as const)
}
