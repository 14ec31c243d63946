import type { AttachmentSpace, AttachmentState, Amount } from '../../contract/attachment-calls.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { DamagedPlace } from '../../contract/health-calls.ts'
import type { Plan } from '../../doc/plan.ts'
import {
  isFileHash,
  LARGEST_ALL_FILES,
  LARGEST_FILE_OF_ALL,
  sizeWords,
  SMALL_FILE,
  USUAL_LARGEST_FILE,
  type Attachment,
} from '../../model/attachment.ts'
import { fileKindOf } from '../../model/file-kind.ts'
import { tooLarge } from '../../commands/attachments.ts'
import { createFetching, LARGEST_PIECE, type FilePart, type FilePeer } from '../../sync/session/fetching.ts'
import { codeOf } from '../ports/files.ts'
import { hashOf, SHELF, type FileShelf } from '../vault/file-shelf.ts'

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

export interface AttachmentBookParts {
  readonly plan: Plan
  readonly shelf: FileShelf
  readonly note: { read(): Promise<unknown>; write(value: unknown): Promise<void> }
  readonly now: () => number
  readonly later: (ms: number, act: () => void) => () => void
  /** What a backup holds of a file, and which one it was. */
  readonly inBackups: (hash: string) => Promise<{ readonly bytes: Uint8Array; readonly name: string } | null>
  /** Hashes that backups hold. */
  readonly namedByBackups: () => Promise<ReadonlySet<string>>
  readonly onChanged: () => void
  readonly onFault: (error: unknown) => void
}

/** Of one export: it is one text in memory, and an import takes no more than 200 MB. */
const MOST_EXPORTED = 50 * 1024 * 1024
/** Progress is told so often at most. */
const TELL_MS = 150

