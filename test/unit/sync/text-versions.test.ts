import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { textVersions } from '../../../src/sync/text-versions.ts'
import { seeded } from '../../support/random.ts'
import { RecordPeer } from '../../support/record-peer.ts'

const text = (doc: Y.Doc): Y.Text => (doc.getMap('items').get('a') as Y.Map<unknown>).get('description') as Y.Text
const create = (doc: Y.Doc): void =>
  void doc.getMap('items').set('a', new Y.Map([['description', new Y.Text('The harbour is full on Saturdays, né.')]]))

test('over 200 schedules of typing and cutting apart, each version is what that person’s own document said, and the base what both had', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = seeded(seed)
    const peers = Array.from({ length: 2 + (seed % 2) }, (_, i) => new RecordPeer(i + 1, 50 - i))
    const edit = (peer: RecordPeer): void => {
      const { length } = text(peer.doc)
      const at = Math.floor(random() * (length + 1))
      if (random() < 0.55 || length < 3)
        peer.write((doc) => text(doc).insert(at, ['pier ', 'x', '\n- tide'][seed % 3] ?? ''))
      else peer.write((doc) => text(doc).delete(Math.min(at, length - 2), 1 + Math.floor(random() * 2)))
    }
    const meet = (): void => {
      for (let round = 0; round < 2; round++)
        for (const from of peers) for (const to of peers) for (const { bytes } of [...from.records]) to.take(bytes)
    }
    peers[0]?.write(create)
    meet()
    for (let i = 0; i < 4; i++) {
      edit(peers[Math.floor(random() * peers.length)] as RecordPeer)
      if (i === 2) meet()
    }
    meet()
    const base = text((peers[0] as RecordPeer).doc).toJSON()
    const known = peers.map(() => new Set<string>())
    const note = (): void =>
      peers.forEach((peer, i) => peer.records.forEach(({ client, seq }) => known[i]?.add(`${client}/${seq}`)))
    for (const peer of peers) for (let i = 0; i < 3; i++) edit(peer)
    note()
    const said = peers.map((peer) => text(peer.doc).toJSON())
    meet()
    for (const peer of peers) {
      edit(peer)
      const found = textVersions(
        text(peer.doc),
        peer.records,
        known.map((past) => (client: number, seq: number) => past.has(`${client}/${seq}`)),
      )
      expect(found?.versions, `seed ${seed}`).toEqual(said)
      expect(found?.base, `seed ${seed}`).toBe(base)
    }
  }
})

test('a text too long to be compared letter by letter has no versions', () => {
  const peer = new RecordPeer(1, 11)
  peer.write(create)
  peer.write((doc) => text(doc).insert(0, 'x'.repeat(200_001)))
  expect(textVersions(text(peer.doc), peer.records, [() => true])).toBeNull()
})
