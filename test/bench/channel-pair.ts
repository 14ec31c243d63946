import { createLink } from '../../src/browser/socket-link.ts'
import type { HostLink } from '../../src/contract/calls.ts'
import { decodeWire, encodeWire, type Channel, type WireMessage } from '../../src/contract/wire.ts'

/** A link to a host in this process; what it says crosses as bytes, as over a socket. `welcome` gets the host's end. */
export function channelPair(welcome: (channel: Channel) => void): HostLink {
  const ends = [[], []] as [((message: unknown) => void)[], ((message: unknown) => void)[]]
  const end = (mine: 0 | 1): Channel => ({
    send(message: WireMessage) {
      const bytes = encodeWire(message)
      setImmediate(() => ends[mine === 0 ? 1 : 0].forEach((handler) => handler(decodeWire(bytes))))
    },
    onMessage: (handler) => void ends[mine].push(handler as (message: unknown) => void),
    onClose: () => undefined,
    close: () => undefined,
  })
  const { link, attach } = createLink()
  welcome(end(1))
  attach(end(0))
  return link
}
