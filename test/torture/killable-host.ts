import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connectRunningHost } from '../../src/host/cli/connect.ts'
import type { HostConnection } from '../../src/host/cli/connect.ts'
import { startHost, type RunningHost } from '../e2e/running-host.ts'

/** A parent starts its host again five times a minute and no more; then the next kill takes both. */
const RESTARTS_A_MINUTE = 4
const BACK_WITHIN_MS = 30_000

/** The real built host on a folder, which can be killed again and again and is on the same port each time. */
export interface KillableHost {
  readonly dataFolder: string
  /** How often a host was started after the first time, by its parent or by us. */
  readonly restarts: () => number
  /** SIGKILL to the host alone; its parent starts it again. Answers whether the parent had to go too. */
  killChild(): Promise<'host' | 'host and parent'>
  /** SIGKILL to the host and its parent at once, and a new start. */
  killWhole(): Promise<void>
  /** Asks the host that runs now, waiting for one that starts. */
  ask<T>(act: (host: HostConnection) => Promise<T>): Promise<T>
  stop(): Promise<void>
}

export async function startKillableHost(dataFolder: string): Promise<KillableHost> {
  let running: RunningHost = await startHost(dataFolder)
  const port = Number(new URL(running.url).port)
  let starts = 0
  let childKills: number[] = []

  const host: KillableHost = {
    dataFolder,
    restarts: () => starts,
    async killChild() {
      const now = Date.now()
      childKills = childKills.filter((at) => now - at < 60_000)
      if (childKills.length >= RESTARTS_A_MINUTE) {
        await host.killWhole()
        return 'host and parent'
      }
      childKills.push(now)
      process.kill(await childPid(), 'SIGKILL')
      starts += 1
      return 'host'
    },
    async killWhole() {
      await running.kill()
      running = await startHost(dataFolder, port)
      starts += 1
      childKills = []
    },
    async ask(act) {
      const until = Date.now() + BACK_WITHIN_MS
      for (;;) {
        const connection = await connectRunningHost(dataFolder).catch(() => null)
        try {
          if (connection !== null) return await act(connection)
        } catch (error) {
          if (Date.now() > until) throw error
        } finally {
          await connection?.close()
        }
        if (Date.now() > until) throw new Error(`No host answered within ${BACK_WITHIN_MS} ms. ${running.stderr()}`)
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    },
    async stop() {
      await running.stop()
    },
  }
  return host

  /** The lock says whose the folder is; a host that is just starting has not written it yet. */
  async function childPid(): Promise<number> {
    const until = Date.now() + BACK_WITHIN_MS
    for (;;) {
      const lock = await readFile(join(dataFolder, 'lock'), 'utf8').catch(() => '')
      const pid = /"pid":\s*(\d+)/.exec(lock)?.[1]
      if (pid !== undefined && isAlive(Number(pid)) && Number(pid) !== running.process.pid) return Number(pid)
      if (Date.now() > until) throw new Error('No host holds the folder.')
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
