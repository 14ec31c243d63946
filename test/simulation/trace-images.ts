import type { Files } from '../../src/host/ports/files.ts'
import { createMemoryFiles } from '../../src/host/ports/memory-files.ts'
import type { Random } from '../../src/model/id.ts'
import { identityOf, type TraceStep } from './write-trace.ts'

/** What a disk writes whole or not at all. */
const SECTOR = 512

/**
 * How an image differs from a disk on which every step so far arrived in order:
 * - `whole`: not at all
 * - `torn`: of the last write only the first sectors are there
 * - `zeros`: the file has its new length, and zeros where sectors of the last write are missing
 * - `holes`: any sectors of the last write are missing, in any order
 * - `reordered`: of one file or one folder's names nothing is there that was not synced, although later steps are there
 * - `forgotten`: nothing that was not synced is there, neither bytes nor names
 */
export const IMAGE_KINDS = ['whole', 'torn', 'zeros', 'holes', 'reordered', 'forgotten'] as const
export type ImageKind = (typeof IMAGE_KINDS)[number]

interface Content {
  bytes: Uint8Array
}
type Change = Extract<TraceStep, { is: 'write' | 'truncate' }>

/** What is found after a power cut behind the first `length` steps. Null where this kind of cut leaves nothing else than `whole` there. */
export async function imageAt(
  trace: readonly TraceStep[],
  length: number,
  kind: ImageKind,
  random: Random,
): Promise<{ files: Files; hit: string } | null> {
  const now = new Map<number, Content>()
  const safe = new Map<number, Content>()
  const pending = new Map<number, Change[]>()
  const names = new Map<string, number | 'folder'>([['/', 'folder']])
  const safeNames = new Map<string, number | 'folder'>(names)
  let last: Extract<TraceStep, { is: 'write' }> | null = null

  for (const step of trace.slice(0, length)) {
    switch (step.is) {
      case 'folder':
        for (let path = step.path; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) names.set(path, 'folder')
        break
      case 'new':
        names.set(step.path, step.file)
        now.set(step.file, { bytes: new Uint8Array() })
        safe.set(step.file, { bytes: new Uint8Array() })
        break
      case 'write':
      case 'truncate':
        apply(contentOf(now, step.file), step)
        pending.set(step.file, [...(pending.get(step.file) ?? []), step])
        if (step.is === 'write') last = step
        break
      case 'sync':
        for (const change of pending.get(step.file) ?? []) apply(contentOf(safe, step.file), change)
        pending.delete(step.file)
        if (last?.file === step.file) last = null
        break
      case 'rename':
        for (const path of [...names.keys()]) if (isAt(path, step.to)) names.delete(path)
        for (const [path, what] of [...names])
          if (isAt(path, step.from)) {
            names.delete(path)
            names.set(step.to + path.slice(step.from.length), what)
          }
        break
      case 'remove':
        for (const path of [...names.keys()]) if (isAt(path, step.path)) names.delete(path)
        break
      case 'sync-folder':
        syncNames(names, safeNames, step.path)
        break
      case 'said':
    }
  }

  if (kind === 'torn' || kind === 'zeros' || kind === 'holes') {
    if (last === null) return null
    const { file, at, bytes, path } = last
    const before = (pending.get(file) ?? []).slice(0, -1)
    const content = { bytes: contentOf(safe, file).bytes.slice() }
    for (const change of before) apply(content, change)
    const sectors = sectorsOf(at, bytes.length)
    const whole = Math.floor(random() * sectors.length)
    const isThere = sectors.map((_, i) => (kind === 'holes' ? random() < 0.5 : i < whole))
    if (isThere.every(Boolean)) isThere[isThere.length - 1] = false
    if (kind !== 'torn') grow(content, at + bytes.length)
    for (const [i, [from, to]] of sectors.entries())
      if (isThere[i] === true) apply(content, { ...last, at: from, bytes: bytes.subarray(from - at, to - at) })
    now.set(file, content)
    return { files: await diskOf(names, now), hit: path }
  }
  if (kind === 'reordered') {
    const folders = [...names].flatMap(([path, what]) => (what === 'folder' && safeNames.has(path) ? [path] : []))
    const stale = folders.filter((folder) => namesIn(names, folder) !== namesIn(safeNames, folder))
    const behind: (number | string)[] = [...pending.keys(), ...stale]
    const one = behind[Math.floor(random() * behind.length)]
    if (one === undefined || behind.length + now.size < 2) return null
    if (typeof one === 'number') now.set(one, contentOf(safe, one))
    else {
      for (const path of [...names.keys()]) if (folderOf(path) === one && path !== one) names.delete(path)
      for (const [path, what] of safeNames) if (folderOf(path) === one && path !== one) names.set(path, what)
    }
    return { files: await diskOf(names, now), hit: typeof one === 'string' ? `${one}/names` : '' }
  }
  if (kind === 'forgotten') return { files: await diskOf(safeNames, safe), hit: '' }
  return { files: await diskOf(names, now), hit: '' }
}

