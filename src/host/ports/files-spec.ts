import { encryptedFiles, type EncryptedRoot } from './encrypted-files.ts'
import type { Files } from './files.ts'
import { nodeFiles } from './node-files.ts'

/**
 * Which disk a worker is to work on. `Files` cannot travel to another thread; this can, as it is, in `workerData`, and
 * `filesOf` makes the same disk of it there:
 *
 *     new Worker(file, { workerData: { disk: spec(), job } satisfies { disk: FilesSpec; job: Job } })
 *     const { disk, job } = workerData as { disk: FilesSpec; job: Job }
 *     await work(filesOf(disk), job)
 *
 * Ask for it at each start of a worker: turning encryption on or off changes it. It holds the key: it goes into no file,
 * no argument, no environment and no message for people.
 */
export type FilesSpec =
  | { readonly kind: 'plain' }
  /** Paths below one of the roots are encrypted, all others are as they are. */
  | { readonly kind: 'encrypted'; readonly roots: readonly EncryptedRoot[]; readonly key: Uint8Array }

export const PLAIN: FilesSpec = { kind: 'plain' }

/** The disk that is meant, on top of `disk`: the machine's, unless a test has another. */
export function filesOf(spec: FilesSpec, disk: Files = nodeFiles): Files {
  if (spec.kind === 'plain') return disk
  return spec.roots.reduce((files, root) => encryptedFiles(files, root, spec.key), disk)
}
