import { join } from 'node:path'
import type { Files } from '../ports/files.ts'
import type { PlanFileSource } from './read-plan-file.ts'

/** A file that comes in piece by piece: it lies on the disk, encrypted like the rest, until it is dropped. */
export interface IncomingFile extends PlanFileSource {
  add(bytes: Uint8Array): Promise<void>
  drop(): Promise<void>
}

/** Rejects as Files does. What a crash leaves behind is cleared away by the next start: see vault.ts. */
export async function createIncomingFile(files: Files, plans: string, name: string): Promise<IncomingFile> {
  const path = join(plans, `.new-file-${name}`)
  const open = await files.open(path, 'new')
  let size = 0
  let adding: Promise<void> = Promise.resolve()
  let dropped: Promise<void> | null = null
  return {
    get size() {
      return size
    },
    read: (from, length) => open.read(from, Math.max(0, Math.min(length, size - from))),
    add(bytes) {
      adding = adding.then(async () => {
        await open.write(bytes, size)
        size += bytes.length
      })
      return adding
    },
    drop: () =>
      (dropped ??= adding
        .catch(() => undefined)
        .then(() => open.close())
        .then(() => files.remove(path))),
  }
}
