import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { canonicalJson } from '../../../src/doc/replica.ts'
import type { TakenAuthor } from '../../../src/sync/take-back-entry.ts'
import { takenBackBy } from '../../../src/sync/take-back-entry.ts'
import { RecordPeer } from '../../support/record-peer.ts'
import { meetAll, takeBack, undo } from '../../support/take-back-in-memory.ts'

const item = (doc: Y.Doc, id: string): Y.Map<unknown> => doc.getMap<Y.Map<unknown>>('items').get(id) as Y.Map<unknown>
const text = (doc: Y.Doc, id: string): Y.Text => item(doc, id).get('description') as Y.Text
const words = (doc: Y.Doc, id: string): string => text(doc, id).toJSON()
const set = (id: string, field: string, value: unknown) => (doc: Y.Doc) => void item(doc, id).set(field, value)
const create =
  (id: string, more: Record<string, unknown> = {}) =>
  (doc: Y.Doc): void => {
    const record = new Y.Map<unknown>(Object.entries({ title: id, kind: 'bug', ...more }))
    record.set('description', new Y.Text('one two three'))
    doc.getMap('items').set(id, record)
    doc.getMap('ranks').set(id, 'a0')
  }
const vandal: TakenAuthor = { kind: 'person', person: 'd2' }
const ever = (what: TakenAuthor = vandal) => ({ what, since: null })

/** Ada has items `a` and `b`; Ben, who will be taken back, and Cleo know them. */
function scene() {
  const [ada, ben, cleo] = [new RecordPeer(1, 11), new RecordPeer(2, 22), new RecordPeer(3, 33)]
  ada.write((doc) => (create('a')(doc), create('b')(doc)))
  const meet = (): void => meetAll(ada, ben, cleo)
  meet()
  return { ada, ben, cleo, meet }
}

describe('a field', () => {
  test('goes back to the last value by another, past all that they wrote', () => {
    const { ada, ben, cleo, meet } = scene()
    cleo.write(set('a', 'title', 'by Cleo'))
    meet()
    for (const value of ['x', 'y', 'z']) ben.write(set('a', 'title', value))
    ben.write(set('b', 'estimate', 8))
    ben.write(set('b', 'label:spam', true))
    meet()
    const done = takeBack(ada, ever())
    expect([item(ada.doc, 'a').get('title'), item(ada.doc, 'b').get('estimate')]).toEqual(['by Cleo', null])
    expect(item(ada.doc, 'b').get('label:spam')).toBe(false)
    expect(done).toMatchObject({ restored: 3, left: [], work: { changes: 5 } })
    expect(takenBackBy(done.entries)).toEqual(ever())
  })

  test('that another changed since stays and is listed, unless it says what stood there before', () => {
    const { ada, ben, cleo, meet } = scene()
    ben.write((doc) => (set('a', 'title', 'spam')(doc), set('b', 'title', 'spam')(doc)))
    meet()
    cleo.write((doc) => (set('a', 'title', 'mended')(doc), set('b', 'title', 'b')(doc)))
    meet()
    expect(takeBack(ada, ever())).toMatchObject({
      restored: 0,
      left: [{ record: 'items/a', field: 'title', why: 'It was changed again since.' }],
    })
    expect([item(ada.doc, 'a').get('title'), item(ada.doc, 'b').get('title')]).toEqual(['mended', 'b'])
  })

  test('goes back to their own value of before the moment, and not further', () => {
    const { ada, ben, meet } = scene()
    ben.write(set('a', 'title', 'good'))
    const since = ben.records.length
    ben.write(set('a', 'title', 'bad'))
    ben.write(set('a', 'kind', 'chore'))
    meet()
    takeBack(ben, { what: vandal, since })
    expect([item(ben.doc, 'a').get('title'), item(ben.doc, 'a').get('kind')]).toEqual(['good', 'bug'])
    expect(ada.doc.getMap('items').size).toBe(2)
  })

  test('that they brought back by an undo is what the other had written', async () => {
    const { ada, ben, cleo, meet } = scene()
    const { change } = cleo.write(set('a', 'title', 'by Cleo'))
    meet()
    await undo(ben, change)
    meet()
    expect(item(ada.doc, 'a').get('title')).toBe('a')
    takeBack(ada, ever())
    expect(item(ada.doc, 'a').get('title')).toBe('by Cleo')
  })

  test('that another brought back for them by an undo counts as theirs', async () => {
    const { ada, ben, cleo, meet } = scene()
    ben.write(set('a', 'title', 'spam'))
    meet()
    const { change } = cleo.write(set('a', 'title', 'mended'))
    await undo(cleo, change)
    meet()
    expect(item(ada.doc, 'a').get('title')).toBe('spam')
    takeBack(ada, ever())
    expect(item(ada.doc, 'a').get('title')).toBe('a')
  })

  test('that was taken away altogether is there again', () => {
    const { ada, ben, meet } = scene()
    ben.write((doc) => item(doc, 'a').delete('kind'))
    ben.write((doc) => doc.getMap('items').delete('b'))
    meet()
    const done = takeBack(ada, ever())
    expect(item(ada.doc, 'a').get('kind')).toBe('bug')
    expect(done.left).toMatchObject([{ record: 'items/b', field: '' }])
  })

  test('of one change or of one device goes back as well', () => {
    const { ada, ben, meet } = scene()
    const { change } = ben.write(set('a', 'title', 'x'))
    ben.write(set('b', 'title', 'x'))
    meet()
    takeBack(ada, ever({ kind: 'change', change }))
    expect([item(ada.doc, 'a').get('title'), item(ada.doc, 'b').get('title')]).toEqual(['a', 'x'])
    takeBack(ada, ever({ kind: 'device', device: 'd2' }))
    expect(item(ada.doc, 'b').get('title')).toBe('b')
  })

  test('of the order goes back, and a name that a plan always had one stays', () => {
    const { ada, ben, meet } = scene()
    ben.write((doc) => (doc.getMap('ranks').set('a', 'z9'), doc.getMap('plan').set('name', 'Mine')))
    meet()
    const done = takeBack(ada, ever())
    expect([ada.doc.getMap('ranks').get('a'), ada.doc.getMap('plan').get('name')]).toEqual(['a0', 'Mine'])
    expect(done.left).toEqual([])
  })
})

