import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { fail, ok, type Failure, type Result } from '../../model/result.ts'
import { codeOf, type Files } from '../ports/files.ts'
import type { Processes } from '../ports/processes.ts'

/** `in-use`: another process owns the folder. */
export interface FolderInUse extends Failure {
  readonly type: 'in-use'
  readonly pid: number
}

/** What stands in `lock`. */
interface Owner {
  readonly pid: number
  readonly birth: string | null
  readonly machine: string
  /** Tells this owner from every other. */
  readonly nonce: string
}

export interface FolderLock {
  /** Whether the lock on disk is still this one. Asked once more when the folder is open, since takeovers of one stale lock may cross. */
  isHeld(): Promise<boolean>
  /** Gives the folder back. Leaves a lock alone that is no longer ours. */
  release(): Promise<void>
}

/** Over what tells one owner from another, in this order. */
const sumOf = ({ pid, birth, machine, nonce }: Owner): number => crc32(JSON.stringify([pid, birth, machine, nonce]))

/** Another process may be between making its lock and writing into it, or between being ended and having ended. */
const PATIENCE = 5
const ROUNDS = 15

/**
 * Makes this process the one owner of a folder. The lock of a process that does not live any more is taken over; what
 * matters is the process, not the age of the lock. Rejects as Files does where the folder cannot be written to.
 */
export async function lockFolder(options: {
  files: Files
  folder: string
  processes: Processes
  nonce: string
  pause: () => Promise<void>
}): Promise<Result<FolderLock, FolderInUse>> {
  const { files, folder, processes, nonce, pause } = options
  const path = join(folder, 'lock')
  const own: Owner = {
    pid: processes.pid,
    birth: await processes.birthOf(processes.pid),
    machine: await processes.machine(),
    nonce,
  }
  let unread = 0
  let alive = 0
  for (let round = 0; round < ROUNDS; round++) {
    await make(own)
    const owner = await read(path)
    // Whoever moved our fresh lock away, taking it for a stale one, puts it back: then it is found in a later round.
    if (isOurs(owner)) return ok({ isHeld: async () => isWhole(await read(path)), release })
    if (owner === 'gone') continue
    if (owner === 'unreadable' && unread++ < PATIENCE) {
      await pause()
      continue
    }
    if (owner !== 'unreadable' && (await isAlive(owner))) {
      if (alive++ >= PATIENCE) return fail(inUse(owner))
      await pause()
      continue
    }
    await takeAway(owner)
  }
  return fail({
    type: 'in-use',
    pid: 0,
    message: 'Other processes are opening this data folder at the same moment. Try again.',
  })

  /** Nothing happens if there is one. */
  async function make(owner: Owner): Promise<void> {
    let file
    try {
      file = await files.open(path, 'new')
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return
      throw error
    }
    try {
      await file.write(new TextEncoder().encode(JSON.stringify({ ...owner, sum: sumOf(owner) })), 0)
      await file.sync()
    } catch (error) {
      await files.remove(path)
      throw error
    } finally {
      await file.close()
    }
  }

  /** Only one process can move a lock away; who moved another than it had judged puts it back. */
  async function takeAway(stale: Owner | 'unreadable'): Promise<void> {
    const aside = `${path}.stale-${nonce}`
    try {
      await files.rename(path, aside)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return
      throw error
    }
    const moved = await read(aside)
    const isSame =
      typeof moved === 'object' && typeof stale === 'object' ? moved.nonce === stale.nonce : moved === stale
    // Somebody may have the folder by now; the one whose lock this was finds out when it asks isHeld.
    if (isSame || (await files.kind(path)) !== null) await files.remove(aside)
    else await files.rename(aside, path)
  }

  async function isAlive(owner: Owner): Promise<boolean> {
    // A process of another machine cannot be asked. A lock that came with a copied folder is removed by hand, on purpose.
    if (owner.machine !== own.machine) return true
    if (!(await processes.lives(owner.pid))) return false
    const birth = await processes.birthOf(owner.pid)
    return birth === null || owner.birth === null || birth === owner.birth
  }

  async function read(at: string): Promise<Owner | 'gone' | 'unreadable'> {
    try {
      const value = JSON.parse(new TextDecoder().decode(await files.read(at))) as Partial<Owner & { sum: number }>
      const { pid, birth = null, machine, nonce: mark, sum } = value
      if (typeof pid !== 'number' || typeof machine !== 'string' || typeof mark !== 'string') return 'unreadable'
      const owner: Owner = { pid, birth, machine, nonce: mark }
      // A changed byte must not make a process that is gone look like one of another machine. 0.1.0 wrote no sum.
      return sum === undefined || sum === sumOf(owner) ? owner : 'unreadable'
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 'gone'
      if (error instanceof SyntaxError) return 'unreadable'
      throw error
    }
  }

  function isOurs(owner: Owner | 'gone' | 'unreadable'): boolean {
    return typeof owner === 'object' && owner.nonce === nonce
  }

  function isWhole(owner: Owner | 'gone' | 'unreadable'): boolean {
    return isOurs(owner) && JSON.stringify(owner) === JSON.stringify(own)
  }

  async function release(): Promise<void> {
    if (isOurs(await read(path))) await files.remove(path)
  }

  function inUse(owner: Owner): FolderInUse {
    if (owner.machine === own.machine)
      return {
        type: 'in-use',
        pid: owner.pid,
        message: `Ordinal is already running on this data folder, as process ${owner.pid}.`,
      }
    return {
      type: 'in-use',
      pid: owner.pid,
      message: `Another machine had this data folder open (process ${owner.pid} there). If the folder was copied from it and nobody has it open, remove the file ${path}.`,
    }
  }
}
