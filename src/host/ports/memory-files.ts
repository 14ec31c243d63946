import type { Random } from '../../model/id.ts'
import type { Files, OpenFile } from './files.ts'
import { MemoryFile, MemoryFolder, type PowerCutEffect } from './memory-node.ts'

export type { PowerCutEffect }

export type FileOperation =
  'makeFolder' | 'list' | 'kind' | 'read' | 'open' | 'rename' | 'remove' | 'syncFolder' | 'write' | 'truncate' | 'sync'

export interface Fault {
  readonly on: FileOperation | readonly FileOperation[]
  /** Which paths; all if left out. */
  readonly path?: RegExp
  /** Such as ENOSPC, EIO, EROFS. */
  readonly code: string
  /** How often, then it is over; for ever if left out. */
  readonly times?: number
  /** A failing write leaves this share of its bytes in the file, 0 if left out. */
  readonly written?: number
}

/** A disk in memory that fails on demand and forgets in a power cut what was not synced. */
export interface MemoryFiles extends Files {
  /** From now on; the answer ends it. */
  fault(fault: Fault): () => void
  /** Ends all faults. */
  mend(): void
  /** Bytes that can still be written before ENOSPC; null: no limit. */
  setFree(bytes: number | null): void
  /** The disk as it is found after a power cut now. With `random`, some of what was not synced is there, torn. This one goes on. */
  afterPowerCut(random?: Random, happened?: (what: PowerCutEffect) => void): MemoryFiles
  /** The power goes: everything on this disk fails from now on. */
  powerOff(): void
  /** Changes a file behind everybody's back. */
  tamper(path: string, change: (bytes: Uint8Array) => Uint8Array): void
  /** A copy of all files, as `cp -r` would make it: other identities. */
  copied(): MemoryFiles
  /** How often that was done. */
  count(operation: FileOperation): number
}

