import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Entry } from '../../../src/model/envelope.ts'
import type { JudgedRecord } from '../../../src/sync/gate.ts'
import { undoneBy } from '../../../src/sync/record.ts'
import { applyOpposite, type Undone } from '../../../src/sync/undo-apply.ts'
import { oppositeOf, type RecordHolding } from '../../../src/sync/undo.ts'
import { seeded } from '../../support/random.ts'
import { RecordPeer } from '../../support/record-peer.ts'

const item = (doc: Y.Doc, id: string): Y.Map<unknown> => doc.getMap<Y.Map<unknown>>('items').get(id) as Y.Map<unknown>
const text = (doc: Y.Doc, id: string): Y.Text => item(doc, id).get('description') as Y.Text
const words = (doc: Y.Doc, id: string): string => text(doc, id).toJSON()
const create = (id: string) => (doc: Y.Doc) => {
  const record = new Y.Map<unknown>([
    ['title', id],
    ['kind', 'bug'],
  ])
  record.set('description', new Y.Text('one two three'))
  doc.getMap('items').set(id, record)
  doc.getMap('ranks').set(id, 'a0')
}
const set = (id: string, field: string, value: unknown) => (doc: Y.Doc) => void item(doc, id).set(field, value)

/** Ada has item `a`; what she knows was written by her own line unless somebody else is met. */
function scene() {
  const ada = new RecordPeer(1, 11)
  ada.write(create('a'))
  const recordHolding: RecordHolding = (client, clock) =>
    Promise.resolve(ada.records.findLast((r) => r.client === client && clockOf(ada, r) <= clock))
  const undo = async (change: string): Promise<Undone & { change: string; entries: Entry[] }> => {
    const records = ada.records.filter((record) => record.change === change)
    const opposite = await oppositeOf({ change, records, recordHolding, doc: ada.doc })
    const entries: Entry[] = []
    let undone: Undone = { restored: 0, left: [] }
    const record = ada.write(
      (doc) =>
        (undone = applyOpposite(doc, opposite, { person: 'ada', at: 5, why: '' }, (entry) => entries.push(entry))),
      { entries },
    )
    return { ...undone, change: record.change, entries }
  }
  return { ada, undo, recordHolding }
}
/** Where a record's structs begin: where the one before ended. */
function clockOf(peer: RecordPeer, record: JudgedRecord): number {
  return peer.records.find((r) => r.client === record.client && r.seq === record.seq - 1)?.clock ?? 0
}
const meet = (a: RecordPeer, b: RecordPeer): void => {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const)
    for (const { bytes } of [...from.records]) to.take(bytes)
}

