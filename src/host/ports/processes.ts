import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'

/** What a lock must know of this machine and its processes. */
export interface Processes {
  readonly pid: number
  /** This machine, by a name that a copy of a folder does not carry over. */
  machine(): Promise<string>
  /** Whether such a process lives, as far as can be told. */
  lives(pid: number): Promise<boolean>
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
  async lives(pid) {
    try {
      process.kill(pid, 0)
    } catch (error) {
      // EPERM: somebody else's, but alive.
      return (error as NodeJS.ErrnoException).code === 'EPERM'
    }
    // One that has ended keeps its number until its parent asks how (state Z); it writes nothing any more.
    const state = (await fieldsOf(pid))?.[0]
    return state !== 'Z' && state !== 'X'
  },
  async birthOf(pid) {
    const [boot, fields] = await Promise.all([textOf('/proc/sys/kernel/random/boot_id'), fieldsOf(pid)])
    const started = fields?.[19]
    return boot === null || started === undefined ? null : `${boot}/${started}`
  },
}

/** What Linux says of a process, from its state on. The name before it is in brackets and may hold anything. */
async function fieldsOf(pid: number): Promise<string[] | undefined> {
  const stat = await textOf(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
}
