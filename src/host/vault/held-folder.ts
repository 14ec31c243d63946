import { dirname } from 'node:path'
import type { Random } from '../../model/id.ts'
import { ok, type Result } from '../../model/result.ts'
import type { Clock } from '../ports/clock.ts'
import { codeOf, type Files } from '../ports/files.ts'
import type { Processes } from '../ports/processes.ts'
import { diskFailure, IN_USE } from './disk-status.ts'
import { lockFolder, type FolderInUse, type FolderLock } from './folder-lock.ts'
import { sha256 } from './record-crypto.ts'

/** That this process has a data folder: to write in it, or for now to read only. */
export interface HeldFolder {
  isHeld(): Promise<boolean>
  release(): Promise<void>
  /** Why it can only be read so far, in one sentence; null once it may be written. */
  onlyReads(): string | null
  /** Resolves at once where the folder may be written; else takes it now. Rejects as the disk does, or if another has it. */
  take(): Promise<void>
}

export interface HoldFolder {
  readonly files: Files
  readonly root: string
  readonly clock: Clock
  readonly random: Random
  readonly processes: Processes
}

/**
 * Makes the folder and takes it, whatever is in it. A disk that takes no writing, and on which nobody else has the folder,
 * keeps nobody from reading: the lock is made before the first thing that is written. Rejects where there is no folder.
 */
export async function holdFolder(job: HoldFolder): Promise<Result<HeldFolder, FolderInUse>> {
  const { files, root, random, processes } = job
  // One for all tries: a lock that was made and could not be read back is found to be ours by the next.
  const nonce = `${processes.pid}-${Math.floor(random() * 2 ** 32).toString(36)}`
  try {
    if ((await files.kind(root)) === null) {
      await files.makeFolder(root)
      await files.syncFolder(dirname(root)).catch(ignoreForeignFolder)
    }
    const locked = await lock(job, nonce)
    return locked.ok ? ok(heldBy(locked.value)) : locked
  } catch (error) {
    if (!takesNoWriting(error) || (await files.kind(root).catch(() => null)) !== 'folder') throw error
    return ok(readFor(job, nonce, codeOf(error)))
  }
}

/** The same disk; whatever changes something there first makes sure that the folder may be written. */
export function writingUnder(files: Files, held: HeldFolder): Files {
  return {
    ...files,
    async makeFolder(path) {
      if ((await files.kind(path)) === 'folder') return
      await held.take()
      await files.makeFolder(path)
    },
    async open(path, how) {
      if (how !== 'read') await held.take()
      return files.open(path, how)
    },
    async rename(from, to) {
      await held.take()
      await files.rename(from, to)
    },
    async remove(path) {
      if ((await files.kind(path)) === null) return
      await held.take()
      await files.remove(path)
    },
  }
}

/** The failures of a disk that can still be read. */
export function takesNoWriting(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO'].includes(codeOf(error))
}

/** The folder above the data folder may be one that we can only pass through. */
export function ignoreForeignFolder(error: unknown): void {
  if (!['EACCES', 'EPERM', 'EINVAL', 'EROFS'].includes(codeOf(error))) throw error
}

function lock({ files, root, clock, processes }: HoldFolder, nonce: string): Promise<Result<FolderLock, FolderInUse>> {
  const pause = (): Promise<void> => new Promise((resolve) => clock.after(50, resolve))
  return lockFolder({ files, folder: root, processes: namelessly(processes), nonce, pause })
}

const heldBy = (taken: FolderLock): HeldFolder => ({
  isHeld: taken.isHeld,
  release: taken.release,
  onlyReads: () => null,
  take: () => Promise.resolve(),
})

function readFor(job: HoldFolder, nonce: string, code: string): HeldFolder {
  let taken: FolderLock | null = null
  let taking: Promise<void> | null = null
  const why: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk is full',
    EROFS: 'the disk is read-only',
    EACCES: 'this user may not write there',
    EPERM: 'this user may not write there',
  }
  return {
    isHeld: () => taken?.isHeld() ?? Promise.resolve(true),
    release: async () => taken?.release(),
    onlyReads: () =>
      taken === null
        ? `The data folder ${job.root} can only be read for now: ${why[code] ?? `the disk fails (${code})`}. Saving begins by itself once it can be written.`
        : null,
    take() {
      if (taken !== null) return Promise.resolve()
      taking ??= takeNow().finally(() => {
        taking = null
      })
      return taking
    },
  }

  async function takeNow(): Promise<void> {
    const locked = await lock(job, nonce)
    if (!locked.ok) throw diskFailure(IN_USE, locked.error.message)
    taken = locked.value
  }
}

/** A lock lies in the open: it tells machines and processes apart and names none. */
function namelessly(processes: Processes): Processes {
  const sumOf = (text: string): string =>
    Buffer.from(sha256(new TextEncoder().encode(text)))
      .toString('hex')
      .slice(0, 32)
  return {
    ...processes,
    machine: async () => sumOf(`ordinal lock|${await processes.machine()}`),
    async birthOf(pid) {
      const birth = await processes.birthOf(pid)
      return birth === null ? null : sumOf(birth)
    },
  }
}
