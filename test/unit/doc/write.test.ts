import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createPlan } from '../../../src/doc/plan.ts'
import { canonicalJson } from '../../../src/doc/replica.ts'
import { createRecord, insertText, isSame, setField, setMember, setPlanFact, setText } from '../../../src/doc/write.ts'

function planWithItem() {
  const doc = new Y.Doc()
  const plan = createPlan(doc)
  createRecord(
    doc,
    'items',
    'a',
    { key: 'A', title: 'A', kind: 'bug', stage: 'open', labels: ['b', 'a'] },
    { description: 'one two three' },
  )
  return { doc, plan }
}

test('a record has its texts from the start and its sets as keys of their own', () => {
  const { doc, plan } = planWithItem()
  const raw = doc.getMap('items').get('a') as Y.Map<unknown>
  expect(raw.get('label:a')).toBe(true)
  expect(raw.get('description')).toBeInstanceOf(Y.Text)
  expect(plan.row('items', 'a')).toMatchObject({ labels: ['a', 'b'], estimate: null, parked: false })
})

test('a member taken out is false and never removed, so that both additions of two people stay', () => {
  const { doc, plan } = planWithItem()
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  setMember(doc, 'items', 'a', 'labels', 'c', true)
  setMember(other, 'items', 'a', 'labels', 'd', true)
  setMember(other, 'items', 'a', 'labels', 'a', false)
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
  expect(plan.row('items', 'a')?.labels).toEqual(['b', 'c', 'd'])
  expect((doc.getMap('items').get('a') as Y.Map<unknown>).get('label:a')).toBe(false)
})

test('a value that stands there already is not written again', () => {
  const { doc } = planWithItem()
  let updates = 0
  doc.on('update', () => {
    updates++
  })
  setField(doc, 'items', 'a', 'deleted', { by: 'x', at: 1, why: '' })
  expect(setField(doc, 'items', 'a', 'deleted', { by: 'x', at: 1, why: '' })).toBe(false)
  expect(setField(doc, 'items', 'a', 'estimate', null)).toBe(false)
  expect(setMember(doc, 'items', 'a', 'labels', 'a', true)).toBe(false)
  expect(setText(doc, 'items', 'a', 'description', 'one two three')).toBe(false)
  expect(setPlanFact(doc, 'name', 'X')).toBe(true)
  expect(setPlanFact(doc, 'name', 'X')).toBe(false)
  expect(updates).toBe(2)
})

test('replacing a text touches only what differs, so that words written elsewhere in it stay', () => {
  const { doc, plan } = planWithItem()
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  setText(doc, 'items', 'a', 'description', 'one TWO three')
  insertText(other, 'items', 'a', 'description', 13, ' four')
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
  expect(plan.textOf('items', 'a', 'description')).toBe('one TWO three four')
})

test('a replaced text reads as it was given, whatever characters it has', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '😁', 'é', '\n', 'ש') })
  fc.assert(
    fc.property(words, words, (before, after) => {
      const doc = new Y.Doc()
      createRecord(doc, 'items', 'a', {}, { description: before })
      setText(doc, 'items', 'a', 'description', after)
      const copy = new Y.Doc()
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
      expect(createPlan(copy).textOf('items', 'a', 'description')).toBe(after)
    }),
  )
})

test('a record is never made twice', () => {
  const { doc } = planWithItem()
  expect(() => createRecord(doc, 'items', 'a', {})).toThrow('already')
})

test('canonical JSON is the same for the same content, whatever was asked of the document and in which order it came', () => {
  const { doc } = planWithItem()
  setMember(doc, 'items', 'a', 'labels', 'z', true)
  const update = Y.encodeStateAsUpdate(doc)
  const untyped = new Y.Doc()
  Y.applyUpdate(untyped, update)
  const typed = new Y.Doc()
  createPlan(typed)
  Y.applyUpdate(typed, update)
  expect(canonicalJson(untyped)).toBe(canonicalJson(doc))
  expect(canonicalJson(typed)).toBe(canonicalJson(doc))
  typed.getMap('not known yet').set('x', { b: 1, a: [2] })
  expect(canonicalJson(typed)).toContain('"not known yet":{"x":{"a":[2],"b":1}}')
})

test('values are compared by what they hold', () => {
  expect(isSame({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true)
  expect(isSame({ a: 1 }, { a: 1, b: 2 })).toBe(false)
  expect(isSame([1], { 0: 1 })).toBe(false)
  expect(isSame(null, undefined)).toBe(false)
})
