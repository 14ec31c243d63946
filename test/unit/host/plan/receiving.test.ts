import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createReceiving, type Source } from '../../../../src/host/plan/receive-records.ts'
import type { PlanTruth } from '../../../../src/host/plan/plan-truth.ts'
import { createHeldRecords } from '../../../../src/sync/held.ts'
import { createAsideRecords } from '../../../../src/sync/membership/aside-records.ts'
import { RecordPeer } from '../../../support/record-peer.ts'

const set = (value: unknown) => (doc: Y.Doc) => void doc.getMap('plan').set('name', value)

/** A host that holds nothing, and three records of somebody else. */
function scene() {
  const ada = new RecordPeer(1, 11)
  const host = new RecordPeer(2, 22)
  const truth: Pick<PlanTruth, 'ledger' | 'doc' | 'take'> = {
    ledger: host.ledger,
    doc: host.doc,
    async take(record) {
      Y.applyUpdate(host.doc, record.update)
      host.ledger.accept(record)
    },
  }
  const receiving = createReceiving(truth as PlanTruth, createHeldRecords<Source>(), createAsideRecords(), () => {
    throw new Error('It was refused.')
  })
  const name = (): unknown => host.doc.getMap('plan').get('name')
  return { receiving, name, records: [1, 2, 3].map((i) => ada.write(set(i)).bytes) }
}

test('where time is up the rest is left for the next turn, and one is always judged', () => {
  const { receiving, name, records } = scene()
  expect(receiving.receive(records, 'ada', () => false)).toMatchObject({ count: 1, received: { applied: 1 } })
  expect(name()).toBe(1)
  expect(receiving.receive(records.slice(1), 'ada', () => true)).toMatchObject({ count: 2, received: { applied: 2 } })
  expect(name()).toBe(3)
})

test('between judging a long record and applying it others get their time', async () => {
  const { receiving, name, records } = scene()
  let meanwhile: unknown = 'nothing was asked'
  const batch = await receiving.receiveLong(records[0] as Uint8Array, 'ada', async () => {
    meanwhile = name()
  })
  expect(meanwhile).toBeUndefined()
  expect(batch).toMatchObject({ count: 1, received: { applied: 1 } })
  expect(name()).toBe(1)
})
