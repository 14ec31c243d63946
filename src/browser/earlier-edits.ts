import { batchOf } from './outbox.ts'
import { isAway, type PlanHost } from './plan-host.ts'
import type { TabLine } from './tab-line.ts'
import type { WindowCache } from './window-cache.ts'

const UNREADABLE =
  'something that this browser had kept of it could not be read any more. It lies aside in this browser.'

export interface EarlierEdits {
  /** Lines whose edits stay where they are: they end there, and not where the host thinks. They are to be left alone. */
  readonly stuck: ReadonlySet<number>
  /** Why what was not taken was not. */
  readonly refused: readonly string[]
  /** What one of them builds on has not come yet, maybe from another window: they are to be sent again. */
  readonly wait: boolean
}

/**
 * Sends the edits that an earlier window of this browser could not deliver, unless that window still lives. Line by line:
 * one that the host cannot take holds up no other. Rejects only where the host is away.
 */
export async function deliverEarlierEdits(parts: {
  readonly plan: string
  readonly cache: WindowCache
  readonly host: PlanHost
  readonly line: TabLine
}): Promise<EarlierEdits> {
  const { plan, cache, host, line } = parts
  const before = cache.unreadable ?? 0
  const edits = await cache.undelivered(plan)
  const refused = (cache.unreadable ?? 0) > before ? [UNREADABLE] : []
  const stuck = new Set<number>()
  let wait = false
  for (const client of new Set(edits.map((edit) => edit.client))) {
    if (await line.isHeld(client)) {
      stuck.add(client)
      continue
    }
    let left = edits.filter((edit) => edit.client === client)
    try {
      while (left.length > 0) {
        const batch = batchOf(left)
        const answer = await host.push(batch)
        await cache.drop(plan, [...answer.saved, ...answer.refused])
        refused.push(...answer.refused.map(({ why }) => why))
        left = left.slice(batch.length)
        if ((answer.waiting ?? []).length === 0) continue
        // What comes behind it on its line waits with it.
        stuck.add(client)
        wait = true
        break
      }
    } catch (error) {
      if (isAway(error)) throw error
      stuck.add(client)
    }
  }
  return { stuck, refused, wait }
}
