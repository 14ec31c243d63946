import { goToField } from '../invest/go-to-field.ts'
import type { KeyBinding } from '../kit/keyboard.svelte.ts'

/** Keys that go to what is missing most often on the item that is open, from anywhere on its screen. */
export function itemKeys(place: () => HTMLElement | null): readonly KeyBinding[] {
  const goal = (): HTMLElement | undefined =>
    [...(place()?.querySelectorAll<HTMLElement>('button.choose') ?? [])].find((button) =>
      button.textContent.trim().startsWith('Goal:'),
    )
  const go = (to: 'add-criterion' | 'estimate'): void => {
    const panel = place()
    if (panel !== null) goToField(panel, { do: to }, [])
  }
  const when = (): boolean => place() !== null
  const group = 'Item'
  return [
    { keys: 'Shift+G', words: 'Choose the item’s goal', group, when, run: () => goal()?.click() },
    { keys: 'Shift+A', words: 'Add an acceptance criterion', group, when, run: () => go('add-criterion') },
    { keys: 'Shift+E', words: 'Estimate the item', group, when, run: () => go('estimate') },
  ]
}
