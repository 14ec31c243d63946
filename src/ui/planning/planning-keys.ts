import type { KeyBinding } from '../kit/keyboard.svelte.ts'

interface PlanningKeyParts {
  readonly leads: () => boolean
  readonly next: () => boolean
  readonly before: () => boolean
  readonly go: (by: 1 | -1) => void
  readonly timer: () => void
  readonly more: () => void
  readonly isLarge: () => boolean
  readonly setLarge: (on: boolean) => void
  readonly phases: () => void
  readonly capacity: () => void
  readonly openNotes: () => void
}

/** Keys that do the same in every phase of a planning. */
export function planningKeys(parts: PlanningKeyParts): readonly KeyBinding[] {
  const { leads, next, before, go, timer, more, isLarge, setLarge, phases, capacity, openNotes } = parts
  const group = 'Sprint planning'
  return [
    { keys: 'N', words: 'Next phase', group, when: () => leads() && next(), run: () => go(1) },
    { keys: 'Shift+N', words: 'Phase before', group, when: () => leads() && before(), run: () => go(-1) },
    { keys: 'T', words: 'Start or stop the timer of this phase', group, when: leads, run: timer },
    { keys: '+', words: 'Five minutes more', group, when: leads, run: more },
    { keys: 'C', words: 'Capacity: how much fits', group, run: capacity },
    { keys: 'Shift+P', words: 'Skip or reorder phases', group, when: leads, run: phases },
    { keys: 'Shift+F', words: 'Open the facilitator’s window', group, run: openNotes },
    {
      keys: 'Shift+S',
      words: 'Fill the shared screen with the planning, or bring the rest back',
      group,
      run: () => setLarge(!isLarge()),
    },
    {
      keys: 'Escape',
      words: 'Bring the rest of the window back',
      group,
      keyOnly: true,
      when: isLarge,
      run: () => setLarge(false),
    },
  ]
}

/** What the foot of the room shows, so that nobody has to remember it. */
export const FOOT_KEYS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  why: [['E', 'write the goal']],
  what: [
    ['J K', 'move'],
    ['Space', 'pull'],
    ['I', 'if room'],
    ['R', 'return'],
    ['C', 'capacity'],
  ],
  how: [
    ['J K', 'other item'],
    ['A', 'add a task'],
  ],
  confidence: [['Enter', 'ask, or turn the cards']],
  close: [['S', 'start the sprint']],
}
