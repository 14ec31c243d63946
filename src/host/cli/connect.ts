import { tmpdir } from 'node:os'
import type { CallAnswer, CallArgs, HostCallName, HostEvents } from '../../contract/calls.ts'
import { createCaller } from '../../contract/rpc.ts'
import type { Channel, WireMessage } from '../../contract/wire.ts'
import { connectControl, controlPath } from '../server/control-socket.ts'
import { startHost, type HostOptions } from '../start-host.ts'
import { CommandRefused } from './errors.ts'

export interface HostConnection {
  call<N extends HostCallName>(name: N, args: CallArgs<N>): Promise<CallAnswer<N>>
  /** Whether another process owns the data folder and answers. */
  readonly elsewhere: boolean
  close(): Promise<void>
}

/** Talks to the host that already runs on this data folder, or runs one in this process for as long as the command takes. */
export async function connectHost(
  options: HostOptions,
  onEvent: <E extends keyof HostEvents>(name: E, news: HostEvents[E]) => void,
  /** Other commands can reach a host of this process, which goes on for a while. */
  { stays = false }: { readonly stays?: boolean } = {},
): Promise<HostConnection> {
  const told = (name: string, news: unknown): void => onEvent(name as keyof HostEvents, news as never)
  const running = await connectRunningHost(options.dataFolder, told)
  if (running !== null) return running
  const started = await startHost({ ...options, stays })
  if (!started.ok) throw new CommandRefused(started.error.message)
  if (stays) await started.value.listenForCommands()
  const [here, there] = channelPair()
  started.value.hub.welcome(there, 'command')
  const ask = createCaller(here, told)
  return {
    call: (name, args) => ask(name, args) as never,
    elsewhere: false,
    close: async () => {
      here.close()
      await started.value.shutDown()
    },
  }
}

/** The host that runs on this data folder in another process, or null. */
export async function connectRunningHost(
  dataFolder: string,
  onEvent: (name: string, news: unknown) => void = () => undefined,
): Promise<HostConnection | null> {
  const channel = await connectControl(controlPath(dataFolder, process.platform, tmpdir()))
  if (channel === null) return null
  const ask = createCaller(channel, onEvent)
  return { call: (name, args) => ask(name, args) as never, elsewhere: true, close: async () => channel.close() }
}

/** Two ends of a channel inside one process; messages arrive in order, never in the sender's own turn. */
function channelPair(): [Channel, Channel] {
  const ends = [newEnd(), newEnd()] as const
  const channelOf = (mine: End, other: End): Channel => ({
    send: (message) => queueMicrotask(() => other.handlers.forEach((handler) => handler(message))),
    onMessage: (handler) => {
      mine.handlers.push(handler)
    },
    onClose: (handler) => {
      mine.closers.push(handler)
    },
    close: () => {
      for (const end of ends) end.closers.splice(0).forEach((handler) => handler())
    },
  })
  return [channelOf(ends[0], ends[1]), channelOf(ends[1], ends[0])]
}

interface End {
  readonly handlers: ((message: WireMessage) => void)[]
  readonly closers: (() => void)[]
}
const newEnd = (): End => ({ handlers: [], closers: [] })
