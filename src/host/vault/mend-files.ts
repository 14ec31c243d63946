import { join } from 'node:path'
import type { DamagedPlace } from '../../contract/health-calls.ts'
import { codeOf, type Files } from '../ports/files.ts'
import { FOLDER_MARK_WORDS } from './device-key.ts'
import { keepDamagedFile } from './replace-damaged.ts'
import { createTwinFile } from './twin-file.ts'

/**
 * Mends what a check found damaged beside the plans: of a file that is kept twice the good copy takes the damaged one's
 * place, and the damaged one stays under another name. Gives the places as they are afterwards.
 */
export async function mendDataFiles(
  files: Files,
  root: string,
  places: readonly DamagedPlace[],
  now: () => number,
): Promise<DamagedPlace[]> {
  const after: DamagedPlace[] = []
  for (const place of places) {
    const isNote = /^(device\.key|[a-z][a-z0-9-]*\.json)(\.second)?$/.test(place.file)
    try {
      if (isNote) after.push(await mendNote(place))
      else if (place.file === 'folder-mark') after.push(await mendMark(place))
      else after.push(place)
    } catch (error) {
      // With a disk that takes no writing it stays as it is; the next check tries again.
      if (codeOf(error) === '') throw error
      after.push(place)
    }
  }
  return after

  async function mendNote(place: DamagedPlace): Promise<DamagedPlace> {
    const path = join(root, place.file.replace(/\.second$/, ''))
    const value = await createTwinFile(files, path, now)
      .read()
      .catch((error: unknown) => {
        if (codeOf(error) !== '') throw error
        return undefined
      })
    const keptAt = (await files.list(root)).filter((name) => name.startsWith(`${place.file}.damaged-`)).at(-1) ?? ''
    const from = value === undefined ? '' : 'its other copy'
    return { ...place, state: keptAt === '' ? place.state : 'mended', from, keptAt }
  }

  /** Written in its place: another file under this name would be another folder's. */
  async function mendMark(place: DamagedPlace): Promise<DamagedPlace> {
    const path = join(root, place.file)
    const keptAt = await keepDamagedFile(files, path, now())
    const file = await files.open(path, 'write')
    try {
      const words = new TextEncoder().encode(FOLDER_MARK_WORDS)
      await file.write(words, 0)
      await file.truncate(words.length)
      await file.sync()
    } finally {
      await file.close()
    }
    return { ...place, state: 'mended', from: 'what always stands in it', keptAt }
  }
}
