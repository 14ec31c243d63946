import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { canonicalJson } from '../../../src/doc/replica.ts'
import { meetAll, takeBack, undo } from '../../support/take-back-in-memory.ts'
import { seeded } from '../../support/random.ts'
import { RecordPeer } from '../../support/record-peer.ts'

const SEEDS = Number(process.env.SEEDS ?? 80)
const FIRST = Number(process.env.SEED ?? 1)
const FIELDS = ['title', 'kind', 'estimate', 'label:web', 'deleted'] as const
const ITEMS = ['a', 'b', 'c']
/** How often each kind of step really happened. */
const done = { field: 0, insert: 0, delete: 0, meet: 0, takenBack: 0 }

/** A write of one field as the model remembers it: by whom, and which writes of the same field its writer knew. */
interface Wrote {
  readonly by: number
  readonly value: unknown
  readonly knew: ReadonlySet<Wrote>
}

/**
 * Three authors edit apart and meet now and then. The model knows, from the operations alone, for each field which writes
 * knew which, and for each letter who wrote and who deleted it. Then all that the second author did is taken back.
 */
test.each(Array.from({ length: SEEDS }, (_, i) => FIRST + i))('random schedule %i', async (seed) => {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const peers = [new RecordPeer(1, 11 + (seed % 3) * 20), new RecordPeer(2, 22), new RecordPeer(3, 33)] as const
  const [ada, ben, cleo] = peers
  ada.write((doc) => {
    for (const id of ITEMS) {
      const record = new Y.Map<unknown>([['title', id]])
      record.set('description', new Y.Text('abcdefghij'))
      doc.getMap('items').set(id, record)
    }
  })
  meetAll(...peers)
  const wrote = new Map<string, Wrote[]>()
  for (const id of ITEMS) wrote.set(`${id}/title`, [{ by: 1, value: id, knew: new Set() }])
  const knows = new Map<RecordPeer, Set<Wrote>>(peers.map((peer) => [peer, new Set([...wrote.values()].flat())]))
  const deleters = new Map<string, Set<number>>()
  for (let step = 0; step < 40; step++) {
    const peer = pick(peers)
    const by = peers.indexOf(peer) + 1
    const id = pick(ITEMS)
    const kind = random()
    const record = (): Y.Map<unknown> => peer.doc.getMap<Y.Map<unknown>>('items').get(id) as Y.Map<unknown>
    if (kind < 0.45) {
      const field = pick(FIELDS)
      const value = field === 'deleted' ? (random() < 0.5 ? { by, at: step } : null) : `${by}-${step}`
      peer.write(() => record().set(field, value))
      const all = wrote.get(`${id}/${field}`) ?? []
      const one: Wrote = { by, value, knew: new Set(all.filter((w) => knows.get(peer)?.has(w))) }
      wrote.set(`${id}/${field}`, [...all, one])
      knows.get(peer)?.add(one)
      done.field++
    } else if (kind < 0.85) {
      const text = record().get('description') as Y.Text
      const at = Math.floor(random() * (text.length + 1))
      const length = Math.min(text.length - at, 1 + Math.floor(random() * 4))
      if (kind < 0.65 || length === 0) {
        peer.write(() => text.insert(at, String(by).repeat(1 + Math.floor(random() * 3))))
        done.insert++
      } else {
        for (const name of lettersOf(text).slice(at, at + length))
          deleters.set(name, new Set([...(deleters.get(name) ?? []), by]))
        peer.write(() => text.delete(at, length))
        done.delete++
      }
    } else {
      const other = pick(peers.filter((one) => one !== peer))
      meetAll(peer, other)
      for (const [a, b] of [
        [peer, other],
        [other, peer],
      ] as const)
        for (const w of knows.get(a) as Set<Wrote>) knows.get(b)?.add(w)
      done.meet++
    }
  }
  meetAll(...peers)

  const before = plain(ada.doc)
  const orders = new Map(ITEMS.map((id) => [id, lettersWith(peers, id, deleters)]))
  const taken = { what: { kind: 'person', person: 'd2' }, since: null } as const
  const first = takeBack(ada, taken)

  for (const [path, writes] of wrote) {
    const [id = '', field = ''] = path.split('/')
    const value = (ada.doc.getMap<Y.Map<unknown>>('items').get(id) as Y.Map<unknown>).get(field) ?? null
    const others = writes.filter((w) => w.by !== 2)
    const heads = others.filter((w) => !others.some((later) => later.knew.has(w)))
    const allowed = heads.length === 0 ? [null] : heads.map((w) => w.value)
    expect(allowed, `${path}, seed ${seed}`).toContainEqual(
      field.startsWith('label:') && value === false ? null : value,
    )
  }
  for (const id of ITEMS) {
    const text = (ada.doc.getMap<Y.Map<unknown>>('items').get(id) as Y.Map<unknown>).get('description') as Y.Text
    expect(text.toJSON(), `${id}, seed ${seed}`).toBe(orders.get(id))
  }

  const without = plain(ada.doc)
  expect(takeBack(ada, taken).record, `again, seed ${seed}`).toBe(null)
  if (first.record !== null) {
    done.takenBack++
    await undo(ada, first.record.change)
    expect(plain(ada.doc), `undone, seed ${seed}`).toBe(before)
    takeBack(cleo, taken)
    meetAll(...peers)
    takeBack(ada, taken)
    expect(plain(ada.doc), `taken back again, seed ${seed}`).toBe(without)
  }
  meetAll(...peers)
  for (const peer of [ben, cleo]) expect(canonicalJson(peer.doc)).toBe(canonicalJson(ada.doc))
})

test('each kind of step happened in these schedules', () => {
  for (const [kind, count] of Object.entries(done)) expect(count, kind).toBeGreaterThan(SEEDS / 4)
})

/** Names of a text's letters as they stand: line and clock of each. */
function lettersOf(text: Y.Text): string[] {
  const names: string[] = []
  for (let item = text._start; item !== null; item = item.right)
    if (!item.deleted) for (let i = 0; i < item.length; i++) names.push(`${item.id.client}/${item.id.clock + i}`)
  return names
}

/** The text as it would read had the second author never been there: others' letters that no other deleted, in their places. */
function lettersWith(
  peers: readonly RecordPeer[],
  id: string,
  deleters: ReadonlyMap<string, ReadonlySet<number>>,
): string {
  const doc = new Y.Doc({ gc: false })
  for (const { update } of (peers[0] as RecordPeer).records) Y.applyUpdate(doc, update)
  const text = (doc.getMap<Y.Map<unknown>>('items').get(id) as Y.Map<unknown>).get('description') as Y.Text
  let words = ''
  for (let item = text._start; item !== null; item = item.right) {
    const { client, clock } = item.id
    if (client === peers[1]?.client) continue
    for (let i = 0; i < item.length; i++) {
      const by = deleters.get(`${client}/${clock + i}`)
      if (by === undefined || [...by].every((one) => one === 2))
        words += (item.content as Y.ContentString).str.charAt(i)
    }
  }
  return words
}

/** Null and absent are the same, and so are false and absent. */
function plain(doc: Y.Doc): string {
  return JSON.stringify(JSON.parse(canonicalJson(doc)), (_, value: unknown) =>
    value === null || value === false ? undefined : value,
  )
}
