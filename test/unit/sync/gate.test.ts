import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Envelope } from '../../../src/model/envelope.ts'
import { canonicalJson } from '../../../src/sync/canonical-json.ts'
import { encodeRecord, FIRST_HASH } from '../../../src/sync/record.ts'
import { seeded } from '../../support/random.ts'
import { cheapCrypto } from '../../support/record-crypto.ts'
import { PLAN, RecordPeer } from '../../support/record-peer.ts'

const item =
  (id: string, title = id) =>
  (doc: Y.Doc) => {
    const record = new Y.Map<unknown>(Object.entries({ title, kind: 'feature', estimate: 3 }))
    record.set('description', new Y.Text('Once upon a time'))
    doc.getMap('items').set(id, record)
  }
const record = (doc: Y.Doc, id: string): Y.Map<unknown> => doc.getMap<Y.Map<unknown>>('items').get(id) as Y.Map<unknown>

/** A host that knows one item by device 1, and how to send it anything that device 2 signs. */
function scene() {
  const ada = new RecordPeer(1, 11)
  const host = new RecordPeer(9, 99)
  host.take(ada.write(item('a')).bytes)
  const send = (envelope: Partial<Envelope>, { key = 2, device = 'd2', plan = PLAN, previous = FIRST_HASH } = {}) => {
    const whole: Envelope = {
      client: 22,
      seq: 1,
      after: { '11': ada.ledger.vector()['11'] as [number, number] },
      author: { person: null, role: null, forTeam: null },
      time: 0,
      change: 'c',
      entries: [],
      update: Uint8Array.of(0, 0),
      ...envelope,
    }
    return host.take(encodeRecord(cheapCrypto(key), previous, whole, { plan, device }))
  }
  return { ada, host, send }
}

/** An update written by client 22 in a document that holds what Ada wrote. */
function updateBy22(ada: RecordPeer, edit: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(ada.doc))
  doc.clientID = 22
  let update: Uint8Array = Uint8Array.of(0, 0)
  doc.on('update', (bytes) => (update = bytes))
  doc.transact(() => edit(doc))
  return update
}

describe('apply', () => {
  test('an honest record passes, and says which fields it wrote', () => {
    const { ada, send } = scene()
    const answer = send({
      update: updateBy22(
        ada,
        (doc) => (record(doc, 'a').set('title', 'B'), (record(doc, 'a').get('description') as Y.Text).insert(4, '!')),
      ),
    })
    expect(answer).toMatchObject({
      answer: 'apply',
      record: { clock: 2, writes: [{ path: 'items/a/title', value: 'B' }], texts: [{ path: 'items/a/description' }] },
    })
  })

  test('roots, keys and values that this version does not know pass', () => {
    const { ada, send } = scene()
    const update = updateBy22(ada, (doc) => {
      doc.getMap('wormholes').set('w', new Y.Map([['kind', { of: ['the', 'future', null, 1.5] }]]))
      record(doc, 'a').set('stage', 'somewhere')
      doc.getText('text:a:notes').insert(0, 'hello')
    })
    expect(send({ update }).answer).toBe('apply')
  })

  test('a record without structs and deletes passes: it carries only words', () => {
    expect(scene().send({}).answer).toBe('apply')
  })

  test('the same record again is known, and changes nothing', () => {
    const { ada, host } = scene()
    const bytes = ada.write((doc) => record(doc, 'a').set('title', 'B')).bytes
    expect([host.take(bytes).answer, host.take(bytes).answer]).toEqual(['apply', 'known'])
  })
})

describe('hold', () => {
  test('a record whose own line has a gap waits for what is missing', () => {
    expect(scene().send({ seq: 4 })).toEqual({ answer: 'hold', missing: [{ client: 22, from: 1, to: 3 }] })
  })

  test('a record that knew more than is here waits for that', () => {
    expect(scene().send({ after: { '11': [3, 90], '33': [2, 5] } })).toEqual({
      answer: 'hold',
      missing: [
        { client: 11, from: 2, to: 3 },
        { client: 33, from: 1, to: 2 },
      ],
    })
  })
})

