import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'

/** What a person who chooses a folder wants to know of it, beyond what Files says. Writes nothing. */
export interface Folders {
  readonly home: string
  /** Without links in it. Rejects as Files does. */
  real(path: string): Promise<string>
  /** Names the disk that a folder lies on; null where it is not there. */
  disk(path: string): Promise<string | null>
  mayWrite(path: string): Promise<boolean>
}

export const systemFolders: Folders = {
  home: homedir(),
  real: (path) => realpath(path),
  async disk(path) {
    try {
      return String((await stat(path, { bigint: true })).dev)
    } catch {
      return null
    }
  },
  mayWrite: (path) =>
    access(path, constants.W_OK).then(
      () => true,
      () => false,
    ),
}
