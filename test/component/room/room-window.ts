import { render } from 'vitest-browser-svelte'
import type { Presence } from '../../../src/contract/host-info.ts'
import type { NearbyRoom, RoomState } from '../../../src/contract/room-calls.ts'
import { createHomeState } from '../../../src/state/home-state.svelte.ts'
import type { Place } from '../../../src/ui/frame/screen.ts'
import { lighthouse } from '../playground-b/lighthouse.ts'
import { memoryHome } from '../playground-b/memory-home.ts'
import PlanWindow from '../screens/plan-window.svelte'
import type { Stranger } from '../../../src/contract/plan-file-calls.ts'
import { fakeFiles } from './fake-files.ts'
import { fakeRoom } from './fake-room.ts'
import { SCENES, type Scene } from './scenes.ts'

/** A window on the made-up plan with a room that plays what it is told to. */
export async function roomWindow(
  options: {
    scene?: Scene
    nearby?: readonly NearbyRoom[]
    begin?: Place
    here?: readonly Presence[]
    strangers?: readonly Stranger[]
  } = {},
) {
  const files = fakeFiles(memoryHome())
  files.strangers = options.strangers ?? []
  const room = fakeRoom(files.link, { state: SCENES[options.scene ?? 'closed'], nearby: options.nearby ?? [] })
  const home = createHomeState({ link: room.link, newId: () => 'job' })
  await home.load()
  const plan = lighthouse({ role: 'po' })
  plan.state.company.told(options.here ?? [])
  const places: Place[] = []
  const screen = await render(PlanWindow, {
    state: plan.state,
    home,
    begin: options.begin ?? { screen: 'room' },
    onplace: (place: Place) => places.push(place),
  })
  const said = () => document.querySelector('[data-testid=announcements]')?.textContent?.trim() ?? ''
  const become = (change: Partial<RoomState>) => room.become({ ...SCENES[options.scene ?? 'closed'], ...change })
  return { screen, room, files, home, state: plan.state, places, said, become, lastAsked: () => room.asked.at(-1) }
}
