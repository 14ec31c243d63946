import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createKeyboard, type KeyBinding } from '../../../../src/ui/kit/keyboard.svelte.ts'
import { keyWords } from '../../../../src/ui/kit/key-words.ts'

/** Of a page's elements the keyboard only asks what they are. */
class FakeElement {
  readonly within: string
  readonly isContentEditable = false
  constructor(within = '') {
    this.within = within
  }
  closest(selector: string) {
    return this.within !== '' && selector.includes(this.within) ? this : null
  }
}
class FakeInput extends FakeElement {
  readonly type = 'text'
}

beforeEach(() => {
  vi.stubGlobal('Element', FakeElement)
  vi.stubGlobal('HTMLElement', FakeElement)
  vi.stubGlobal('HTMLInputElement', FakeInput)
  vi.stubGlobal('HTMLTextAreaElement', class {})
  vi.stubGlobal('HTMLSelectElement', class {})
})
afterEach(() => vi.unstubAllGlobals())

function setUp(bindings: readonly Partial<KeyBinding>[]) {
  const done: string[] = []
  const keyboard = createKeyboard(false)
  keyboard.bind(
    bindings.map((binding) => ({
      keys: '',
      words: '',
      group: '',
      run: () => done.push(String(binding.keys)),
      ...binding,
    })),
  )
  let time = 0
  const press = (
    key: string,
    more: Omit<Partial<KeyboardEvent>, 'target'> & { wait?: number; target?: unknown } = {},
  ) => {
    time += more.wait ?? 10
    let prevented = false
    keyboard.handle({
      key,
      code: '',
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      shiftKey: false,
      isComposing: false,
      defaultPrevented: false,
      target: new FakeElement(),
      timeStamp: time,
      preventDefault: () => {
        prevented = true
      },
      ...more,
    } as unknown as KeyboardEvent)
    return prevented
  }
  return { keyboard, press, done }
}

test('G and then B goes to the backlog, and B alone is another key', () => {
  const { press, done } = setUp([{ keys: 'G B' }, { keys: 'B' }])
  press('g')
  press('b')
  press('b')
  press('g')
  press('b', { wait: 5_000 })
  expect(done).toEqual(['G B', 'B', 'B'])
})

test('single letters are for typing while somebody types, and combinations only where they say so', () => {
  const { press, done } = setUp([{ keys: 'C' }, { keys: 'Mod+K', whileTyping: true }, { keys: 'Mod+Z' }])
  const target = new FakeInput()
  expect(press('c', { target })).toBe(false)
  expect(press('z', { target, ctrlKey: true })).toBe(false)
  expect(press('k', { target, ctrlKey: true })).toBe(true)
  expect(press('c', { target: new FakeElement('[role=menu]') })).toBe(false)
  expect(done).toEqual(['Mod+K'])
})

test('with single letters turned off, arrows, Enter and combinations still act', () => {
  const { keyboard, press, done } = setUp([
    { keys: 'J' },
    { keys: '?' },
    { keys: 'G B' },
    { keys: 'ArrowDown' },
    { keys: 'Shift+ArrowDown' },
    { keys: 'Enter' },
    { keys: 'Alt+ArrowUp' },
    { keys: 'Mod+K' },
  ])
  keyboard.singleKeys = false
  for (const key of ['j', '?', 'g', 'b', 'ArrowDown', 'Enter']) press(key)
  press('ArrowDown', { shiftKey: true })
  press('ArrowUp', { altKey: true })
  press('k', { ctrlKey: true })
  expect(done).toEqual(['ArrowDown', 'Enter', 'Shift+ArrowDown', 'Alt+ArrowUp', 'Mod+K'])
})

test('the latest binding of a key wins, and hands on what it does not want', () => {
  const { keyboard, press, done } = setUp([{ keys: 'T' }])
  let wants = true
  const stop = keyboard.bind([{ keys: 'T', words: '', group: '', when: () => wants, run: () => done.push('later') }])
  press('t')
  wants = false
  press('t')
  stop()
  press('t')
  expect(done).toEqual(['later', 'T', 'T'])
})

test('a keyboard without Latin letters is read by the place of its keys', () => {
  const { press, done } = setUp([{ keys: 'J' }, { keys: 'Shift+C' }])
  press('о', { code: 'KeyJ' })
  press('С', { code: 'KeyC', shiftKey: true })
  expect(done).toEqual(['J', 'Shift+C'])
})

test('keys are called as they are printed on the keyboard at hand', () => {
  expect(keyWords('Mod+Shift+Z', false)).toEqual(['Ctrl Shift Z'])
  expect(keyWords('Alt+ArrowUp', true)).toEqual(['⌥↑'])
  expect(keyWords('G B', false)).toEqual(['G', 'B'])
})
