import { Dexie, type Table } from 'dexie'
import type { DraftRow, OutboxRow } from './cache-rows.ts'

/** What lies in the browser's database. Rows are typed as they are written; what is read may be anything. */
export class CacheDatabase extends Dexie {
  declare outbox: Table<OutboxRow, [string, number, number]>
  declare paint: Table<{ plan: string; rows: unknown }, string>
  declare marks: Table<{ plan: string; acknowledged: unknown }, string>
  /** Rows of the outbox that are no edits any more, as they were found. */
  declare aside: Table<{ plan: unknown; row: unknown }, number>
  /** What is typed in a field and not kept yet. */
  declare drafts: Table<DraftRow, [string, string, string]>
  constructor(name: string, onGone: () => void) {
    // Opened again only by whoever knows what has to be put in once more.
    super(name, { autoOpen: false, chromeTransactionDurability: 'relaxed' })
    this.version(1).stores({ outbox: '[plan+client+seq], plan', paint: 'plan', marks: 'plan' })
    this.version(2).stores({ aside: '++id' })
    this.version(3).stores({ drafts: '[plan+field+window], plan' })
    // Whoever deletes it, or brings a newer one, does not wait for this page.
    this.on('versionchange', () => {
      this.close()
      return false
    })
    this.on('close', onGone)
  }
}

const OUTBOX_KEY = 'plan,client,seq'
/** A database that has not answered after this long does not: the plan opens without it. Milliseconds. */
const PATIENCE_MS = 1_000

/**
 * Opens the database; `onGone` is called when it was closed, by whomever. One that cannot be opened or is not as it should be is made anew, with the undelivered edits that
 * can still be read of it. Null where this browser gives no storage now.
 */
export async function openCacheDatabase(name: string, onGone: () => void): Promise<CacheDatabase | null> {
  const first = await opened(name, onGone)
  if (first !== null) return first
  const left = await within(PATIENCE_MS, outboxOf(name)).catch(() => [])
  try {
    await within(PATIENCE_MS, Dexie.delete(name))
  } catch {
    return null
  }
  const again = await opened(name, onGone)
  // Whether they are edits is asked where they are read.
  if (again !== null && left.length > 0) await again.outbox.bulkPut(left as OutboxRow[]).catch(() => undefined)
  return again
}

/** Rejects if it takes longer. */
export function within<T>(ms: number, act: PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The browser’s database does not answer.')), ms)
    act.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error instanceof Error ? error : new Error(String(error)))
      },
    )
  })
}

async function opened(name: string, onGone: () => void): Promise<CacheDatabase | null> {
  const db = new CacheDatabase(name, onGone)
  try {
    await within(PATIENCE_MS, db.open())
    const { keyPath } = db.backendDB().transaction('outbox', 'readonly').objectStore('outbox')
    if (String(keyPath) !== OUTBOX_KEY) throw new Error('Another shape.')
    // Opening alone reads nothing: damage shows at the first read.
    await within(
      PATIENCE_MS,
      db.transaction('r', db.outbox, db.paint, db.marks, () => db.outbox.limit(1).primaryKeys()),
    )
    return db
  } catch {
    db.close()
    return null
  }
}

/** All rows of a store of that name, whatever else the database is. */
function outboxOf(name: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    const opening = indexedDB.open(name)
    opening.onerror = () => resolve([])
    opening.onupgradeneeded = () => opening.transaction?.abort()
    opening.onsuccess = () => {
      const db = opening.result
      const give = (rows: unknown[]): void => {
        db.close()
        resolve(rows)
      }
      try {
        const reading = db.transaction('outbox', 'readonly').objectStore('outbox').getAll()
        reading.onsuccess = () => give(reading.result)
        reading.onerror = () => give([])
      } catch {
        give([])
      }
    }
  })
}