describe('a field', () => {
  test('goes back to what stood there before', async () => {
    const { ada, undo } = scene()
    const { change } = ada.write(set('a', 'title', 'B'))
    expect(await undo(change)).toMatchObject({ restored: 1, left: [] })
    expect(item(ada.doc, 'a').get('title')).toBe('a')
  })

  test('that was empty before is null again, and a member of a set is out again', async () => {
    const { ada, undo } = scene()
    const { change } = ada.write((doc) => (set('a', 'estimate', 5)(doc), set('a', 'label:web', true)(doc)))
    await undo(change)
    expect([item(ada.doc, 'a').get('estimate'), item(ada.doc, 'a').get('label:web')]).toEqual([null, false])
  })

  test('that was set twice in the change goes back to what stood there before both', async () => {
    const { ada, undo } = scene()
    ada.write(set('a', 'title', 'B'))
    const { change } = ada.write((doc) => (set('a', 'title', 'C')(doc), set('a', 'title', 'D')(doc)))
    ada.write(set('a', 'title', 'E'), { change })
    await undo(change)
    expect(item(ada.doc, 'a').get('title')).toBe('B')
  })

  test('that somebody changed since is left alone, and said', async () => {
    const { ada, undo } = scene()
    const { change } = ada.write((doc) => (set('a', 'title', 'B')(doc), set('a', 'kind', 'debt')(doc)))
    const ben = new RecordPeer(2, 22)
    meet(ada, ben)
    ben.write(set('a', 'title', 'C'))
    meet(ada, ben)
    expect(await undo(change)).toMatchObject({ restored: 1, left: [{ record: 'items/a', field: 'title' }] })
    expect([item(ada.doc, 'a').get('title'), item(ada.doc, 'a').get('kind')]).toEqual(['C', 'bug'])
  })

  test('whose former value is not at hand is left alone', async () => {
    const { ada, recordHolding } = scene()
    const record = ada.write(set('a', 'title', 'B'))
    const opposite = await oppositeOf({
      change: record.change,
      records: [record],
      doc: ada.doc,
      recordHolding: async (client, clock) => {
        const found = await recordHolding(client, clock)
        return found === record ? found : undefined
      },
    })
    expect(opposite).toMatchObject({ fields: [], left: [{ record: 'items/a', field: 'title' }] })
  })

  test('that somebody changes between deriving and writing is left alone', async () => {
    const { ada, recordHolding } = scene()
    const record = ada.write(set('a', 'title', 'B'))
    const opposite = await oppositeOf({ change: record.change, records: [record], recordHolding, doc: ada.doc })
    ada.write(set('a', 'title', 'C'))
    expect(ada.doc.transact(() => applyOpposite(ada.doc, opposite, { person: null, at: 0, why: '' }))).toMatchObject({
      restored: 0,
      left: [{ field: 'title' }],
    })
    expect(item(ada.doc, 'a').get('title')).toBe('C')
  })

  test('of the plan itself and the place of an item go back as well', async () => {
    const { ada, undo } = scene()
    ada.write((doc) => doc.getMap('plan').set('name', 'One'))
    const { change } = ada.write((doc) => (doc.getMap('plan').set('name', 'Two'), doc.getMap('ranks').set('a', 'a5')))
    const { entries } = await undo(change)
    expect([ada.doc.getMap('plan').get('name'), ada.doc.getMap('ranks').get('a')]).toEqual(['One', 'a0'])
    expect(entries.map(({ record, field }) => `${record} ${field}`)).toEqual([' ', 'plan name', 'items/a rank'])
  })
})

describe('one after the other', () => {
  test('three changes of one field are taken back from the last to the first, and brought again', async () => {
    const { ada, undo } = scene()
    const title = (): unknown => item(ada.doc, 'a').get('title')
    const changes = ['B', 'C', 'D'].map((value) => ada.write(set('a', 'title', value)).change)
    const undos: string[] = []
    const seen: unknown[] = []
    for (const change of changes.toReversed()) {
      undos.push((await undo(change)).change)
      seen.push(title())
    }
    for (const change of undos.toReversed()) {
      await undo(change)
      seen.push(title())
    }
    expect(seen).toEqual(['C', 'B', 'a', 'B', 'C', 'D'])
    const again = await undo(changes[2] as string)
    expect([again.restored, title()]).toEqual([1, 'C'])
  })

  test('any walk up and down a stack of changes ends where the stack says', async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = seeded(seed)
      const { ada, undo } = scene()
      const values = (): string =>
        JSON.stringify([item(ada.doc, 'a').get('title'), item(ada.doc, 'a').get('estimate') ?? null])
      const states = [values()]
      const done: string[] = []
      const taken: string[] = []
      for (let step = 0; step < 25; step++) {
        const kind = random()
        if (kind < 0.4) {
          const field = random() < 0.6 ? 'title' : 'estimate'
          done.push(ada.write(set('a', field, Math.floor(random() * 4))).change)
          taken.length = 0
          states.length = done.length
          states.push(values())
        } else if (kind < 0.8 && done.length > 0) taken.push((await undo(done.pop() as string)).change)
        else if (taken.length > 0) done.push((await undo(taken.pop() as string)).change)
        expect(values(), `seed ${seed}, step ${step}`).toBe(states[done.length])
      }
    }
  })

  test('taking an undo back is redo, and its first entry names what it takes back', async () => {
    const { ada, undo } = scene()
    const { change } = ada.write(set('a', 'title', 'B'))
    const undone = await undo(change)
    expect(undoneBy(undone.entries)).toBe(change)
    const redone = await undo(undone.change)
    expect([undoneBy(redone.entries), item(ada.doc, 'a').get('title')]).toEqual([undone.change, 'B'])
  })
})

