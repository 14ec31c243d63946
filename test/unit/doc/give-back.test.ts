import * as Y from 'yjs'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../../src/doc/replica.ts'
import { whatIsMissing } from '../../../src/doc/give-back.ts'

const A = 'a'
const B = 'b'

/** Two items, one with a text; the answer is the document and an older copy of it. */
function before() {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const id of [A, B]) {
      const record = new Y.Map<unknown>(Object.entries({ title: id, estimate: 1 }))
      record.set('description', new Y.Text('Once upon a time'))
      doc.getMap('items').set(id, record)
      doc.getMap('ranks').set(id, `k${id}`)
    }
    doc.getMap('plan').set('name', 'Harbour')
    doc.getText('vision').insert(0, 'Calm harbours')
  })
  const older = new Y.Doc()
  Y.applyUpdate(older, Y.encodeStateAsUpdate(doc))
  return { doc, older }
}
const item = (doc: Y.Doc, id: string): Y.Map<unknown> => doc.getMap('items').get(id) as Y.Map<unknown>
const text = (doc: Y.Doc, id: string): Y.Text => item(doc, id).get('description') as Y.Text

function giveBack(from: Y.Doc, into: Y.Doc): number {
  const { writes, left } = whatIsMissing(from, into)
  into.transact(() => writes.forEach((write) => write()))
  return left
}

test('everything that was written since is given back, and then nothing is missing', () => {
  const { doc, older } = before()
  doc.transact(() => {
    item(doc, A).set('title', 'A, renamed')
    item(doc, A).set('deleted', { by: 'anna', at: 1, why: 'twice' })
    text(doc, A).insert(4, ', long ago,')
    text(doc, B).delete(0, 5)
    doc.getText('vision').insert(0, 'Busy, ')
    doc.getMap('plan').set('northStar', 'm1')
    doc.getMap('ranks').set(B, 'j')
    const made = new Y.Map<unknown>(Object.entries({ title: 'New', estimate: 8 }))
    made.set('description', new Y.Text('Made since'))
    doc.getMap('items').set('c', made)
  })
  expect(giveBack(doc, older)).toBe(0)
  expect(canonicalJson(older)).toBe(canonicalJson(doc))
  expect(whatIsMissing(doc, older).writes).toHaveLength(0)
})

test('what somebody wrote into the older one since stays, and is counted', () => {
  const { doc, older } = before()
  item(doc, A).set('title', 'Lost')
  item(doc, A).set('estimate', 5)
  item(older, A).set('title', 'Written since')
  expect(giveBack(doc, older)).toBe(1)
  expect(item(older, A).toJSON()).toMatchObject({ title: 'Written since', estimate: 5 })
})

test('typing is put to where it stood, beside what others typed since', () => {
  const { doc, older } = before()
  text(doc, A).insert(4, ', long ago,')
  text(older, A).insert(text(older, A).length, '. The end.')
  giveBack(doc, older)
  expect(text(older, A).toString()).toBe('Once, long ago, upon a time. The end.')
})

test('typing whose place is gone comes at the end', () => {
  const { doc, older } = before()
  text(doc, A).insert(16, ' there was')
  text(older, A).delete(0, 16)
  text(older, A).insert(0, 'Anew.')
  giveBack(doc, older)
  expect(text(older, A).toString()).toBe('Anew. there was')
})

test('where nothing was lost nothing is written, whatever came since', () => {
  const { doc, older } = before()
  item(older, A).set('title', 'Newer')
  text(older, B).insert(0, 'Newer. ')
  older.getMap('items').set('d', new Y.Map(Object.entries({ title: 'd' })))
  expect(whatIsMissing(doc, older)).toEqual({ writes: [], left: 0 })
})
