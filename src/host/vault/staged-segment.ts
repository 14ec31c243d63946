import { join } from 'node:path'
import type { Files, OpenFile } from '../ports/files.ts'
import { endMarkOf, frameOf } from './frame.ts'
import type { Journal } from './journal.ts'
import type { StagedSegment } from './plan-vault.ts'
import { positionAt, type Position } from './position.ts'
import { encodeSegmentHeader } from './segment-header.ts'
import { stageName } from './segments.ts'

/** Frames gather to this many bytes before they are written. Nothing is promised before the end mark, so nothing is synced. */
const WRITE_BYTES = 1024 * 1024

export async function openStage(options: {
  readonly files: Files
  readonly folder: string
  readonly plan: string
  readonly name: string
  readonly journal: Journal
  readonly onAdopted: (records: number, bytes: number) => void
}): Promise<StagedSegment> {
  const { files, journal } = options
  // What an earlier start left is dealt with first, so that no stage of this name is taken for it.
  await journal.mended()
  const path = join(options.folder, stageName(options.name))
  await files.remove(path)
  const file: OpenFile = await files.open(path, 'new')
  const offsets: number[] = []
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let written = 0
  let end = 0
  add(encodeSegmentHeader({ plan: options.plan, lines: {}, staged: true }))

  return {
    async append(records) {
      for (const record of records) {
        offsets.push(end)
        add(frameOf(record))
        if (waitingBytes >= WRITE_BYTES) await write()
      }
    },
    async finish() {
      add(endMarkOf(offsets.length))
      await write()
      await file.sync()
      await files.syncFolder(options.folder)
      await file.close()
      const segment = await journal.adopt(path)
      options.onAdopted(offsets.length, end)
      return offsets.map((offset): Position => positionAt(segment, offset))
    },
    async abandon() {
      await file.close().catch(() => undefined)
      await files.remove(path)
    },
  }

  function add(bytes: Uint8Array): void {
    waiting.push(bytes)
    waitingBytes += bytes.length
    end += bytes.length
  }

  async function write(): Promise<void> {
    const bytes = Buffer.concat(waiting)
    waiting = []
    waitingBytes = 0
    await file.write(bytes, written)
    written += bytes.length
  }
}
