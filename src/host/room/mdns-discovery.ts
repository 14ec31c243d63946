import { createSocket, type Socket } from 'node:dgram'
import type { EventEmitter } from 'node:events'
import { Bonjour, type Browser, type Service } from 'bonjour-service'
import { isNear } from '../../sync/noise/ip-address.ts'
import type { Discovery } from '../ports/discovery.ts'
import type { NetworkPlace } from '../ports/network.ts'
import { createMdnsGuard } from './mdns-guard.ts'

const TYPE = 'ordinal'
const ASK_AGAIN_MS = 10_000
/** Names that are told between two questions. Anybody may make up any number, and each is compared with each key. */
const MOST_TOLD = 300
/** More addresses no machine has that is worth calling. */
const MOST_ADDRESSES = 8

/**
 * Multicast DNS, an instance for each interface, since a socket that is bound to all of them sends on one only. Names that
 * leave the machine are the blinded ones: `host` would otherwise be the machine's own.
 */
export function mdnsDiscovery(parts: {
  readonly places: () => readonly NetworkPlace[]
  readonly onPlacesChanged: (handler: () => void) => () => void
  readonly onFault: (error: unknown) => void
  /** A socket for one interface, not bound yet; the machine's where it is left out. */
  readonly socket?: () => Socket
}): Discovery {
  const onEach = (wants: 'questions' | 'answers', begin: (bonjour: Bonjour) => void): (() => void) => {
    let instances: Bonjour[] = []
    const start = (): void => {
      instances = parts
        .places()
        .filter(({ address }) => !address.includes(':'))
        .flatMap(({ address }) => {
          try {
            const socket = guarded((parts.socket ?? newSocket)(), wants)
            const bonjour = new Bonjour(
              { interface: address, bind: '0.0.0.0', socket } as ConstructorParameters<typeof Bonjour>[0],
              parts.onFault,
            )
            // An error that nobody hears ends the process: another program may have the port for itself.
            mdnsOf(bonjour).on('error', parts.onFault)
            begin(bonjour)
            return [bonjour]
          } catch (error) {
            parts.onFault(error)
            return []
          }
        })
    }
    const stop = (): void => {
      for (const bonjour of instances) bonjour.unpublishAll(() => bonjour.destroy())
      instances = []
    }
    start()
    const unwatch = parts.onPlacesChanged(() => {
      stop()
      start()
    })
    return () => {
      unwatch()
      stop()
    }
  }
  return {
    announce: (name, port) =>
      onEach('questions', (bonjour) => {
        const service = bonjour.publish({
          name,
          type: TYPE,
          port,
          host: `${name.slice(0, 16)}.local`,
          probe: false,
          disableIPv6: true,
        })
        service.on('error', parts.onFault)
      }),
    look: (found) =>
      onEach('answers', (bonjour) => {
        let told = 0
        const tell = ({ name, addresses = [], referer, port }: Service): void => {
          if (++told > MOST_TOLD) return browser.stop()
          const all = [...(referer === undefined ? [] : [referer.address]), ...addresses]
          const own = parts.places().map(({ address }) => address)
          const near = [...new Set(all)].filter((address) => isNear(address, own)).slice(0, MOST_ADDRESSES)
          if (near.length > 0) found({ name, port, addresses: near })
        }
        // It remembers all that ever answered: a new one each time forgets, and tells again of those that are there.
        const look = (): Browser => {
          told = 0
          return bonjour.find({ type: TYPE }, tell).on('srv-update', tell)
        }
        let browser = look()
        const timer = setInterval(() => {
          browser.stop()
          browser = look()
        }, ASK_AGAIN_MS)
        timer.unref()
        const destroy = bonjour.destroy.bind(bonjour)
        bonjour.destroy = (callback) => {
          clearInterval(timer)
          browser.stop()
          destroy(callback)
        }
      }),
  }
}

const newSocket = (): Socket => createSocket({ type: 'udp4', reuseAddr: true })

const mdnsOf = (bonjour: Bonjour): EventEmitter =>
  (bonjour as unknown as { readonly server: { readonly mdns: EventEmitter } }).server.mdns

/** The same socket, at which only packets arrive that may be about rooms. */
function guarded(socket: Socket, wants: 'questions' | 'answers'): Socket {
  const isWorthReading = createMdnsGuard(TYPE, wants, () => performance.now())
  const emit = socket.emit.bind(socket) as (event: string, ...args: unknown[]) => boolean
  socket.emit = (event: string, ...args: unknown[]): boolean =>
    event === 'message' && !isWorthReading(args[0] as Uint8Array, (args[1] as { readonly address: string }).address)
      ? false
      : emit(event, ...args)
  return socket
}
