import type { KeyBinding } from '../kit/keyboard.svelte.ts'

interface RoadmapKeyParts {
  readonly mayEdit: () => boolean
  readonly step: (by: number) => void
  readonly shift: (down: number, right: number) => void
  readonly create: () => void
  readonly edit: () => void
  readonly print: () => void
}

/** Keys of the roadmap. */
export function roadmapKeys({ mayEdit, step, shift, create, edit, print }: RoadmapKeyParts): readonly KeyBinding[] {
  const group = 'Roadmap'
  return [
    { keys: ['J', 'ArrowDown'], words: 'Next goal', group, run: () => step(1) },
    { keys: ['K', 'ArrowUp'], words: 'Goal before', group, run: () => step(-1) },
    { keys: 'Alt+ArrowUp', words: 'Move the goal up', group, when: mayEdit, run: () => shift(-1, 0) },
    { keys: 'Alt+ArrowDown', words: 'Move the goal down', group, when: mayEdit, run: () => shift(1, 0) },
    {
      keys: 'Alt+ArrowLeft',
      words: 'Move the goal to the sooner horizon',
      group,
      when: mayEdit,
      run: () => shift(0, -1),
    },
    {
      keys: 'Alt+ArrowRight',
      words: 'Move the goal to the later horizon',
      group,
      when: mayEdit,
      run: () => shift(0, 1),
    },
    { keys: 'C', words: 'New goal', group, when: mayEdit, run: create },
    { keys: 'E', words: 'Edit the goal', group, when: mayEdit, run: edit },
    { keys: 'Shift+P', words: 'Print the roadmap', group, run: print },
  ]
}
