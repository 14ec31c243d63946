import { mount } from 'svelte'
import { NoWayIn, connectSocket } from '../browser/socket-link.ts'
import { connectPorts } from '../browser/port-link.ts'
import { noCacheWhenEncrypted } from '../browser/no-cache-when-encrypted.ts'
import { openWindowCache } from '../browser/window-cache.ts'
import { createHomeState } from '../state/home-state.svelte.ts'
import '../ui/theme/theme.ts'
import App from './app.svelte'
import NoEntry from './no-entry.svelte'
import { newWindowId } from './window-id.ts'

/** The window's composition root: the link to the host, the cache, and what the screens see of both. */
async function start(target: HTMLElement): Promise<void> {
  try {
    const [link, cache] = await Promise.all([
      location.protocol === 'app:'
        ? connectPorts(window)
        : connectSocket({ location, storage: sessionStorage, history }),
      openWindowCache(),
    ])
    const home = createHomeState({ link, newId: newWindowId })
    await home.load()
    const guarded = noCacheWhenEncrypted(cache, () => home.lock.state?.encrypted ?? home.info?.encrypted ?? false)
    mount(App, { target, props: { link, home, cache: guarded } })
  } catch (error) {
    mount(NoEntry, { target, props: { noKey: error instanceof NoWayIn } })
  }
}

void start(document.getElementById('app') as HTMLElement)
