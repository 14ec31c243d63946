import ChartColumn from '@lucide/svelte/icons/chart-column'
import ChartGantt from '@lucide/svelte/icons/chart-gantt'
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark'
import Copy from '@lucide/svelte/icons/copy'
import DoorOpen from '@lucide/svelte/icons/door-open'
import FileInput from '@lucide/svelte/icons/file-input'
import GitMerge from '@lucide/svelte/icons/git-merge'
import History from '@lucide/svelte/icons/history'
import Inbox from '@lucide/svelte/icons/inbox'
import ListOrdered from '@lucide/svelte/icons/list-ordered'
import Merge from '@lucide/svelte/icons/merge'
import MessagesSquare from '@lucide/svelte/icons/messages-square'
import PencilLine from '@lucide/svelte/icons/pencil-line'
import Presentation from '@lucide/svelte/icons/presentation'
import Scissors from '@lucide/svelte/icons/scissors'
import Settings from '@lucide/svelte/icons/settings'
import ShieldCheck from '@lucide/svelte/icons/shield-check'
import Target from '@lucide/svelte/icons/target'
import Timer from '@lucide/svelte/icons/timer'
import Trash2 from '@lucide/svelte/icons/trash-2'
import Users from '@lucide/svelte/icons/users'
import { isUnanswered } from '../../model/request.ts'
import type { Screen } from './screen.ts'

/** The screens of a plan, in the order of the rail. Each is loaded when it is first shown. */
export const SCREENS: readonly Screen[] = [
  {
    id: 'backlog',
    word: 'Backlog',
    icon: ListOrdered,
    key: 'B',
    at: 'main',
    count: (plan) => plan.openCount,
    load: () => import('../backlog/backlog-screen.svelte'),
  },
  {
    id: 'refine',
    word: 'Refine',
    icon: PencilLine,
    key: 'R',
    at: 'main',
    load: () => import('../refine/refine-screen.svelte'),
  },
  {
    id: 'sprint',
    word: 'Sprint',
    icon: Timer,
    key: 'S',
    at: 'main',
    load: () => import('../sprint/sprint-screen.svelte'),
  },
  {
    id: 'roadmap',
    word: 'Roadmap',
    icon: ChartGantt,
    key: 'O',
    at: 'main',
    load: () => import('../roadmap/roadmap-screen.svelte'),
  },
  {
    id: 'outcomes',
    word: 'Outcomes',
    icon: Target,
    key: 'U',
    at: 'main',
    load: () => import('../outcomes/outcomes-screen.svelte'),
  },
  {
    id: 'requests',
    word: 'Requests',
    icon: Inbox,
    key: 'Q',
    at: 'main',
    count: (plan) => plan.live('requests').filter(isUnanswered).length,
    load: () => import('../requests/requests-screen.svelte'),
  },
  {
    id: 'insights',
    word: 'Insights',
    icon: ChartColumn,
    key: 'I',
    at: 'main',
    load: () => import('../forecast/insights-screen.svelte'),
  },
  {
    id: 'people',
    word: 'People',
    icon: Users,
    key: 'P',
    at: 'more',
    load: () => import('../people/people-screen.svelte'),
  },
  {
    id: 'room',
    word: 'Room',
    icon: DoorOpen,
    key: 'M',
    at: 'more',
    load: () => import('../room/room-screen.svelte'),
  },
  {
    id: 'history',
    word: 'History',
    icon: History,
    key: 'H',
    at: 'more',
    load: () => import('../history/history-screen.svelte'),
  },
  {
    id: 'catch-up',
    word: 'Catch up',
    icon: GitMerge,
    key: 'C',
    at: 'more',
    count: (plan) => plan.review.open.length,
    load: () => import('../conflicts/catch-up-screen.svelte'),
  },
  {
    id: 'session',
    word: 'Session',
    icon: MessagesSquare,
    key: null,
    at: null,
    load: () => import('../session/session-screen.svelte'),
  },
  {
    id: 'planning',
    word: 'Sprint planning',
    icon: Presentation,
    key: null,
    at: null,
    load: () => import('../planning/planning-screen.svelte'),
  },
  {
    id: 'review',
    word: 'Sprint review',
    icon: Presentation,
    key: null,
    at: null,
    load: () => import('../review/review-screen.svelte'),
  },
  {
    id: 'retrospective',
    word: 'Retrospective',
    icon: Presentation,
    key: null,
    at: null,
    load: () => import('../review/retro-screen.svelte'),
  },
  {
    id: 'sprints',
    word: 'All sprints',
    icon: Timer,
    key: null,
    at: null,
    load: () => import('../review/sprints-screen.svelte'),
  },
  {
    id: 'similar',
    word: 'Similar items',
    icon: Copy,
    key: null,
    at: 'menu',
    apart: true,
    load: () => import('../similar/similar-screen.svelte'),
  },
  {
    id: 'split',
    word: 'Split an item',
    icon: Scissors,
    key: null,
    at: null,
    load: () => import('../split/split-screen.svelte'),
  },
  {
    id: 'merge',
    word: 'Make one item of several',
    icon: Merge,
    key: null,
    at: null,
    load: () => import('../merge/merge-screen.svelte'),
  },
  {
    id: 'import',
    word: 'Import into this plan',
    icon: FileInput,
    key: null,
    at: 'menu',
    apart: true,
    load: () => import('../import/import-in-plan.svelte'),
  },
  {
    id: 'deleted',
    word: 'Deleted',
    icon: Trash2,
    key: null,
    at: 'menu',
    load: () => import('../deleted/deleted-screen.svelte'),
  },
  {
    id: 'safety',
    word: 'Safety and backups',
    icon: ShieldCheck,
    key: null,
    at: 'menu',
    load: () => import('../safety/safety-screen.svelte'),
  },
  {
    id: 'settings',
    word: 'Settings',
    icon: Settings,
    key: null,
    at: 'menu',
    load: () => import('../settings/settings-screen.svelte'),
  },
  {
    id: 'help',
    word: 'Help and words',
    icon: CircleQuestionMark,
    key: null,
    at: 'menu',
    load: () => import('../help/help-screen.svelte'),
  },
]