describe('a record', () => {
  test('that they made is marked as deleted as a whole, and what only they deleted lives again', () => {
    const { ada, ben, meet } = scene()
    ben.write((doc) => {
      create('junk')(doc)
      doc.getMap('criteria').set('c1', new Y.Map<unknown>(Object.entries({ item: 'junk', text: 'never' })))
      doc.getMap('criteria').set('c2', new Y.Map<unknown>(Object.entries({ item: 'a', text: 'spam' })))
      set('a', 'deleted', { by: 'd2', at: 1, why: '' })(doc)
    })
    meet()
    const done = takeBack(ada, ever())
    const criteria = ada.doc.getMap<Y.Map<unknown>>('criteria')
    expect(item(ada.doc, 'junk').get('deleted')).toEqual({ by: 'd1', at: 7, why: 'off' })
    expect(item(ada.doc, 'a').get('deleted')).toBe(null)
    expect(criteria.get('c2')?.get('deleted')).toMatchObject({ by: 'd1' })
    expect(criteria.get('c1')?.get('deleted'), 'a part goes and stays with its item').toBe(undefined)
    expect(done).toMatchObject({ restored: 3, left: [] })
  })

  test('stays deleted where another deleted it too', () => {
    const { ada, ben, cleo, meet } = scene()
    ben.write(set('a', 'deleted', { by: 'd2', at: 1, why: '' }))
    cleo.write(set('a', 'deleted', { by: 'd3', at: 1, why: 'done with it' }))
    meet()
    takeBack(ada, ever())
    expect(item(ada.doc, 'a').get('deleted')).toMatchObject({ by: 'd3' })
  })

  test.each([
    ['wrote in it', set('new', 'estimate', 5)],
    ['wrote in its text', (doc: Y.Doc) => text(doc, 'new').insert(0, 'see: ')],
    [
      'commented on it',
      (doc: Y.Doc) =>
        doc.getMap('comments').set('k', new Y.Map<unknown>(Object.entries({ item: 'new', text: 'why?', at: 1 }))),
    ],
  ])('that others have worked on since stays whole, and is listed: one %s', (_, work) => {
    const { ada, ben, cleo, meet } = scene()
    ben.write(create('new'))
    meet()
    cleo.write(work)
    meet()
    expect(takeBack(ada, ever())).toMatchObject({ restored: 0, left: [{ record: 'items/new', field: '' }] })
    expect(item(ada.doc, 'new').get('deleted')).toBe(undefined)
  })

  test('that others only moved is marked as deleted, and a person keeps their own entry in the directory', () => {
    const { ada, ben, cleo, meet } = scene()
    ben.write((doc) => {
      create('new')(doc)
      doc.getMap('people').set('d2', new Y.Map<unknown>([['name', 'Ben']]))
    })
    meet()
    cleo.write((doc) => doc.getMap('ranks').set('new', 'b0'))
    meet()
    expect(takeBack(ada, ever())).toMatchObject({ restored: 1, left: [] })
    expect(item(ada.doc, 'new').get('deleted')).toMatchObject({ by: 'd1' })
    expect(ada.doc.getMap('ranks').get('new')).toBe('b0')
  })
})

