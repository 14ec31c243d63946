import { resolve } from 'node:path'
import { HOST_ARGUMENTS } from '../../src/contract/shell-messages.ts'

/** The data folder that `--data DIR` or `--data=DIR` names, absolute, or null where the host chooses. */
export function dataFolderOf(words: readonly string[]): string | null {
  const at = words.findIndex((word) => word === HOST_ARGUMENTS.data || word.startsWith(`${HOST_ARGUMENTS.data}=`))
  const word = words[at]
  if (word === undefined) return null
  const folder = word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[at + 1]
  return folder ? resolve(folder) : null
}
