import type { KeyBinding } from '../kit/keyboard.svelte.ts'
import type { ReviewDesk } from './review-desk.svelte.ts'

/** Keys of the screen: through what waits and what is new, and every choice by its number. */
export function catchUpKeys(parts: {
  readonly desk: ReviewDesk
  readonly step: (by: number) => void
  readonly hasCards: () => boolean
  /** News has the focus, and no conflict: what settles one does nothing then. */
  readonly newsInHand: () => boolean
  readonly openItem: () => void
  readonly seeAll: () => void
  readonly seeOne: () => void
  readonly hasNews: () => boolean
}): readonly KeyBinding[] {
  const { desk } = parts
  const group = 'Catch up'
  const has = (): boolean => desk.chosen !== null && !parts.newsInHand()
  const may = (): boolean => has() && desk.chosen !== null && desk.whyNot(desk.chosen) === null
  const keep = (option: number): void => {
    if (desk.chosen !== null) desk.keep(desk.chosen, option)
  }
  return [
    {
      keys: ['J', 'ArrowDown'],
      words: 'The next one',
      group,
      keyOnly: true,
      when: parts.hasCards,
      run: () => parts.step(1),
    },
    {
      keys: ['K', 'ArrowUp'],
      words: 'The one before',
      group,
      keyOnly: true,
      when: parts.hasCards,
      run: () => parts.step(-1),
    },
    { keys: '1', words: 'Keep the first', group, when: may, run: () => keep(0) },
    { keys: '2', words: 'Keep the second', group, when: may, run: () => keep(1) },
    { keys: '3', words: 'Keep the third, or the merged text', group, when: may, run: () => keep(2) },
    ...[4, 5, 6, 7, 8, 9].map((n): KeyBinding => ({
      keys: String(n),
      words: `Keep number ${n}`,
      group,
      unlisted: true,
      when: may,
      run: () => keep(n - 1),
    })),
    { keys: 'E', words: 'Another value', group, when: may, run: () => desk.open('value') },
    { keys: 'D', words: 'Make it a decision', group, when: has, run: () => desk.open('decision') },
    { keys: 'Enter', words: 'Open the item', group, keyOnly: true, when: isOnCard, run: parts.openItem },
    { keys: 'X', words: 'Mark this one as seen', group, when: parts.newsInHand, run: parts.seeOne },
    { keys: 'A', words: 'Mark all that changed as seen', group, when: parts.hasNews, run: parts.seeAll },
    {
      keys: 'Escape',
      words: 'Close what is open',
      group,
      keyOnly: true,
      when: () => desk.form !== null,
      run: () => desk.closeForm(),
    },
  ]
}

/** Not from a button inside of it, which has a use for Enter of its own. */
function isOnCard({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && (target.dataset['conflict'] ?? target.dataset['news']) !== undefined
}
