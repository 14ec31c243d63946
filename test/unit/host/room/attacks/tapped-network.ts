import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Network, Pipe } from '../../../../../src/host/ports/network.ts'
import { webNetwork } from '../../../../../src/host/room/web-network.ts'

/** Real sockets of this machine, each with somebody on the wire who writes down every byte. */
export interface TappedNetwork {
  /** A machine that the others know by this address. */
  machine(address: string): Network
  /** Where a browser reaches the host that listens at this address and port. */
  origin(address: string, port: number): Promise<string>
  /** Bytes as they are on the wire, both ways. */
  readonly wire: Uint8Array[]
  /** The same without what WebSocket puts around and over them. */
  readonly frames: { readonly from: string; readonly bytes: Uint8Array }[]
  end(): Promise<void>
}

export function tappedNetwork(): TappedNetwork {
  const wire: Uint8Array[] = []
  const frames: TappedNetwork['frames'] = []
  const taps = new Map<number, Promise<{ server: Server; port: number }>>()
  const sockets = new Set<Socket>()
  const tapTo = (port: number): Promise<{ server: Server; port: number }> => {
    const tap =
      taps.get(port) ??
      new Promise((resolve) => {
        const server = createServer((near) => {
          const far = connect(port, '127.0.0.1')
          for (const [one, other] of [
            [near, far],
            [far, near],
          ] as const) {
            sockets.add(one)
            one.on('data', (bytes: Buffer) => {
              wire.push(bytes)
              other.write(bytes)
            })
            one.on('end', () => other.end())
            one.on('error', () => other.destroy())
            one.on('close', () => sockets.delete(one))
          }
        })
        server.listen(0, '127.0.0.1', () => resolve({ server, port: (server.address() as AddressInfo).port }))
      })
    taps.set(port, tap)
    return tap
  }
  const watched = (pipe: Pipe, from: string, to: string): Pipe => ({
    ...pipe,
    send(bytes) {
      frames.push({ from, bytes: bytes.slice() })
      pipe.send(bytes)
    },
    onBytes: (handler) =>
      pipe.onBytes((bytes) => {
        frames.push({ from: to, bytes: bytes.slice() })
        handler(bytes)
      }),
  })
  return {
    wire,
    frames,
    machine: (address) => ({
      ...webNetwork,
      places: () => [{ name: 'net0', address }],
      async dial(to, port) {
        const tap = await tapTo(port)
        const pipe = await webNetwork.dial('127.0.0.1', tap.port)
        return pipe === null ? null : watched(pipe, address, to)
      },
    }),
    origin: async (_, port) => `http://127.0.0.1:${(await tapTo(port)).port}`,
    async end() {
      for (const socket of sockets) socket.destroy()
      for (const tap of taps.values()) (await tap).server.close()
    },
  }
}
