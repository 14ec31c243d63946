import type { Line } from '../doc/line-writer.ts'
import type { Knowledge } from '../model/envelope.ts'
import type { WindowState } from './window-state.ts'

/** How far the host has taken a line. */
export type Taken = Pick<Line, 'client' | 'seq'>

/** This window's line, up to the edit before the first that waits. */
export function takenSoFar({ outbox, writer }: WindowState): Taken {
  const { client, seq } = writer.lease
  return { client, seq: (outbox.firstOf(client)?.seq ?? seq + 1) - 1 }
}

/**
 * What the host lost of this window's line, since its disk was damaged or set back, waits to be sent once more: the edits as
 * they were, where this window still has all of them, else what is in its document as one edit in place of all that wait.
 */
export async function giveLineBack({ outbox, writer }: WindowState, taken: Taken, held: Knowledge): Promise<void> {
  const { client } = taken
  const [seq, clock] = held[String(client)] ?? [0, 0]
  if (seq >= taken.seq || writer.lease.client !== client) return
  if (await outbox.repeat(client, seq, taken.seq)) return
  const salvaged = writer.salvage({ client, seq, clock })
  if (salvaged !== null) await outbox.replaceLine(salvaged)
}
