import { expect, test } from 'vitest'
import { createKeyPair } from '../../../../src/sync/noise/key-pair.ts'
import { secrets } from '../../sync/noise/noise-peers.ts'
import { guestScene } from './guest-scene.ts'

const HOUR = 3_600_000

test.each([
  ['ends in order', false],
  ['dies', true],
])('phones come back by themselves after the host %s, each with its name, its hand and its place', async (_, dies) => {
  const scene = guestScene()
  scene.drive('backlog', scene.item)
  const { room } = await scene.admitted('Ada')
  const { room: second } = await scene.phone('Ada')
  scene.guests.admit(scene.find('Ada 2').id)
  await scene.settle()
  second.setHand(true)
  await scene.settle()
  const { room: last } = await scene.admitted('Cleo')
  const link = scene.keys()
  await scene.restart({ after: 30_000, dies })
  expect(room.phase).toBe('asleep')
  expect(scene.guests.state()).toMatchObject([
    { name: 'Ada', state: 'away' },
    { name: 'Ada 2', state: 'away', hand: true },
    { name: 'Cleo', state: 'away' },
  ])
  await scene.settle(11_000)
  expect([room.phase, room.name, room.hand]).toEqual(['in', 'Ada', false])
  expect([second.phase, second.name, second.hand]).toEqual(['in', 'Ada 2', true])
  expect([last.phase, last.name]).toEqual(['in', 'Cleo'])
  expect(room.shown?.item?.id).toBe(scene.item)
  expect(scene.guests.state().map(({ state }) => state)).toEqual(['here', 'here', 'here'])
  expect(scene.keys()).toEqual(link)
})

test('who waited asks again by itself after a restart, and who was turned away stays so', async () => {
  const scene = guestScene()
  const { room: ada } = await scene.phone('Ada')
  const { kept } = await scene.phone('Mallory')
  scene.guests.turnAway(scene.find('Mallory').id)
  await scene.restart({ after: 1_000 })
  expect(scene.guests.state()).toEqual([])
  await scene.settle(11_000)
  expect(ada.phase).toBe('waiting')
  const { room: again } = await scene.phone('', kept)
  expect(again).toMatchObject({ phase: 'over', why: 'away' })
  expect(scene.guests.state()).toMatchObject([{ name: 'Ada', state: 'asks' }])
})

test('what was said while the host died is written once, and the phone hears so', async () => {
  const scene = guestScene()
  scene.drive('backlog', scene.item)
  const { room } = await scene.admitted('Ada')
  const said = room.say('comment', scene.item, 'Think of the tide.')
  // It arrives; the answer does not.
  await Promise.resolve()
  await scene.restart({ after: 1_000, dies: true })
  expect(scene.plan.plan.partsOf('comments', scene.item)).toHaveLength(1)
  await scene.settle(11_000)
  expect(await said).toBe(true)
  expect(scene.plan.plan.partsOf('comments', scene.item)).toHaveLength(1)
  // The same words once more are no repetition of the first.
  const again = room.say('comment', scene.item, 'Think of the tide.')
  await scene.settle()
  expect(await again).toBe(true)
  expect(scene.plan.plan.partsOf('comments', scene.item)).toHaveLength(2)
})

test('who was never let in is not in by a restart', async () => {
  const scene = guestScene()
  const own = createKeyPair(secrets(9))
  const mallory = await scene.intruder(own)
  mallory.say({ is: 'ask', name: 'Mallory', role: 'developer' })
  await scene.restart({ after: 1_000, dies: true })
  const again = await scene.intruder(own)
  again.say({ is: 'ask', name: 'Mallory', role: 'developer' })
  await scene.settle()
  expect(again.news).toEqual([{ is: 'waiting' }])
})

test('a host that was away for long begins with a new link and knows nobody; one that ran for days does not', async () => {
  const scene = guestScene()
  const own = createKeyPair(secrets(9))
  const ada = await scene.intruder(own)
  ada.say({ is: 'ask', name: 'Ada', role: 'developer' })
  await scene.settle()
  scene.guests.admit(scene.find('Ada').id)
  const link = scene.keys()
  await scene.settle(30 * HOUR)
  await scene.restart({ after: 11 * HOUR, dies: true })
  const back = await scene.intruder(own)
  back.say({ is: 'ask', name: 'Ada', role: 'developer' })
  await scene.settle()
  expect(back.news[0]).toMatchObject({ is: 'in', name: 'Ada' })
  expect(scene.keys()).toEqual(link)
  await scene.restart({ after: 12.1 * HOUR })
  expect(scene.guests.state()).toEqual([])
  expect(scene.keys().secret).not.toEqual(link.secret)
})

test('guests that a person keeps out stay out after a restart, and closing forgets those of before', async () => {
  const scene = guestScene()
  await scene.admitted('Ada')
  scene.guests.close()
  await scene.restart({ after: 20 * HOUR })
  expect(scene.guests.isOpen()).toBe(false)
  scene.guests.open()
  expect(scene.guests.state()).toEqual([])
})
