import { networkInterfaces } from 'node:os'
import type { NetworkPlace } from '../ports/network.ts'

/** How often the machine's addresses are looked at: the system tells nobody when they change. */
const LOOK_MS = 3_000

/** Addresses under which others may reach this machine. IPv4 first, since people may have to type one. */
export function networkPlaces(interfaces: typeof networkInterfaces = networkInterfaces): NetworkPlace[] {
  const places: (NetworkPlace & { isV4: boolean })[] = []
  for (const [name, addresses] of Object.entries(interfaces()))
    for (const { address, family, internal } of addresses ?? []) {
      // A link-local IPv6 address needs the name of the other machine's interface.
      if (internal || /^fe80:/i.test(address)) continue
      places.push({ name, address, isV4: family === 'IPv4' })
    }
  return places
    .sort((a, b) => Number(b.isV4) - Number(a.isV4) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ name, address }) => ({ name, address }))
}

/** Calls back when they are others than before. The answer ends it. */
export function watchPlaces(changed: () => void, look: () => readonly NetworkPlace[] = networkPlaces): () => void {
  let before = JSON.stringify(look())
  const timer = setInterval(() => {
    const now = JSON.stringify(look())
    if (now === before) return
    before = now
    changed()
  }, LOOK_MS)
  timer.unref()
  return () => clearInterval(timer)
}
