import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Envelope } from '../../../src/model/envelope.ts'
import { PLAN, RecordPeer } from '../../support/record-peer.ts'
import { decodeRecord, verifyRecord } from '../../../src/sync/record.ts'
import { cheapCrypto } from '../../support/record-crypto.ts'

const set = (key: string, value: unknown) => (doc: Y.Doc) => void doc.getMap('plan').set(key, value)

test('a sealed envelope is a record that everybody else takes', () => {
  const ada = new RecordPeer(1, 11)
  const ben = new RecordPeer(2, 22)
  for (const name of ['One', 'Two']) expect(ben.take(ada.write(set('name', name)).bytes).answer).toBe('apply')
  expect(ben.ledger.vector()).toEqual({ '11': [2, 2] })
  expect(ben.ledger.frontier()).toEqual(ada.ledger.frontier())
})

test('an envelope that comes again is known, one that comes too early has to wait, one of another device is refused', () => {
  const host = new RecordPeer(1, 11)
  const window = new RecordPeer(1, 12)
  const first = window.envelope(set('name', 'One'))
  const seal = (envelope: Envelope, device = 'd1') => {
    const answer = host.ledger.seal(envelope, device, { doc: host.doc })
    if (answer.answer !== 'apply') return answer
    Y.applyUpdate(host.doc, answer.record.update)
    host.ledger.accept(answer.record)
    return answer
  }
  expect(seal({ ...first, seq: 2 })).toEqual({ answer: 'hold', missing: [{ client: 12, from: 1, to: 1 }] })
  expect([seal(first).answer, seal(first).answer]).toEqual(['apply', 'known'])
  expect(seal({ ...first, seq: 2, update: Uint8Array.of(0, 0) }, 'd2')).toMatchObject({ why: 'not-its-line' })
  expect(seal({ ...first, seq: 2 })).toMatchObject({ why: 'bad-update' })
})

test('a record cannot be accepted twice or out of its turn', () => {
  const ada = new RecordPeer(1, 11)
  const record = ada.write(set('name', 'One'))
  expect(() => ada.ledger.accept(record)).toThrow('not the next')
})

test('a ledger that was saved and read again judges and seals as before', () => {
  const ada = new RecordPeer(1, 11)
  const ben = new RecordPeer(2, 22)
  ben.take(ada.write(set('name', 'One')).bytes)
  ada.take(ben.write(set('name', 'Two')).bytes)
  const again = new RecordPeer(1, 11, JSON.parse(JSON.stringify(ada.ledger)) as never, Y.encodeStateAsUpdate(ada.doc))
  expect(again.ledger.toJSON()).toEqual(ada.ledger.toJSON())
  const bytes = again.write(set('name', 'Three')).bytes
  expect(ben.take(bytes).answer).toBe('apply')
  const record = decodeRecord(bytes)
  expect(
    record.ok &&
      record.value.plan === PLAN &&
      verifyRecord(cheapCrypto(), Uint8Array.of(1), ada.ledger.lineOf(11)?.hash as Uint8Array, record.value),
  ).toBe(true)
})
