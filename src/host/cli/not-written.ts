import { dirname } from 'node:path'
import { CommandRefused } from './errors.ts'

/** Why a file that a command was to write is not there, in words; the system's code where there are none for it. */
export function notWritten(file: string, error: unknown): CommandRefused {
  const code = (error as NodeJS.ErrnoException).code ?? String(error)
  return new CommandRefused(WORDS[code]?.(file) ?? `${file} could not be written (${code}).`)
}

const WORDS: Readonly<Record<string, (file: string) => string>> = {
  ENOENT: (file) => `There is no folder ${dirname(file)}, so ${file} was not written.`,
  ENOTDIR: (file) => `${dirname(file)} is not a folder, so ${file} was not written.`,
  EISDIR: (file) => `${file} is a folder; name a file in it. Nothing was written.`,
  EACCES: (file) => `You may not write ${file}. Nothing was written.`,
  ENOSPC: (file) => `The disk is full, so ${file} was not written.`,
}