describe('a record', () => {
  test("that the change made is marked as deleted, and a peer's edit in it lives on", async () => {
    const { ada, undo } = scene()
    const ben = new RecordPeer(2, 22)
    meet(ada, ben)
    ben.write(set('a', 'title', 'by Ben'))
    meet(ada, ben)
    expect(await undo(ada.records[0]?.change ?? '')).toMatchObject({ restored: 1, left: [] })
    expect(item(ada.doc, 'a').get('deleted')).toEqual({ by: 'ada', at: 5, why: '' })
    expect([item(ada.doc, 'a').get('title'), words(ada.doc, 'a'), ada.doc.getMap('ranks').get('a')]).toEqual([
      'by Ben',
      'one two three',
      'a0',
    ])
  })

  test('that was deleted comes back, and redo of a creation brings it back too', async () => {
    const { ada, undo } = scene()
    const { change } = ada.write(set('a', 'deleted', { by: 'ada', at: 1, why: 'no' }))
    await undo(change)
    expect(item(ada.doc, 'a').get('deleted')).toBe(null)
    const gone = await undo(ada.records[0]?.change ?? '')
    await undo(gone.change)
    expect(item(ada.doc, 'a').get('deleted')).toBe(null)
  })
})

describe('a text', () => {
  test('loses what the change wrote and regains what it deleted, around what others wrote', async () => {
    const { ada, undo } = scene()
    const { change } = ada.write((doc) => (text(doc, 'a').delete(4, 4), text(doc, 'a').insert(4, 'TWO ')))
    const ben = new RecordPeer(2, 22)
    meet(ada, ben)
    ben.write((doc) => (text(doc, 'a').insert(0, '> '), text(doc, 'a').insert(text(doc, 'a').length, ' four')))
    meet(ada, ben)
    expect(words(ada.doc, 'a')).toBe('> one TWO three four')
    const undone = await undo(change)
    expect(words(ada.doc, 'a')).toBe('> one two three four')
    await undo(undone.change)
    expect(words(ada.doc, 'a')).toBe('> one TWO three four')
  })

  test('gives back words that several people wrote', async () => {
    const { ada, undo } = scene()
    const ben = new RecordPeer(2, 22)
    meet(ada, ben)
    ben.write((doc) => text(doc, 'a').insert(7, ' and 🎉'))
    meet(ada, ben)
    const { change } = ada.write((doc) => text(doc, 'a').delete(0, text(doc, 'a').length))
    await undo(change)
    expect(words(ada.doc, 'a')).toBe('one two and 🎉 three')
  })

  test('whose new words are gone already is left alone, and root texts go back as well', async () => {
    const { ada, undo } = scene()
    const { change } = ada.write((doc) => (text(doc, 'a').insert(0, 'X'), doc.getText('vision').insert(0, 'Far')))
    ada.write((doc) => text(doc, 'a').delete(0, 1))
    expect(await undo(change)).toMatchObject({ restored: 1, left: [{ record: 'items/a', field: 'description' }] })
    expect(ada.doc.getText('vision').toJSON()).toBe('')
  })
})

test('after an undo every peer holds the same, and nothing waits', async () => {
  const { ada, undo } = scene()
  const ben = new RecordPeer(2, 22)
  meet(ada, ben)
  const { change } = ada.write((doc) => (text(doc, 'a').delete(0, 4), set('a', 'title', 'A2')(doc)))
  ben.write((doc) => (text(doc, 'a').delete(2, 6), set('a', 'title', 'B2')(doc)))
  await undo(change)
  meet(ada, ben)
  expect(ben.doc.getMap('items').toJSON()).toEqual(ada.doc.getMap('items').toJSON())
})
