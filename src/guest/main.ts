import { mount } from 'svelte'
import { parseGuestLink } from '../sync/noise/guest-link.ts'
import './guest.css'
import GuestPage from './guest-page.svelte'
import { createGuestRoom } from './guest-room.svelte.ts'
import { keptSession } from './kept-session.ts'
import { openRoad } from './road.ts'

/** The page's composition root: what it takes from the browser is handed on from here. */
const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length))
const link = parseGuestLink(location.hash)
const room = link.ok
  ? createGuestRoom({
      keys: link.value,
      connect: () => openRoad(`ws://${location.host}/room`),
      kept: keptSession(localStorageOrNone(), link.value, random),
      random,
      after: (milliseconds, then) => {
        const timer = setTimeout(then, milliseconds)
        return () => clearTimeout(timer)
      },
    })
  : null

mount(GuestPage, {
  target: document.getElementById('page') as HTMLElement,
  props: { room, trouble: link.ok ? '' : link.error.message },
})
// A phone that was in a pocket should not wait for its turn.
addEventListener('online', () => room?.callNow())
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') room?.callNow()
})
// Another code was scanned into the same tab.
addEventListener('hashchange', () => location.reload())

function localStorageOrNone(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
