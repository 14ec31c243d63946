import type { Files, OpenFile } from '../../src/host/ports/files.ts'

/** One step of what a disk was asked to do. Files are told apart by `file`, since their names change. */
export type TraceStep =
  | { readonly is: 'folder'; readonly path: string }
  | { readonly is: 'new'; readonly path: string; readonly file: number }
  | {
      readonly is: 'write'
      readonly path: string
      readonly file: number
      readonly at: number
      readonly bytes: Uint8Array
    }
  | { readonly is: 'truncate'; readonly path: string; readonly file: number; readonly length: number }
  | { readonly is: 'sync'; readonly path: string; readonly file: number }
  | { readonly is: 'rename'; readonly from: string; readonly to: string }
  | { readonly is: 'remove'; readonly path: string }
  | { readonly is: 'sync-folder'; readonly path: string }
  /** Somebody was told that something is saved. */
  | { readonly is: 'said'; readonly what: string }

export interface RecordedFiles {
  readonly files: Files
  readonly trace: TraceStep[]
  say(what: string): void
}

/** A disk that writes down all that changes it, in the order in which it happened. */
export function recorded(disk: Files): RecordedFiles {
  const trace: TraceStep[] = []
  const numbers = new Map<string, number>()
  let next = 1

  const files: Files = {
    ...disk,
    async makeFolder(path) {
      await disk.makeFolder(path)
      trace.push({ is: 'folder', path })
    },
    async open(path, how) {
      const open = await disk.open(path, how)
      if (how === 'read') return open
      if (how === 'new') {
        numbers.set(path, next)
        trace.push({ is: 'new', path, file: next++ })
      }
      return watched(open, path, numbers.get(path) ?? 0)
    },
    async rename(from, to) {
      await disk.rename(from, to)
      for (const [path, file] of [...numbers]) {
        if (path !== from && !path.startsWith(`${from}/`)) continue
        numbers.delete(path)
        numbers.set(to + path.slice(from.length), file)
      }
      trace.push({ is: 'rename', from, to })
    },
    async remove(path) {
      if ((await disk.kind(path)) === null) return
      await disk.remove(path)
      trace.push({ is: 'remove', path })
    },
    // The same on an image of this disk.
    identity: async (path) => identityOf(numbers.get(path) ?? path),
    async syncFolder(path) {
      await disk.syncFolder(path)
      trace.push({ is: 'sync-folder', path })
    },
  }
  return { files, trace, say: (what) => void trace.push({ is: 'said', what }) }

  function watched(open: OpenFile, path: string, file: number): OpenFile {
    return {
      ...open,
      async write(bytes, at) {
        await open.write(bytes, at)
        trace.push({ is: 'write', path, file, at, bytes: bytes.slice() })
      },
      async truncate(length) {
        await open.truncate(length)
        trace.push({ is: 'truncate', path, file, length })
      },
      async sync() {
        await open.sync()
        trace.push({ is: 'sync', path, file })
      },
    }
  }
}

export const identityOf = (file: number | string): string => `file ${file}`