describe('refuse', () => {
  test('what is signed by nobody, by another or for another plan', () => {
    const { host, send } = scene()
    expect(host.take(Uint8Array.of(1, 2, 3))).toMatchObject({ why: 'unreadable', against: 'sender' })
    expect(send({}, { device: 'x' })).toMatchObject({ why: 'unknown-device', against: 'nobody' })
    expect(send({}, { key: 3 })).toMatchObject({ why: 'bad-signature', against: 'sender' })
    expect(send({}, { previous: new Uint8Array(32).fill(1) })).toMatchObject({
      why: 'bad-signature',
      against: 'sender',
    })
    expect(send({}, { plan: 'another' })).toMatchObject({ why: 'other-plan', against: 'sender' })
  })

  test('a record on the line of another device', () => {
    const { host, send } = scene()
    const previous = host.ledger.lineOf(11)?.hash as Uint8Array
    expect(send({ client: 11, seq: 2, after: {} }, { previous })).toMatchObject({
      why: 'not-its-line',
      against: 'signer',
    })
  })

  test('a record that says it knew a clock its line never had', () => {
    const { send } = scene()
    expect(send({ after: { '11': [1, 500] } })).toMatchObject({ why: 'knows-too-much' })
    expect(send({ after: { '22': [4, 4] } })).toMatchObject({ why: 'knows-too-much', against: 'signer' })
  })

  test('an update that builds on, or deletes, what the record did not know', () => {
    const { ada, send } = scene()
    const rename = updateBy22(ada, (doc) => record(doc, 'a').set('title', 'B'))
    const erase = updateBy22(ada, (doc) => record(doc, 'a').delete('title'))
    for (const update of [rename, erase])
      expect(send({ after: {}, update })).toMatchObject({ why: 'bad-update', against: 'signer' })
  })

  const bad: [string, (ada: RecordPeer) => Uint8Array][] = [
    ['V2', (ada) => Y.convertUpdateFormatV1ToV2(updateBy22(ada, item('b')))],
    ['bytes after its end', (ada) => Uint8Array.of(...updateBy22(ada, item('b')), 0)],
    ['half an update', (ada) => updateBy22(ada, item('b')).slice(0, -3)],
    ['nothing', () => new Uint8Array()],
    ['structs of another line', (ada) => Y.encodeStateAsUpdate(ada.doc)],
    ['structs of two lines', (ada) => Y.mergeUpdates([updateBy22(ada, item('b')), Y.encodeStateAsUpdate(ada.doc)])],
    [
      'a gap before its first struct',
      (ada) => {
        const doc = new Y.Doc()
        doc.clientID = 22
        doc.getMap('items').set('x', 1)
        const before = Y.encodeStateVector(doc)
        doc.getMap('items').set('y', 1)
        void ada
        return Y.encodeStateAsUpdate(doc, before)
      },
    ],
    [
      'a gap between its structs',
      () => {
        const parts: Uint8Array[] = []
        const doc = new Y.Doc()
        doc.clientID = 22
        doc.on('update', (update) => parts.push(update))
        for (const key of ['x', 'y', 'z']) doc.getMap('items').set(key, 1)
        return Y.mergeUpdates([parts[0] as Uint8Array, parts[2] as Uint8Array])
      },
    ],
    [
      'two blocks of one line, of which Yjs would read the second alone',
      () => {
        const parts: number[][] = []
        const doc = new Y.Doc()
        doc.clientID = 22
        doc.on('update', (update) => parts.push([...update.slice(1, -1)]))
        for (const key of ['x', 'y']) doc.getMap('items').set(key, 1)
        return Uint8Array.from([2, ...parts.flat(), 0])
      },
    ],
    ['a list', (ada) => updateBy22(ada, (doc) => record(doc, 'a').set('list', new Y.Array()))],
    ['an XML type', (ada) => updateBy22(ada, (doc) => record(doc, 'a').set('xml', new Y.XmlText()))],
    ['a document in the document', (ada) => updateBy22(ada, (doc) => record(doc, 'a').set('doc', new Y.Doc()))],
    ['bytes as a value', (ada) => updateBy22(ada, (doc) => record(doc, 'a').set('bytes', Uint8Array.of(1)))],
    [
      'types nested too deep',
      (ada) =>
        updateBy22(ada, (doc) => {
          const four = new Y.Map([['five', new Y.Map()]])
          record(doc, 'a').set('three', new Y.Map([['four', four]]))
        }),
    ],
    ['a key of 201 bytes', (ada) => updateBy22(ada, (doc) => record(doc, 'a').set('ä'.repeat(100) + 'x', 1))],
    ['a value of 300 kB', (ada) => updateBy22(ada, (doc) => record(doc, 'a').set('title', 'x'.repeat(300_000)))],
    [
      'a million and one characters',
      (ada) => updateBy22(ada, (doc) => doc.getText('vision').insert(0, 'x'.repeat(1_000_001))),
    ],
    ['more than 4 MB', (ada) => updateBy22(ada, (doc) => doc.getText('vision').insert(0, '漢'.repeat(1_400_000)))],
  ]
  test.each(bad)('%s', (_, make) => {
    const { ada, host, send } = scene()
    const before = Y.encodeStateAsUpdate(host.doc)
    expect(send({ update: make(ada) })).toMatchObject({ answer: 'refuse', against: 'signer' })
    expect(Y.encodeStateAsUpdate(host.doc)).toEqual(before)
  })

  test('a description of 300 kB is a long text and no fault', () => {
    const { ada, send } = scene()
    expect(
      send({
        update: updateBy22(ada, (doc) =>
          (record(doc, 'a').get('description') as Y.Text).insert(0, 'x'.repeat(300_000)),
        ),
      }).answer,
    ).toBe('apply')
  })

  test('an envelope that nobody could read as a record is refused before it is signed', () => {
    const peer = new RecordPeer(1)
    const envelope = peer.envelope(item('a'), { change: 'x'.repeat(300) })
    expect(peer.ledger.seal(envelope, 'd1', { doc: peer.doc })).toMatchObject({ why: 'bad-envelope' })
    expect(peer.ledger.seal({ ...envelope, change: 'c', time: NaN }, 'd1', { doc: peer.doc })).toMatchObject({
      why: 'bad-envelope',
    })
    expect(peer.ledger.seal({ ...envelope, change: 'c' }, 'd1', { doc: peer.doc }).answer).toBe('apply')
  })
})

