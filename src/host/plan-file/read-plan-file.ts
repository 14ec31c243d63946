import { fail, ok, type Result } from '../../model/result.ts'
import { readContent, type AboutFile, type Content, type FilePiece } from './file-content.ts'
import { HEAD_START, headLength, keyOfHead, readHead } from './file-head.ts'
import { planFileFailure, type PlanFileFailure } from './plan-file-failure.ts'
import { LENGTH, MAX_SEALED, openChunk, type ChunkKey } from './sealed-chunk.ts'

/** Bytes that somebody gave us, wherever they lie. */
export interface PlanFileSource {
  readonly size: number
  /** Fewer bytes than asked for only at the end. */
  read(from: number, length: number): Promise<Uint8Array>
}

/** A plan file of which the key is known. All else may still turn out to be damaged. */
export interface OpenPlanFile {
  readonly about: AboutFile
  /** All records, a chunk at a time, from the beginning. A failure comes last. Reading twice gives the same. */
  records(): AsyncGenerator<Result<readonly Uint8Array[], PlanFileFailure>>
  /** Attached files, whole. Their hashes are the file's word; whoever keeps one looks. Reads only what `check` found good. */
  files(): AsyncGenerator<{ readonly hash: string; readonly bytes: Uint8Array }>
  /** Reads all of it. What it told as good is good when it is read again. */
  check(onRecords?: (read: number) => void): Promise<Result<void, PlanFileFailure>>
}

/** Sixty times what 300,000 edits take: few bytes can claim to be many. */
const MOST_RECORD_BYTES = 8 * 2 ** 30

/** Opens a plan file. Rejects as its source does. */
export async function openPlanFile(
  source: PlanFileSource,
  passphrase: string | null,
): Promise<Result<OpenPlanFile, PlanFileFailure>> {
  const length = headLength(await source.read(0, HEAD_START))
  if (!length.ok) return length
  if (source.size < length.value) return fail(planFileFailure('cut-short'))
  const head = readHead(await source.read(0, length.value))
  if (!head.ok) return head
  const key = await keyOfHead(head.value, passphrase)
  if (!key.ok) return key
  const chunks = (): AsyncGenerator<Result<Content, PlanFileFailure>> =>
    readChunks(source, { key: key.value, head: head.value.sum }, length.value)
  const first = await chunks().next()
  if (first.done === true) return fail(planFileFailure('cut-short'))
  if (!first.value.ok) return first.value
  if (first.value.value.is !== 'about') return fail(planFileFailure('damaged'))

  const file: OpenPlanFile = {
    about: first.value.value.about,
    records: () => recordsOf(chunks()),
    files: () => filesOf(chunks()),
    async check(onRecords) {
      let read = 0
      for await (const records of file.records()) {
        if (!records.ok) return records
        read += records.value.length
        onRecords?.(read)
      }
      return ok(undefined)
    },
  }
  return ok(file)
}

async function* recordsOf(
  chunks: AsyncGenerator<Result<Content, PlanFileFailure>>,
): AsyncGenerator<Result<readonly Uint8Array[], PlanFileFailure>> {
  let [place, read, bytes] = [0, 0, 0]
  let isWhole = false
  for await (const chunk of chunks) {
    if (!chunk.ok) return yield chunk
    const content = chunk.value
    const isInPlace = (content.is === 'about') === (place === 0) && !isWhole
    if (!isInPlace) return yield fail(planFileFailure('damaged'))
    place++
    if (content.is === 'end') {
      if (content.records !== read) return yield fail(planFileFailure('damaged'))
      isWhole = true
    }
    if (content.is !== 'records') continue
    read += content.records.length
    for (const record of content.records) bytes += record.length
    if (bytes > MOST_RECORD_BYTES) return yield fail(planFileFailure('too-much'))
    yield ok(content.records)
  }
  if (!isWhole) yield fail(planFileFailure('cut-short'))
}

async function* filesOf(
  chunks: AsyncGenerator<Result<Content, PlanFileFailure>>,
): AsyncGenerator<{ hash: string; bytes: Uint8Array }> {
  let now = null as { hash: string; bytes: Uint8Array; at: number } | null
  for await (const chunk of chunks) {
    if (!chunk.ok) return
    if (chunk.value.is !== 'file') continue
    const { hash, size, bytes }: FilePiece = chunk.value
    if (now?.hash !== hash || now.bytes.length !== size) now = { hash, bytes: new Uint8Array(size), at: 0 }
    if (now.at + bytes.length > size) return
    now.bytes.set(bytes, now.at)
    now.at += bytes.length
    if (now.at < size) continue
    yield { hash, bytes: now.bytes }
    now = null
  }
}

async function* readChunks(
  source: PlanFileSource,
  key: ChunkKey,
  start: number,
): AsyncGenerator<Result<Content, PlanFileFailure>> {
  for (let at = start, number = 0; at < source.size; number++) {
    const before = await source.read(at, LENGTH)
    if (before.length < LENGTH) return yield fail(planFileFailure('cut-short'))
    const length = new DataView(before.buffer, before.byteOffset).getUint32(0)
    if (length > MAX_SEALED) return yield fail(planFileFailure('damaged'))
    const sealed = await source.read(at + LENGTH, length)
    if (sealed.length < length) return yield fail(planFileFailure('cut-short'))
    const opened = await openChunk(key, number, sealed)
    const content = opened === null ? null : readContent(opened)
    if (content === null) return yield fail(planFileFailure('damaged'))
    yield ok(content)
    at += LENGTH + length
  }
}
