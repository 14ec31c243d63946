import { join, sep } from 'node:path'
import { OUTER } from '../backups/chosen-folder.ts'
import { BACKUP_NOTE, readBackupNote } from '../backups/settings.ts'
import { encryptedFiles, type EncryptedRoot } from '../ports/encrypted-files.ts'
import { codeOf, isNoFile, type Files } from '../ports/files.ts'
import { isPlanId } from '../vault/plan-folder.ts'
import { createJsonFile, writeFresh } from '../vault/json-file.ts'
import type { Sealing } from './convert-folder.ts'
import { filesBelow } from './copy-tree.ts'
import { encodeKeyFile, KEY_FILES, type KeyFile } from './key-file.ts'
import { isSealedName } from './sealed-folder.ts'

/** How a folder is sealed, with what opens it. */
export interface Seal extends Sealing {
  readonly file: KeyFile
}

/**
 * The folder of the person's choice, where backups go too. What lies there is encrypted like the data folder, with copies
 * of the key files beside it, so that the passphrase opens it on another machine. Backups that were made before follow
 * when encryption is turned on, off or changed: at once, or when the folder is there again.
 */
export interface OuterSeals {
  /** Folders that are encrypted as the data folder is now. */
  roots(): EncryptedRoot[]
  /** From now on what Ordinal keeps in this folder is encrypted as the data folder is. */
  protect(folder: string): void
  /** The data folder was converted: what lies in the chosen folder follows. `was` is null where that was in the open. */
  follow(was: Sealing | null): Promise<void>
  /** What could not follow then does now. Never rejects. */
  catchUp(): Promise<void>
}

/** In the data folder: what the chosen folder may still hold in an older state. Empty key and name: in the open. */
const NOTE = 'outer-seals'
interface Former {
  readonly inside: string
  readonly key: string
}

