import { join } from 'node:path'
import { fail, ok, type Failure, type Result } from '../../model/result.ts'
import type { Files } from '../ports/files.ts'
import { findKeyFile, KEY_FILES, type FoundKey } from './key-file.ts'

/**
 * How a data folder says whether it is encrypted. In the open its content lies in it as it is. Encrypted, it lies in one
 * folder with a name of chance, and the key files with it:
 *
 *   lock, control.sock        who has the folder: no more than the number of a process
 *   <26 letters>/             the content, encrypted; `key-1`, `key-2`
 *   .sealing-<26 letters>/    being made; thrown away by the next start
 *   <26 letters>/clearing     it has just been made: what lies in the open beside it has still to go
 *   .opening-<name>           being written in the open; thrown away by the next start
 *   .closed-<26 letters>/     all of it is written: the folder is in the open, and what is `.opening-` gets its name
 *
 * Each step that decides is the renaming of one folder, and no name ever moves from one folder to another. So after a
 * power cut the content is wholly the one or the other.
 */
const SEALED = /^[a-z2-7]{26}$/
const SEALING = /^\.sealing-[a-z2-7]{26}$/
const CLOSED = /^\.closed-[a-z2-7]{26}$/
export const OPENING = '.opening-'
export const CLEARING = 'clearing'

export const isSealedName = (name: string): boolean => SEALED.test(name)

/** What is no content of a data folder: it is never copied, and the first two stay where they are. */
export const isNoContent = (name: string): boolean =>
  name === 'control.sock' ||
  /^lock(\.stale-.*)?$/.test(name) ||
  [SEALED, SEALING, CLOSED].some((kind) => kind.test(name)) ||
  name.startsWith(OPENING)

export interface SealedFolder {
  /** Its name in the data folder. */
  readonly inside: string
  readonly key: FoundKey
}

/**
 * Ends what an earlier start began, or undoes it, and says what the folder is: null if it is in the open. Needs no key.
 * Fails where the folder is encrypted and its key files are lost: nothing is changed then.
 */
export async function settleFolder(files: Files, root: string): Promise<Result<SealedFolder | null, Failure>> {
  if ((await files.kind(root)) !== 'folder') return ok(null)
  const names = await files.list(root)
  if (names.some((name) => CLOSED.test(name))) {
    await finishOpening(files, root)
    return ok(null)
  }
  for (const name of names) if (SEALING.test(name) || name.startsWith(OPENING)) await files.remove(join(root, name))
  let newest: SealedFolder | null = null
  const older: string[] = []
  for (const inside of names.filter((name) => SEALED.test(name))) {
    const key = await findKeyFile(files, join(root, inside))
    if (key === null) return fail(keyLost(join(root, inside)))
    if (newest === null || key.file.serial > newest.key.file.serial) {
      if (newest !== null) older.push(newest.inside)
      newest = { inside, key }
    } else older.push(inside)
  }
  if (newest === null) return ok(null)
  for (const inside of older) await files.remove(join(root, inside))
  if ((await files.kind(join(root, newest.inside, CLEARING))) !== null) await finishSealing(files, root, newest.inside)
  return ok(newest)
}

/** Takes away what lies in the open beside a folder that was just sealed, and one that was sealed before. */
export async function finishSealing(files: Files, root: string, inside: string): Promise<void> {
  for (const name of await files.list(root))
    if (!isNoContent(name) || (SEALED.test(name) && name !== inside)) await files.remove(join(root, name))
  await files.syncFolder(root)
  await files.remove(join(root, inside, CLEARING))
  await files.syncFolder(join(root, inside))
}

/** Gives the content of a folder that was just opened its names and takes the sealed one away. */
export async function finishOpening(files: Files, root: string): Promise<void> {
  const names = await files.list(root)
  for (const name of names.filter((one) => one.startsWith(OPENING)))
    await files.rename(join(root, name), join(root, name.slice(OPENING.length)))
  await files.syncFolder(root)
  for (const name of names.filter((one) => CLOSED.test(one))) await files.remove(join(root, name))
  await files.syncFolder(root)
}

function keyLost(folder: string): Failure {
  return {
    type: 'key-lost',
    message: `This data folder is encrypted, and both key files (${KEY_FILES.join(' and ')} in ${folder}) are missing or damaged. Put one of them back from a copy of the folder or from the folder of your backups. Nothing was changed.`,
  }
}
