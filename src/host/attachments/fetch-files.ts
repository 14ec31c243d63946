import { LARGEST_ALL_FILES, LARGEST_FILE_OF_ALL, SMALL_FILE, USUAL_LARGEST_FILE } from '../../model/attachment.ts'
import type { Plan } from '../../doc/plan.ts'
import { createFetching, type FetchState, type FilePart, type FilePeer } from '../../sync/session/fetching.ts'
import type { FileShelf } from '../vault/file-shelf.ts'
import type { KnownFiles } from './known-files.ts'
import { namedFiles } from './named-files.ts'

/** Another device of the room, as files are asked of it. */
export interface FileGiver extends FilePeer {
  readonly name: string
}

/** Whoever holds the links of a plan's room. */
export interface FileRoom {
  givers(): readonly FileGiver[]
  /** It sent bytes that are not the file's. */
  wrong(device: string): void
}

/** Files that come from other devices of the room. */
export interface FileFetching {
  /** Somebody waits for it, or it was here. */
  want(hash: string): void
  stop(hash: string): void
  state(hash: string): FetchState | null
  /** What comes along by itself: small files, or all where a person asked for it. */
  fetchOwn(): Promise<void>
  /** Links it with the other devices; the answer ends it. */
  meet(room: FileRoom): () => void
  /** Devices came or went. */
  look(): void
  came(device: string, part: FilePart): void
  hasNone(device: string, hash: string): void
  nameOf(device: string): string
  isAlone(): boolean
  end(): void
}

/**
 * What a record says of a file's size is never believed: no more bytes of one are taken than it may have, and none at all once
 * those on the disk are as many as a plan's files may be (vault/file-shelf.ts).
 */
export function createFileFetching(parts: {
  readonly plan: Plan
  readonly shelf: FileShelf
  readonly known: KnownFiles
  readonly keepsAll: () => Promise<boolean>
  readonly now: () => number
  readonly later: (ms: number, act: () => void) => () => void
  /** It goes on, or is here. */
  readonly onNews: () => void
  readonly onFault: (error: unknown) => void
}): FileFetching {
  const { plan, shelf, known } = parts
  let room: FileRoom | null = null
  let isOver = false
  const fetching = createFetching({
    now: parts.now,
    onFault: parts.onFault,
    peers: () => room?.givers() ?? [],
    store: async (hash) => shelf.coming(hash),
    after: parts.later,
    onNews(hash, done) {
      if (done) void came(hash).catch(parts.onFault)
      else parts.onNews()
    },
    onWrong(device, hash) {
      parts.onFault(
        new Error(`${nameOf(device)} sent other bytes than the file ${hash.slice(0, 12)} has. They were thrown away.`),
      )
      room?.wrong(device)
    },
  })
  const nameOf = (device: string): string =>
    room?.givers().find((one) => one.device === device)?.name ?? 'another device'

  return {
    want: (hash) => fetching.want(hash, LARGEST_FILE_OF_ALL, true),
    stop: fetching.stop,
    state: fetching.state,
    fetchOwn,
    meet(next) {
      room = next
      void fetchOwn().catch(parts.onFault)
      fetching.look()
      return () => {
        if (room !== next) return
        room = null
        fetching.look()
      }
    },
    look: fetching.look,
    came: fetching.came,
    hasNone: fetching.hasNone,
    nameOf,
    isAlone: () => (room?.givers() ?? []).length === 0,
    end() {
      isOver = true
      fetching.end()
    },
  }

  async function fetchOwn(): Promise<void> {
    if (room === null || isOver) return
    const all = await parts.keepsAll()
    const most = all ? Math.min(plan.facts.largestFile ?? USUAL_LARGEST_FILE, LARGEST_FILE_OF_ALL) : SMALL_FILE
    if ((await shelf.filled()) >= LARGEST_ALL_FILES) return
    for (const [hash, { size, isLive }] of namedFiles(plan))
      if (isLive && size <= most && !(await known.isHere(hash))) fetching.want(hash, most, false)
  }

  async function came(hash: string): Promise<void> {
    const bytes = await shelf.read(hash)
    if (typeof bytes !== 'string') await known.noteHere(hash, bytes.length)
    parts.onNews()
  }
}
