import { expect, test } from 'vitest'
import { createEncoder, toUint8Array, writeAny } from 'lib0/encoding'
import { encodeGuest, LONGEST_INTENT, LONGEST_NEWS } from '../../../../src/contract/guest-messages.ts'
import { canonicalJson } from '../../../../src/doc/replica.ts'
import { knock } from '../../../../src/guest/knock.ts'
import type { Road } from '../../../../src/guest/road.ts'
import { knockAt, type DoorKey } from '../../../../src/host/room/greet.ts'
import { createKeyPair, type KeyPair } from '../../../../src/sync/noise/key-pair.ts'
import { encodePeerMessage } from '../../../../src/sync/session/peer-message.ts'
import { secrets } from '../../sync/noise/noise-peers.ts'
import { guestScene, type GuestScene, type Intruder } from './guest-scene.ts'

/** One that a person let in under the name of Mallory, and what the plan held then. */
async function insider(scene: GuestScene, own?: KeyPair): Promise<Intruder & { plan: string }> {
  const intruder = await scene.intruder(own)
  intruder.say({ is: 'ask', name: 'Mallory', role: 'developer' })
  await scene.settle()
  scene.guests.admit(scene.find('Mallory').id)
  await scene.settle()
  return Object.assign(intruder, { plan: canonicalJson(scene.plan.plan.doc) })
}

const planOf = (scene: GuestScene): string => canonicalJson(scene.plan.plan.doc)

test('a guest that sends records, as hosts do among each other, is cut off, and the plan is as it was', async () => {
  const scene = guestScene()
  const mallory = await insider(scene)
  const record = scene.plan.envelopes.at(-1)?.update ?? new Uint8Array(0)
  mallory.send(encodePeerMessage({ is: 'records', n: 1, records: [record] }))
  await scene.settle()
  expect(mallory.isClosed()).toBe(true)
  expect(planOf(scene)).toBe(mallory.plan)
})

test('messages of hosts in the guests’ own writing are passed over like any unknown kind', async () => {
  const scene = guestScene()
  const mallory = await insider(scene)
  for (const is of ['records', 'want', 'have', 'presence', 'peers', 'admit', 'constructor', '__proto__', 'toString'])
    mallory.say({ is, records: ['AAAA'], here: [{ id: 'x', drives: true }], guest: scene.find('Mallory').id })
  await scene.settle()
  expect(mallory.isClosed()).toBe(false)
  expect(planOf(scene)).toBe(mallory.plan)
  expect(scene.guests.presence()).toMatchObject([{ name: 'Mallory (guest)', drives: false }])
})

test.each([
  ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0)],
  ['a document’s update', toUint8Array(updateEncoder())],
  ['no object', new TextEncoder().encode('[1,2,3]')],
  ['a commitment that is none', encodeGuest({ is: 'card-commit', round: 'x', commit: '5' } as never)],
  ['a card that is a number', encodeGuest({ is: 'card-reveal', round: 'x', face: 5, reason: '', salt: '' } as never)],
  ['a comment without a ref', encodeGuest({ is: 'comment', item: 'x', text: 'y' } as never)],
  ['a comment of only control characters', encodeGuest({ is: 'comment', ref: 'r', item: 'x', text: '\u0000\u202e' })],
  ['a comment that is too long', encodeGuest({ is: 'comment', ref: 'r', item: 'x', text: 'y'.repeat(2_001) })],
  ['more bytes than any intent has', new TextEncoder().encode('{"is":"hand","up":true}'.padEnd(LONGEST_INTENT + 1))],
  ['a deep nest', new TextEncoder().encode('['.repeat(8_000) + ']'.repeat(8_000))],
])('%s: it is cut off, and nothing is written', async (_, bytes) => {
  const scene = guestScene()
  scene.drive('backlog', scene.item)
  const mallory = await insider(scene)
  mallory.send(bytes)
  await scene.settle()
  expect(mallory.isClosed()).toBe(true)
  expect(scene.faults).toEqual([])
  expect(planOf(scene)).toBe(mallory.plan)
})

