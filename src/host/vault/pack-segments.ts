import { join } from 'node:path'
import type { Files } from '../ports/files.ts'
import { writeFresh } from './json-file.ts'
import { isPacked, PACKED, packSegment, unpackSegment } from './packed-segment.ts'
import { scanSegment } from './segment-scan.ts'
import { listSegments, segmentName } from './segments.ts'

/** A segment of fewer bytes takes no less room on most disks when it is compressed. */
const WORTH_PACKING = 64 * 1024

/**
 * Compresses the segments before `open`, which nobody writes to any more. Each is written beside, read back and compared;
 * only then the plain one goes. Nothing is ever deleted but that. A segment with a damaged place stays as it is, for whoever
 * mends it. Resolves to how many were compressed.
 */
export async function packSegments(
  files: Files,
  folder: string,
  open: number,
  least: number = WORTH_PACKING,
): Promise<number> {
  const { segments } = await listSegments(files, folder)
  let packed = 0
  for (const { number, path } of segments) {
    const plain = join(folder, segmentName(number))
    if (number >= open || isPacked(path) || path !== plain) continue
    const bytes = await files.read(plain)
    if (bytes.length < least) continue
    if ([...scanSegment(bytes).found].some((found) => found.is === 'bad')) continue
    const fresh = `${plain}${PACKED}.new`
    await writeFresh(files, fresh, packSegment(bytes))
    const { plain: back, damage } = unpackSegment(await files.read(fresh))
    if (damage.length > 0 || Buffer.compare(back, bytes) !== 0) {
      await files.remove(fresh)
      continue
    }
    await files.rename(fresh, plain + PACKED)
    await files.syncFolder(folder)
    await files.remove(plain)
    await files.syncFolder(folder)
    packed++
  }
  return packed
}
