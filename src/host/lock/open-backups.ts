import { join } from 'node:path'
import { fail, ok, type Failure, type Result } from '../../model/result.ts'
import { OUTER } from '../backups/chosen-folder.ts'
import { encryptedFiles } from '../ports/encrypted-files.ts'
import type { Files } from '../ports/files.ts'
import { copyTree } from './copy-tree.ts'
import { findKeyFile, type KeyFile } from './key-file.ts'
import { keyOf } from './key-of-secret.ts'
import { isKeyOf, isSealedName } from './sealed-folder.ts'

/**
 * Writes encrypted backups in the open, on any machine, with the passphrase or recovery code that the folder had when they
 * were made. `from`: the folder that was chosen for backups, or one in it. `to` must not be there yet. Gives the number of
 * files.
 */
export async function openBackups(
  files: Files,
  { from, to, secret }: { readonly from: string; readonly to: string; readonly secret: () => Promise<string> },
): Promise<Result<number, Failure>> {
  const places = await sealedPlaces(files, from)
  if (places.length === 0)
    return fail({ type: 'no-backups', message: `There are no encrypted backups in ${from}. Nothing was written.` })
  if ((await files.kind(to)) !== null)
    return fail({ type: 'exists', message: `There is something at ${to} already. Nothing was written.` })
  const typed = await secret()
  let opened = 0
  for (const { root, inside, file } of places) {
    const key = await keyOf(file, typed)
    if (key === null || !(await isKeyOf(key, files, join(root, inside)))) continue
    await copyTree(
      { files: encryptedFiles(files, { root, inside }, key), path: root },
      { files, path: to },
      () => opened++,
    )
    return ok(opened)
  }
  return fail({
    type: 'wrong-passphrase',
    message:
      'That does not open these backups. It must be the passphrase, or the recovery code, of the time when they were made.',
  })
}

async function sealedPlaces(files: Files, from: string): Promise<{ root: string; inside: string; file: KeyFile }[]> {
  const found: { root: string; inside: string; file: KeyFile }[] = []
  for (const root of [from, join(from, OUTER)]) {
    if ((await files.kind(root)) !== 'folder') continue
    for (const inside of ['', ...(await files.list(root)).filter(isSealedName)]) {
      const key = await findKeyFile(files, join(root, inside))
      if (key !== null) found.push({ root, inside, file: key.file })
    }
  }
  return found
}
