import { CacheDatabase, within } from './cache-database.ts'
import { isDraftRow, type DraftRow } from './cache-rows.ts'

/** Where drafts lie on this machine. It may be missing or vanish: then nothing is read, and what is put is tried again with the next. */
export interface DraftTable {
  read(plan: string): Promise<DraftRow[]>
  /** On its way at once; while one writing is under way, the next ones wait together for its end. */
  put(row: DraftRow): void
  delete(row: DraftRow): void
  /** What waits is on its way when this returns. */
  flush(): void
  close(): void
}

/** A read that has not come after this long does not. Milliseconds. */
const PATIENCE_MS = 1_000

/** The table in the browser's database of caches, on a connection of its own. It mends nothing: that is the cache's part. */
export function openDraftTable(name = 'ordinal-cache'): DraftTable {
  /** What this window wants to lie there, to put it in once more if the database was taken away. */
  const mine = new Map<string, DraftRow>()
  let waiting: Changes = new Map()
  let opening: Promise<CacheDatabase | null> | null = null
  let db: CacheDatabase | null = null
  let writing = false
  let closed = false
  return {
    async read(plan) {
      try {
        const rows: unknown[] = (await within(PATIENCE_MS, read(plan))) ?? []
        return rows.filter(isDraftRow)
      } catch {
        return []
      }
    },
    put(row) {
      mine.set(nameOf(row), row)
      want(row, row)
    },
    delete(row) {
      mine.delete(nameOf(row))
      want(row, null)
    },
    flush() {
      if (db !== null && waiting.size > 0) void commit(db, taken()).catch(() => undefined)
    },
    close() {
      closed = true
      db?.close()
    },
  }

  async function read(plan: string): Promise<unknown[] | undefined> {
    return (await open())?.drafts.where('plan').equals(plan).toArray()
  }

  function open(): Promise<CacheDatabase | null> {
    opening ??= openNow().then((opened) => {
      db = opened
      if (opened === null) opening = null
      return opened
    })
    return opening
  }

  async function openNow(): Promise<CacheDatabase | null> {
    const opened = new CacheDatabase(name, () => {
      // Somebody took it away; the next word typed opens it again.
      if (db === opened) opening = db = null
    })
    try {
      await within(PATIENCE_MS, opened.open())
      return opened
    } catch {
      opened.close()
      return null
    }
  }

  function want(row: DraftRow, what: DraftRow | null): void {
    waiting.set(nameOf(row), { key: [row.plan, row.field, row.window], row: what })
    void write()
  }

  async function write(): Promise<void> {
    if (writing || closed) return
    writing = true
    try {
      while (waiting.size > 0) {
        const again = db === null
        const to = await open()
        if (to === null) break
        if (again) for (const [key, row] of mine) waiting.set(key, { key: keyOf(row), row })
        const changes = taken()
        await commit(to, changes).catch((error: unknown) => {
          for (const [key, change] of changes) if (!waiting.has(key)) waiting.set(key, change)
          throw error
        })
      }
    } catch {
      // The next word typed tries with all of it.
      db?.close()
      opening = db = null
    } finally {
      writing = false
    }
  }

  function taken(): Changes {
    const changes = waiting
    waiting = new Map()
    return changes
  }
}

type Key = [plan: string, field: string, window: string]
type Changes = Map<string, { readonly key: Key; readonly row: DraftRow | null }>

/** Asks for the commit itself: a page that goes in this moment would not live to see the last answer, and lose all of it. */
function commit(db: CacheDatabase, changes: Changes): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = db.backendDB().transaction('drafts', 'readwrite', { durability: 'relaxed' })
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('The browser did not write it.'))
    const drafts = transaction.objectStore('drafts')
    for (const { key, row } of changes.values()) {
      if (row === null) drafts.delete(key)
      else drafts.put(row)
    }
    transaction.commit()
  })
}

function keyOf({ plan, field, window }: DraftRow): Key {
  return [plan, field, window]
}

function nameOf(row: DraftRow): string {
  return keyOf(row).join('/')
}
