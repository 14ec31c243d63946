import type { Page } from 'playwright-core'
import { expect as playwrightExpect } from 'playwright/test'
import type { PeopleAtHosts } from '../people-at-hosts.ts'
import { ordinal } from '../running-host.ts'

/** Conditions of a whole meeting on a busy machine. */
export const see = playwrightExpect.configure({ timeout: 20_000 })

type AtHost = Awaited<ReturnType<PeopleAtHosts['sit']>>

/** Who is in the room: a Product Owner at the shared screen, a Developer with a laptop, and two who build with phones. */
export interface Cast {
  /** The Product Owner, whose laptop drives the shared screen. */
  readonly ada: AtHost
  /** The Developer. */
  readonly ben: AtHost
  readonly cleo: Page
  readonly dora: Page
}

/** Presses keys one after the other, as a person who has both hands on the keyboard. */
export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

/** The whole plan as the disk of a laptop holds it, deleted records included: the same plan gives the same text. */
export async function exported({ host }: AtHost, plan: string): Promise<string> {
  const ended = await ordinal(host.dataFolder, 'export', '--format', 'ordinal-json', '--plan', plan)
  if (ended.code !== 0) throw new Error(ended.stderr)
  return ended.stdout
}

/** The summary says of all four that they were there; in which order, ids decide. */
export async function allWereThere(page: Page): Promise<void> {
  const there = page.getByText(/^There: /)
  for (const name of ['Ada Byron', 'Ben Ito', 'Cleo (guest)', 'Dora (guest)']) await see(there).toContainText(name)
}
