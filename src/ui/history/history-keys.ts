import type { HistoryState, HistoryView } from '../../state/history-state.svelte.ts'
import type { KeyBinding } from '../kit/keyboard.svelte.ts'
import type { HistoryDesk } from './history-desk.svelte.ts'

interface HistoryKeyParts {
  readonly history: HistoryState
  readonly acts: HistoryDesk
  /** True if the key was pressed on the timeline, or where nothing has the focus. */
  readonly onList: (event: KeyboardEvent) => boolean
  readonly page: () => number
  readonly show: (view: HistoryView) => void
  readonly find: () => void
  /** Into what stands beside the timeline. */
  readonly look: () => void
  /** Out of the past, one step. */
  readonly close: () => void
}

/** Letters act wherever nobody types; arrows and Enter only on the timeline itself. */
export function historyKeys({
  history,
  acts,
  onList,
  page,
  show,
  find,
  look,
  close,
}: HistoryKeyParts): readonly KeyBinding[] {
  const group = 'In the history'
  const letterOrList = (event: KeyboardEvent): boolean => /^[a-z]$/i.test(event.key) || onList(event)
  const chosen = (): boolean => history.chosen !== null
  const brings = (): boolean => history.view === 'change' && history.chosen !== null && acts.goneOf(history.chosen) > 0
  return [
    {
      keys: ['J', 'ArrowDown'],
      words: 'Earlier change',
      group,
      keyOnly: true,
      when: letterOrList,
      run: () => history.step(1),
    },
    {
      keys: ['K', 'ArrowUp'],
      words: 'Later change',
      group,
      keyOnly: true,
      when: letterOrList,
      run: () => history.step(-1),
    },
    { keys: 'PageDown', words: 'A page earlier', group, when: onList, unlisted: true, run: () => history.step(page()) },
    { keys: 'PageUp', words: 'A page later', group, when: onList, unlisted: true, run: () => history.step(-page()) },
    {
      keys: 'Home',
      words: 'Newest change',
      group,
      keyOnly: true,
      when: onList,
      run: () => history.step(-history.timeline.lines.length),
    },
    {
      keys: 'End',
      words: 'Earliest change that is shown',
      group,
      keyOnly: true,
      when: onList,
      run: () => history.step(history.timeline.lines.length),
    },
    {
      keys: 'Enter',
      words: 'Look at the change',
      group,
      keyOnly: true,
      when: (event) => onList(event) && chosen(),
      run: look,
    },
    { keys: 'B', words: 'Bring back what this change deleted', group, when: brings, run: () => acts.bringBack() },
    {
      keys: 'U',
      words: 'Undo this change',
      group,
      when: () => chosen() && history.view === 'change',
      run: () => acts.undoChange(),
    },
    {
      keys: 'P',
      words: 'See the plan before this change',
      group,
      when: chosen,
      run: () => (history.showThen('before'), look()),
    },
    { keys: 'C', words: 'Compare with now', group, when: chosen, run: () => (acts.compare(), look()) },
    { keys: '1', words: 'What the change did', group, run: () => show('change') },
    { keys: '2', words: 'The plan then', group, when: chosen, run: () => show('then') },
    { keys: '3', words: 'What is different', group, when: chosen, run: () => show('difference') },
    { keys: ['/', 'F'], words: 'Find a change', group, run: find },
    { keys: 'Escape', words: 'Back', group, run: close },
  ]
}