export function createMemoryFiles(
  root: MemoryFolder = new MemoryFolder(0),
  marks: { next: number } = { next: 1 },
): MemoryFiles {
  const faults = new Set<Fault & { left: number }>()
  const counts = new Map<FileOperation, number>()
  let free: number | null = null
  let off = false

  const files: MemoryFiles = {
    async makeFolder(path) {
      begin('makeFolder', path)
      let folder = root
      for (const name of partsOf(path)) {
        let next = folder.names.get(name)
        if (next === undefined) {
          next = new MemoryFolder(marks.next++)
          folder.names.set(name, next)
        }
        folder = folderOf(next, path)
      }
    },
    async list(path) {
      begin('list', path)
      return [...folderOf(find(path), path).names.keys()].sort()
    },
    async kind(path) {
      begin('kind', path)
      const node = find(path)
      return node === undefined ? null : node instanceof MemoryFile ? 'file' : 'folder'
    },
    async read(path) {
      begin('read', path)
      return fileOf(find(path), path).content.all()
    },
    async open(path, how) {
      begin('open', path)
      const { folder, name } = placeOf(path)
      const there = folder.names.get(name)
      if (how !== 'new') return openFile(fileOf(there, path), path)
      if (there !== undefined) throw failed('EEXIST', path)
      if (free === 0) throw failed('ENOSPC', path)
      const made = new MemoryFile(marks.next++)
      folder.names.set(name, made)
      return openFile(made, path)
    },
    async rename(from, to) {
      begin('rename', from)
      begin('rename', to)
      const old = placeOf(from)
      const node = old.folder.names.get(old.name)
      if (node === undefined) throw failed('ENOENT', from)
      const place = placeOf(to)
      const replaced = place.folder.names.get(place.name)
      if (replaced instanceof MemoryFolder && replaced.names.size > 0) throw failed('ENOTEMPTY', to)
      if (replaced instanceof MemoryFile) replaced.links = 0
      old.folder.names.delete(old.name)
      place.folder.names.set(place.name, node)
    },
    async remove(path) {
      begin('remove', path)
      const parts = partsOf(path)
      const folder = walk(parts.slice(0, -1))
      if (!(folder instanceof MemoryFolder)) return
      const node = folder.names.get(parts.at(-1) ?? '')
      if (node !== undefined) unlink(node)
      folder.names.delete(parts.at(-1) ?? '')
    },
    async syncFolder(path) {
      begin('syncFolder', path)
      folderOf(find(path), path).sync()
    },
    async identity(path) {
      begin('kind', path)
      const node = find(path)
      if (node === undefined) throw failed('ENOENT', path)
      return String(node.mark)
    },
    fault(fault) {
      const one = { ...fault, left: fault.times ?? Infinity }
      faults.add(one)
      return () => faults.delete(one)
    },
    mend: () => faults.clear(),
    setFree(bytes) {
      free = bytes
    },
    afterPowerCut: (random, happened) => createMemoryFiles(root.afterPowerCut(random ?? null, happened), marks),
    powerOff() {
      off = true
    },
    tamper(path, change) {
      const file = fileOf(find(path), path)
      const changed = change(file.content.all())
      file.truncate(changed.length)
      file.write(changed, 0)
      file.sync()
    },
    copied() {
      const copy = (node: MemoryFile | MemoryFolder): MemoryFile | MemoryFolder => {
        if (node instanceof MemoryFile) return new MemoryFile(marks.next++, node.content.all())
        const folder = new MemoryFolder(marks.next++)
        for (const [name, child] of node.names) folder.names.set(name, copy(child))
        folder.sync()
        return folder
      }
      return createMemoryFiles(copy(root) as MemoryFolder, marks)
    },
    count: (operation) => counts.get(operation) ?? 0,
  }
  return files

  function openFile(file: MemoryFile, path: string): OpenFile {
    return {
      size: async () => file.content.length,
      async read(position, length) {
        begin('read', path)
        return file.content.slice(position, position + length)
      },
      async write(bytes, position) {
        const fault = fired('write', path)
        if (fault !== null) {
          file.write(bytes.subarray(0, Math.floor(bytes.length * (fault.written ?? 0))), position)
          throw failed(fault.code, path)
        }
        const fits = free === null ? bytes.length : Math.min(bytes.length, free)
        file.write(bytes.subarray(0, fits), position)
        if (free !== null) free -= fits
        if (fits < bytes.length) throw failed('ENOSPC', path)
      },
      async truncate(length) {
        begin('truncate', path)
        file.truncate(length)
      },
      async sync() {
        begin('sync', path)
        file.sync()
      },
      isLinked: async () => file.links > 0,
      async close() {},
    }
  }

  function begin(operation: FileOperation, path: string): void {
    const fault = fired(operation, path)
    if (fault !== null) throw failed(fault.code, path)
  }

  function fired(operation: FileOperation, path: string): Fault | null {
    if (off) return { on: operation, code: 'EIO' }
    counts.set(operation, (counts.get(operation) ?? 0) + 1)
    for (const fault of faults) {
      const operations: readonly FileOperation[] = typeof fault.on === 'string' ? [fault.on] : fault.on
      if (!operations.includes(operation) || fault.path?.test(path) === false || fault.left <= 0) continue
      fault.left--
      return fault
    }
    return null
  }

  function walk(parts: readonly string[]): MemoryFile | MemoryFolder | undefined {
    let node: MemoryFile | MemoryFolder | undefined = root
    for (const name of parts) node = node instanceof MemoryFolder ? node.names.get(name) : undefined
    return node
  }

  function find(path: string): MemoryFile | MemoryFolder | undefined {
    return walk(partsOf(path))
  }

  function placeOf(path: string): { folder: MemoryFolder; name: string } {
    const parts = partsOf(path)
    return { folder: folderOf(walk(parts.slice(0, -1)), path), name: parts.at(-1) ?? '' }
  }
}

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '')

function unlink(node: MemoryFile | MemoryFolder): void {
  if (node instanceof MemoryFile) node.links = 0
  else for (const child of node.names.values()) unlink(child)
}

function fileOf(node: MemoryFile | MemoryFolder | undefined, path: string): MemoryFile {
  if (node === undefined) throw failed('ENOENT', path)
  if (node instanceof MemoryFolder) throw failed('EISDIR', path)
  return node
}

function folderOf(node: MemoryFile | MemoryFolder | undefined, path: string): MemoryFolder {
  if (node === undefined) throw failed('ENOENT', path)
  if (node instanceof MemoryFile) throw failed('ENOTDIR', path)
  return node
}

function failed(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}
