import { createBlockMap, type Run } from './block-map.ts'
import {
  AROUND,
  BEGIN,
  beginOf,
  blockCipher,
  HEAD,
  LARGEST,
  readBegin,
  sizeOf,
  type Block,
  type BlockCipher,
} from './encrypted-block.ts'
import type { OpenFile } from './files.ts'

const WINDOW = 1024 * 1024
/** Blocks that lie together are fetched together, up to this many bytes at a time. */
const FETCH = 4 * 1024 * 1024

/** What a look through a file's blocks found wrong: byte `from` to `to` on disk cannot be read. */
export interface DamagedBytes {
  readonly from: number
  readonly to: number
}

/**
 * The bytes of an encrypted file, as they were written. What cannot be decrypted any more reads as zeros of the same
 * length, in its place, so that all around it stays where it was; whoever reads it finds by its own sums that this is not
 * what it wrote. An end that was torn or damaged counts as at least one byte.
 */
export function openEncrypted(disk: OpenFile, key: Uint8Array): OpenFile & { damage(): Promise<DamagedBytes[]> } {
  const map = createBlockMap()
  let cipher: BlockCipher | null = null
  /** Where the next block begins on disk, as far as it was looked through. */
  let walked = 0
  /** Bytes behind it that make no block. */
  let torn = 0
  let next = 0
  const bad: DamagedBytes[] = []
  /** A write of ours failed: what it left from here on must go before the next, and counts for nothing until then. */
  let untidyFrom: number | null = null
  /** What is asked of one open file is done one after the other. */
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = last.then(act)
    last = done.catch(() => undefined)
    return done
  }

  return {
    size: () =>
      inTurn(async () => {
        await walk()
        return map.size() + tornSize()
      }),
    read: (position, length) =>
      inTurn(async () => {
        await walk()
        const bytes = new Uint8Array(Math.max(0, Math.min(length, map.size() + tornSize() - position)))
        await decrypt(map.runs(position, position + bytes.length), bytes, position)
        return bytes
      }),
    write: (bytes, position) =>
      inTurn(async () => {
        if (bytes.length === 0) return
        await ready()
        const blocks: Block[] = []
        const pieces: Uint8Array[] = []
        for (let at = 0; at < bytes.length; at += LARGEST) {
          const content = bytes.subarray(at, at + LARGEST)
          const block = { number: next + blocks.length, position: position + at, length: content.length }
          blocks.push(block)
          pieces.push((cipher as BlockCipher).seal(block, content))
        }
        await append(blocks, pieces)
      }),
    truncate: (length) =>
      inTurn(async () => {
        await ready()
        if (length === map.size()) return
        const block = { number: next, position: length, length: null }
        await append([block], [(cipher as BlockCipher).seal(block, new Uint8Array())])
      }),
    sync: () => inTurn(() => disk.sync()),
    isLinked: () => disk.isLinked(),
    close: () => inTurn(() => disk.close()),
    damage: () =>
      inTurn(async () => {
        await walk()
        const found = [...bad]
        const window = windowOf(disk)
        for (const run of map.runs(0, map.size())) {
          const sealed = await window(run.at, HEAD + LARGEST + AROUND)
          const block = (cipher as BlockCipher).headAt(sealed, 0)
          if (block === null || cipher?.open(sealed, block) == null)
            found.push({ from: run.at, to: run.at + AROUND + run.length })
        }
        if (torn > 0) found.push({ from: walked, to: walked + torn })
        return found.sort((a, b) => a.from - b.from)
      }),
  }

  /** How many bytes what lies torn behind the last block counts for. */
  function tornSize(): number {
    return torn === 0 ? 0 : Math.max(1, torn - AROUND * Math.ceil(torn / (LARGEST + AROUND)))
  }

  /** Looks through what came since the last time. */
  async function walk(): Promise<void> {
    const end = untidyFrom ?? (await disk.size())
    if (cipher === null) {
      if (end === 0) return
      const begin = readBegin(await disk.read(0, BEGIN))
      if (begin === null) {
        torn = end
        return
      }
      if (!begin.whole && end >= BEGIN) bad.push({ from: 0, to: BEGIN })
      cipher = blockCipher(key, begin.id)
      walked = Math.min(BEGIN, end)
    }
    if (end < walked) return
    const window = windowOf(disk)
    while (walked + AROUND <= end) {
      const block = cipher.headAt(await window(walked, HEAD), 0)
      if (block !== null && block.number >= next && walked + sizeOf(block) <= end && (await isTrue(block, window))) {
        take(block)
        continue
      }
      const found = await nextBlock(window, walked + 1, end)
      if (found === null) break
      // A write that never ended leaves bytes without a number; where one is left out, something is gone.
      if (found.block.number > next) bad.push({ from: walked, to: found.at })
      walked = found.at
      take(found.block)
    }
    torn = end - walked
  }

  function take(block: Block): void {
    // A number that is left out: something is gone, or stands elsewhere.
    if (block.number > next && bad.at(-1)?.to !== walked) bad.push({ from: walked, to: walked })
    map.add(block, walked)
    next = block.number + 1
    walked += sizeOf(block)
  }

  /**
   * A head is vouched for with its content, when that is read. It is asked at once where it takes bytes away, and where no
   * other head follows: then it may be the torn end of a write, with other blocks behind it.
   */
  async function isTrue(block: Block, window: Window): Promise<boolean> {
    const behind = walked + sizeOf(block)
    const isFollowed = cipher?.headAt(await window(behind, HEAD), 0)?.number === block.number + 1
    if (isFollowed && block.length !== null && block.position === map.size()) return true
    return cipher?.open(await window(walked, sizeOf(block)), block) != null
  }

  async function nextBlock(window: Window, from: number, end: number): Promise<{ block: Block; at: number } | null> {
    for (let base = from; base + AROUND <= end; base += WINDOW) {
      const bytes = await window(base, Math.min(end - base, WINDOW + LARGEST + AROUND))
      for (let i = 0; i < WINDOW && i + AROUND <= bytes.length; i++) {
        const block = (cipher as BlockCipher).headAt(bytes, i)
        if (block === null || block.number < next || i + sizeOf(block) > bytes.length) continue
        if ((cipher as BlockCipher).open(bytes.subarray(i), block) !== null) return { block, at: base + i }
      }
    }
    return null
  }

  /** Ready to write: the file is looked through and begun. */
  async function ready(): Promise<void> {
    await tidy()
    await walk()
    if (cipher !== null) {
      // Cut off, not left lying: the head of a torn block would claim what is written behind it.
      if (torn > 0) await disk.truncate(walked)
      if (torn > 0) await disk.sync()
      torn = 0
      return
    }
    if (torn > BEGIN) throw Object.assign(new Error('The beginning of this file cannot be read.'), { code: 'EIO' })
    if (torn > 0) await disk.truncate(0)
    torn = 0
    cipher = blockCipher(key)
  }

  /** Nobody was promised these bytes, and blocks of theirs must not stand behind what is written next. */
  async function tidy(): Promise<void> {
    if (untidyFrom === null) return
    await disk.truncate(untidyFrom)
    await disk.sync()
    untidyFrom = null
  }

  async function append(blocks: readonly Block[], pieces: readonly Uint8Array[]): Promise<void> {
    const begun = walked > 0
    const at = walked
    const all = begun ? pieces : [beginOf((cipher as BlockCipher).id), ...pieces]
    try {
      await disk.write(all.length === 1 ? (all[0] as Uint8Array) : Buffer.concat(all), at)
    } catch (error) {
      untidyFrom = at
      if (!begun) cipher = null
      // At once, so that a full disk gets its room back.
      await tidy().catch(() => undefined)
      throw error
    }
    walked = at + (begun ? 0 : BEGIN)
    torn = 0
    for (const block of blocks) take(block)
  }

  async function decrypt(runs: readonly Run[], into: Uint8Array, from: number): Promise<void> {
    for (let i = 0; i < runs.length;) {
      const first = runs[i] as Run
      let last = first
      const together: Run[] = []
      while (i < runs.length) {
        const run = runs[i] as Run
        if (run.at < last.at || run.at + LARGEST + AROUND - first.at > FETCH) break
        together.push((last = run))
        i++
      }
      if (together.length === 0) together.push(runs[i++] as Run)
      const bytes = await disk.read(first.at, last.at - first.at + last.skip + last.length + AROUND + LARGEST)
      for (const run of together) {
        const sealed = bytes.subarray(run.at - first.at)
        const block = (cipher as BlockCipher).headAt(sealed, 0)
        const content = block === null ? null : (cipher as BlockCipher).open(sealed, block)
        if (content === null) continue
        const [begin, end] = [Math.max(run.start, from), Math.min(run.start + run.length, from + into.length)]
        into.set(content.subarray(run.skip + begin - run.start, run.skip + end - run.start), begin - from)
      }
    }
  }
}

type Window = (at: number, length: number) => Promise<Uint8Array>

/** Reads ahead, so that going through a file asks the disk once in a megabyte. */
function windowOf(disk: OpenFile): Window {
  let base = 0
  let held: Uint8Array = new Uint8Array()
  return async (at, length) => {
    if (at < base || at + length > base + held.length) {
      base = at
      held = await disk.read(at, Math.max(length, WINDOW))
    }
    return held.subarray(at - base, at - base + length)
  }
}
