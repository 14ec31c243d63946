import type { PlanningPhase } from '../../model/planning.ts'
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
    { keys: 'Shift+W', words: 'Open the facilitator’s window', group, run: openNotes },
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

interface FootKey {
  readonly key: string
  readonly words: string
  /** Not shown to who may not do it in this phase, such as a Product Owner while the team pulls. */
  readonly acts?: true
}
const FOOT_KEYS: Readonly<Record<PlanningPhase, readonly FootKey[]>> = {
  why: [{ key: 'E', words: 'write the goal', acts: true }],
  what: [
    { key: 'J K', words: 'move' },
    { key: 'Space', words: 'pull', acts: true },
    { key: 'I', words: 'if room', acts: true },
    { key: 'R', words: 'return', acts: true },
    { key: 'C', words: 'capacity' },
  ],
  how: [
    { key: 'J K', words: 'other item' },
    { key: 'A', words: 'add a task', acts: true },
  ],
  confidence: [{ key: 'Enter', words: 'ask, or turn the cards', acts: true }],
  close: [{ key: 'S', words: 'start the sprint', acts: true }],
}

/** What the foot of the room shows, so that nobody has to remember it. */
export function footKeys(phase: PlanningPhase, mayAct: boolean): readonly FootKey[] {
  return FOOT_KEYS[phase].filter(({ acts }) => mayAct || acts !== true)
}
