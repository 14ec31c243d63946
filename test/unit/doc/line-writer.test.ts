import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createLineWriter, type LineWriter } from '../../../src/doc/line-writer.ts'
import { canonicalJson, hasPending } from '../../../src/doc/replica.ts'
import type { Entry, Envelope } from '../../../src/model/envelope.ts'

const ANNA = { person: 'anna', role: 'po', forTeam: null }
const entry = (to: unknown): Entry => ({
  name: 'item.edit',
  record: 'items/a',
  field: 'title',
  from: null,
  to,
  why: '',
})

interface Desk {
  doc: Y.Doc
  writer: LineWriter
  out: Envelope[]
  timers: (() => void)[]
  broken: () => number
  set(key: string, value: unknown): void
}
function desk(client: number, options: { gather?: boolean } = {}): Desk {
  const doc = new Y.Doc()
  const out: Envelope[] = []
  const timers: (() => void)[] = []
  let broken = 0
  const writer = createLineWriter({
    doc,
    lease: { client, seq: 0, clock: 0 },
    known: {},
    now: () => 42,
    onEnvelope: (envelope) => out.push(envelope),
    onLeaseBroken: () => {
      broken++
    },
    ...(options.gather === false
      ? {}
      : {
          later: (act: () => void) => {
            timers.push(act)
            return () => {
              timers.splice(timers.indexOf(act), 1)
            }
          },
        }),
  })
  return {
    doc,
    writer,
    out,
    timers,
    broken: () => broken,
    set: (key, value) => {
      writer.write({ author: ANNA, change: key }, () => doc.getMap('m').set(key, value))
    },
  }
}
function pass(from: Desk, to: Desk, index: number): void {
  const { client, seq, update } = from.out[index] as Envelope
  const structs = Y.decodeUpdate(update).structs
  const last = structs.at(-1)
  to.writer.applyRemote({ client, seq, clock: last === undefined ? 0 : last.id.clock + last.length, update }, 'remote')
}

test('one intent is one envelope, and the line counts without gaps', () => {
  const { writer, doc, out } = desk(5)
  writer.write({ author: ANNA, change: 'c1' }, (log) => {
    doc.getMap('m').set('a', 1)
    doc.getMap('m').set('b', 2)
    log(entry('x'))
  })
  writer.write({ author: ANNA, change: 'c2' }, () => doc.getMap('m').set('a', 3))
  expect(out.map(({ seq, change }) => [seq, change])).toEqual([
    [1, 'c1'],
    [2, 'c2'],
  ])
  expect(out[0]).toMatchObject({ client: 5, author: ANNA, time: 42, after: {}, entries: [entry('x')] })
  expect(writer.lease).toEqual({ client: 5, seq: 2, clock: 3 })
  expect(Y.decodeUpdate(out[1]!.update).structs[0]!.id).toMatchObject({ client: 5, clock: 2 })
})

test('an intent that changes nothing leaves no envelope', () => {
  const { writer, out } = desk(5)
  writer.write({ author: ANNA, change: 'c' }, (log) => log(entry('x')))
  expect(out).toEqual([])
  expect(writer.lease.seq).toBe(0)
})

test('an intent that fails in the middle still gives away what it wrote, since the document holds it', () => {
  const { writer, doc, out } = desk(5)
  expect(() =>
    writer.write({ author: ANNA, change: 'c' }, () => {
      doc.getMap('m').set('a', 1)
      throw new Error('a bug')
    }),
  ).toThrow('a bug')
  expect(out).toHaveLength(1)
})

test('a command inside a command is a fault', () => {
  const { writer, set } = desk(5)
  expect(() =>
    writer.write({ author: ANNA, change: 'c' }, () => {
      set('a', 1)
    }),
  ).toThrow('One intent')
})

test('after names what was learned since the last record, and nothing twice', () => {
  const a = desk(1)
  const b = desk(2)
  a.set('x', 1)
  a.set('y', 2)
  pass(a, b, 0)
  b.set('z', 3)
  pass(a, b, 1)
  b.set('z', 4)
  b.set('z', 5)
  expect(b.out.map((envelope) => envelope.after)).toEqual([{ 1: [1, 1] }, { 1: [2, 2] }, {}])
  expect(b.writer.vector()).toEqual({ 1: [2, 2], 2: [3, 3] })
})

test('what is not known is not in after: edits made apart are seen to be apart', () => {
  const a = desk(1)
  const b = desk(2)
  a.set('title', 'here')
  b.set('title', 'there')
  expect(b.out[0]!.after).toEqual({})
  expect(a.out[0]!.after).toEqual({})
})