/** One to three random edits of the bytes. */
function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const list = [...bytes]
  const at = (): number => Math.floor(random() * list.length)
  for (let i = 0; i < 1 + Math.floor(random() * 3); i++) {
    const kind = random()
    if (kind < 0.35) list[at()] = Math.floor(random() * 256)
    else if (kind < 0.6) list[at()] = Math.floor(random() * 24)
    else if (kind < 0.75) list[at()]! ^= 1 << Math.floor(random() * 8)
    else if (kind < 0.85) list.splice(at(), 1)
    else if (kind < 0.95) list.splice(at(), 0, Math.floor(random() * 256))
    else list.length = at()
  }
  return Uint8Array.from(list)
}

/** A plan by Ada, and honest updates of line 22 to mutate. */
function mutationScene() {
  const ada = new RecordPeer(1, 11)
  ada.write(item('a'))
  ada.write((doc) => (record(doc, 'a').get('description') as Y.Text).delete(3, 4))
  ada.write(item('b'))
  const state = Y.encodeStateAsUpdate(ada.doc)
  const saved = JSON.parse(JSON.stringify(ada.ledger)) as ReturnType<typeof ada.ledger.toJSON>
  const updates = [
    updateBy22(ada, item('c')),
    updateBy22(ada, (doc) => (record(doc, 'a').set('title', 'B'), record(doc, 'b').set('estimate', { a: [1, 'x'] }))),
    updateBy22(
      ada,
      (doc) => (
        (record(doc, 'a').get('description') as Y.Text).insert(3, 'xyz'),
        (record(doc, 'b').get('description') as Y.Text).delete(2, 5)
      ),
    ),
    updateBy22(ada, (doc) => (doc.getMap('items').delete('a'), doc.getText('vision').insert(0, 'v', { bold: true }))),
  ]
  const mutant = (seed: number): Uint8Array => {
    const update = mutate(updates[seed % updates.length] as Uint8Array, seeded(seed))
    const envelope = {
      client: 22,
      seq: 1,
      after: ada.ledger.vector(),
      author: { person: null, role: null, forTeam: null },
      time: 0,
      change: 'c',
      entries: [],
      update,
    }
    return encodeRecord(cheapCrypto(2), FIRST_HASH, envelope, { plan: PLAN, device: 'd2' })
  }
  return { state, saved, mutant }
}

