import { dirname, isAbsolute, join } from 'node:path'
import type { CallAnswer } from '../../contract/calls.ts'
import { CallFailed } from '../../contract/calls.ts'
import type { Files } from '../ports/files.ts'
import type { Folders } from '../ports/folders.ts'
import { whyNot } from './chosen-folder.ts'

const MOST = 2_000

/** The folders in a folder, for a page that may not look at the disk by itself. The home folder where none is named. */
export async function browseFolders(
  files: Files,
  folders: Folders,
  dataFolder: string,
  asked: string | null,
): Promise<CallAnswer<'backups.folders'>> {
  const path = asked === null || asked === '' ? folders.home : asked
  if (!isAbsolute(path))
    throw new CallFailed('bad-folder', 'Say the whole path of the folder, from the top of the disk.')
  try {
    const names = (await files.list(path)).filter((name) => !name.startsWith('.') && !name.startsWith('$'))
    const inside: string[] = []
    for (const name of names) {
      if (inside.length >= MOST) break
      if ((await files.kind(join(path, name)).catch(() => null)) === 'folder') inside.push(name)
    }
    const above = dirname(path)
    const disk = await folders.disk(path)
    return {
      path,
      parent: above === path ? null : above,
      folders: inside,
      writable: await folders.mayWrite(path),
      sameDisk: disk !== null && disk === (await folders.disk(dataFolder)),
    }
  } catch (error) {
    throw new CallFailed('bad-folder', `${path} cannot be looked into: ${whyNot(error)}.`)
  }
}
