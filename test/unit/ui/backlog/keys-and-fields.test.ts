import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ITEM_FIELDS } from '../../../../src/commands/item-values.ts'
import type { BacklogView } from '../../../../src/state/backlog-view.svelte.ts'
import type { BacklogDesk } from '../../../../src/ui/backlog/backlog-desk.svelte.ts'
import { backlogKeys } from '../../../../src/ui/backlog/backlog-keys.ts'
import { BULK_FIELDS } from '../../../../src/ui/backlog/bulk-fields.ts'
import { createKeyboard } from '../../../../src/ui/kit/keyboard.svelte.ts'

beforeEach(() => {
  for (const name of ['Element', 'HTMLElement', 'HTMLInputElement', 'HTMLTextAreaElement', 'HTMLSelectElement'])
    vi.stubGlobal(name, class {})
})
afterEach(() => vi.unstubAllGlobals())

/** Answers every call by its name and arguments, so that a table can say what a key comes to. */
function backlog(more: { selected?: number; atFold?: boolean; mayOrder?: boolean; onRail?: boolean } = {}) {
  const calls: string[] = []
  const note =
    (name: string) =>
    (...args: readonly unknown[]): void =>
      void calls.push([name, ...args.filter((one) => typeof one !== 'object' && one !== undefined)].join(' '))
  const mayOrder = more.mayOrder ?? true
  const acts = new Proxy({} as BacklogDesk, {
    get: (_, name) => (name === 'may' ? { order: mayOrder, edit: true, aim: true } : note(String(name))),
  })
  const view = {
    current: 'a',
    opened: null,
    visible: ['a', 'b', 'c'],
    selection: { size: more.selected ?? 0, clear: note('clear'), all: note('all') },
    fold: { possible: true, atHand: more.atFold ?? false },
  } as unknown as BacklogView
  const keyboard = createKeyboard(false)
  keyboard.bind(
    backlogKeys({
      ...{ view, acts, onList: () => more.onRail !== true, page: () => 10, open: note('open'), filter: note('filter') },
      ...{ chooseView: note('views'), focusItem: note('focusItem'), split: note('split'), merge: note('merge') },
      ...{ moveTo: note('moveTo'), fold: note('fold'), close: note('close') },
    }),
  )
  const press = (keys: string): string | undefined => {
    calls.length = 0
    const parts = keys.split('+')
    const key = parts.at(-1) ?? ''
    keyboard.handle({
      key: key === 'Space' ? ' ' : /^[A-Z]$/.test(key) && !parts.includes('Shift') ? key.toLowerCase() : key,
      code: '',
      ctrlKey: parts.includes('Mod'),
      altKey: parts.includes('Alt'),
      shiftKey: parts.includes('Shift'),
      metaKey: false,
      timeStamp: 0,
      target: null,
      preventDefault: () => undefined,
    } as unknown as KeyboardEvent)
    return calls[0]
  }
  return press
}

test.each([
  ['J', 'step 1'],
  ['K', 'step -1'],
  ['ArrowDown', 'step 1'],
  ['ArrowUp', 'step -1'],
  ['Shift+J', 'step 1 true'],
  ['Shift+K', 'step -1 true'],
  ['Shift+ArrowDown', 'step 1 true'],
  ['PageDown', 'step 10'],
  ['PageUp', 'step -10'],
  ['Home', 'step -3'],
  ['End', 'step 3'],
  ['Enter', 'open a'],
  ['X', 'toggle'],
  ['Space', 'toggle'],
  ['Mod+A', 'all'],
  ['C', 'beginCreating below'],
  ['Shift+C', 'beginCreating above'],
  ['E', 'beginRenaming'],
  ['F2', 'beginRenaming'],
  ['S', 'split a'],
  ['P', 'park'],
  ['Delete', 'remove'],
  ['F', 'filter'],
  ['Shift+F', 'views'],
  ['/', 'filter'],
  ['Z', 'fold'],
  ['Alt+ArrowUp', 'nudge up'],
  ['Alt+ArrowDown', 'nudge down'],
  ['R', 'moveTo'],
  ['T', 'nudge top'],
  ['B', 'nudge bottom'],
  ['Escape', 'close'],
])('in the backlog %s does: %s', (keys, does) => {
  expect(backlog()(keys)).toBe(does)
})

test('keys that depend: Escape clears a selection first, Enter shows the fold, Shift+M wants several', () => {
  expect(backlog({ selected: 2 })('Escape')).toBe('clear')
  expect(backlog({ selected: 2 })('Shift+M')).toBe('merge')
  expect(backlog({ selected: 1 })('Shift+M')).toBeUndefined()
  expect(backlog({ atFold: true })('Enter')).toBe('fold')
})

test('Home and End reach the ends of the list from the rail too; Enter and Delete stay with what has the focus', () => {
  const press = backlog({ onRail: true })
  expect(['Home', 'End', 'Enter', 'Delete'].map(press)).toEqual(['step -3', 'step 3', undefined, undefined])
})

test.each(['R', 'T', 'B', 'Alt+ArrowUp', 'Alt+ArrowDown', 'P'])('%s orders nothing for who does not order', (keys) => {
  expect(backlog({ mayOrder: false })(keys)).toBeUndefined()
})

test('every field can be bulk edited, but for those that are each item’s own or an act', () => {
  const own = { key: 'tells items apart', title: 'tells items apart' }
  const bulk = BULK_FIELDS.map(({ name }) => (name === 'label' ? 'labels' : name))
  expect([...bulk, ...Object.keys(own)].sort()).toEqual([...ITEM_FIELDS, 'labels'].sort())
})