test('no mutated update that passes leaves Yjs waiting, and none that is refused changes the document', () => {
  const { state, saved, mutant } = mutationScene()
  const seen = { apply: 0, refuse: 0 }
  let host = new RecordPeer(9, 99, saved, state)
  for (let seed = 1; seed <= 6000; seed++) {
    const bytes = mutant(seed)
    const roots = [...host.doc.share.keys()].join()
    const before = Y.encodeStateAsUpdate(host.doc)
    const answer = host.take(bytes)
    if (answer.answer === 'apply') {
      seen.apply++
      expect(Y.getState(host.doc.store, 22), `seed ${seed}`).toBe(answer.record.clock)
      host = new RecordPeer(9, 99, saved, state)
    } else {
      seen.refuse++
      expect(answer.answer, `seed ${seed}`).toBe('refuse')
      expect([...host.doc.share.keys()].join()).toBe(roots)
      if (seed % 10 === 0) expect(Y.encodeStateAsUpdate(host.doc), `seed ${seed}`).toEqual(before)
    }
  }
  expect(seen.apply).toBeGreaterThan(300)
  expect(seen.refuse).toBeGreaterThan(1000)
})

test('a mutated update that passes gives one and the same plan, whether it comes before or after what others wrote', () => {
  const { state, saved, mutant } = mutationScene()
  const cem = new RecordPeer(3, 15, saved, state)
  const dan = new RecordPeer(4, 44, saved, state)
  const text = (doc: Y.Doc, id: string): Y.Text => record(doc, id).get('description') as Y.Text
  const byCem = cem.write((doc) => {
    record(doc, 'a').set('title', 'C')
    text(doc, 'a').insert(2, 'CCC')
    text(doc, 'a').delete(0, 1)
  }).bytes
  const byDan = dan.write((doc) => {
    record(doc, 'b').set('title', 'D')
    text(doc, 'a').insert(4, 'DDD')
    text(doc, 'b').insert(3, 'DDD')
    doc.getText('vision').insert(0, 'DDD')
  }).bytes
  const after = (...records: Uint8Array[]): string => {
    const host = new RecordPeer(9, 99, saved, state)
    for (const bytes of records) expect(host.take(bytes).answer).toBe('apply')
    return JSON.stringify([host.doc.getMap('items').toJSON(), host.doc.getText('vision').toDelta()])
  }
  let passed = 0
  for (let seed = 1; seed <= 3000; seed++) {
    const bytes = mutant(seed)
    const host = new RecordPeer(9, 99, saved, state)
    if (host.ledger.judge(bytes, { doc: host.doc }).answer !== 'apply') continue
    passed++
    const sorted = (json: string): string => canonicalJson(JSON.parse(json))
    expect(sorted(after(bytes, byCem, byDan)), `seed ${seed}`).toBe(sorted(after(byDan, byCem, bytes)))
  }
  expect(passed).toBeGreaterThan(150)
})

test('judging a small record without its signature takes less than 0.2 ms', () => {
  const { ada, host } = scene()
  const envelopes = Array.from({ length: 300 }, (_, i) =>
    ada.write((doc) => record(doc, 'a').set('title', `Title ${i}`)),
  )
  const spent = envelopes.map(({ bytes }) => {
    const start = performance.now()
    host.ledger.judge(bytes, { doc: host.doc, verified: true })
    const time = performance.now() - start
    host.take(bytes)
    return time
  })
  // The median, since others work on the machine that tests.
  expect(spent.sort((a, b) => a - b)[150]).toBeLessThan(0.2)
})
