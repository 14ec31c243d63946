import type { PeerAddress } from '../../sync/session/peer-message.ts'

/** Where the other hosts of a room were last reached. Kept over restarts. */
export interface KnownPlaces {
  /**
   * What a peer, an invite or a search of the network told. Addresses told last are tried first. True if it is news; `keep`
   * what counts after it. Of devices that are no members only the last few are remembered: anybody may tell of any number.
   */
  told(peer: PeerAddress, isMember: boolean): boolean
  keep(): void
  of(device: string): PeerAddress | undefined
  all(): readonly PeerAddress[]
  forget(device: string): void
}

/** More addresses of one device are of the past. */
const MOST_ADDRESSES = 8
/** Devices of which places are remembered. */
const MOST_DEVICES = 500
const MOST_STRANGERS = 50

export function createKnownPlaces(
  saved: readonly PeerAddress[],
  save: (places: readonly PeerAddress[]) => void,
): KnownPlaces {
  const places = new Map(saved.map((one) => [one.device, one]))
  const strangers = new Set<string>()
  return {
    told({ device, addresses, port }, isMember) {
      const before = places.get(device)
      const kept = before?.port === port ? before.addresses : []
      const merged = [...new Set([...addresses, ...kept])].slice(0, MOST_ADDRESSES)
      if (before?.port === port && merged.join() === before.addresses.join()) return false
      if (before === undefined && isMember && places.size - strangers.size >= MOST_DEVICES) return false
      if (isMember) strangers.delete(device)
      else if (before === undefined) strangers.add(device)
      places.set(device, { device, addresses: merged, port })
      for (const stranger of strangers) {
        if (strangers.size <= MOST_STRANGERS) break
        strangers.delete(stranger)
        places.delete(stranger)
      }
      return true
    },
    keep: () => save([...places.values()].filter(({ device }) => !strangers.has(device))),
    of: (device) => places.get(device),
    all: () => [...places.values()],
    forget(device) {
      if (places.delete(device)) save([...places.values()])
    },
  }
}
