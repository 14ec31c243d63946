import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openWindowCache } from '../../../src/browser/window-cache.ts'
import type { Envelope } from '../../../src/model/envelope.ts'

const PLAN = 'harbour'
let name = ''
let opened: IDBDatabase[] = []
let count = 0

beforeEach(() => {
  name = `cache-${++count}-${performance.now()}`
})
afterEach(async () => {
  vi.restoreAllMocks()
  opened.forEach((db) => db.close())
  opened = []
  await deleted()
})

test('edits are given back in the order of their lines, and those that were saved are not', async () => {
  const cache = await openWindowCache(name)
  for (const [client, seq] of [
    [7, 10],
    [7, 9],
    [3, 1],
  ] as const)
    await cache.keep(PLAN, edit(client, seq))
  await cache.keep('another', edit(1, 1))
  await cache.drop(PLAN, [{ client: 3, seq: 1 }])
  const next = await openWindowCache(name)
  expect((await next.undelivered(PLAN)).map(({ client, seq }) => [client, seq])).toEqual([
    [7, 9],
    [7, 10],
  ])
  expect(next.works).toBe(true)
})

test('a database that is deleted while it is open holds nobody up, and unsaved edits are put into it again', async () => {
  const cache = await openWindowCache(name)
  await cache.keep(PLAN, edit(7, 1))
  await deleted()
  await expect.poll(() => cache.works).toBe(true)
  await cache.keep(PLAN, edit(7, 2))
  const next = await openWindowCache(name)
  expect(await next.undelivered(PLAN)).toHaveLength(2)
})

test('a database that is deleted while nothing waits is there again when something does', async () => {
  const cache = await openWindowCache(name)
  await deleted()
  await cache.keep(PLAN, edit(7, 1))
  expect(cache.works).toBe(true)
  expect(await (await openWindowCache(name)).undelivered(PLAN)).toHaveLength(1)
})

test('rows that are no edits are put aside, counted, and keep nothing from being delivered', async () => {
  await (await openWindowCache(name)).keep(PLAN, edit(7, 1))
  const garbage = [
    { plan: PLAN, client: 7, seq: 2, envelope: null },
    { plan: PLAN, client: 7, seq: 3, envelope: { ...edit(7, 3), update: 'text' } },
    { plan: PLAN, client: 7, seq: 4, envelope: edit(8, 4) },
    { plan: PLAN, client: 7, seq: 5, envelope: { ...edit(7, 5), author: { person: 1 } } },
    { plan: PLAN, client: 7, seq: -6, envelope: edit(7, -6) },
    { plan: PLAN, client: 7, seq: 7, envelope: { ...edit(7, 7), after: { a: ['b'] } } },
    { plan: PLAN, client: 7, seq: 8 },
  ]
  await raw((db) => {
    const tx = db.transaction('outbox', 'readwrite')
    for (const row of garbage) tx.objectStore('outbox').put(row)
    return done(tx)
  })
  await (await openWindowCache(name)).keep(PLAN, edit(7, 9))
  const cache = await openWindowCache(name)
  expect((await cache.undelivered(PLAN)).map(({ seq }) => seq)).toEqual([1, 9])
  expect(cache.unreadable).toBe(garbage.length)
  const next = await openWindowCache(name)
  expect(await next.undelivered(PLAN)).toHaveLength(2)
  expect(next.unreadable).toBe(0)
  await raw((db) => {
    const aside = db.transaction('aside').objectStore('aside').getAll()
    return new Promise((resolve) => {
      aside.onsuccess = () => {
        expect(aside.result).toHaveLength(garbage.length)
        resolve(null)
      }
    })
  })
})

test('marks that cannot be read say nothing, and rows of a first paint come back as they are', async () => {
  const cache = await openWindowCache(name)
  await cache.setPaintRows(PLAN, { rows: [null] })
  await raw((db) => {
    const tx = db.transaction('marks', 'readwrite')
    tx.objectStore('marks').put({
      plan: PLAN,
      acknowledged: { 7: [3, 9], 8: ['x', 1], no: [1, 1], 9: [1], 10: [-1, 2], 11: null },
    })
    tx.objectStore('marks').put({ plan: 'other', acknowledged: 'words' })
    return done(tx)
  })
  expect(await cache.acknowledged(PLAN)).toEqual({ 7: [3, 9] })
  expect(await cache.acknowledged('other')).toEqual({})
  expect(await cache.paintRows(PLAN)).toEqual({ rows: [null] })
  expect(await cache.paintRows('other')).toBeNull()
})

