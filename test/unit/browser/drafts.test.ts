import { expect, test } from 'vitest'
import type { DraftRow } from '../../../src/browser/cache-rows.ts'
import { openDrafts, type Drafts } from '../../../src/browser/drafts.ts'

const TITLE = 'items/a/title'
const DAY_MS = 24 * 60 * 60 * 1_000

test('what a window that lives no more left half typed is found by the next one', async () => {
  const browser = oneBrowser()
  const first = await browser.open('first')
  first.put(TITLE, typed('Show free be'))
  first.put(TITLE, typed('Show free berths'))
  browser.crash('first')
  const next = await browser.open('next')
  expect(next.find(TITLE)).toMatchObject(typed('Show free berths'))
  expect(next.find('items/b/title')).toBeNull()
})

test('what was kept or taken back is not found again', async () => {
  const browser = oneBrowser()
  const first = await browser.open('first')
  first.put(TITLE, typed('Show free berths'))
  first.drop(TITLE)
  expect(first.find(TITLE)).toBeNull()
  browser.crash('first')
  expect((await browser.open('next')).find(TITLE)).toBeNull()
  expect(browser.rows.size).toBe(0)
})

test('what was brought back outlives the next crash too, and leaves nothing once it is kept', async () => {
  const browser = oneBrowser()
  ;(await browser.open('first')).put(TITLE, typed('Show free berths'))
  browser.crash('first')
  ;(await browser.open('second')).find(TITLE)
  browser.crash('second')
  const third = await browser.open('third')
  expect(third.find(TITLE)?.text).toBe('Show free berths')
  third.drop(TITLE)
  expect(browser.rows.size).toBe(0)
})

test('what another window types just now is not taken from it', async () => {
  const browser = oneBrowser()
  const first = await browser.open('first')
  first.put(TITLE, typed('Mine'))
  const beside = await browser.open('beside')
  expect(beside.find(TITLE)).toBeNull()
  beside.put(TITLE, typed('Also mine'))
  beside.drop(TITLE)
  expect([...browser.rows.values()].map(({ text }) => text)).toEqual(['Mine'])
})

test('of two windows that crashed over one field the later words come first and the others after', async () => {
  const browser = oneBrowser()
  const [first, second] = [await browser.open('first'), await browser.open('second')]
  first.put(TITLE, typed('Earlier'))
  browser.pass(1)
  second.put(TITLE, typed('Later'))
  browser.crash('first')
  browser.crash('second')
  const next = await browser.open('next')
  expect(next.find(TITLE)?.text).toBe('Later')
  next.drop(TITLE)
  expect(next.find(TITLE)?.text).toBe('Earlier')
})

test('nobody is bothered with what is older than 30 days, or belongs to what was deleted', async () => {
  const browser = oneBrowser()
  const first = await browser.open('first')
  first.put(TITLE, typed('Old'))
  browser.pass(30 * DAY_MS)
  first.put('items/b/title', typed('Of a deleted item'))
  first.put('items/c/title', typed('Fresh'))
  browser.pass(1)
  browser.crash('first')
  const next = await browser.open('next')
  next.dropWhere((field) => field.startsWith('items/b/'))
  expect([TITLE, 'items/b/title', 'items/c/title'].map((field) => next.find(field)?.text)).toEqual([
    undefined,
    undefined,
    'Fresh',
  ])
  expect(browser.rows.size).toBe(1)
})

test('over an encrypted folder nothing of it lies in the browser, and the window itself still has it', async () => {
  const browser = oneBrowser({ encrypted: true })
  const first = await browser.open('first')
  first.put(TITLE, typed('Show free berths'))
  expect(first.find(TITLE)?.text).toBe('Show free berths')
  expect(browser.rows.size).toBe(0)
})

test('a browser without locks gives back what was left', async () => {
  const browser = oneBrowser({ locks: false })
  ;(await browser.open('first')).put(TITLE, typed('Show free berths'))
  expect((await browser.open('next')).find(TITLE)?.text).toBe('Show free berths')
})

function typed(text: string) {
  return { text, base: 'Before', place: '' }
}

/** One browser's storage and locks, in which windows open and crash. */
function oneBrowser({ encrypted = false, locks = true } = {}) {
  const rows = new Map<string, DraftRow>()
  const held = new Set<string>()
  let time = 1_000_000
  const keyOf = (row: DraftRow): string => [row.plan, row.field, row.window].join('/')
  const manager = {
    request: (name: string, act: () => Promise<void>) => {
      held.add(name)
      return act().finally(() => held.delete(name))
    },
    query: () => Promise.resolve({ held: [...held].map((name) => ({ name })) }),
  } as unknown as LockManager
  return {
    rows,
    pass: (ms: number) => void (time += ms),
    crash: (window: string) =>
      [...held].filter((name) => name.endsWith(`-${window}`)).forEach((name) => held.delete(name)),
    async open(window: string): Promise<Drafts> {
      const drafts = openDrafts({
        plan: 'harbour',
        window,
        now: () => time,
        isEncrypted: () => encrypted,
        locks: locks ? manager : undefined,
        table: {
          read: (plan) => Promise.resolve([...rows.values()].filter((row) => row.plan === plan)),
          put: (row) => void rows.set(keyOf(row), row),
          delete: (row) => void rows.delete(keyOf(row)),
          flush: () => undefined,
          close: () => undefined,
        },
      })
      await drafts.ready
      return drafts
    },
  }
}
