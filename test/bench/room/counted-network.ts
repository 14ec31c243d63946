import type { Network, Pipe } from '../../../src/host/ports/network.ts'

/** The same network; what leaves by it is counted: bytes of frames, without the few that WebSocket, TCP and IP add. */
export function countedNetwork(network: Network): {
  readonly network: Network
  readonly carried: () => { readonly sent: number; readonly frames: number }
} {
  let sent = 0
  let frames = 0
  const counted = (pipe: Pipe): Pipe => ({
    ...pipe,
    send(bytes) {
      sent += bytes.length
      frames++
      pipe.send(bytes)
    },
  })
  return {
    network: {
      ...network,
      listen: (port, on) => network.listen(port, { ...on, pipe: (pipe) => on.pipe(counted(pipe)) }),
      async dial(address, port) {
        const pipe = await network.dial(address, port)
        return pipe === null ? null : counted(pipe)
      },
    },
    carried: () => ({ sent, frames }),
  }
}