describe('a text', () => {
  test('loses what they wrote and regains what only they deleted; others’ words stay', () => {
    const { ada, ben, cleo, meet } = scene()
    ben.write((doc) => (text(doc, 'a').delete(4, 4), text(doc, 'a').insert(0, 'SPAM ')))
    cleo.write((doc) => (text(doc, 'a').insert(13, ' four'), text(doc, 'a').delete(0, 4)))
    meet()
    takeBack(ada, ever())
    expect(words(ada.doc, 'a')).toBe('two three four')
  })

  test('does not regain what another deleted too', () => {
    const { ada, ben, cleo, meet } = scene()
    ben.write((doc) => text(doc, 'a').delete(0, 8))
    cleo.write((doc) => text(doc, 'a').delete(4, 9))
    meet()
    takeBack(ada, ever())
    expect(words(ada.doc, 'a')).toBe('one ')
  })

  test('that was emptied and undone by another stands there once', async () => {
    const { ada, ben, cleo, meet } = scene()
    const { change } = ben.write((doc) => (text(doc, 'a').delete(0, 13), text(doc, 'b').insert(0, 'SPAM ')))
    meet()
    const undone = await undo(cleo, change)
    meet()
    expect(takeBack(ada, ever())).toMatchObject({ restored: 0, left: [] })
    expect([words(ada.doc, 'a'), words(ada.doc, 'b')]).toEqual(['one two three', 'one two three'])
    await undo(ada, undone.change)
    expect([words(ada.doc, 'a'), words(ada.doc, 'b')]).toEqual(['', 'SPAM one two three'])
    takeBack(ada, ever())
    expect([words(ada.doc, 'a'), words(ada.doc, 'b')]).toEqual(['one two three', 'one two three'])
  })
})

test('taking back can be undone, done again, and does nothing where nothing is left', async () => {
  const { ada, ben, cleo, meet } = scene()
  cleo.write((doc) => text(doc, 'a').insert(3, ' and a half'))
  meet()
  ben.write((doc) => (text(doc, 'a').delete(0, 8), text(doc, 'a').insert(2, 'XX'), set('a', 'title', 'spam')(doc)))
  ben.write((doc) => (create('junk')(doc), set('b', 'deleted', { by: 'd2', at: 1, why: '' })(doc)))
  meet()
  const before = plain(ada.doc)
  const first = takeBack(ada, ever())
  const without = plain(ada.doc)
  expect(words(ada.doc, 'a')).toBe('one and a half two three')
  expect(takeBack(ada, ever())).toMatchObject({ restored: 0, left: [], record: null })
  for (let round = 0, last = first.record?.change ?? ''; round < 3; round++) {
    await undo(ada, last)
    expect(plain(ada.doc), `brought forth again, round ${round}`).toBe(before)
    last = takeBack(ada, ever()).record?.change ?? ''
    expect(plain(ada.doc), `taken back again, round ${round}`).toBe(without)
  }
  meet()
  expect(canonicalJson(ben.doc)).toBe(canonicalJson(ada.doc))
})

/** Null and absent are the same, and so are false and absent; what marks deletion says only that. */
function plain(doc: Y.Doc): string {
  return JSON.stringify(JSON.parse(canonicalJson(doc)), (key, value: unknown) =>
    value === null || value === false ? undefined : key === 'deleted' ? true : value,
  )
}
