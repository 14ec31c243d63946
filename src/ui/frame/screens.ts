import ListOrdered from '@lucide/svelte/icons/list-ordered'
import type { Screen } from './screen.ts'

/** The screens of a plan, in the order of the rail. Each is loaded when it is first shown. */
export const SCREENS: readonly Screen[] = [
  {
    id: 'backlog', word: 'Backlog', icon: ListOrdered, key: 'B', at: 'main',
    load: () => import('../backlog/backlog-screen.svelte'),
  },
]
