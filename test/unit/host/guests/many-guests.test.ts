import { expect, test } from 'vitest'
import { guestScene } from './guest-scene.ts'

const names = (count: number, of = 'Guest'): string[] => Array.from({ length: count }, (_, i) => `${of} ${String(i)}`)

test('fifty phones with an address each ask at once, and all are asked about', async () => {
  const scene = guestScene()
  for (const [i, name] of names(50).entries()) await scene.phone(name, undefined, `10.0.1.${String(i)}`)
  expect(scene.guests.state().filter(({ state }) => state === 'asks')).toHaveLength(50)
})

test('twenty who share one address can all wait; one who makes up a crowd there keeps nobody else out', async () => {
  const scene = guestScene()
  const first = await scene.phone('Ada')
  for (const name of names(19)) await scene.phone(name)
  expect(scene.guests.state()).toHaveLength(20)
  for (const name of names(8, 'Mallory')) await scene.phone(name)
  expect(scene.guests.state()).toHaveLength(24)
  const { room: late } = await scene.phone('Ben')
  expect(late).toMatchObject({ phase: 'over', why: 'crowd' })

  const { room: elsewhere } = await scene.phone('Cleo', undefined, '10.0.0.8')
  expect(elsewhere.phase).toBe('waiting')
  // Those who were let in wait no more, and come back whatever happens there.
  scene.guests.admit(scene.find('Ada').id)
  const { room: next } = await scene.phone('Dora')
  expect(next.phase).toBe('waiting')
  first.cut()
  await scene.settle(2_000)
  expect(first.room.phase).toBe('in')
})

test('a phone that came when too many of its address waited asks again by itself', async () => {
  const scene = guestScene()
  for (const name of names(24)) await scene.phone(name)
  const { room } = await scene.phone('Ben')
  expect(room).toMatchObject({ phase: 'over', why: 'crowd' })
  await scene.settle(11_000)
  expect(room.phase).toBe('over')
  scene.guests.admit(scene.find('Guest 0').id)
  await scene.settle(11_000)
  expect(room.phase).toBe('waiting')
})

test('a guest that is cut off again and again keeps nobody out who shares its address', async () => {
  const scene = guestScene()
  const { room: ada, cut } = await scene.admitted('Ada')
  for (let i = 0; i < 10; i++) {
    const mallory = await scene.intruder()
    mallory.send(Uint8Array.of(0xff))
    await scene.settle()
    expect(mallory.isClosed()).toBe(true)
  }
  cut()
  await scene.settle(2_000)
  expect(ada.phase).toBe('in')
  const { room: ben } = await scene.phone('Ben')
  expect(ben.phase).toBe('waiting')
})
