import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DraftRow } from '../../../src/browser/cache-rows.ts'
import { openDraftTable, type DraftTable } from '../../../src/browser/draft-table.ts'
import { noCacheWhenEncrypted } from '../../../src/browser/no-cache-when-encrypted.ts'
import { openWindowCache } from '../../../src/browser/window-cache.ts'

const PLAN = 'harbour'
let name = ''
let count = 0
let open: DraftTable[] = []

beforeEach(() => {
  name = `drafts-${++count}-${performance.now()}`
})
afterEach(async () => {
  vi.restoreAllMocks()
  open.forEach((table) => table.close())
  open = []
  await deleted()
})

test('what is typed lies in the browser within 50 ms, without anybody waiting for it', async () => {
  const mine = table()
  await mine.read(PLAN)
  for (let n = 1; n <= 20; n++) mine.put(row('Show free berths'.slice(0, n)))
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await lying()).toEqual(['Show free berths'])
  mine.delete(row(''))
  await expect.poll(lying).toEqual([])
})

test('a window that goes at once leaves its last letters, also while a writing is under way', async () => {
  const mine = table()
  await mine.read(PLAN)
  mine.put(row('Show'))
  mine.put(row('Show free'))
  mine.flush()
  mine.close()
  expect(await lying()).toEqual(['Show free'])
})

test('a database that was deleted meanwhile is made again with the next letter, and all that is half typed is in it', async () => {
  const mine = table()
  mine.put(row('Show free', 'items/a/title'))
  mine.put(row('Ask Anna', 'items/b/title'))
  await expect.poll(async () => (await lying()).length).toBe(2)
  open.splice(1).forEach((one) => one.close())
  await deleted()
  mine.put(row('Show free berths', 'items/a/title'))
  await expect.poll(lying).toEqual(['Show free berths', 'Ask Anna'])
})

test('a disk that is full for a while costs nothing once there is room', async () => {
  const mine = table()
  await mine.read(PLAN)
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('Full.', 'QuotaExceededError')
  })
  mine.put(row('Show', 'items/a/title'))
  await expect.poll(() => put.mock.calls.length).toBeGreaterThan(0)
  put.mockRestore()
  mine.put(row('Ask', 'items/b/title'))
  await expect.poll(lying).toEqual(['Show', 'Ask'])
})

test('what lies there and is no draft is passed over', async () => {
  const mine = table()
  mine.put(row('Show free'))
  mine.put({ ...row('Other'), field: 'items/z/title', at: 'once' } as unknown as DraftRow)
  await expect.poll(lying).toEqual(['Show free'])
})

test('once the data folder is encrypted nothing half typed is left in the browser', async () => {
  table().put(row('Show free berths'))
  await expect.poll(lying).toEqual(['Show free berths'])
  await noCacheWhenEncrypted(await openWindowCache(name), () => true, name).wipe()
  expect(await lying()).toEqual([])
})

test('a browser that gives no storage is worked without', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('No storage here.', 'SecurityError')
  })
  const mine = table()
  mine.put(row('Show'))
  mine.flush()
  expect(await mine.read(PLAN)).toEqual([])
})

function table(): DraftTable {
  const made = openDraftTable(name)
  open.push(made)
  return made
}

async function lying(): Promise<string[]> {
  return (await table().read(PLAN)).map(({ text }) => text)
}

function row(text: string, field = 'items/a/title'): DraftRow {
  return { plan: PLAN, field, window: 'mine', text, base: '', place: '', at: 1 }
}

function deleted(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error as DOMException)
  })
}
