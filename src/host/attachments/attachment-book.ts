import type { AttachmentSpace, AttachmentState, Amount } from '../../contract/attachment-calls.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { DamagedPlace } from '../../contract/health-calls.ts'
import { tooLarge } from '../../commands/attachments.ts'
import type { Plan } from '../../doc/plan.ts'
import {
  isFileHash,
  LARGEST_ALL_FILES,
  LARGEST_FILE_OF_ALL,
  sizeWords,
  USUAL_LARGEST_FILE,
} from '../../model/attachment.ts'
import { fileKindOf } from '../../model/file-kind.ts'
import { LARGEST_PIECE, type FilePart } from '../../sync/session/fetching.ts'
import { hashOf, type FileShelf } from '../vault/file-shelf.ts'
import { createFileFetching, type FileRoom } from './fetch-files.ts'
import { diskWords, whereWords } from './file-words.ts'
import { createFilesNote, type Note } from './files-note.ts'
import { createKnownFiles } from './known-files.ts'
import { checkFiles, fromBackups, type FilesInBackups } from './lost-files.ts'
import { namedFiles, spokenOf } from './named-files.ts'
import { sweepFiles } from './sweep-files.ts'

export type { FileGiver, FileRoom } from './fetch-files.ts'

/** The bytes of one plan's attached files on this device: what is here, what is not, and how it comes. */
export interface AttachmentBook {
  /** Refuses a file before its bytes come. Throws CallFailed. */
  mayCome(name: string, size: number): Promise<void>
  /** On disk when it resolves; only then may a record name it. */
  put(bytes: Uint8Array): Promise<{ hash: string; type: string; size: number }>
  /** Checked against its hash. */
  read(hash: string): Promise<Uint8Array>
  states(hashes: readonly string[]): Promise<readonly AttachmentState[]>
  want(hashes: readonly string[]): Promise<void>
  stop(hash: string): void
  space(): Promise<AttachmentSpace>
  keepAll(keep: boolean): Promise<void>
  /** Hashes that records name and whose bytes are here, deleted ones too. */
  here(): Promise<readonly string[]>
  /** Those that are here and named, one after the other; a damaged one is left out. */
  whole(): AsyncGenerator<{ readonly hash: string; readonly bytes: Uint8Array }>
  /** From a file that somebody gave: true if it was not here, the plan names it, and the bytes have the hash. */
  take(hash: string, bytes: Uint8Array): Promise<boolean>
  /** In base64 by hash, the smallest first, up to 50 MB. */
  forExport(): Promise<Readonly<Record<string, string>>>
  /** A piece for a peer; null for what is not here, is damaged, or is no file of this plan. */
  piece(hash: string, from: number, most: number): Promise<FilePart | null>
  /** Links it with the other devices; the answer ends it. */
  meet(room: FileRoom): () => void
  came(device: string, part: FilePart): void
  hasNone(device: string, hash: string): void
  /** Devices came or went. */
  look(): void
  /** Reads every byte, and mends what it can: from backups at once, from other devices as they come. */
  check(): Promise<readonly DamagedPlace[]>
  end(): Promise<void>
}

export interface AttachmentBookParts extends FilesInBackups {
  readonly plan: Plan
  readonly shelf: FileShelf
  readonly note: Note
  /** All records of the plan are here and could be read: only then what no record names is nobody's. */
  readonly isWhole: () => boolean
  readonly now: () => number
  readonly later: (ms: number, act: () => void) => () => void
  readonly onChanged: () => void
  readonly onFault: (error: unknown) => void
}

/** Of one export: it is one text in memory, and an import takes no more than 200 MB. */
const MOST_EXPORTED = 50 * 1024 * 1024
/** Progress is told so often at most. */
const TELL_MS = 150
/** After files were first looked at: whoever does that is doing something else. */
const SWEEP_MS = 10 * 60 * 1000

