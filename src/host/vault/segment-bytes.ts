import { codeOf, type Files } from '../ports/files.ts'
import { isPacked, PACKED, unpackSegment } from './packed-segment.ts'
import type { Segment } from './segments.ts'

/**
 * A segment's bytes as they were written, whether it is compressed by now or not. Blocks that cannot be read are zeros;
 * whoever looks for records finds a damaged place there. Rejects as Files does.
 */
export async function segmentBytes(files: Files, { path }: Pick<Segment, 'path'>): Promise<Uint8Array> {
  if (isPacked(path)) return unpackSegment(await files.read(path)).plain
  try {
    return await files.read(path)
  } catch (error) {
    // It was compressed since somebody listed the folder.
    if (codeOf(error) !== 'ENOENT' || !(await isFile(files, path + PACKED))) throw error
    return unpackSegment(await files.read(path + PACKED)).plain
  }
}

async function isFile(files: Files, path: string): Promise<boolean> {
  return (await files.kind(path)) === 'file'
}
