import { expect, test } from 'vitest'
import type { Entry } from '../../../src/model/envelope.ts'
import type { BackAsk } from '../../../src/state/back-desk.svelte.ts'
import { askButton, doneWords, isNothing, willDo } from '../../../src/state/back-words.ts'
import type { BackPlan, HistoryLine } from '../../../src/state/history-source.ts'
import { deletedCount, lineWords, sortOf, touchedBy } from '../../../src/state/history-words.ts'

const entry = (part: Partial<Entry>): Entry => ({
  name: 'item.edit',
  record: 'items/a',
  field: 'title',
  from: null,
  to: null,
  why: '',
  ...part,
})
const line = (entries: Entry[], part: Partial<HistoryLine> = {}): HistoryLine => ({
  change: 'c',
  author: { person: null, role: null, forTeam: null },
  device: 'd',
  time: 0,
  at: 0,
  until: 0,
  undoes: null,
  entries,
  others: 0,
  records: 1,
  items: [],
  ...part,
})
const nameOf = (record: string): string => record.replace('items/', 'Berth ')
const deletes = (count: number): Entry[] =>
  Array.from({ length: count }, (_, i) =>
    entry({ name: 'item.delete', record: `items/${i}`, field: 'deleted', to: true }),
  )

test('a large change says how many it touched, also where its entries were cut', () => {
  expect(lineWords(line(deletes(50)), nameOf)).toBe('Deleted 50 items')
  expect(lineWords(line(deletes(50), { others: 150 }), nameOf)).toBe('Deleted 200 items')
  const counted = entry({ name: 'item.delete', record: '', field: '', to: 300 })
  expect(lineWords(line([counted, { ...counted, to: 200 }]), nameOf)).toBe('Deleted 500 items')
})

test('somebody who typed for a while edited one text', () => {
  const typed = entry({ name: 'text.type', field: 'description', from: 12 })
  expect(lineWords(line([typed, typed, typed], { others: 40 }), nameOf)).toBe('Edited the description of “Berth a”')
})

test('what was brought or taken back is said as that, and as nothing else', () => {
  const first = entry({ name: 'bringBack', record: '', field: 'items', from: 1 })
  const back = (n: number): Entry =>
    entry({ name: 'bringBack.set', record: `items/${n}`, field: 'deleted', from: { by: null }, to: null })
  expect(lineWords(line([first, back(1)]), nameOf)).toBe('Brought “Berth 1” back')
  expect(lineWords(line([first, back(1), back(2)], { others: 30 }), nameOf)).toBe('Brought 32 items back')
  expect(lineWords(line([first, entry({ name: 'bringBack.set', field: 'estimate', to: 3 })]), nameOf)).toBe(
    'Brought “Berth a” back as it was',
  )
  expect(lineWords(line([{ ...first, field: 'order' }]), nameOf)).toBe('Brought an earlier order back')
  expect(lineWords(line([entry({ name: 'takeBack', record: '', field: 'person', to: 'ben' })]), nameOf)).toBe(
    'Took back the work of people/ben',
  )
  expect(sortOf(line([first]))).toBe('undo')
  const undone = (to: unknown): Entry => entry({ name: 'undo.set', field: 'deleted', from: null, to })
  const taken = entry({ name: 'change.undo', record: '', field: '', to: 'c1' })
  expect(sortOf(line([taken, undone(null)], { undoes: 'c1' }))).toBe('undo')
  const again = line([taken, undone({ by: 'anna' }), undone({ by: 'anna' })], { undoes: 'c1', items: ['a', 'b'] })
  expect(sortOf(again)).toBe('delete')
  expect(deletedCount(again)).toBe(2)
  expect(sortOf(line(deletes(2)))).toBe('delete')
})

test('a change lists each record once, and the items that it only counted after them', () => {
  const touched = touchedBy(line([entry({}), entry({ field: 'kind' })], { items: ['a', 'b'] }), nameOf)
  expect(touched.map((one) => [one.item, one.facts.length])).toEqual([
    ['a', 2],
    ['b', 0],
  ])
})

test('a preview says in numbers what would be written, and nothing where nothing would', () => {
  const none: BackPlan = {
    change: null,
    changes: 0,
    itemsBack: 0,
    itemsDeleted: 0,
    fields: 0,
    moves: 0,
    texts: 0,
    entries: [],
    left: [],
    leftInAll: 0,
  }
  const ask: BackAsk = { does: 'bring', moment: 0, what: { kind: 'items', items: ['a'] }, count: 50 }
  expect(isNothing(none)).toBe(true)
  expect(willDo(none)).toEqual([])
  const plan = { ...none, itemsBack: 50, moves: 1, leftInAll: 2 }
  expect(isNothing(plan)).toBe(false)
  expect(willDo(plan)).toEqual(['50 deleted items come back to the backlog', '1 item moves to the place of then'])
  expect(askButton(ask, plan)).toBe('Bring 50 items back')
  expect(doneWords(ask, { ...plan, change: 'x' })).toBe(
    'Brought 50 items back. 2 fields changed by others since were left alone.',
  )
})
