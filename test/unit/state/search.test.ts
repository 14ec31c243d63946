import { expect, test } from 'vitest'
import { addComment } from '../../../src/commands/comments.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { addCriterion } from '../../../src/commands/criteria.ts'
import { deleteItems } from '../../../src/commands/delete-item.ts'
import { editItem, setDescription } from '../../../src/commands/edit-item.ts'
import { createSearchIndex, type SearchDocument } from '../../../src/state/search-index.ts'
import { serveSearch } from '../../../src/state/search-service.ts'
import { createSearch, type SearchPort } from '../../../src/state/search.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

let numbers = 0
const document = (id: string, over: Partial<SearchDocument> = {}): SearchDocument => ({
  id,
  n: numbers++,
  key: id.toUpperCase(),
  title: '',
  labels: '',
  text: '',
  ...over,
})

test('the beginning of each word is enough, in any order, capitals and accents or not', () => {
  const index = createSearchIndex()
  index.put([document('a', { title: 'Übergabe an die Nachtschicht' }), document('b', { title: 'Waiting list' })])
  expect(index.search('nacht uberg')).toEqual(['a'])
  expect(index.search('LIST wai')).toEqual(['b'])
  expect(index.search('iting')).toEqual([])
  expect(index.search('  ')).toEqual([])
})

test('a key comes first, then titles, labels and descriptions', () => {
  const index = createSearchIndex()
  index.put([
    document('text', { text: 'about billing' }),
    document('label', { labels: 'billing' }),
    document('inside', { title: 'New billing' }),
    document('start', { title: 'Billing anew' }),
    document('billing', { title: 'Something else' }),
  ])
  expect(index.search('billing')).toEqual(['billing', 'start', 'inside', 'label', 'text'])
})

test('slips of the pen are forgiven in titles where nothing else is found', () => {
  const index = createSearchIndex()
  index.put([document('a', { title: 'Referral letters' }), document('b', { title: 'Patient queue' })])
  expect(index.search('referal')).toEqual(['a'])
  expect(index.search('pateint')).toEqual(['b'])
})

test('fifty hits at most, and what was replaced or removed is not found any more', () => {
  const index = createSearchIndex()
  index.put(Array.from({ length: 80 }, (_, i) => document(`i${i}`, { title: `same ${i}` })))
  expect(index.search('same')).toHaveLength(50)
  index.put([document('i1', { title: 'other' })])
  expect(index.search('other')).toEqual(['i1'])
  index.remove(Array.from({ length: 80 }, (_, i) => `i${i}`).filter((id) => id !== 'i2'))
  expect(index.search('same')).toEqual(['i2'])
  expect(index.search('other')).toEqual([])
  expect(index.size).toBe(1)
})

test('right-to-left words and words without Latin letters are found', () => {
  const index = createSearchIndex()
  index.put([document('he', { title: 'רשימת המתנה' }), document('ja', { title: '待機 リスト' })])
  expect(index.search('המתנ')).toEqual(['he'])
  expect(index.search('リスト')).toEqual(['ja'])
})

function searching() {
  const at = inMemoryPlan()
  const { port1, port2 } = new MessageChannel()
  serveSearch(port2 as never)
  const timers: (() => void)[] = []
  const later = (act: () => void) => {
    timers.push(act)
    return () => {
      timers.splice(timers.indexOf(act), 1)
    }
  }
  return {
    at,
    start: () => createSearch({ plan: at.plan, port: port1 as unknown as SearchPort, later }),
    close: () => port1.close(),
  }
}

test('search follows edits of titles and texts, new items and deleted ones', async () => {
  const { at, start, close } = searching()
  const a = at.must(createItem, { title: 'Waiting list' })
  const search = start()
  expect(await search.find('waiting')).toEqual([a])
  at.must(editItem, { id: a, field: 'title', value: 'Queue' })
  const b = at.must(createItem, { title: 'Reminder', description: 'by text message' })
  expect(await search.find('waiting')).toEqual([])
  expect(await search.find('message')).toEqual([b])
  at.must(setDescription, { id: a, value: 'no message' })
  expect(await search.find('message')).toEqual([a, b])
  at.must(deleteItems, { ids: [b], why: '' })
  expect(await search.find('message')).toEqual([a])
  search.stop()
  close()
})

test('a question that was overtaken answers null', async () => {
  const { at, start, close } = searching()
  at.must(createItem, { title: 'Waiting list' })
  const search = start()
  const [first, second] = [search.find('w'), search.find('wa')]
  expect(await first).toBeNull()
  expect(await second).toHaveLength(1)
  search.stop()
  close()
})

test('a filter finds words anywhere in texts, criteria and comments, and follows edits', async () => {
  const { at, start, close } = searching()
  const a = at.must(createItem, { title: 'Waiting list', description: 'Says how\nlong it takes' })
  const b = at.must(createItem, { title: 'Reminder' })
  const search = start()
  const found = async (wanted: string[], unwanted: string[] = []) => {
    const items = await search.match({ wanted, unwanted })
    return [a, b].filter((id) => items?.has(id))
  }
  expect(await found(['how long'])).toEqual([a])
  expect(await found(['iting', 'takes'])).toEqual([a])
  at.must(addCriterion, { item: b, text: 'It takes no more than a day' })
  expect(await found(['takes'])).toEqual([a, b])
  at.must(addComment, { item: a, text: 'Ask the quay' })
  expect(await found(['takes'], ['quay'])).toEqual([b])
  at.must(deleteItems, { ids: [b], why: '' })
  expect(await found(['takes'])).toEqual([a])
  search.stop()
  close()
})

test('typing on, taking back and words that come while an answer stands find what a fresh look would', () => {
  const index = createSearchIndex()
  index.put([document('a', { title: 'berth list' }), document('b', { text: 'a berth' }), document('c')])
  const bits = (...wanted: string[]) => [...index.match({ wanted, unwanted: [] })].filter((bit) => bit === 1).length
  expect([bits('b'), bits('be'), bits('berth', 'l'), bits('berth'), bits('c')]).toEqual([2, 2, 1, 2, 1])
  expect([index.search('be'), index.search('ber li'), index.search('ber')]).toEqual([['a', 'b'], ['a'], ['a', 'b']])
  index.put([document('d', { text: 'one more berth' })])
  expect([index.search('berth'), bits('berth')]).toEqual([['a', 'b', 'd'], 3])
})

test('a query of ten megabytes is answered at once', () => {
  const index = createSearchIndex()
  index.put([document('a', { title: 'berth' })])
  const begun = performance.now()
  expect(index.search('berth '.repeat(1_700_000))).toEqual(['a'])
  expect(performance.now() - begun).toBeLessThan(5_000)
})
