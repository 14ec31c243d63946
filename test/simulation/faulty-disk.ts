import type { Files, OpenFile } from '../../src/host/ports/files.ts'
import type { FileOperation, MemoryFiles } from '../../src/host/ports/memory-files.ts'

/** Calls that change the disk: at each of them the process may die. */
export type Change = Extract<
  FileOperation,
  'makeFolder' | 'open' | 'rename' | 'remove' | 'syncFolder' | 'write' | 'truncate' | 'sync'
>

export interface FaultyDisk {
  /** What the host is given. */
  readonly files: Files
  /** The process dies at its n-th changing call from now, before, in the middle of or after it. */
  dieAt(n: number, when: 'before' | 'middle' | 'after', died: (call: Change) => void): void
  /** It dies at no call any more. */
  spare(): void
  /** It dies now: nothing it asked for is ever answered. */
  die(): void
  readonly dead: boolean
}

/**
 * A disk under a process that can die at any call. A dead process is one whose promises never settle: nothing of it runs
 * on, as after SIGKILL, and what it wrote before stays as the disk has it.
 */
export function createFaultyDisk(disk: MemoryFiles, trace?: (call: Change, path: string) => void): FaultyDisk {
  let dead = false
  let death: { left: number; when: 'before' | 'middle' | 'after'; died: (call: Change) => void } | null = null
  const never = new Promise<never>(() => undefined)

  async function alive<T>(act: () => Promise<T>): Promise<T> {
    if (dead) return never
    const result = await act().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error
      },
    )
    return dead ? never : result()
  }

  async function change<T>(
    call: Change,
    path: string,
    act: () => Promise<T>,
    half: () => Promise<unknown> = act,
  ): Promise<T> {
    if (dead) return never
    trace?.(call, path)
    if (death !== null && --death.left <= 0) {
      const { when, died } = death
      death = null
      dead = true
      if (when === 'after') await act().catch(() => undefined)
      if (when === 'middle') await half().catch(() => undefined)
      died(call)
      return never
    }
    return alive(act)
  }

  const files: Files = {
    makeFolder: (path) => change('makeFolder', path, () => disk.makeFolder(path)),
    list: (path) => alive(() => disk.list(path)),
    kind: (path) => alive(() => disk.kind(path)),
    read: (path) => alive(() => disk.read(path)),
    open: async (path, how) =>
      fileOf(
        path,
        await (how === 'new' ? change('open', path, () => disk.open(path, how)) : alive(() => disk.open(path, how))),
      ),
    rename: (from, to) => change('rename', `${from} -> ${to}`, () => disk.rename(from, to)),
    remove: (path) => change('remove', path, () => disk.remove(path)),
    syncFolder: (path) => change('syncFolder', path, () => disk.syncFolder(path)),
    identity: (path) => alive(() => disk.identity(path)),
  }

  function fileOf(path: string, file: OpenFile): OpenFile {
    return {
      size: () => alive(() => file.size()),
      read: (position, length) => alive(() => file.read(position, length)),
      write: (bytes, position) =>
        change(
          'write',
          path,
          () => file.write(bytes, position),
          () => file.write(bytes.subarray(0, bytes.length >> 1), position),
        ),
      truncate: (length) => change('truncate', path, () => file.truncate(length)),
      sync: () => change('sync', path, () => file.sync()),
      isLinked: () => alive(() => file.isLinked()),
      close: () => alive(() => file.close()),
    }
  }

  return {
    files,
    dieAt(n, when, died) {
      death = { left: n, when, died }
    },
    spare() {
      death = null
    },
    die() {
      dead = true
    },
    get dead() {
      return dead
    },
  }
}
