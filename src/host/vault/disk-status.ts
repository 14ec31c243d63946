import type { DiskStatus } from '../../contract/host-info.ts'
import { codeOf } from '../ports/files.ts'

export const SAVING_WELL: DiskStatus = { ok: true, reason: '', message: '' }

const WAITS = 'Your edits are kept here and saving goes on by itself'

/** A failure of the disk in words for the person whose edits wait for it. */
export function diskStatusOf(error: unknown): DiskStatus {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { ok: false, reason: 'disk-full', message: `The disk is full. ${WAITS} once there is room.` }
    case 'EROFS':
      return { ok: false, reason: 'read-only', message: `The disk is read-only. ${WAITS} once it can be written to.` }
    case 'EACCES':
    case 'EPERM':
      return { ok: false, reason: 'read-only', message: `Ordinal may not write into its folder. ${WAITS} once it may.` }
    case 'ENOENT':
    case 'ENODEV':
    case 'ENXIO':
    case 'ESTALE':
      return { ok: false, reason: 'folder-gone', message: `The folder of this plan is gone. ${WAITS} once it is back.` }
    case IN_USE:
      return {
        ok: false,
        reason: 'read-only',
        message: `Another Ordinal has taken this data folder meanwhile. ${WAITS} once that one has ended.`,
      }
    case JOURNAL_SHORT:
      return {
        ok: false,
        reason: 'io-error',
        message:
          'The plan on disk holds less than was saved there. Nothing is written over it; your edits are kept here.',
      }
    default:
      return {
        ok: false,
        reason: 'io-error',
        message: `The disk does not answer as it should (${codeOf(error) || 'unknown failure'}). ${WAITS} once it does.`,
      }
  }
}

/** The journal is shorter than what this process wrote and synced: somebody put an older one there. */
export const JOURNAL_SHORT = 'ORDINAL_JOURNAL_SHORT'

/** Another process took the folder before this one could write in it. */
export const IN_USE = 'ORDINAL_IN_USE'

/** Nothing wrong with the disk: whoever asked was late. */
export const CLOSED = 'ORDINAL_CLOSED'

export function diskFailure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
