import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Envelope } from '../../../src/model/envelope.ts'
import { createAsking } from '../../../src/sync/asking.ts'
import { compareFrontiers } from '../../../src/sync/exchange.ts'
import { faultOf, type Refusal } from '../../../src/sync/gate.ts'
import { createHeldRecords } from '../../../src/sync/held.ts'
import { createIntake } from '../../../src/sync/intake.ts'
import type { Missing } from '../../../src/sync/ledger.ts'
import { createPlanLedger } from '../../../src/sync/plan-ledger.ts'
import { SIGNATURE_LENGTH } from '../../../src/sync/record.ts'
import { ed25519Crypto } from '../../support/record-crypto.ts'
import { RecordPeer } from '../../support/record-peer.ts'

/** A host with a real key, and the keys of those that it admitted. */
function createHost(device: string, client: number, members: Map<string, Uint8Array>) {
  const crypto = ed25519Crypto()
  members.set(device, crypto.publicKey)
  const doc = new Y.Doc()
  doc.clientID = client
  const ledger = createPlanLedger({ crypto, planId: 'p', deviceKeys: (id) => members.get(id) })
  const journal: { client: number; seq: number; bytes: Uint8Array }[] = []
  const refusals: Refusal[] = []
  const held = createHeldRecords<string>()
  const asking = createAsking()
  const intake = createIntake<string>({
    ledger,
    doc,
    held,
    asking,
    take(record) {
      Y.applyUpdate(doc, record.update)
      expect(faultOf(doc)).toBe(null)
      ledger.accept(record)
      journal.push(record)
    },
    refused: (refusal) => refusals.push(refusal),
  })
  const write = (edit: (doc: Y.Doc) => void): void => {
    let update: Uint8Array = Uint8Array.of(0, 0)
    doc.once('update', (bytes) => (update = bytes))
    doc.transact(() => edit(doc))
    const { [client]: _, ...after } = ledger.vector()
    const envelope: Envelope = {
      client,
      seq: (ledger.lineOf(client)?.seq ?? 0) + 1,
      after,
      author: { person: device, role: 'po', forTeam: null },
      time: 0,
      change: 'c',
      entries: [],
      update,
    }
    const answer = ledger.seal(envelope, device, { doc })
    if (answer.answer !== 'apply') throw new Error(JSON.stringify(answer))
    ledger.accept(answer.record)
    journal.push(answer.record)
  }
  const read = (wanted: readonly Missing[]) =>
    journal.filter((r) => wanted.some(({ client, from, to }) => r.client === client && r.seq >= from && r.seq <= to))
  return { crypto, doc, ledger, journal, refusals, held, asking, intake, write, read }
}
type Host = ReturnType<typeof createHost>
const contents = ({ doc }: Host): unknown => [doc.getMap('plan').toJSON(), doc.getText('vision').toJSON()]

test('two hosts that wrote apart tell their frontiers, send what the other lacks, and hold the same', () => {
  const members = new Map<string, Uint8Array>()
  const train = createHost('train', 1, members)
  const office = createHost('office', 2, members)
  for (let i = 0; i < 20; i++) {
    train.write((doc) => doc.getText('vision').insert(0, `t${i} `))
    office.write((doc) => doc.getMap('plan').set('name', `o${i}`))
    if (i === 9) exchange(train, office)
  }
  exchange(train, office)
  expect(contents(train)).toEqual(contents(office))
  expect(train.ledger.frontier()).toEqual(office.ledger.frontier())
  expect([...train.refusals, ...office.refusals]).toEqual([])

  function exchange(a: Host, b: Host): void {
    const { theyLack, iLack } = compareFrontiers(a.ledger.frontier(), b.ledger.frontier())
    for (const { bytes } of a.read(theyLack)) b.intake.receive(bytes, 'a')
    for (const { bytes } of b.read(iLack)) a.intake.receive(bytes, 'b')
  }
})

test('records that come the wrong way round wait, the missing ones are asked for, and all come in when those are there', () => {
  const members = new Map<string, Uint8Array>()
  const train = createHost('train', 1, members)
  const office = createHost('office', 2, members)
  for (let i = 0; i < 50; i++) train.write((doc) => doc.getText('vision').insert(0, `${i} `))
  for (const { bytes } of train.journal.slice(1).reverse()) expect(office.intake.receive(bytes, 'train')).toBe('hold')
  expect(office.asking.due(0)).toEqual([{ client: 1, from: 1, to: 49 }])
  expect(office.intake.receive((train.journal[0] as { bytes: Uint8Array }).bytes, 'train')).toBe('apply')
  expect([office.held.size(), office.asking.due(1e9)]).toEqual([0, []])
  expect(contents(office)).toEqual(contents(train))
})

test('what a stranger signed, or somebody changed on the way, is refused and named', () => {
  const members = new Map<string, Uint8Array>()
  const train = createHost('train', 1, members)
  const office = createHost('office', 2, members)
  train.write((doc) => doc.getMap('plan').set('name', 'x'))
  const { bytes } = train.journal[0] as { bytes: Uint8Array }
  const changed = bytes.slice()
  changed[bytes.length - 70] = 9
  members.delete('train')
  office.intake.receive(bytes, 'train')
  members.set('train', train.crypto.publicKey)
  office.intake.receive(changed, 'train')
  expect(office.refusals.map(({ why, against }) => [why, against])).toEqual([
    ['unknown-device', 'nobody'],
    ['bad-signature', 'sender'],
  ])
  expect(office.intake.receive(bytes, 'train')).toBe('apply')
})

test('a line that went apart on a copied folder shows in the frontiers', () => {
  const [one, two] = [new RecordPeer(1, 7), new RecordPeer(1, 7)]
  one.write((doc) => doc.getMap('plan').set('name', 'one'))
  two.write((doc) => doc.getMap('plan').set('name', 'two'))
  const { split, theyLack, iLack } = compareFrontiers(one.ledger.frontier(), two.ledger.frontier())
  expect([split, theyLack, iLack]).toEqual([[{ client: 7, seq: 1 }], [], []])
})

test('a record of a newer version is judged like any other and passed on as it came', () => {
  const host = new RecordPeer(1)
  const header =
    '{"c":5,"d":"d2","e":[{"new":"shape"}],"g":"c","n":1,"p":"plan","t":0,"v":2,"w":{"p":"ada","q":"?"},"z":["new"]}'
  const bytes = new Uint8Array(4 + header.length + 2 + SIGNATURE_LENGTH)
  new DataView(bytes.buffer).setUint32(0, header.length)
  bytes.set(new TextEncoder().encode(header), 4)
  const answer = host.ledger.judge(bytes, { doc: host.doc, verified: true })
  expect(answer).toMatchObject({
    answer: 'apply',
    record: { v: 2, author: { person: 'ada' }, entries: [], more: { z: ['new'] } },
  })
  expect(answer.answer === 'apply' && answer.record.bytes).toBe(bytes)
})
