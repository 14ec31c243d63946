import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readUpdate } from '../../../src/sync/update-form.ts'
import { salvageUpdate } from '../../../src/doc/salvage.ts'
import { RecordPeer } from '../../support/record-peer.ts'

const set = (key: string, value: unknown) => (doc: Y.Doc) => void doc.getMap('plan').set(key, value)

test("what only the cache holds comes as one record of its line, without anybody's deletes", () => {
  const host = new RecordPeer(1, 11)
  host.write((doc) => doc.getText('vision').insert(0, 'far away'))
  const window = new RecordPeer(1, 22)
  window.take((host.records[0] as { bytes: Uint8Array }).bytes)
  host.take(window.write(set('name', 'One')).bytes)
  const { clock } = host.ledger.lineOf(22) as { clock: number }
  // Typed after the last envelope went out, and lost with it: text in the middle of another's, and a new name.
  window.doc.getText('vision').insert(3, ' and')
  window.doc.getText('vision').delete(0, 2)
  set('name', 'Two')(window.doc)

  const update = salvageUpdate(window.doc, 22, clock) as Uint8Array
  expect(readUpdate(update)?.deletes).toEqual([])
  const answer = host.ledger.seal(
    {
      client: 22,
      seq: 2,
      after: {},
      author: { person: null, role: null, forTeam: null },
      time: 0,
      change: 's',
      entries: [],
      update,
    },
    'd1',
    { doc: host.doc },
  )
  expect(answer.answer).toBe('apply')
  Y.applyUpdate(host.doc, update)
  expect([host.doc.getText('vision').toJSON(), host.doc.getMap('plan').get('name')]).toEqual(['far and away', 'Two'])
})

test('where the host holds everything there is nothing to salvage', () => {
  const window = new RecordPeer(1, 22)
  window.write(set('name', 'One'))
  expect(salvageUpdate(window.doc, 22, 1)).toBe(null)
  expect(salvageUpdate(window.doc, 99, 0)).toBe(null)
})

test('half of a struct can be salvaged', () => {
  const window = new RecordPeer(1, 22)
  const before = Y.encodeStateAsUpdate(window.doc)
  window.doc.getText('vision').insert(0, 'abc')
  const lost = new Y.Doc()
  Y.applyUpdate(lost, before)
  Y.applyUpdate(lost, Y.encodeStateAsUpdate(window.doc))
  window.doc.getText('vision').insert(3, 'def')
  Y.applyUpdate(lost, salvageUpdate(window.doc, 22, 3) as Uint8Array)
  expect(lost.getText('vision').toJSON()).toBe('abcdef')
})
