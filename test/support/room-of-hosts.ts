import { cp } from 'node:fs/promises'
import type { HostLink } from '../../src/contract/calls.ts'
import type { JoinState, RoomState } from '../../src/contract/room-calls.ts'
import { startTestHost, tempFolder, type TestHost, type TestWindow } from './host-in-process.ts'
import { createMemoryNetwork, type MemoryNetwork } from './memory-network.ts'

/** A real host on a real folder, on a network in memory. */
export interface RoomHost {
  readonly host: TestHost
  readonly link: HostLink
  readonly address: string
  state(plan: string): Promise<RoomState>
  window(plan: string): Promise<TestWindow>
  restart(): Promise<RoomHost>
  stop(): Promise<void>
}

export interface RoomOfHosts {
  readonly network: MemoryNetwork
  /** `address`: another machine's, as those behind one access point share one. */
  start(name: string, address?: string): Promise<RoomHost>
  /** Another machine with a copy of a host's data folder, as it lies there now. */
  startCopy(of: RoomHost, name: string): Promise<RoomHost>
  /** Lets `joiner` into the plan's room at `door`, as two people who compare digits do. */
  join(door: RoomHost, joiner: RoomHost, plan: string): Promise<void>
  end(): Promise<void>
}

export function roomOfHosts(): RoomOfHosts {
  const network = createMemoryNetwork()
  const running = new Set<RoomHost>()
  const folders: { remove: () => Promise<void> }[] = []
  let machines = 0
  let seeds = 1

  const startOn = async (path: string, address: string, name: string | null): Promise<RoomHost> => {
    const host = await startTestHost(path, undefined, { network: network.machine(address), discovery: null }, ++seeds)
    const { link } = host.connect()
    if (name !== null) await link.call('profile.set', { name, role: 'po' })
    const one: RoomHost = {
      host,
      link,
      address,
      state: (plan) => link.call('room.state', { plan }),
      window: (plan) => host.window(plan),
      async restart() {
        await one.stop()
        return startOn(path, address, null)
      },
      async stop() {
        if (running.delete(one)) await host.stop()
      },
    }
    running.add(one)
    return one
  }

  return {
    network,
    async start(name, address = `10.0.0.${++machines}`) {
      const folder = await tempFolder()
      folders.push(folder)
      return startOn(folder.path, address, name)
    },
    async startCopy(of, name) {
      const folder = await tempFolder()
      folders.push(folder)
      await cp(of.host.folder, folder.path, { recursive: true, filter: (path) => !path.endsWith('.sock') })
      return startOn(folder.path, `10.0.0.${++machines}`, name)
    },
    async join(door, joiner, plan) {
      const { invite } = await door.link.call('room.open', { plan, port: null })
      const digits = new Promise<string>((resolve) =>
        joiner.link.on('join.changed', ({ state }) => {
          if (state.state === 'waiting') resolve(state.digits)
        }),
      )
      const joined = joiner.link.call('room.join', { invite: invite?.link ?? '' })
      const shown = await Promise.race([
        digits,
        joined.then((state) => Promise.reject(new Error(JSON.stringify(state)))),
      ])
      const knock = await until(async () => (await door.state(plan)).knocks.find(({ digits }) => digits === shown))
      await door.link.call('room.admit', { plan, device: knock.device, digits: shown })
      const state: JoinState = await joined
      if (state.state !== 'in') throw new Error(JSON.stringify(state))
    },
    async end() {
      for (const one of [...running]) await one.stop()
      for (const folder of folders) await folder.remove()
    },
  }
}

/** Asks again until there is an answer. Rejects after ten seconds. */
export async function until<T>(
  ask: () => Promise<T | undefined | false | null> | T | undefined | false | null,
): Promise<T> {
  const end = Date.now() + 10_000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false && answer !== null) return answer
    if (Date.now() > end) throw new Error('It did not come to that within ten seconds.')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
