import type { Envelope } from '../model/envelope.ts'
import { openCacheDatabase, within, type CacheDatabase } from './cache-database.ts'
import { isOutboxRow, readAcknowledged, type Acknowledged, type OutboxRow } from './cache-rows.ts'

/**
 * What this browser keeps of a plan: edits that the host has not saved yet, the rows of the last first paint, and how
 * much the host once acknowledged. A cache: it may vanish at any time, and every call here survives that by doing less.
 */
export interface WindowCache {
  keep(plan: string, envelope: Envelope): Promise<void>
  drop(plan: string, saved: readonly { client: number; seq: number }[]): Promise<void>
  /** Undelivered edits, in the order of their lines. */
  undelivered(plan: string): Promise<Envelope[]>
  paintRows(plan: string): Promise<unknown>
  setPaintRows(plan: string, rows: unknown): Promise<void>
  acknowledged(plan: string): Promise<Acknowledged>
  setAcknowledged(plan: string, vector: Acknowledged): Promise<void>
  /** False where this browser gives no storage, or lost it: edits are then only in this window until the host has them. */
  readonly works: boolean
  /** How many undelivered edits could not be read any more since this cache was opened. They lie aside. */
  readonly unreadable?: number
}

/** A read that has not come after this long does not: the plan opens without it. Milliseconds. */
const PATIENCE_MS = 1_000
/** After the database was lost and could not be had again. */
const TRY_AGAIN_MS = 3_000

type Key = [plan: string, client: number, seq: number]

/**
 * Opens the cache. What goes wrong with it later - somebody deletes it, its disk is full, a file of it is damaged - is mended
 * where it can be: it is opened again, and edits of this window that are not saved yet are put into it once more.
 */
export async function openWindowCache(name = 'ordinal-cache'): Promise<WindowCache> {
  /** Undelivered edits of this window, by key. */
  const waiting = new Map<string, OutboxRow>()
  /** Whether all of them are in the database. */
  let whole = true
  let unreadable = 0
  let mending: Promise<void> | null = null
  /** It could not be had a moment ago. */
  let resting = false
  let db: CacheDatabase | null = null
  db = await openCacheDatabase(name, lost)
  whole = true

  const attempt = async <T>(otherwise: T, act: (db: CacheDatabase) => PromiseLike<T>): Promise<T> => {
    try {
      return db === null ? otherwise : await within(PATIENCE_MS, act(db))
    } catch {
      return otherwise
    }
  }

  return {
    get works() {
      return db !== null && whole
    },
    get unreadable() {
      return unreadable
    },
    async keep(plan, envelope) {
      const row = { plan, client: envelope.client, seq: envelope.seq, envelope }
      waiting.set(nameOf(row), row)
      try {
        if (db === null || !whole) throw new Error('Not all is kept.')
        await db.outbox.put(row)
      } catch {
        await mend()
      }
    },
    async drop(plan, saved) {
      const keys = saved.map(({ client, seq }): Key => [plan, client, seq])
      for (const key of keys) waiting.delete(key.join('/'))
      await attempt(undefined, (d) => d.outbox.bulkDelete(keys))
    },
    async undelivered(plan) {
      const rows = await attempt<[Key, unknown][]>([], (d) => rowsOf(d, plan))
      const good = rows.map(([, row]) => row).filter(isOutboxRow)
      await putAside(rows.filter(([, row]) => !isOutboxRow(row)))
      return good.sort((a, b) => a.client - b.client || a.seq - b.seq).map((row) => row.envelope)
    },
    paintRows: (plan) => attempt<unknown>(null, async (d) => (await d.paint.get(plan))?.rows ?? null),
    setPaintRows: (plan, rows) =>
      attempt(undefined, async (d) => {
        await d.paint.put({ plan, rows })
      }),
    acknowledged: (plan) =>
      attempt<Acknowledged>({}, async (d) => readAcknowledged((await d.marks.get(plan))?.acknowledged)),
    setAcknowledged: (plan, acknowledged) =>
      attempt(undefined, async (d) => {
        await d.marks.put({ plan, acknowledged })
      }),
  }

  /** Somebody took the database away. */
  function lost(): void {
    whole = false
    if (waiting.size > 0) void mend()
  }

  /** Opens the database again and puts in what waits; while that cannot be done, tries now and then. */
  function mend(): Promise<void> {
    whole = false
    if (resting) return Promise.resolve()
    mending ??= mendNow().finally(() => {
      mending = null
    })
    return mending
  }

  async function mendNow(): Promise<void> {
    if (await putWaiting()) {
      whole = true
      return
    }
    db?.close()
    db = await openCacheDatabase(name, lost)
    whole = await putWaiting()
    if (whole) return
    resting = true
    setTimeout(() => {
      resting = false
      if (!whole && waiting.size > 0) void mend()
    }, TRY_AGAIN_MS)
  }

  async function putWaiting(): Promise<boolean> {
    if (db === null) return false
    const rows = [...waiting.values()]
    try {
      await within(PATIENCE_MS, db.outbox.bulkPut(rows))
      return true
    } catch (error) {
      if (!isFull(error)) return false
    }
    // The rows of the first paint are the only thing here that nobody misses.
    return attempt(false, async (d) => {
      await d.paint.clear()
      await d.outbox.bulkPut(rows)
      return true
    })
  }

  async function putAside(rows: readonly (readonly [Key, unknown])[]): Promise<void> {
    if (rows.length === 0) return
    unreadable += rows.length
    await attempt(undefined, (d) =>
      d.transaction('rw', d.outbox, d.aside, async () => {
        for (const [key, row] of rows) {
          await d.aside.add({ plan: key[0], row: row ?? { key } })
          await d.outbox.delete(key)
        }
      }),
    )
  }
}

/** Together where that works; one damaged row must not hide the others, so else one by one. */
async function rowsOf(db: CacheDatabase, plan: string): Promise<[Key, unknown][]> {
  try {
    const rows = await db.outbox.where('plan').equals(plan).toArray()
    return rows.map((row) => [[row.plan, row.client, row.seq], row])
  } catch {
    // One by one.
  }
  const found: [Key, unknown][] = []
  for (const key of await db.outbox.toCollection().primaryKeys())
    if (key[0] === plan) found.push([key, await db.outbox.get(key).catch(() => undefined)])
  return found
}

function nameOf({ plan, client, seq }: OutboxRow): string {
  return [plan, client, seq].join('/')
}

function isFull(error: unknown): boolean {
  const { name, inner } = error as { name?: string; inner?: { name?: string } }
  return name === 'QuotaExceededError' || inner?.name === 'QuotaExceededError'
}
