import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'

/** What a lock must know of this machine and its processes. */
export interface Processes {
  readonly pid: number
  /** This machine, by a name that a copy of a folder does not carry over. */
  machine(): Promise<string>
  /** Whether such a process lives, as far as can be told. */
  lives(pid: number): boolean
  /** Tells this process from a later one of the same number; null where the system does not say or it does not live. */
  birthOf(pid: number): Promise<string | null>
}

const textOf = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').then(
    (text) => text.trim() || null,
    () => null,
  )

export const systemProcesses: Processes = {
  pid: process.pid,
  async machine() {
    return (await textOf('/etc/machine-id')) ?? (await textOf('/var/lib/dbus/machine-id')) ?? hostname()
  },
  lives(pid) {
    try {
      process.kill(pid, 0)
      return true
    } catch (error) {
      // EPERM: somebody else's, but alive.
      return (error as NodeJS.ErrnoException).code === 'EPERM'
    }
  },
  async birthOf(pid) {
    const [boot, stat] = await Promise.all([textOf('/proc/sys/kernel/random/boot_id'), textOf(`/proc/${pid}/stat`)])
    // The second field, the name, is in brackets and may hold anything; the start time is the 20th after it.
    const started = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return boot === null || started === undefined ? null : `${boot}/${started}`
  },
}