test('typing gathers until the pause and then is one envelope', () => {
  const { writer, doc, out, timers } = desk(5)
  writer.typing({ author: ANNA, change: 'typing', entry: entry('text') })
  doc.getText('vision').insert(0, 'a')
  doc.getText('vision').insert(1, 'b')
  doc.getText('vision').delete(0, 1)
  expect(out).toEqual([])
  timers[0]!()
  expect(out).toHaveLength(1)
  expect(out[0]).toMatchObject({ change: 'typing', entries: [entry('text')], seq: 1 })
  const other = new Y.Doc()
  Y.applyUpdate(other, out[0]!.update)
  expect(other.getText('vision').toJSON()).toBe('b')
})

test('a remote record cuts the batch first, so that it is not taken for known', () => {
  const a = desk(1)
  const b = desk(2)
  a.set('x', 1)
  b.writer.typing({ author: ANNA, change: 'typing', entry: entry('text') })
  b.doc.getText('vision').insert(0, 'a')
  pass(a, b, 0)
  b.doc.getText('vision').insert(1, 'b')
  b.writer.flush()
  expect(b.out.map((envelope) => envelope.after)).toEqual([{}, { 1: [1, 1] }])
  expect(b.timers).toHaveLength(0)
})

test('a command cuts what was typed before it', () => {
  const { writer, doc, out, set } = desk(5)
  writer.typing({ author: ANNA, change: 'typing', entry: entry('text') })
  doc.getText('vision').insert(0, 'a')
  set('x', 1)
  expect(out.map((envelope) => envelope.change)).toEqual(['typing', 'x'])
})

test('without a clock each edit of a text is a record', () => {
  const { writer, doc, out } = desk(5, { gather: false })
  writer.typing({ author: ANNA, change: 'typing', entry: entry('text') })
  doc.getText('vision').insert(0, 'a')
  doc.getText('vision').insert(1, 'b')
  expect(out).toHaveLength(2)
})

test('the records of a line, put together in order, are the document', () => {
  const a = desk(1)
  const b = desk(2)
  for (let i = 0; i < 30; i++) {
    a.set(`k${i % 7}`, i)
    if (i % 5 === 0) {
      a.writer.typing({ author: ANNA, change: 't', entry: entry('t') })
      a.doc.getText('vision').insert(0, `word${i} `)
      a.doc.getText('vision').delete(0, 2)
    }
  }
  a.writer.flush()
  a.out.forEach((_, i) => pass(a, b, i))
  expect(canonicalJson(b.doc)).toBe(canonicalJson(a.doc))
  expect(hasPending(b.doc)).toBe(false)
})

test('structs under our id from elsewhere break the lease; a fresh one names all that is known', () => {
  const a = desk(1)
  a.set('x', 1)
  const thief = new Y.Doc()
  Y.applyUpdate(thief, Y.encodeStateAsUpdate(a.doc))
  thief.clientID = 1
  thief.getMap('m').set('stolen', true)
  Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(thief))
  a.writer.applyRemote({ client: 9, seq: 1, clock: 0, update: Y.encodeStateAsUpdate(new Y.Doc()) }, 'remote')
  expect(a.broken()).toBe(1)
  expect(a.writer.broken).toBe(true)
  a.writer.adopt({ client: 3, seq: 0, clock: 0 })
  a.set('y', 2)
  expect(a.out.at(-1)).toMatchObject({ client: 3, seq: 1, after: { 1: [1, 1], 9: [1, 0] } })
})

test('a lease that does not end where the document does is refused', () => {
  const { doc, writer, set } = desk(5)
  set('x', 1)
  expect(() =>
    createLineWriter({
      doc,
      lease: { client: 5, seq: 0, clock: 0 },
      known: {},
      now: () => 0,
      onEnvelope: () => undefined,
      onLeaseBroken: () => undefined,
    }),
  ).toThrow('Line 5')
  writer.destroy()
})

test('a change of many records says how many instead of each', () => {
  const { writer, doc, out } = desk(5)
  writer.write({ author: ANNA, change: 'c' }, (log) => {
    doc.getMap('m').set('a', 1)
    for (let i = 0; i < 201; i++) log({ ...entry(i), name: i === 0 ? 'item.create' : 'item.label' })
  })
  expect(out[0]!.entries.map(({ name, to }) => [name, to])).toEqual([
    ['item.create', 1],
    ['item.label', 200],
  ])
})

test('meeting a host learns all that it holds', () => {
  const a = desk(1)
  a.set('x', 1)
  const b = desk(2)
  b.writer.meet(Y.encodeStateAsUpdate(a.doc), a.writer.vector())
  b.set('y', 1)
  expect(b.doc.getMap('m').get('x')).toBe(1)
  expect(b.out[0]!.after).toEqual({ 1: [1, 1] })
})
