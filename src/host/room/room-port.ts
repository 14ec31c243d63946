import { CallFailed } from '../../contract/calls.ts'
import type { Discovery, FoundRoom } from '../ports/discovery.ts'
import type { Listening, Network, Pipe, ServePage } from '../ports/network.ts'

/** Where this host listens, one port for all its rooms and their phones. */
export interface RoomPort {
  /** Null while nothing listens. */
  number(): number | null
  /**
   * Listens, unless it does already. `wanted`: on this port and no other. `before`: on this one if it is free. Rejects with
   * CallFailed.
   */
  open(wanted: number | null, before?: number | null): Promise<void>
  /** Tells the network that a room is here. The answer ends it. */
  announce(name: string): () => void
  close(): void
  /** Closes for good. */
  end(): Promise<void>
}

/** The port that is tried first, so that typed addresses stay the same. */
const USUAL_PORT = 47_600
/** So many others are tried before any free one is taken. */
const NEXT_PORTS = 10
const ANY_FREE = 0

export function createRoomPort(parts: {
  readonly network: Network
  readonly discovery: Discovery | null
  readonly page: ServePage
  readonly onPipe: (pipe: Pipe) => void
  /** A host of some room announced itself. */
  readonly onFound: (room: FoundRoom) => void
  /** Addresses of this machine changed. */
  readonly onMoved: () => void
}): RoomPort {
  const { network, discovery } = parts
  let listening: Listening | null = null
  let starting: Promise<void> | null = null
  let closing: Promise<void> = Promise.resolve()
  let watches: (() => void)[] = []
  let isOver = false

  const port: RoomPort = {
    number: () => listening?.port ?? null,
    async open(wanted, before = null) {
      if (listening !== null) return
      starting ??= start(wanted, before).finally(() => (starting = null))
      await starting
    },
    announce: (name) =>
      listening === null || discovery === null ? () => undefined : discovery.announce(name, listening.port),
    close() {
      for (const stop of watches.splice(0)) stop()
      const last = listening
      listening = null
      if (last !== null) closing = last.close()
    },
    async end() {
      isOver = true
      await starting?.catch(() => undefined)
      port.close()
      await closing
    },
  }
  return port

  async function start(wanted: number | null, before: number | null): Promise<void> {
    // It may be the same port.
    await closing
    const usual = [...Array(NEXT_PORTS).keys()].map((i) => USUAL_PORT + i)
    const any = [...(before === null ? [] : [before]), ...usual, ANY_FREE]
    for (const one of wanted === null ? any : [wanted]) {
      if (isOver) break
      const started = await network.listen(one, { pipe: parts.onPipe, page: parts.page })
      if (!started.ok) {
        if (started.error.type === 'port-taken' && wanted === null) continue
        throw new CallFailed(started.error.type, started.error.message)
      }
      listening = started.value
      watches = [network.onPlacesChanged(parts.onMoved), ...(discovery === null ? [] : [discovery.look(parts.onFound)])]
      return
    }
    throw new CallFailed('no-network', 'No port of this machine is free.')
  }
}
