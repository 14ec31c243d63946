import { expect } from 'vitest'
import { render } from 'vitest-browser-svelte'
import { page } from 'vitest/browser'
import { harbour } from '../playground/harbour.ts'
import type { DraftShelf } from '../../../src/ui/kit/draft-shelf.ts'
import { stateOf } from '../plan-state-in-memory.ts'
import type { InMemoryPlan } from '../../support/in-memory-plan.ts'
import PlanFrame from './plan-frame.svelte'

interface Options {
  readonly items?: number
  /** Rank of the item that is opened. */
  readonly open?: number
  readonly role?: string
  readonly query?: string
  readonly plan?: InMemoryPlan
  /** What an earlier window left half typed. */
  readonly drafts?: DraftShelf
}

/** The backlog in a real browser, over a real document; nothing is drawn before this is done. */
export async function openBacklog(options: Options = {}) {
  await page.viewport(1280, 800)
  const plan = options.plan ?? harbour(options.items ?? 60)
  const state = stateOf(plan, { role: options.role ?? 'po' })
  const rest = options.open === undefined ? null : (plan.plan.open.ids[options.open - 1] ?? null)
  const screen = await render(PlanFrame, {
    plan: state,
    drafts: options.drafts,
    start: { screen: 'backlog', rest, query: options.query === undefined ? {} : { q: options.query } },
  })
  await expect.poll(() => document.querySelector('[role=grid], .empty'), { timeout: 10_000 }).not.toBeNull()
  return {
    plan,
    state,
    screen,
    /** Titles in the order of the plan, from one rank to another. */
    titles: (from: number, to: number) =>
      plan.plan.open.ids.slice(from - 1, to).map((id) => plan.plan.row('items', id)?.title),
    /** What a screen reader was told last. */
    heard: () => document.querySelector('[data-testid=announcements]')?.textContent?.trim() ?? '',
    grid: () => document.querySelector<HTMLElement>('[role=grid]'),
    atHand: () => {
      const id = document.querySelector('[role=grid]')?.getAttribute('aria-activedescendant')
      return (id === null || id === undefined ? null : document.getElementById(id))
        ?.querySelector('.title')
        ?.textContent?.trim()
    },
  }
}
