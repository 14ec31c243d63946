import type { HomeState } from '../../state/home-state.svelte.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import type { KeyBinding } from '../kit/keyboard.svelte.ts'
import type { Navigate, Screen } from './screen.ts'

interface FrameKeyParts {
  readonly state: () => PlanState
  readonly screens: readonly Screen[]
  readonly navigate: Navigate
  readonly show: (what: 'palette' | 'keys' | 'vision') => void
  readonly home: () => HomeState | null
  readonly say: (words: string) => void
}

/** Keys that do the same on every screen. */
export function frameKeys({ state, screens, navigate, show, home, say }: FrameKeyParts): readonly KeyBinding[] {
  const everywhere = 'Everywhere'
  const go = screens.flatMap((screen): KeyBinding[] =>
    screen.key === null
      ? []
      : [
          {
            keys: `G ${screen.key}`,
            words: `Go to ${screen.word}`,
            group: 'Go to',
            run: () => navigate({ screen: screen.id }),
          },
        ],
  )
  return [
    {
      keys: 'Mod+K',
      words: 'Find anything, do anything',
      group: everywhere,
      whileTyping: true,
      run: () => show('palette'),
    },
    { keys: 'Mod+Z', words: 'Undo', group: everywhere, run: () => void state().undo() },
    { keys: ['Mod+Shift+Z', 'Mod+Y'], words: 'Redo', group: everywhere, run: () => void state().redo() },
    { keys: 'V', words: 'Show the vision', group: everywhere, run: () => show('vision') },
    {
      keys: 'M',
      words: 'Room: large and high in contrast, for the wall',
      group: everywhere,
      when: () => home() !== null,
      run: () => void toggleRoom(home(), say),
    },
    { keys: '?', words: 'Show all keys', group: everywhere, run: () => show('keys') },
    ...go,
  ]
}

async function toggleRoom(home: HomeState | null, say: (words: string) => void): Promise<void> {
  if (home === null) return
  const room = home.settings.theme !== 'room'
  if (await home.changeSettings({ theme: room ? 'room' : 'system' })) say(room ? 'Room theme on' : 'Room theme off')
}
