import { CallFailed } from '../../contract/calls.ts'
import { codeOf } from '../ports/files.ts'
import { whyNot } from './chosen-folder.ts'
import { BackupDamaged } from './plan-files.ts'

/** A failure of a disk or of a backup as a sentence for the person who asked; `what` begins it. */
export async function asSentence<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof CallFailed) throw error
    throw new CallFailed(
      error instanceof BackupDamaged ? 'damaged' : codeOf(error) === 'ENOSPC' ? 'disk-full' : 'not-done',
      `${what}: ${error instanceof BackupDamaged ? error.message.replace(/\.$/, '') : whyNot(error)}.`,
    )
  }
}
