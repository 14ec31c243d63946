import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { canonicalJson } from '../../../../src/doc/replica.ts'
import { copyPlan } from '../../../../src/host/backups/copy-plan.ts'
import { nodeRecordCrypto } from '../../../../src/host/vault/record-crypto.ts'
import { createPlanLedger } from '../../../../src/sync/plan-ledger.ts'
import type { Envelope } from '../../../../src/model/envelope.ts'

const JOB = {
  author: { person: 'ada', role: 'po', forTeam: null },
  change: 'c1',
  lease: { client: 77, seq: 0, clock: 0 },
  known: {},
  name: 'Copy',
  why: '',
  now: 1,
}

/** What a host that lets them through its gate has afterwards. */
function taken(envelopes: readonly Envelope[]): Y.Doc {
  const doc = new Y.Doc()
  const ledger = createPlanLedger({
    crypto: nodeRecordCrypto(() => new Uint8Array(64)),
    planId: 'new',
    deviceKeys: () => new Uint8Array(),
  })
  for (const envelope of envelopes) {
    const answer = ledger.seal(envelope, 'd1', { doc })
    if (answer.answer !== 'apply') throw new Error(JSON.stringify(answer).slice(0, 500))
    Y.applyUpdate(doc, answer.record.update)
    ledger.accept(answer.record)
  }
  return doc
}

const named = (doc: Y.Doc, name: string): unknown => {
  const json = JSON.parse(canonicalJson(doc)) as { plan?: object }
  return { ...json, plan: { ...json.plan, name } }
}

/** As it comes from a disk: no root has a type yet. */
const reloaded = (doc: Y.Doc): Y.Doc => {
  const fresh = new Y.Doc()
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc))
  return fresh
}

test('texts, criteria, order, sprints, deleted things and what this version does not know are copied', () => {
  const doc = new Y.Doc()
  doc.getMap('plan').set('name', 'Harbour')
  doc.getMap('plan').set('minReader', 99)
  doc.getText('vision').insert(0, 'Every berth in one minute')
  const item = new Y.Map<unknown>()
  item.set('title', 'Berths 🚢')
  item.set('description', new Y.Text('old'))
  item.set('deleted', { by: 'eve', at: 5, why: 'twice' })
  item.set('risk', { seen: [1, null, 'x'], deep: { a: true } })
  const inner = new Y.Map<unknown>()
  inner.set('of a later version', 3.5)
  item.set('nested', inner)
  doc.getMap('items').set('i1', item)
  ;(item.get('description') as Y.Text).delete(0, 3)
  ;(item.get('description') as Y.Text).insert(0, 'new text')
  doc.getMap('ranks').set('i1', 'a0')
  doc.getMap('hologram').set('root that nobody knows', ['yes'])
  doc.getText('text:i1:notes').insert(0, 'a long text of a later version')
  doc.getMap('sprints').set('s1', new Y.Map([['name', 'One']]))
  doc.getMap('items').set('gone', new Y.Map())
  doc.getMap('items').delete('gone')
  const copy = taken(copyPlan(reloaded(doc), JOB))
  expect(JSON.parse(canonicalJson(copy))).toEqual(named(doc, 'Copy'))
  expect((copy.getMap('items').get('i1') as Y.Map<unknown>).get('description')).toBeInstanceOf(Y.Text)
})

test('a plan of many records and long texts becomes records that the gate lets through', () => {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (let i = 0; i < 3_000; i++) {
      const item = new Y.Map<unknown>()
      item.set('title', `Item ${i}`)
      item.set('description', new Y.Text(i === 7 ? 'long 🚢 '.repeat(200_000) : `What ${i} is for`))
      doc.getMap('items').set(`i${i}`, item)
    }
    doc.getText('strategy').insert(0, 'tide '.repeat(300_000))
  })
  const envelopes = copyPlan(reloaded(doc), JOB)
  expect(envelopes.length).toBeGreaterThan(6)
  for (const { update } of envelopes) expect(update.length).toBeLessThan(4_000_000)
  expect(JSON.parse(canonicalJson(taken(envelopes)))).toEqual(named(doc, 'Copy'))
})

test('whatever JSON stands in a plan, the copy says the same', () => {
  const word = fc.string({ minLength: 1, maxLength: 12 })
  // Yjs itself drops a key of this name inside a value; no plan of ours has one.
  const value = fc.jsonValue({ maxDepth: 2 }).filter((one) => !JSON.stringify(one).includes('__proto__'))
  fc.assert(
    fc.property(
      fc.dictionary(word, fc.dictionary(word, value, { maxKeys: 6 }), { maxKeys: 6 }),
      fc.string(),
      (items, text) => {
        const doc = new Y.Doc()
        for (const [id, fields] of Object.entries(items)) {
          const item = new Y.Map<unknown>()
          for (const [key, field] of Object.entries(fields)) item.set(key, field)
          item.set('text', new Y.Text(text))
          doc.getMap('items').set(id, item)
        }
        const copy = taken(copyPlan(reloaded(doc), JOB))
        expect(canonicalJson(copy)).toBe(JSON.stringify(JSON.parse(canonicalJson(copy))))
        expect(JSON.parse(canonicalJson(copy))).toEqual(named(doc, 'Copy'))
      },
    ),
    { numRuns: 100 },
  )
})
