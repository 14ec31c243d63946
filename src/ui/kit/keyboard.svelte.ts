import { isMac } from './key-words.ts'

/** One thing that a key does. The list behind `?` is made from these, so each says in words what it does. */
export interface KeyBinding {
  /** `J`, `Mod+K`, `Alt+ArrowUp`, `?`, or keys one after the other: `G B`. Several ways: ['J', 'ArrowDown']. */
  readonly keys: string | readonly string[]
  readonly words: string
  readonly group: string
  /** Not answered while this says no; another binding of the same keys may then be. */
  readonly when?: (event: KeyboardEvent) => boolean
  /** Also while somebody types. Only for combinations with Ctrl or the command key, and Escape. */
  readonly whileTyping?: boolean
  /** Stays out of the list, such as a second way to say the same. */
  readonly unlisted?: boolean
  /** Means little without the key, such as the next row; the palette leaves it out. */
  readonly keyOnly?: boolean
  readonly run: (event: KeyboardEvent) => void
}

export interface Keyboard {
  /** Answers while a screen is shown; give back what it returns when it goes. The latest binding of a key wins. */
  bind(bindings: readonly KeyBinding[]): () => void
  /** Everything that is bound now, for the list of keys. */
  readonly bindings: readonly KeyBinding[]
  /** Whether keys without Ctrl, Alt or the command key do anything. Arrows, Enter and Escape always do. */
  singleKeys: boolean
  handle(event: KeyboardEvent): void
}

/** How long the second key of a sequence may take, in milliseconds. */
const SEQUENCE_MS = 1_500
const ALWAYS = /^(Arrow|Enter|Escape|Delete|Backspace|Space|Home|End|Page|F\d)/

export function createKeyboard(mac: boolean = isMac()): Keyboard {
  /** What answers. No state: of two effects that bind in one flush, the second could read what stood before the first. */
  let groups: readonly (readonly KeyBinding[])[] = []
  let listed = $state.raw(groups)
  let singleKeys = $state(true)
  let begun: { key: string; at: number } | null = null

  return {
    bind(bindings) {
      listed = groups = [...groups, bindings]
      return () => {
        listed = groups = groups.filter((one) => one !== bindings)
      }
    },
    get bindings() {
      return listed.flat()
    },
    get singleKeys() {
      return singleKeys
    },
    set singleKeys(on) {
      singleKeys = on
    },
    handle(event) {
      if (event.defaultPrevented || event.isComposing || isModifier(event.key)) return
      const stroke = strokeOf(event, mac)
      const first = begun !== null && event.timeStamp - begun.at < SEQUENCE_MS ? begun.key : null
      begun = null
      const typing = isTyping(event.target)
      const answer = (first === null ? null : find(`${first} ${stroke}`, typing, event)) ?? find(stroke, typing, event)
      if (answer !== null) {
        event.preventDefault()
        answer.run(event)
      } else if (!typing && beginsSequence(stroke)) {
        begun = { key: stroke, at: event.timeStamp }
      }
    },
  }

  function find(stroke: string, typing: boolean, event: KeyboardEvent): KeyBinding | null {
    if (!singleKeys && isSingle(stroke)) return null
    for (const group of [...groups].reverse())
      for (const binding of group) {
        if (typing && binding.whileTyping !== true) continue
        if (keysOf(binding).includes(stroke) && (binding.when?.(event) ?? true)) return binding
      }
    return null
  }

  function beginsSequence(stroke: string): boolean {
    return (
      singleKeys &&
      groups.some((group) => group.some((one) => keysOf(one).some((keys) => keys.startsWith(`${stroke} `))))
    )
  }
}

export function keysOf(binding: KeyBinding): readonly string[] {
  return typeof binding.keys === 'string' ? [binding.keys] : binding.keys
}

function isSingle(stroke: string): boolean {
  return stroke.split(' ').every((key) => !/^(Mod|Alt|Ctrl)\+/.test(key) && !ALWAYS.test(key.replace('Shift+', '')))
}

function isModifier(key: string): boolean {
  return key === 'Shift' || key === 'Control' || key === 'Alt' || key === 'Meta' || key === 'AltGraph'
}

/** What was pressed, as bindings write it. On a keyboard without Latin letters the place of the key counts. */
function strokeOf(event: KeyboardEvent, mac: boolean): string {
  const mod = mac ? event.metaKey : event.ctrlKey
  const other = mac ? event.ctrlKey : event.metaKey
  const placed = /^Key([A-Z])$/.exec(event.code)?.[1]
  const latin = /^[a-z]$/i.test(event.key)
  const letter = latin
    ? event.key.toUpperCase()
    : placed !== undefined && (!isAscii(event.key) || event.altKey)
      ? placed
      : null
  const named = event.key.length > 1
  const shift = event.shiftKey && (letter !== null || named) ? 'Shift+' : ''
  return `${mod ? 'Mod+' : ''}${other ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${shift}${letter ?? (event.key === ' ' ? 'Space' : event.key)}`
}

function isAscii(key: string): boolean {
  return key.length === 1 && key.charCodeAt(0) < 128
}

/**
 * Fields take letters as text, open lists take them to find an entry, and what floats above the screen has keys of its own.
 * A list that leaves its keys to the screen says so with `data-keys`.
 */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('[role=menu],[role=listbox]:not([data-keys]),[role=combobox],[role=dialog]') !== null) return true
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'range'].includes(target.type)
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  )
}
