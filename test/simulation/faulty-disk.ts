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
  /** Changing calls so far. */
  readonly changes: number
}

/**
 * A disk under a process that can die at any call. A dead process is one whose promises never settle: nothing of it runs
 * on, as after SIGKILL, and what it wrote before stays as the disk has it.
 */
export function createFaultyDisk(disk: MemoryFiles): FaultyDisk {
  let dead = false
  let changes = 0
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

  async function change<T>(call: Change, act: () => Promise<T>, half: () => Promise<unknown> = act): Promise<T> {
    if (dead) return never
    changes++
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
    makeFolder: (path) => change('makeFolder', () => disk.makeFolder(path)),
    list: (path) => alive(() => disk.list(path)),
    kind: (path) => alive(() => disk.kind(path)),
    read: (path) => alive(() => disk.read(path)),
    open: async (path, how) =>
      fileOf(await (how === 'new' ? change('open', () => disk.open(path, how)) : alive(() => disk.open(path, how)))),
    rename: (from, to) => change('rename', () => disk.rename(from, to)),
    remove: (path) => change('remove', () => disk.remove(path)),
    syncFolder: (path) => change('syncFolder', () => disk.syncFolder(path)),
    identity: (path) => alive(() => disk.identity(path)),
  }

  function fileOf(file: OpenFile): OpenFile {
    return {
      size: () => alive(() => file.size()),
      read: (position, length) => alive(() => file.read(position, length)),
      write: (bytes, position) =>
        change(
          'write',
          () => file.write(bytes, position),
          () => file.write(bytes.subarray(0, bytes.length >> 1), position),
        ),
      truncate: (length) => change('truncate', () => file.truncate(length)),
      sync: () => change('sync', () => file.sync()),
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
    get changes() {
      return changes
    },
  }
}
