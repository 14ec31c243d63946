import type { Component } from 'svelte'
import type { HomeState } from '../../state/home-state.svelte.ts'
import type { Forecast } from '../../state/forecast/forecast.ts'
import type { Similar } from '../../state/similar/similar.ts'
import type { Search } from '../../state/search.ts'
import type { PlanState } from '../../state/plan-state.svelte.ts'
import type { Announcer } from '../kit/announcer.svelte.ts'
import type { Keyboard } from '../kit/keyboard.svelte.ts'
import type { Reasons } from './reasons.svelte.ts'

/** Where a window is inside a plan: the screen, what follows it (an item's id), and what the address says besides. */
export interface Place {
  /** Another plan, or null for none; left out, the one that is open. */
  readonly plan?: string | null
  readonly screen: string
  readonly rest?: string | null
  readonly query?: Readonly<Record<string, string>>
}
export type Navigate = (to: Place) => void

/** What the frame lends to the screen that it shows. */
export interface Desk {
  /** Keys of the screen: `$effect(() => desk.keyboard.bind([...]))` answers them while it is shown, and lists them under `?`. */
  readonly keyboard: Keyboard
  /** Says to screen readers what the eye sees happen. */
  readonly announcer: Announcer
  /** Offers "Say why" beside the line that says what was done. */
  readonly reasons: Reasons
  /** What a screen wants to find again when it comes back, by the screen's name. Gone with the plan's window. */
  readonly memory: Map<string, unknown>
  openPalette(): void
  /** Search over the plan's items; begun when it is first asked for, and one for the whole window. */
  search(): Search
  /** Items that say the same in other words; begun when it is first asked for. */
  similar(): Similar
  /** What the past says of the future; begun when it is first asked for. */
  forecast(): Forecast
}

/** Every screen of a plan takes these. */
export interface ScreenProps {
  readonly state: PlanState
  readonly route: Place
  readonly navigate: Navigate
  readonly desk: Desk
  /** What stands outside of the plan: this device's settings, other plans, printing. */
  readonly home: HomeState | null
}

export interface Screen {
  /** Stands in the address. */
  readonly id: string
  readonly word: string
  readonly icon: Component
  /** The letter after G; null for a screen without one. */
  readonly key: string | null
  /** `main` and `more` are the two groups of the rail; `menu` screens are in the plan's menu; null is found by palette only. */
  readonly at: 'main' | 'more' | 'menu' | null
  /** The plan's menu draws a line above it. */
  readonly apart?: boolean
  /** Small number beside the word: what is open there. */
  readonly count?: (state: PlanState) => number
  readonly load: () => Promise<{ readonly default: Component<ScreenProps> }>
}