test('the database of a newer Ordinal is used as it is', async () => {
  const before = await openWindowCache(name)
  await before.keep(PLAN, edit(7, 1))
  await raw((db) => void db.createObjectStore('something-new'), 900)
  const cache = await openWindowCache(name)
  expect(await cache.undelivered(PLAN)).toHaveLength(1)
  await cache.keep(PLAN, edit(7, 2))
  expect(cache.works).toBe(true)
  expect(await (await openWindowCache(name)).undelivered(PLAN)).toHaveLength(2)
})

test('a database of that name in another shape is made anew, and the edits in it are found', async () => {
  await raw((db) => void db.createObjectStore('outbox', { autoIncrement: true }), 40)
  await raw((db) => {
    const tx = db.transaction('outbox', 'readwrite')
    tx.objectStore('outbox').put({ plan: PLAN, client: 7, seq: 1, envelope: edit(7, 1) })
    return done(tx)
  })
  const cache = await openWindowCache(name)
  expect(await cache.undelivered(PLAN)).toHaveLength(1)
  await cache.keep(PLAN, edit(7, 2))
  expect(cache.works).toBe(true)
})

test('a spoilt database that another page holds open keeps no plan from opening', { timeout: 30_000 }, async () => {
  await raw((db) => void db.createObjectStore('outbox', { keyPath: 'nonsense' }), 40)
  await new Promise((resolve) => {
    const opening = indexedDB.open(name)
    opening.onsuccess = () => {
      opened.push(opening.result)
      opening.result.onversionchange = () => undefined
      resolve(null)
    }
  })
  const cache = await openWindowCache(name)
  expect(cache.works).toBe(false)
  await cache.keep(PLAN, edit(7, 1))
  opened.forEach((db) => db.close())
  await expect.poll(() => cache.works, { timeout: 15_000 }).toBe(true)
  expect(await (await openWindowCache(name)).undelivered(PLAN)).toHaveLength(1)
})

test('a browser that gives no storage is worked without', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('No storage here.', 'SecurityError')
  })
  const cache = await openWindowCache(name)
  expect(cache.works).toBe(false)
  await cache.keep(PLAN, edit(7, 1))
  await cache.drop(PLAN, [{ client: 7, seq: 1 }])
  expect(await cache.undelivered(PLAN)).toEqual([])
  expect(await cache.acknowledged(PLAN)).toEqual({})
})

test(
  'a full disk first takes the rows of the first paint, then says so, and keeps all edits once there is room',
  { timeout: 30_000 },
  async () => {
    const cache = await openWindowCache(name)
    await cache.setPaintRows(PLAN, { rows: [1] })
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('Full.', 'QuotaExceededError')
    })
    await cache.keep(PLAN, edit(7, 1))
    await cache.keep(PLAN, edit(7, 2))
    expect(cache.works).toBe(false)
    put.mockRestore()
    await expect.poll(() => cache.works, { timeout: 15_000 }).toBe(true)
    expect(await (await openWindowCache(name)).undelivered(PLAN)).toHaveLength(2)
    expect(await cache.paintRows(PLAN)).toBeNull()
  },
)

test('a row that cannot be read does not hide the others', async () => {
  const cache = await openWindowCache(name)
  for (const seq of [1, 2, 3]) await cache.keep(PLAN, edit(7, seq))
  const real = IDBObjectStore.prototype.get
  vi.spyOn(IDBIndex.prototype, 'getAll').mockImplementation(() => {
    throw new DOMException('Data lost.', 'UnknownError')
  })
  vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, key) {
    if (Array.isArray(key) && key[2] === 2) throw new DOMException('Data lost.', 'UnknownError')
    return real.call(this, key)
  })
  const next = await openWindowCache(name)
  expect((await next.undelivered(PLAN)).map(({ seq }) => seq)).toEqual([1, 3])
  expect(next.unreadable).toBe(1)
})

function edit(client: number, seq: number): Envelope {
  return {
    client,
    seq,
    after: { 5: [1, 2] },
    author: { person: 'anna', role: 'po', forTeam: null },
    time: 1,
    change: `change-${client}-${seq}`,
    entries: [{ name: 'item.edit', record: 'items/a', field: 'title', from: 'A', to: 'B', why: '' }],
    update: Uint8Array.of(0, 0),
  }
}

/** The database itself, behind the cache's back; with a version, while it is upgraded to that. */
function raw(act: (db: IDBDatabase) => unknown, version?: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = version === undefined ? indexedDB.open(name) : indexedDB.open(name, version)
    opening.onupgradeneeded = () => {
      if (version !== undefined) act(opening.result)
    }
    opening.onerror = () => reject(opening.error as DOMException)
    opening.onsuccess = () => {
      const finish = (): void => {
        opening.result.close()
        resolve()
      }
      if (version !== undefined) finish()
      else Promise.resolve(act(opening.result)).then(finish, reject)
    }
  })
}

function done(tx: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve()
    tx.onabort = () => reject(tx.error as DOMException)
  })
}

function deleted(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error as DOMException)
  })
}
