import type { Component } from 'svelte'
import type { ScreenProps } from '../frame/screen.ts'

/** One side of refinement. Each is loaded when it is first shown. */
export interface RefineTab {
  /** Stands in the address: `refine?tab=scores`. */
  readonly id: string
  readonly word: string
  readonly load: () => Promise<{ readonly default: Component<ScreenProps> }>
}

export const REFINE_TABS: readonly RefineTab[] = [
  { id: 'next', word: 'Refine next', load: () => import('./next-tab.svelte') },
  { id: 'sessions', word: 'Sessions', load: () => import('../session/sessions-tab.svelte') },
  { id: 'questions', word: 'Questions', load: () => import('../questions/questions-tab.svelte') },
  { id: 'parked', word: 'Parking lot', load: () => import('./parked-tab.svelte') },
  { id: 'scores', word: 'Scores', load: () => import('../scores/scores-tab.svelte') },
]