function contentOf(contents: Map<number, Content>, file: number): Content {
  let content = contents.get(file)
  if (content === undefined) contents.set(file, (content = { bytes: new Uint8Array() }))
  return content
}

function apply(content: Content, change: Change): void {
  if (change.is === 'truncate') {
    const cut = new Uint8Array(change.length)
    cut.set(content.bytes.subarray(0, change.length))
    content.bytes = cut
    return
  }
  grow(content, change.at + change.bytes.length)
  content.bytes.set(change.bytes, change.at)
}

function grow(content: Content, length: number): void {
  if (content.bytes.length >= length) {
    content.bytes = content.bytes.slice()
    return
  }
  const longer = new Uint8Array(length)
  longer.set(content.bytes)
  content.bytes = longer
}

const namesIn = (names: Map<string, number | 'folder'>, folder: string): string =>
  [...names]
    .flatMap(([path, what]) => (folderOf(path) === folder ? [`${path} ${what}`] : []))
    .sort()
    .join()

function sectorsOf(at: number, length: number): [number, number][] {
  const sectors: [number, number][] = []
  for (let from = at; from < at + length;) {
    const to = Math.min(at + length, (Math.floor(from / SECTOR) + 1) * SECTOR)
    sectors.push([from, to])
    from = to
  }
  return sectors
}

const isAt = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`)
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'

/** Names that stand directly in a folder are on disk now; what left it takes along what is below. */
function syncNames(names: Map<string, number | 'folder'>, safe: Map<string, number | 'folder'>, folder: string): void {
  for (const path of [...safe.keys()])
    if (path !== folder && folderOf(path) === folder && names.get(path) !== safe.get(path))
      for (const below of [...safe.keys()]) if (isAt(below, path)) safe.delete(below)
  for (const [path, what] of names) {
    if (folderOf(path) !== folder) continue
    const isNew = !safe.has(path)
    safe.set(path, what)
    // A folder that was renamed here brings what was synced in it under its old name.
    if (isNew && what === 'folder') for (const [below, one] of names) if (isAt(below, path)) safe.set(below, one)
  }
}

async function diskOf(names: Map<string, number | 'folder'>, contents: Map<number, Content>): Promise<Files> {
  const files = createMemoryFiles()
  for (const [path, what] of names) if (what === 'folder') await files.makeFolder(path)
  const folders = new Set([...names].flatMap(([path, what]) => (what === 'folder' ? [path] : [])))
  for (const [path, what] of names) {
    if (what === 'folder' || !folders.has(folderOf(path))) continue
    const open = await files.open(path, 'new')
    await open.write(contents.get(what)?.bytes ?? new Uint8Array(), 0)
    await open.sync()
  }
  for (const folder of folders) await files.syncFolder(folder)
  return {
    ...files,
    identity: async (path) => {
      const file = names.get(path)
      return typeof file === 'number' ? identityOf(file) : files.identity(path)
    },
  }
}