export function createOuterSeals(parts: {
  readonly files: Files
  readonly root: string
  /** How the data folder is sealed now; null: in the open. */
  readonly now: () => Seal | null
  readonly onFault: (what: string, error: unknown) => void
}): OuterSeals {
  const { files, root, now } = parts
  const folders = new Set<string>()

  const outer: OuterSeals = {
    roots: () => [...folders].flatMap((folder) => rootIn(folder) ?? []),
    protect: (folder) => void folders.add(folder),
    async follow(was) {
      const former: Former = {
        inside: was?.inside ?? '',
        key: was === null ? '' : Buffer.from(was.key).toString('base64'),
      }
      try {
        const note = noteOf(dataView())
        await note.write([...(await formersIn(note)).filter((one) => one.inside !== (now()?.inside ?? '')), former])
      } catch (error) {
        parts.onFault('noting what the folder of backups still holds', error)
      }
      await outer.catchUp()
    },
    async catchUp() {
      try {
        const view = dataView()
        const note = noteOf(view)
        const formers = await formersIn(note)
        if (formers.length === 0) return
        const { folder } = readBackupNote(await createJsonFile(view, join(root, `${BACKUP_NOTE}.json`)).read())
        if (folder !== null) {
          folders.add(folder)
          if ((await files.kind(join(folder, OUTER))) !== 'folder') return
          for (const former of formers) await bringAlong(folder, former, await ownPlans(view))
        }
        await note.write([])
      } catch (error) {
        // The stick is not there, or takes no writing: it is tried again at the next start.
        if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error))) parts.onFault('the folder of backups', error)
      }
    },
  }
  return outer

  function rootIn(folder: string): EncryptedRoot | null {
    const seal = now()
    if (seal === null) return null
    const bytes = encodeKeyFile({ ...seal.file, byKeychain: null })
    return { root: join(folder, OUTER), inside: seal.inside, beside: KEY_FILES.map((name) => ({ name, bytes })) }
  }

  function dataView(): Files {
    const seal = now()
    return seal === null ? files : encryptedFiles(files, { root, inside: seal.inside }, seal.key)
  }

  function noteOf(view: Files) {
    return createJsonFile(view, join(root, `${NOTE}.json`))
  }

  async function formersIn(note: { read(): Promise<unknown> }): Promise<Former[]> {
    const found = await note.read().catch(() => [])
    return Array.isArray(found) ? (found as Former[]) : []
  }

  async function ownPlans(view: Files): Promise<Set<string>> {
    const ids = new Set<string>()
    for (const [folder, idOf] of [
      ['plans', (name: string) => name],
      ['removed', (name: string) => name.replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, '')],
    ] as const)
      for (const name of await view.list(join(root, folder)).catch(() => []))
        if (isPlanId(idOf(name))) ids.add(idOf(name))
    return ids
  }

  /** Everything of ours that lies there in an older state is written as it must be now; then the older goes. */
  async function bringAlong(folder: string, former: Former, plans: ReadonlySet<string>): Promise<void> {
    const home = join(folder, OUTER)
    const seal = now()
    if (former.inside === (seal?.inside ?? '')) return
    const isOpen = former.inside === ''
    if (!isOpen && (!isSealedName(former.inside) || (await files.kind(join(home, former.inside))) === null)) return
    const key = new Uint8Array(Buffer.from(former.key, 'base64'))
    const from = isOpen ? files : encryptedFiles(files, { root: home, inside: former.inside }, key)
    const root = rootIn(folder)
    const to = seal === null || root === null ? files : encryptedFiles(files, root, seal.key)
    await to.makeFolder(home)
    const names = (await from.list(home)).filter((name) => !isSealedName(name))
    const placeOf = (name: string): string => name.split(' ').at(-1) ?? ''
    const strange: string[] = []
    for (const name of names) {
      const isPlace = (await from.kind(join(home, name))) === 'folder'
      if (isOpen && isPlace && !plans.has(placeOf(name))) continue
      // A plan's name must not stand in the name of a folder that is encrypted, nor need it.
      strange.push(...(await copyMissing(from, join(home, name), to, join(home, isPlace ? placeOf(name) : name))))
    }
    await to.syncFolder(home).catch(() => undefined)
    if (!isOpen) return files.remove(join(home, former.inside))
    for (const name of names) if (plans.has(placeOf(name))) await clear(home, name, placeOf(name), strange)
    // What says what the folder is stays only where other backups stay in the open with it.
    const left: string[] = []
    for (const name of await files.list(home))
      if (!isSealedName(name) && (await files.kind(join(home, name))) === 'folder') left.push(name)
    if (left.length === 0) for (const name of names) await files.remove(join(home, name))
  }

  /** Somebody's link or pipe among the backups stays, and nothing else: not even the plan's name in the folder's. */
  async function clear(home: string, name: string, plain: string, strange: readonly string[]): Promise<void> {
    const path = join(home, name)
    if (!strange.some((one) => one.startsWith(path + sep))) return files.remove(path)
    for (const one of await filesBelow(files, path)) if (!strange.includes(one)) await files.remove(one)
    if (name !== plain) await files.rename(path, join(home, plain))
  }
}

/** Gives the paths of what cannot be copied, since it is no file. */
async function copyMissing(from: Files, source: string, to: Files, target: string): Promise<string[]> {
  const strange: string[] = []
  for (const path of await filesBelow(from, source)) {
    const place = target + path.slice(source.length)
    if ((await to.kind(place)) !== null) continue
    const bytes = await from.read(path).catch((error: unknown) => {
      if (isNoFile(error) || codeOf(error) === 'ENOENT') return null
      throw error
    })
    if (bytes === null) {
      strange.push(path)
      continue
    }
    await to.makeFolder(join(place, '..'))
    await writeFresh(to, `${place}.coming`, bytes)
    if (Buffer.compare(await to.read(`${place}.coming`), bytes) !== 0)
      throw Object.assign(new Error('A backup that was written anew does not read like the old.'), { code: 'EIO' })
    await to.rename(`${place}.coming`, place)
  }
  return strange
}
