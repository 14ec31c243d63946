import { CallFailed } from '../../contract/calls.ts'
import type { Envelope } from '../../model/envelope.ts'
import type { Position } from '../vault/position.ts'
import type { PlanTruth } from './plan-truth.ts'

/**
 * An import: all of it or nothing. The records lie beside the journal until the last one is written; only then one
 * rename makes them part of it. If the disk fails before that, what is in memory is thrown away and read anew. Needs a turn.
 */
export async function adoptImport(truth: PlanTruth, device: string, envelopes: readonly Envelope[]): Promise<void> {
  const { ledger, doc } = truth
  const stage = await truth.journal.writeStaged('import')
  const stored: { resolve: (position: Position) => void; reject: (error: unknown) => void }[] = []
  const onDisk: Promise<void>[] = []
  try {
    for (const envelope of envelopes) {
      const answer = ledger.seal(envelope, device, { doc })
      if (answer.answer !== 'apply')
        throw new CallFailed(
          'import-refused',
          `The import was not let through${answer.answer === 'refuse' ? `: ${answer.message}` : ''}. Nothing was imported.`,
        )
      onDisk.push(
        truth.take(answer.record, null, () => new Promise((resolve, reject) => stored.push({ resolve, reject }))),
      )
      await stage.append([answer.record.bytes])
      // Other plans, and who looks at this one, are answered in between; whoever writes it waits for its turn.
      await new Promise((resolve) => setImmediate(resolve))
    }
    const positions = await stage.finish()
    positions.forEach((position, i) => stored[i]?.resolve(position))
    await Promise.all(onDisk)
  } catch (error) {
    for (const promise of onDisk) promise.catch(() => undefined)
    for (const one of stored) one.reject(error)
    truth.forgetWriting()
    await stage.abandon().catch(() => undefined)
    if (onDisk.length > 0) truth.giveUp()
    if (error instanceof CallFailed) throw error
    throw new CallFailed(
      'import-failed',
      `The import could not be written (${(error as NodeJS.ErrnoException).code ?? 'disk failure'}). Nothing was imported.`,
    )
  }
  void truth.snapshot()
}