export function createAttachmentBook(parts: AttachmentBookParts): AttachmentBook {
  const { plan, shelf } = parts
  /** What is on the shelf; null before it was looked at. */
  let sizes: Promise<Map<string, number>> | null = null
  /** Read whole in this run of the host, and found to be what it is called. */
  const sound = new Set<string>()
  const damaged = new Set<string>()
  let keepsAll: Promise<boolean> | null = null
  let room: FileRoom | null = null
  let stopTelling: (() => void) | null = null
  let isOver = false
  const fetching = createFetching({
    ...parts,
    peers: () => room?.givers() ?? [],
    store: async (hash) => shelf.coming(hash),
    after: parts.later,
    onNews(hash, done) {
      if (done) void came(hash)
      else tellSoon()
    },
    onWrong(device, hash) {
      const name = room?.givers().find((one) => one.device === device)?.name ?? device
      parts.onFault(
        new Error(`${name} sent other bytes than the file ${hash.slice(0, 12)} has. They were thrown away.`),
      )
      room?.wrong(device)
    },
  })
  const stopPlan = plan.onChange(({ tables }) => {
    if (!tables.has('attachments')) return
    tellSoon()
    void fetchOwn().catch(parts.onFault)
  })

  const book: AttachmentBook = {
    async mayCome(name, size) {
      const most = plan.facts.largestFile ?? USUAL_LARGEST_FILE
      if (size > Math.min(most, LARGEST_FILE_OF_ALL)) throw new CallFailed('too-large', tooLarge(name, size, most))
      let all = size
      for (const bytes of (await held()).values()) all += bytes
      if (all > LARGEST_ALL_FILES)
        throw new CallFailed(
          'too-much',
          `The files of this plan have ${sizeWords(all - size)} together, and a plan takes ${sizeWords(LARGEST_ALL_FILES)}. “${name}” was not attached. Put it where all can reach it and attach the link.`,
        )
    },
    async put(bytes) {
      try {
        const hash = await shelf.put(bytes)
        await noteHere(hash, bytes.length)
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
      await noteDamaged(hash)
      const mended = await fromBackups(hash)
      if (mended !== null) return mended.bytes
      throw new CallFailed(
        'damaged',
        'This file is damaged on this device’s disk. The damaged bytes were kept; whole ones are looked for in backups and on other devices.',
      )
    },
    async states(hashes) {
      const here = await held()
      return hashes.map((hash): AttachmentState => {
        const fetch = fetching.state(hash)
        const isHere = here.has(hash) && !damaged.has(hash)
        const state = isHere ? 'here' : fetch?.from != null ? 'coming' : damaged.has(hash) ? 'damaged' : 'away'
        return { hash, state, got: fetch?.got ?? 0, words: isHere ? '' : wordsOf(hash, state) }
      })
    },
    async want(hashes) {
      const here = await held()
      for (const hash of hashes)
        if ((!here.has(hash) || damaged.has(hash)) && named().has(hash)) fetching.want(hash, LARGEST_FILE_OF_ALL, true)
      tellSoon()
    },
    stop: (hash) => fetching.stop(hash),
    async space() {
      const here = await held()
      const all = named()
      const add = (amount: Amount, bytes: number): Amount => ({ files: amount.files + 1, bytes: amount.bytes + bytes })
      const none: Amount = { files: 0, bytes: 0 }
      const space = { here: none, removed: none, away: none, damaged: none }
      for (const [hash, bytes] of here) {
        space.here = add(space.here, bytes)
        if (all.get(hash)?.isLive !== true) space.removed = add(space.removed, bytes)
        if (damaged.has(hash)) space.damaged = add(space.damaged, bytes)
      }
      for (const [hash, { isLive, size }] of all) if (isLive && !here.has(hash)) space.away = add(space.away, size)
      return { ...space, keepsAll: await keeping() }
    },
    async keepAll(keep) {
      await parts.note.write({ keepsAll: keep })
      keepsAll = Promise.resolve(keep)
      parts.onChanged()
      await fetchOwn()
    },
    async here() {
      const here = await held()
      return [...named().keys()].filter((hash) => here.has(hash))
    },
    async *whole() {
      for (const hash of await book.here()) {
        const bytes = await shelf.read(hash)
        if (typeof bytes !== 'string') yield { hash, bytes }
      }
    },
    async take(hash, bytes) {
      const here = await held()
      if (!named().has(hash) || (here.has(hash) && !damaged.has(hash)) || (await hashOf(bytes)) !== hash) return false
      await book.put(bytes)
      return true
    },
    async forExport() {
      const here = await held()
      const inPlan = named()
      const files: Record<string, string> = {}
      let left = MOST_EXPORTED
      for (const [hash, size] of [...here].sort((a, b) => a[1] - b[1])) {
        if (!inPlan.has(hash) || damaged.has(hash)) continue
        if ((left -= size) < 0) break
        const bytes = await shelf.read(hash)
        if (typeof bytes !== 'string') files[hash] = Buffer.from(bytes).toString('base64')
      }
      return files
    },
    async piece(hash, from, most) {
      if (!isFileHash(hash) || !named().has(hash)) return null
      const size = (await held()).get(hash)
      if (size === undefined || damaged.has(hash)) return null
      if (!sound.has(hash)) {
        if (typeof (await shelf.read(hash)) === 'string') {
          await noteDamaged(hash)
          return null
        }
        sound.add(hash)
      }
      const length = Math.min(most, LARGEST_PIECE, Math.max(0, size - from))
      return { hash, from, size, bytes: length === 0 ? new Uint8Array() : await shelf.piece(hash, from, length) }
    },
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
    came: fetching.came,
    hasNone: fetching.hasNone,
    look() {
      fetching.look()
      tellSoon()
    },
    async check() {
      sizes = null
      const places: DamagedPlace[] = []
      const here = await held()
      for (const hash of here.keys()) {
        if (typeof (await shelf.read(hash)) !== 'string') {
          damaged.delete(hash)
          sound.add(hash)
        } else {
          await noteDamaged(hash)
          places.push(await mended(hash, 'is damaged'))
        }
      }
      // What a backup holds was here once.
      for (const hash of await parts.namedByBackups()) {
        if (here.has(hash) || !named().has(hash)) continue
        places.push(await mended(hash, 'is missing'))
      }
      tellSoon()
      return places
    },
    async end() {
      isOver = true
      stopPlan()
      stopTelling?.()
      fetching.end()
    },
  }
  return book

  function held(): Promise<Map<string, number>> {
    sizes ??= shelf.list().then((found) => new Map(found))
    sizes.catch(() => (sizes = null))
    return sizes
  }

  function keeping(): Promise<boolean> {
    keepsAll ??= parts.note.read().then(
      (note) => (note as { keepsAll?: unknown } | null | undefined)?.keepsAll === true,
      () => false,
    )
    return keepsAll
  }

  /** What records name, removed ones too: they are in the past. */
  function named(): Map<string, { size: number; isLive: boolean; last: Attachment }> {
    const all = new Map<string, { size: number; isLive: boolean; last: Attachment }>()
    for (const row of plan.rows('attachments').values()) {
      if (!isFileHash(row.hash)) continue
      const isLive = row.deleted === null || all.get(row.hash)?.isLive === true
      all.set(row.hash, { size: row.size, isLive, last: row })
    }
    return all
  }

  /** What comes along by itself: small files, or all where a person asked for it. */
  async function fetchOwn(): Promise<void> {
    if (room === null || isOver) return
    const [here, all] = [await held(), await keeping()]
    let bytes = [...here.values()].reduce((sum, size) => sum + size, 0)
    for (const [hash, { size, isLive }] of named()) {
      if (!isLive || (here.has(hash) && !damaged.has(hash))) continue
      if (!all && size > SMALL_FILE) continue
      bytes += size
      if (bytes > LARGEST_ALL_FILES) return
      fetching.want(hash, all ? LARGEST_FILE_OF_ALL : SMALL_FILE, false)
    }
  }

  async function came(hash: string): Promise<void> {
    const bytes = await shelf.read(hash)
    if (typeof bytes !== 'string') await noteHere(hash, bytes.length)
    tellSoon()
  }

  async function noteHere(hash: string, size: number): Promise<void> {
    ;(await held()).set(hash, size)
    sound.add(hash)
    damaged.delete(hash)
    tellSoon()
  }

  async function noteDamaged(hash: string): Promise<void> {
    damaged.add(hash)
    sound.delete(hash)
    tellSoon()
    fetching.want(hash, LARGEST_FILE_OF_ALL, true)
  }

  async function fromBackups(hash: string): Promise<{ bytes: Uint8Array; name: string; keptAt: string } | null> {
    const found = await parts.inBackups(hash)
    if (found === null) return null
    const keptAt = damaged.has(hash) ? `${SHELF}/${await shelf.mend(hash, found.bytes)}` : ''
    if (keptAt === '') await shelf.put(found.bytes)
    fetching.stop(hash)
    await noteHere(hash, found.bytes.length)
    return { ...found, keptAt }
  }

  async function mended(hash: string, what: 'is damaged' | 'is missing'): Promise<DamagedPlace> {
    const back = await fromBackups(hash)
    const name = named().get(hash)?.last.name
    const words = `The file ${name === undefined ? hash.slice(0, 12) : `“${name}”`} ${what}.${back === null ? ' It is asked for again from every device that has it.' : ''}`
    if (back === null) fetching.want(hash, LARGEST_FILE_OF_ALL, true)
    const state = back === null ? 'lost' : 'mended'
    return { file: `${SHELF}/${hash}`, words, record: null, state, from: back?.name ?? '', keptAt: back?.keptAt ?? '' }
  }

  function wordsOf(hash: string, state: AttachmentState['state']): string {
    const fetch = fetching.state(hash)
    const nameOf = (device: string): string =>
      room?.givers().find((one) => one.device === device)?.name ?? 'another device'
    const wrong =
      fetch === null || fetch.wrong.length === 0
        ? ''
        : `${fetch.wrong.map(nameOf).join(' and ')} sent other bytes than were attached; they were thrown away. `
    if (fetch !== null && fetch.trouble !== '')
      return `It could not be kept: ${fetch.trouble === 'ENOSPC' ? 'the disk is full' : `the disk failed (${fetch.trouble})`}. Nothing else is lost; it is tried again.`
    if (state === 'coming') return `${wrong}Coming from ${nameOf(fetch?.from ?? '')}`
    const by = named().get(hash)?.last.by ?? null
    const who = (by === null ? undefined : plan.row('people', by)?.name) ?? ''
    const from = who === '' ? 'a device that has it' : `${who}’s device, or another that has it,`
    const start = state === 'damaged' ? 'Damaged on this device’s disk' : 'Not on this device yet'
    if (room === null || room.givers().length === 0) return `${wrong}${start}. It comes when ${from} is in the room.`
    return `${wrong}${start}, and nobody in the room has it. It comes when ${from} is here.`
  }

  function tellSoon(): void {
    if (isOver || stopTelling !== null) return
    stopTelling = parts.later(TELL_MS, () => {
      stopTelling = null
      parts.onChanged()
    })
  }
}

function diskWords(error: unknown): unknown {
  const code = codeOf(error)
  if (code === '') return error
  const why =
    { ENOSPC: 'the disk is full', EROFS: 'the disk is read-only', EACCES: 'this user may not write there' }[code] ??
    code
  return new CallFailed(
    'disk',
    `The file was not attached: ${why}. Nothing else is lost. Make room and attach it again.`,
  )
}
