import type { BacklogView } from '../../state/backlog-view.svelte.ts'
import type { KeyBinding } from '../kit/keyboard.svelte.ts'
import type { BacklogDesk } from './backlog-desk.svelte.ts'

interface BacklogKeyParts {
  readonly view: BacklogView
  readonly acts: BacklogDesk
  /** True if the key was pressed on the list, or where nothing has the focus. */
  readonly onList: (event: KeyboardEvent) => boolean
  readonly page: () => number
  readonly open: (id: string | null) => void
  readonly filter: () => void
  readonly chooseView: () => void
  readonly focusItem: () => void
  /** Cuts the item at hand into parts. */
  readonly split: (id: string) => void
  /** Makes one item of those that are selected. */
  readonly merge: () => void
  /** Asks to which rank, or above which item, what is at hand goes. */
  readonly moveTo: () => void
  /** Folds the middle of a long list, or shows it. */
  readonly fold: () => void
  /** Puts away what stands open beside the list or above it. */
  readonly close: () => void
}

/** Letters act wherever nobody types; arrows, Enter and Delete only on the list itself. */
export function backlogKeys({
  view,
  acts,
  onList,
  page,
  open,
  filter,
  chooseView,
  focusItem,
  split,
  merge,
  moveTo,
  fold,
  close,
}: BacklogKeyParts): readonly KeyBinding[] {
  const list = 'In the list'
  const order = 'Order'
  const letterOrList = (event: KeyboardEvent): boolean => /^[a-z]$/i.test(event.key) || onList(event)
  const ordering = (event: KeyboardEvent): boolean => acts.may.order && letterOrList(event)
  /** Wherever nobody types, but in the opened item, which has an end of its own. */
  const outsideItem = ({ target }: KeyboardEvent): boolean =>
    !(target instanceof Element) || target.closest('#item') === null
  const editing = (event: KeyboardEvent): boolean => acts.may.edit && letterOrList(event)
  return [
    {
      keys: ['J', 'ArrowDown'],
      words: 'Next item',
      group: list,
      keyOnly: true,
      when: letterOrList,
      run: () => acts.step(1),
    },
    {
      keys: ['K', 'ArrowUp'],
      words: 'Item before',
      group: list,
      keyOnly: true,
      when: letterOrList,
      run: () => acts.step(-1),
    },
    {
      keys: ['Shift+J', 'Shift+ArrowDown'],
      words: 'Select downwards',
      group: list,
      keyOnly: true,
      when: letterOrList,
      run: () => acts.step(1, true),
    },
    {
      keys: ['Shift+K', 'Shift+ArrowUp'],
      words: 'Select upwards',
      group: list,
      keyOnly: true,
      when: letterOrList,
      run: () => acts.step(-1, true),
    },
    { keys: 'PageDown', words: 'A page down', group: list, when: onList, unlisted: true, run: () => acts.step(page()) },
    { keys: 'PageUp', words: 'A page up', group: list, when: onList, unlisted: true, run: () => acts.step(-page()) },
    {
      keys: 'Home',
      words: 'First item',
      group: list,
      keyOnly: true,
      when: outsideItem,
      run: () => acts.step(-view.visible.length),
    },
    {
      keys: 'End',
      words: 'Last item',
      group: list,
      keyOnly: true,
      when: outsideItem,
      run: () => acts.step(view.visible.length),
    },
    {
      keys: 'Z',
      words: 'Fold the middle of a long list, or show it',
      group: list,
      run: fold,
    },
    {
      keys: 'Enter',
      words: 'Show the folded middle',
      group: list,
      unlisted: true,
      keyOnly: true,
      when: (event) => onList(event) && view.fold.atHand,
      run: fold,
    },
    {
      keys: 'Enter',
      words: 'Open the item',
      group: list,
      keyOnly: true,
      when: (event) => onList(event) && view.current !== null,
      run: () => (view.opened === view.current ? focusItem() : open(view.current)),
    },
    { keys: ['X', 'Space'], words: 'Select', group: list, keyOnly: true, when: letterOrList, run: () => acts.toggle() },
    { keys: 'Mod+A', words: 'Select all', group: list, when: onList, run: () => view.selection.all() },
    {
      keys: 'Escape',
      words: 'Clear the selection, close the item',
      group: list,
      run: () => (view.selection.size > 0 ? view.selection.clear() : close()),
    },
    { keys: 'C', words: 'Create an item below', group: list, when: editing, run: () => acts.beginCreating('below') },
    {
      keys: 'Shift+C',
      words: 'Create an item above',
      group: list,
      when: editing,
      run: () => acts.beginCreating('above'),
    },
    { keys: ['E', 'F2'], words: 'Edit the title', group: list, when: editing, run: () => acts.beginRenaming() },
    {
      keys: 'S',
      words: 'Split the item',
      group: list,
      when: (event) => editing(event) && view.current !== null,
      run: () => view.current !== null && split(view.current),
    },
    {
      keys: 'Shift+M',
      words: 'Make one item of the selected duplicates',
      group: list,
      when: (event) => ordering(event) && view.selection.size > 1,
      run: merge,
    },
    {
      keys: 'P',
      words: 'Park the item, or take it up again',
      group: list,
      when: (event) => ordering(event) && view.current !== null,
      run: () => acts.park(),
    },
    { keys: ['Delete', 'Backspace'], words: 'Delete', group: list, when: onList, run: () => acts.remove() },
    { keys: 'F', words: 'Filter', group: list, run: filter },
    { keys: 'Shift+F', words: 'Views', group: list, run: chooseView },
    { keys: '/', words: 'Search in this list', group: list, run: filter },
    { keys: 'Alt+ArrowUp', words: 'Move up', group: order, when: () => acts.may.order, run: () => acts.nudge('up') },
    {
      keys: 'Alt+ArrowDown',
      words: 'Move down',
      group: order,
      when: () => acts.may.order,
      run: () => acts.nudge('down'),
    },
    {
      keys: 'R',
      words: 'To a rank, or above another item',
      group: order,
      when: (event) => ordering(event) && (view.current !== null || view.selection.size > 0),
      run: moveTo,
    },
    { keys: 'T', words: 'To the top', group: order, when: ordering, run: () => acts.nudge('top') },
    { keys: 'B', words: 'To the bottom', group: order, when: ordering, run: () => acts.nudge('bottom') },
  ]
}
