import { CallFailed, type HostLink } from './calls.ts'
import type { MergeReport } from './plan-file-calls.ts'

type Calls = Pick<HostLink, 'call'>

/** A plan as a file, piece by piece; its progress comes as `job.progress` of `file`. Whoever stops taking them has the host drop the rest. */
export async function sharePlan(
  host: Calls,
  asked: { readonly plan: string; readonly passphrase: string | null; readonly files?: boolean },
): Promise<{ readonly file: string; readonly fileName: string; readonly pieces: AsyncGenerator<Uint8Array> }> {
  const { file, fileName } = await host.call('planFile.share', asked)
  return { file, fileName, pieces: piecesOf(host, file) }
}

/**
 * Sends a plan file to the host and has it taken in. `passphrase` is asked only if the file needs one, and again while it is
 * wrong, with the host's sentence; null gives up. `onBegun` hears the name under which `job.progress` comes. Rejects with
 * CallFailed where the file is not taken.
 */
export async function mergePlan(
  host: Calls,
  pieces: AsyncIterable<Uint8Array>,
  passphrase: (wrong: string | null) => Promise<string | null>,
  onBegun?: (file: string) => void,
): Promise<MergeReport> {
  const { file } = await host.call('planFile.begin', undefined)
  onBegun?.(file)
  try {
    for await (const bytes of pieces) await host.call('planFile.write', { file, bytes })
    for (let given: string | null = null; ;) {
      try {
        return await host.call('planFile.merge', { file, passphrase: given })
      } catch (error) {
        if (!(error instanceof CallFailed) || !['passphrase-needed', 'wrong-passphrase'].includes(error.type))
          throw error
        given = await passphrase(error.type === 'wrong-passphrase' ? error.message : null)
        if (given === null) throw error
      }
    }
  } finally {
    await host.call('planFile.drop', { file }).catch(() => undefined)
  }
}

async function* piecesOf(host: Calls, file: string): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const bytes = await host.call('planFile.read', { file })
      if (bytes === null) return
      yield bytes
    }
  } finally {
    await host.call('planFile.drop', { file }).catch(() => undefined)
  }
}