test('nobody votes in another’s name, and a card that was heard is of no use: who votes is who proved the key', async () => {
  const scene = guestScene()
  const { room: ada, kept } = await scene.admitted('Ada')
  const mallory = await insider(scene)
  const round = scene.ask()
  await scene.settle()
  ada.put('5')
  await scene.settle()
  const id = scene.find('Ada').id
  const commit = ada.round?.commit ?? ''
  mallory.say({ is: 'card-commit', round, commit, guest: id, id, name: 'Ada', voter: id })
  mallory.say({ is: 'card-commit', round: 'another', commit })
  mallory.say({ is: 'card-reveal', round, face: '40', reason: '', salt: 'a'.repeat(32) })
  await scene.settle()
  scene.turn(round)
  await scene.settle()
  const { face, reason, salt } = kept.cards.withCommit(commit) ?? { face: '', reason: '', salt: '' }
  mallory.say({ is: 'card-reveal', round, face, reason, salt })
  await scene.settle()
  expect(scene.outcome(round).votes).toMatchObject([
    { name: 'Ada (guest)', is: 'valid', face: '5' },
    { name: 'Mallory (guest)', is: 'missing' },
  ])
})

test('a second guest of one name gets a number, however it is written', async () => {
  const scene = guestScene()
  await scene.admitted('Ada')
  const { room } = await scene.phone(' aDa\u200b')
  scene.guests.admit(scene.find('aDa 2').id)
  await scene.settle()
  expect(room.name).toBe('aDa 2')
})

test('who was not let in can say nothing, however often it says so', async () => {
  const scene = guestScene()
  scene.drive('backlog', scene.item)
  const round = scene.ask()
  const before = planOf(scene)
  const mallory = await scene.intruder()
  mallory.say({ is: 'comment', ref: '1', item: scene.item, text: 'First!' })
  mallory.say({ is: 'ask', name: 'Mallory', role: 'developer' })
  mallory.say({ is: 'comment', ref: '2', item: scene.item, text: 'Second!' })
  mallory.say({ is: 'card-commit', round, commit: 'a'.repeat(64) })
  mallory.say({ is: 'hand', up: true })
  await scene.settle()
  expect(mallory.news).toEqual([{ is: 'waiting' }])
  expect(planOf(scene)).toBe(before)
  expect(scene.outcome(round).votes).toEqual([])
  expect(scene.guests.state()).toMatchObject([{ state: 'asks', hand: false }])
})

test('a message that goes on and on is cut off before it fills the host’s memory', async () => {
  const scene = guestScene()
  const [door] = scene.guests.keys()
  const { road } = scene.road()
  const random = secrets(9)
  const identity = {
    publicKey: random(32),
    sign: () => random(64),
    verify: () => false,
    noise: createKeyPair(random),
    random,
  }
  const knocking = knockAt(road, { identity, key: door as DoorKey, clock: scene.clock })
  await scene.settle()
  const host = await knocking
  let isClosed = false
  host?.link.onClose(() => (isClosed = true))
  // What one host takes from another.
  host?.link.send(new Uint8Array(LONGEST_NEWS + 100_000).fill(32))
  await scene.settle()
  expect(isClosed).toBe(true)
})

test('a flood closes the link, and a new link gives the same key no more', async () => {
  const scene = guestScene()
  const own = createKeyPair(secrets(9))
  const mallory = await insider(scene, own)
  for (let i = 0; i < 200; i++) mallory.say({ is: 'hand', up: i % 2 === 0 })
  await scene.settle()
  expect(mallory.news.at(-1)).toEqual({ is: 'out', why: 'fast' })
  expect(mallory.isClosed()).toBe(true)
  expect(scene.find('Mallory').state).toBe('away')
  const again = await scene.intruder(own)
  again.say({ is: 'ask', name: 'Mallory', role: 'developer' })
  for (let i = 0; i < 5; i++) again.say({ is: 'hand', up: i % 2 === 0 })
  await scene.settle()
  expect(again.news.at(-1)).toEqual({ is: 'out', why: 'fast' })
  await scene.settle(60_000)
  const calm = await scene.intruder(own)
  calm.say({ is: 'ask', name: 'Mallory', role: 'developer' })
  await scene.settle()
  expect(scene.find('Mallory').state).toBe('here')
})

