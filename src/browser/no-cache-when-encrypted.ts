import { Dexie } from 'dexie'
import type { WindowCache } from './window-cache.ts'

export interface GuardedCache extends WindowCache {
  /** Takes away what was kept before the data folder was encrypted; edits that wait for their host stay until it has them. */
  wipe(): Promise<void>
}

/**
 * While the data folder is encrypted a window keeps nothing of a plan on disk. What an earlier time left undelivered is
 * still given out and dropped, and nothing comes to it.
 */
export function noCacheWhenEncrypted(
  cache: WindowCache,
  isEncrypted: () => boolean,
  name = 'ordinal-cache',
): GuardedCache {
  return {
    get works() {
      return cache.works && !isEncrypted()
    },
    get unreadable() {
      return cache.unreadable ?? 0
    },
    keep: async (plan, envelope) => (isEncrypted() ? undefined : cache.keep(plan, envelope)),
    async drop(plan, saved) {
      await cache.drop(plan, saved)
    },
    undelivered: (plan) => cache.undelivered(plan),
    paintRows: async (plan) => (isEncrypted() ? undefined : cache.paintRows(plan)),
    setPaintRows: async (plan, rows) => (isEncrypted() ? undefined : cache.setPaintRows(plan, rows)),
    acknowledged: async (plan) => (isEncrypted() ? {} : cache.acknowledged(plan)),
    setAcknowledged: async (plan, vector) => (isEncrypted() ? undefined : cache.setAcknowledged(plan, vector)),
    async wipe() {
      try {
        const found = await new Dexie(name).open()
        const dropped = found.tables.filter(({ name }) => ['paint', 'marks', 'drafts'].includes(name))
        await Promise.all(dropped.map((table) => table.clear()))
        const waiting = await found.table('outbox').count()
        found.close()
        if (waiting === 0) await Dexie.delete(name)
      } catch {
        // There is none, or this browser gives none.
      }
    },
  }
}