export function createAttachmentBook(parts: AttachmentBookParts): AttachmentBook {
  const { plan, shelf } = parts
  const known = createKnownFiles(shelf)
  const note = createFilesNote(parts.note)
  const fetching = createFileFetching({ ...parts, known, keepsAll: note.keepsAll, onNews: tellSoon })
  const lost = { ...parts, known, fetching }
  /** In this run of the host: a record is about to name them. */
  const brought = new Set<string>()
  let stopTelling: (() => void) | null = null
  let isOver = false
  const stopPlan = plan.onChange(({ tables }) => {
    if (!tables.has('attachments')) return
    tellSoon()
    void fetching.fetchOwn().catch(parts.onFault)
  })
  let stopSweeping: (() => void) | null = null

  const book: AttachmentBook = {
    async mayCome(name, size) {
      const most = Math.min(plan.facts.largestFile ?? USUAL_LARGEST_FILE, LARGEST_FILE_OF_ALL)
      if (size > most) throw new CallFailed('too-large', tooLarge(name, size, most))
      const all = await shelf.filled()
      if (all + size > LARGEST_ALL_FILES)
        throw new CallFailed(
          'too-much',
          `The files of this plan have ${sizeWords(all)} together, and a plan takes ${sizeWords(LARGEST_ALL_FILES)}. “${name}” was not attached. Put it where all can reach it and attach the link.`,
        )
    },
    async put(bytes) {
      if (bytes.length > LARGEST_FILE_OF_ALL)
        throw new CallFailed('too-large', tooLarge('This file', bytes.length, LARGEST_FILE_OF_ALL))
      try {
        const hash = await shelf.put(bytes)
        brought.add(hash)
        await known.noteHere(hash, bytes.length)
        tellSoon()
        return { hash, type: fileKindOf(bytes).type, size: bytes.length }
      } catch (error) {
        throw diskWords(error)
      }
    },
    async read(hash) {
      const bytes = await shelf.read(hash)
      if (typeof bytes !== 'string') return bytes
      if (bytes === 'missing')
        throw new CallFailed(
          'away',
          'This file is not on this device yet. It comes once a device that has it is in the room.',
        )
      noteDamaged(hash)
      const mended = await fromBackups(lost, hash)
      tellSoon()
      if (mended !== null) return mended.bytes
      throw new CallFailed(
        'damaged',
        'This file is damaged on this device’s disk. The damaged bytes were kept; whole ones are looked for in backups and on other devices.',
      )
    },
    states(hashes) {
      stopSweeping ??= parts.later(SWEEP_MS, () => void sweep().catch(parts.onFault))
      return Promise.all(
        hashes.map(async (hash): Promise<AttachmentState> => {
          const fetch = fetching.state(hash)
          const got = fetch?.got ?? 0
          if (await known.isHere(hash)) return { hash, state: 'here', got, words: '' }
          const state = fetch?.from != null ? 'coming' : known.isDamaged(hash) ? 'damaged' : 'away'
          return { hash, state, got, words: whereWords(plan, fetching, hash, state) }
        }),
      )
    },
    async want(hashes) {
      const named = namedFiles(plan)
      for (const hash of hashes) if (named.has(hash) && !(await known.isHere(hash))) fetching.want(hash)
      tellSoon()
    },
    stop: fetching.stop,
    async space() {
      const here = await known.held()
      const named = namedFiles(plan)
      const spoken = spokenOf(plan)
      const add = (amount: Amount, bytes: number): Amount => ({ files: amount.files + 1, bytes: amount.bytes + bytes })
      const none: Amount = { files: 0, bytes: 0 }
      const space = { here: none, removed: none, unnamed: none, away: none, damaged: none }
      for (const [hash, bytes] of here) {
        space.here = add(space.here, bytes)
        if (!spoken.has(hash)) space.unnamed = add(space.unnamed, bytes)
        else if (named.get(hash)?.isLive !== true) space.removed = add(space.removed, bytes)
        if (known.isDamaged(hash)) space.damaged = add(space.damaged, bytes)
      }
      for (const [hash, { isLive, size }] of named) if (isLive && !here.has(hash)) space.away = add(space.away, size)
      return { ...space, keepsAll: await note.keepsAll() }
    },
    async keepAll(keep) {
      await note.keepAll(keep)
      parts.onChanged()
      await fetching.fetchOwn()
    },
    async here() {
      const here = await known.held()
      return [...namedFiles(plan).keys()].filter((hash) => here.has(hash))
    },
    async *whole() {
      for (const hash of await book.here()) {
        const bytes = await shelf.read(hash)
        if (typeof bytes !== 'string') yield { hash, bytes }
      }
    },
    async take(hash, bytes) {
      if (!namedFiles(plan).has(hash) || (await known.isHere(hash)) || bytes.length > LARGEST_FILE_OF_ALL) return false
      if ((await hashOf(bytes)) !== hash) return false
      try {
        await book.put(bytes)
        return true
      } catch (error) {
        // The plan's records count without it.
        if (error instanceof CallFailed && error.type === 'too-much') return false
        throw error
      }
    },
    async forExport() {
      const named = namedFiles(plan)
      const files: Record<string, string> = {}
      let left = MOST_EXPORTED
      for (const [hash, size] of [...(await known.held())].sort((a, b) => a[1] - b[1])) {
        if (!named.has(hash) || known.isDamaged(hash)) continue
        if ((left -= size) < 0) break
        const bytes = await shelf.read(hash)
        if (typeof bytes !== 'string') files[hash] = Buffer.from(bytes).toString('base64')
      }
      return files
    },
    async piece(hash, from, most) {
      if (!isFileHash(hash) || !namedFiles(plan).has(hash)) return null
      const size = (await known.held()).get(hash)
      if (size === undefined || known.isDamaged(hash)) return null
      if (!known.isSound(hash)) {
        if (typeof (await shelf.read(hash)) === 'string') {
          noteDamaged(hash)
          return null
        }
        await known.noteHere(hash, size)
      }
      const length = Math.min(most, LARGEST_PIECE, Math.max(0, size - from))
      return { hash, from, size, bytes: length === 0 ? new Uint8Array() : await shelf.piece(hash, from, length) }
    },
    meet: fetching.meet,
    came: fetching.came,
    hasNone: fetching.hasNone,
    look() {
      fetching.look()
      tellSoon()
    },
    async check() {
      const places = await checkFiles(lost)
      await sweep()
      tellSoon()
      return places
    },
    async end() {
      isOver = true
      stopPlan()
      stopSweeping?.()
      stopTelling?.()
      fetching.end()
    },
  }
  return book

  function noteDamaged(hash: string): void {
    known.noteDamaged(hash)
    tellSoon()
    fetching.want(hash)
  }

  async function sweep(): Promise<void> {
    if (isOver || !parts.isWhole()) return
    const isInUse = (hash: string): boolean => brought.has(hash) || fetching.state(hash) !== null
    const unnamed = await sweepFiles({
      ...{ shelf, isInUse, now: parts.now() },
      spokenOf: () => spokenOf(plan),
      unnamed: await note.unnamed(),
    })
    await note.setUnnamed(unnamed)
    known.lookAgain()
  }

  function tellSoon(): void {
    if (isOver || stopTelling !== null) return
    stopTelling = parts.later(TELL_MS, () => {
      stopTelling = null
      parts.onChanged()
    })
  }
}