test('a person who answers quickly is never cut off', async () => {
  const scene = guestScene()
  const { room } = await scene.admitted('Ada')
  scene.ask()
  await scene.settle()
  for (let i = 0; i < 100; i++) {
    room.put(['1', '3', '5'][i % 3] ?? null)
    await scene.settle(300)
  }
  expect(room.phase).toBe('in')
})

test('more words than a room can read are held back with a sentence, and the guest stays in', async () => {
  const scene = guestScene()
  scene.drive('backlog', scene.item)
  const mallory = await insider(scene)
  for (let i = 0; i < 20; i++) mallory.say({ is: 'comment', ref: `r${i}`, item: scene.item, text: 'Me again' })
  await scene.settle()
  expect(scene.plan.plan.partsOf('comments', scene.item)).toHaveLength(8)
  expect(mallory.news.filter((news) => news.is === 'done' && !news.taken)).toHaveLength(12)
  expect(mallory.isClosed()).toBe(false)
})

test('a handshake that was heard and is played again meets silence', async () => {
  const scene = guestScene()
  await scene.admitted('Ada')
  const heard = scene.wire.filter(({ from }) => from === 'guest').map(({ bytes }) => bytes.slice())
  const { road } = scene.road()
  let came = 0
  let isClosed = false
  road.onBytes(() => (came += 1))
  road.onClose(() => (isClosed = true))
  await scene.settle(0)
  for (const bytes of heard) {
    road.send(bytes)
    await scene.settle(0)
  }
  await scene.settle(1_500)
  expect(came).toBe(1)
  expect(isClosed).toBe(true)
  expect(scene.guests.state()).toHaveLength(1)
})

test('frames of one link that are played again on another break it, and say nothing', async () => {
  const scene = guestScene()
  scene.ask()
  const { room } = await scene.admitted('Ada')
  room.setHand(true)
  await scene.settle()
  const frame = scene.wire.filter(({ from }) => from === 'guest').at(-1)?.bytes ?? new Uint8Array(0)
  const { road } = scene.road()
  const knocking = knock(road, { keys: scene.keys(), own: createKeyPair(secrets(9)), random: secrets(9) })
  await scene.settle(0)
  await knocking
  let isClosed = false
  road.onClose(() => (isClosed = true))
  road.send(frame)
  await scene.settle()
  expect(isClosed).toBe(true)
  expect(scene.guests.state()).toHaveLength(1)
})

test('another machine that has the link but not the room’s key learns nothing, and the guest is told', async () => {
  const scene = guestScene()
  const impostor = guestScene(2)
  const keys = { ...scene.keys(), key: impostor.keys().key }
  const { road } = scene.road()
  const sent: number[] = []
  const watched: Road = { ...road, send: (bytes) => void (sent.push(bytes.length), road.send(bytes)) }
  const knocking = knock(watched, { keys, own: createKeyPair(secrets(9)), random: secrets(9) })
  await scene.settle()
  expect(await knocking).toBe('stranger')
  // Only the hello; the message with the guest's own key was never sent.
  expect(sent).toHaveLength(1)
})

test('the link of an earlier opening meets silence', async () => {
  const scene = guestScene()
  const old = scene.keys()
  scene.guests.close()
  scene.guests.open()
  const { road } = scene.road()
  const knocking = knock(road, { keys: old, own: createKeyPair(secrets(9)), random: secrets(9) })
  await scene.settle(1_500)
  expect(await knocking).toBe('silence')
})

test('whoever comes in and says nothing is let go', async () => {
  const scene = guestScene()
  const silent = await scene.intruder()
  await scene.settle(6_000)
  expect(silent.isClosed()).toBe(true)
})

function updateEncoder() {
  const encoder = createEncoder()
  writeAny(encoder, { is: 'records', records: [Uint8Array.of(1, 1, 1, 0)] } as never)
  return encoder
}
