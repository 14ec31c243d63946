import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Files } from '../ports/files.ts'
import { writeWhole } from './json-file.ts'
import { stampOf } from './stamp.ts'

/** Folders of a plan in which bytes are kept that cannot be used and must not be lost. */
export const ASIDE_FOLDERS = ['torn', 'refused', 'salvage', 'unproven', 'damaged'] as const

/**
 * Keeps bytes under `folder` of a plan's folder, with the moment and their sum in the name, so that a later change of them
 * is noticed. On disk when it resolves. Gives the path.
 */
export async function keepBytesAside(
  files: Files,
  planFolder: string,
  folder: (typeof ASIDE_FOLDERS)[number],
  name: string,
  bytes: Uint8Array,
  now: number,
): Promise<string> {
  const tidy = name.replace(/[^a-z0-9-]/gi, '_').slice(0, 80)
  const path = join(planFolder, folder, `${tidy}-${stampOf(now)}-${sumOf(bytes)}`)
  await files.makeFolder(join(planFolder, folder))
  await writeWhole(files, path, bytes)
  await files.syncFolder(join(planFolder, folder))
  await files.syncFolder(planFolder)
  return path
}

/** False if the name carries a sum and the bytes have another. */
export function isAsItWasKept(name: string, bytes: Uint8Array): boolean {
  const sum = /-([0-9a-f]{8})$/.exec(name)?.[1]
  return sum === undefined || sum === sumOf(bytes)
}

/** Name under which a damaged file of the data folder stays beside the good one. */
export const damagedName = (name: string, bytes: Uint8Array | null, now: number): string =>
  `${name}.damaged-${stampOf(now)}${bytes === null ? '' : `-${sumOf(bytes)}`}`

const sumOf = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, '0')
