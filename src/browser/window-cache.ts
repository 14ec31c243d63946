import { Dexie, type Table } from 'dexie'
import type { Envelope } from '../model/envelope.ts'

interface OutboxRow {
  plan: string
  client: number
  seq: number
  envelope: Envelope
}
interface PaintRow {
  plan: string
  rows: unknown
}
interface MarkRow {
  plan: string
  acknowledged: Record<string, readonly [number, number]>
}

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
  acknowledged(plan: string): Promise<Record<string, readonly [number, number]>>
  setAcknowledged(plan: string, vector: Record<string, readonly [number, number]>): Promise<void>
  /** False where this browser gives no storage, or lost it: edits are then only in this window until the host has them. */
  readonly works: boolean
}

class CacheDatabase extends Dexie {
  declare outbox: Table<OutboxRow, [string, number, number]>
  declare paint: Table<PaintRow, string>
  declare marks: Table<MarkRow, string>
  constructor(name: string) {
    super(name)
    this.version(1).stores({ outbox: '[plan+client+seq], plan', paint: 'plan', marks: 'plan' })
  }
}

/** Opens the cache; a corrupt one is thrown away and made anew, since the truth is with the host. */
export async function openWindowCache(name = 'ordinal-cache'): Promise<WindowCache> {
  let db: CacheDatabase | null = new CacheDatabase(name)
  try {
    await db.open()
  } catch {
    db.close()
    try {
      await Dexie.delete(name)
      db = new CacheDatabase(name)
      await db.open()
    } catch {
      db = null
    }
  }
  const attempt = async <T>(otherwise: T, act: (db: CacheDatabase) => PromiseLike<T>): Promise<T> => {
    if (db === null) return otherwise
    try {
      return await act(db)
    } catch {
      return otherwise
    }
  }
  return {
    get works() {
      return db !== null
    },
    keep: (plan, envelope) =>
      attempt(undefined, async (d) => {
        await d.outbox.put({ plan, client: envelope.client, seq: envelope.seq, envelope })
      }),
    drop: (plan, saved) => attempt(undefined, (d) => d.outbox.bulkDelete(saved.map((s) => [plan, s.client, s.seq]))),
    undelivered: (plan) =>
      attempt<Envelope[]>([], async (d) => {
        const rows = await d.outbox.where('plan').equals(plan).toArray()
        return rows.sort((a, b) => a.client - b.client || a.seq - b.seq).map((row) => row.envelope)
      }),
    paintRows: (plan) => attempt<unknown>(null, async (d) => (await d.paint.get(plan))?.rows ?? null),
    setPaintRows: (plan, rows) =>
      attempt(undefined, async (d) => {
        await d.paint.put({ plan, rows })
      }),
    acknowledged: (plan) =>
      attempt<Record<string, readonly [number, number]>>(
        {},
        async (d) => (await d.marks.get(plan))?.acknowledged ?? {},
      ),
    setAcknowledged: (plan, acknowledged) =>
      attempt(undefined, async (d) => {
        await d.marks.put({ plan, acknowledged })
      }),
  }
}
