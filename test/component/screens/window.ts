import { render } from 'vitest-browser-svelte'
import { createHomeState } from '../../../src/state/home-state.svelte.ts'
import type { Place } from '../../../src/ui/frame/screen.ts'
import type { InMemoryState } from '../../support/in-memory-state.ts'
import { lighthouse } from '../playground-b/lighthouse.ts'
import { memoryHome } from '../playground-b/memory-home.ts'
import PlanWindow from './plan-window.svelte'

/** A window on the made-up plan, at a screen and in a role. Anna works in Team Keel and holds every role. */
export async function planWindow(
  begin: Place,
  role = 'po',
  plan: InMemoryState = lighthouse({ role }),
  options: Parameters<typeof memoryHome>[0] = {},
) {
  const home = createHomeState({ link: memoryHome(options), newId: () => 'job' })
  await home.load()
  const places: Place[] = []
  const screen = await render(PlanWindow, {
    state: plan.state,
    home,
    begin,
    onplace: (place: Place) => places.push(place),
  })
  const { state } = plan
  const sprint = (name: string) => [...state.table('sprints').values()].find((one) => one.name === name)
  const item = (title: string) => [...state.plan.rows('items').values()].find((one) => one.title === title)
  const said = () => document.querySelector('[data-testid=announcements]')?.textContent?.trim() ?? ''
  return { screen, plan, state, home, places, sprint, item, said }
}
