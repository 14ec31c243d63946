import { readFile, stat } from 'node:fs/promises'
import { CommandRefused } from './errors.ts'

/**
 * The first line of a file that holds a secret; `what` names the secret in words. Warns where other users of this machine could
 * read the file. Throws CommandRefused where it cannot be read.
 */
export async function firstLineOf(file: string, what: string): Promise<string> {
  try {
    const { mode } = await stat(file)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      process.stderr.write(`Others on this machine may read ${file}. "chmod 600" keeps it to you.\n`)
    return (await readFile(file, 'utf8')).split(/\r?\n/, 1)[0] ?? ''
  } catch (error) {
    throw new CommandRefused(
      `The ${what} file ${file} could not be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}). Nothing was changed.`,
    )
  }
}
