import { join } from 'node:path'
import { fail, ok, type Failure, type Result } from '../../model/result.ts'
import { encryptedNames } from '../ports/encrypted-names.ts'
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
 * Fails where the folder is encrypted and its key files are lost, and where two contents lie there: nothing is changed then.
 */
export async function settleFolder(files: Files, root: string): Promise<Result<SealedFolder | null, Failure>> {
  if ((await files.kind(root)) !== 'folder') return ok(null)
  const names = await files.list(root)
  if (names.some((name) => CLOSED.test(name))) {
    await finishOpening(files, root)
    return ok(null)
  }
  for (const name of names) if (SEALING.test(name) || name.startsWith(OPENING)) await files.remove(join(root, name))
  const found: { readonly inside: string; readonly key: FoundKey | null; readonly isFresh: boolean }[] = []
  for (const inside of names.filter((name) => SEALED.test(name))) {
    const isFresh = (await files.kind(join(root, inside, CLEARING))) !== null
    found.push({ inside, key: await findKeyFile(files, join(root, inside)), isFresh })
  }
  // Of an older one that was being deleted the key files may be gone already.
  const fresh = found.filter(({ isFresh, key }) => isFresh && key !== null)
  const [one, ...others] = fresh.length > 0 ? fresh : found
  if (one === undefined) return ok(null)
  // Ordinal leaves no two of them: somebody put the other there, and it may hold what is nowhere else.
  if (others.length > 0) return fail(twoContents(root, [one, ...others]))
  if (one.key === null) return fail(keyLost(join(root, one.inside)))
  if (one.isFresh) await finishSealing(files, root, one.inside)
  return ok({ inside: one.inside, key: one.key })
}

const SEALED_FILE = /^[a-z2-7]{77,}$/

/** Whether what lies in a sealed folder was written with this key. Of a folder with nothing in it nobody can say. */
export async function isKeyOf(key: Uint8Array, files: Files, folder: string): Promise<boolean> {
  const names = encryptedNames(key)
  const sealed = (await files.list(folder)).filter((name) => SEALED_FILE.test(name))
  return sealed.length === 0 || sealed.some((name) => names.decrypt(name) !== null)
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

function twoContents(root: string, found: readonly { readonly inside: string }[]): Failure {
  return {
    type: 'two-contents',
    message: `There are two encrypted contents in ${root} (${found.map(({ inside }) => inside).join(' and ')}), and Ordinal cannot know which one is meant. Move the one that does not belong there to another place. Nothing was changed.`,
  }
}

function keyLost(folder: string): Failure {
  return {
    type: 'key-lost',
    message: `This data folder is encrypted, and both key files (${KEY_FILES.join(' and ')} in ${folder}) are missing or damaged. Put one of them back from a copy of the folder or from the folder of your backups. Nothing was changed.`,
  }
}
