import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { createForesight } from '../../../src/sync/foresee.ts'
import { cheapCrypto } from '../../support/record-crypto.ts'
import { deviceKeys, RecordPeer } from '../../support/record-peer.ts'

const set = (value: unknown) => (doc: Y.Doc) => void doc.getMap('plan').set('name', value)
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** What is asked ahead while records come to a host that holds nothing, a few at a time. */
async function askedFor(batches: readonly (readonly Uint8Array[])[]): Promise<{ of: string; isGood: boolean }[]> {
  const crypto = cheapCrypto()
  const asked: { of: string; isGood: boolean }[] = []
  const foresee = createForesight({
    crypto: {
      ...crypto,
      async verifyAhead(key, bytes, signature) {
        asked.push({ of: hex(signature), isGood: crypto.verify(key, bytes, signature) })
      },
    },
    keyOf: deviceKeys,
    lineOf: () => undefined,
  })
  for (const batch of batches) await foresee(batch)
  return asked
}

test('each record of two lines is checked ahead as the one that follows the record before it', async () => {
  const [ada, ben] = [new RecordPeer(1, 11), new RecordPeer(2, 22)]
  const records = [...Array(6).keys()].map((i) => (i % 2 === 0 ? ada : ben).write(set(i)))
  const asked = await askedFor([records.slice(0, 3), records.slice(3)].map((batch) => batch.map(({ bytes }) => bytes)))
  expect(asked).toEqual(records.map(({ signature }) => ({ of: hex(signature), isGood: true })))
})

test('what nobody can be asked about yet is left to the gate: gaps, strangers, and bytes that are no record', async () => {
  const [ada, stranger] = [new RecordPeer(1, 11), new RecordPeer(2, 22)]
  const [first, , third] = [ada.write(set(1)), ada.write(set(2)), ada.write(set(3))]
  const unknown = stranger.write(set(1)).bytes.slice()
  unknown.set(unknown.map((byte, i) => (i > 4 && i < 200 && byte === 'd'.charCodeAt(0) ? 'x'.charCodeAt(0) : byte)))
  const asked = await askedFor([[first.bytes, third.bytes, unknown, new Uint8Array(3), new Uint8Array(300)]])
  expect(asked).toEqual([{ of: hex(first.signature), isGood: true }])
})

test('a record that was changed on its way is found bad, and those behind it too', async () => {
  const ada = new RecordPeer(1, 11)
  const records = [1, 2, 3].map((i) => ada.write(set(i)).bytes.slice())
  const second = records[1] as Uint8Array
  second[second.length - 70] = (second[second.length - 70] as number) ^ 1
  expect((await askedFor([records])).map(({ isGood }) => isGood)).toEqual([true, false, false])
})
