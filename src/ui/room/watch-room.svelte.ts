import { onMount } from 'svelte'
import type { HomeState } from '../../state/home-state.svelte.ts'
import type { RoomDesk, RoomState } from '../../state/room-state.svelte.ts'

/** A plan is opened and drawn first. */
const AT_LATEST_MS = 2_000

/** The room of a plan, and what can be done in it; null until it is known. */
export interface WatchedRoom {
  readonly room: RoomState | null
  readonly desk: RoomDesk | null
}

/** The room of a plan while the component that asks is shown. */
export function watchRoom(home: () => HomeState | null, plan: () => string): WatchedRoom {
  let desk = $state.raw<RoomDesk | null>(null)

  onMount(() => {
    const begin = () => (desk = home()?.room(plan()) ?? null)
    const calm = 'requestIdleCallback' in window
    const wait = calm ? requestIdleCallback(begin, { timeout: AT_LATEST_MS }) : setTimeout(begin, AT_LATEST_MS)
    return () => {
      if (calm) cancelIdleCallback(wait as number)
      else clearTimeout(wait)
      desk?.stop()
    }
  })
  return {
    get room() {
      return desk?.room ?? null
    },
    get desk() {
      return desk
    },
  }
}
