import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { deleteItems } from '../../../src/commands/delete-item.ts'
import { editItem, setDescription } from '../../../src/commands/edit-item.ts'
import { createSearchIndex, type SearchDocument } from '../../../src/state/search-index.ts'
import { serveSearch } from '../../../src/state/search-service.ts'
import { createSearch, type SearchPort } from '../../../src/state/search.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

const document = (id: string, over: Partial<SearchDocument> = {}): SearchDocument => ({
  id,
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
