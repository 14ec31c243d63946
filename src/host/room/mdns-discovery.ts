import { Bonjour, type Service } from 'bonjour-service'
import type { Discovery } from '../ports/discovery.ts'
import type { NetworkPlace } from '../ports/network.ts'

const TYPE = 'ordinal'
const ASK_AGAIN_MS = 10_000

/**
 * Multicast DNS, an instance for each interface, since a socket that is bound to all of them sends on one only. Names that
 * leave the machine are the blinded ones: `host` would otherwise be the machine's own.
 */
export function mdnsDiscovery(parts: {
  readonly places: () => readonly NetworkPlace[]
  readonly onPlacesChanged: (handler: () => void) => () => void
  readonly onFault: (error: unknown) => void
}): Discovery {
  const onEach = (begin: (bonjour: Bonjour) => void): (() => void) => {
    let instances: Bonjour[] = []
    const start = (): void => {
      instances = parts
        .places()
        .filter(({ address }) => !address.includes(':'))
        .flatMap(({ address }) => {
          try {
            const bonjour = new Bonjour(
              { interface: address, bind: '0.0.0.0' } as ConstructorParameters<typeof Bonjour>[0],
              parts.onFault,
            )
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
      onEach((bonjour) => {
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
      onEach((bonjour) => {
        const tell = ({ name, addresses = [], referer, port }: Service): void => {
          const all = [...(referer === undefined ? [] : [referer.address]), ...addresses]
          found({ name, port, addresses: [...new Set(all)] })
        }
        const browser = bonjour.find({ type: TYPE }, tell)
        browser.on('srv-update', tell)
        const timer = setInterval(() => {
          browser.update()
          // What answers again was found before: `up` is told once only.
          for (const service of browser.services) tell(service)
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
