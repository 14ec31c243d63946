import { CallFailed } from '../contract/calls.ts'
import { codeOf } from './ports/files.ts'
import { CLOSED, diskStatusOf } from './vault/disk-status.ts'

/**
 * What a failed call says. A disk that fails is no fault of Ordinal's: whoever asked is told what the disk did, in a
 * sentence. Anything else stays what it is.
 */
export function saidFailure(error: unknown): unknown {
  const code = codeOf(error)
  if (error instanceof CallFailed || code === '') return error
  if (code === CLOSED)
    return new CallFailed('closed', 'The plan was closed before this was on disk. Open it again, and try again.')
  if (!/^E[A-Z]+$|^ORDINAL_/.test(code)) return error
  const { reason } = diskStatusOf(error)
  const what: Record<string, string> = {
    'disk-full': 'The disk is full',
    'read-only': 'The disk takes no writing',
    'folder-gone': 'The folder is gone',
  }
  return new CallFailed(
    reason,
    `${what[reason] ?? 'The disk does not answer as it should'} (${code}). This was not done, or not all of it; what was saved before is safe. Try again once the disk is well.`,
  )
}

/** Handlers whose failures are said. */
export function saying<H extends object>(handlers: H): H {
  const said = Object.entries(handlers).map(([name, handler]) => [
    name,
    (...asked: unknown[]) =>
      (handler as (...asked: unknown[]) => Promise<unknown>)(...asked).catch((error: unknown) => {
        throw saidFailure(error)
      }),
  ])
  return Object.fromEntries(said) as H
}
