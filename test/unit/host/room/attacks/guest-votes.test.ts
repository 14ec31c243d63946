import { expect, test } from 'vitest'
import { editItem } from '../../../../../src/commands/edit-item.ts'
import { canonicalJson } from '../../../../../src/doc/replica.ts'
import { createKeyPair } from '../../../../../src/sync/noise/key-pair.ts'
import { guestScene } from '../../guests/guest-scene.ts'
import { secrets } from '../../../sync/noise/noise-peers.ts'

test('a guest with a thousand cards has one, on however many links, and those of the others stand', async () => {
  const scene = guestScene()
  const { room: ada } = await scene.admitted('Ada')
  const own = createKeyPair(secrets(9))
  const first = await scene.intruder(own)
  first.say({ is: 'ask', name: 'Mallory', role: 'developer' })
  await scene.settle()
  scene.guests.admit(scene.find('Mallory').id)
  const round = scene.ask()
  await scene.settle()
  ada.put('3')
  await scene.settle()
  const before = scene.plan.envelopes.length
  for (let link = 0; link < 5; link++) {
    const intruder = link === 0 ? first : await scene.intruder(own)
    if (link > 0) intruder.say({ is: 'ask', name: 'Mallory', role: 'developer' })
    for (let i = 0; i < 200; i++) intruder.say({ is: 'card-commit', round, commit: i.toString(16).padStart(64, '0') })
    await scene.settle()
    expect(intruder.isClosed()).toBe(true)
    expect(intruder.news.at(-1)).toEqual({ is: 'out', why: 'fast' })
  }
  expect(scene.outcome(round).votes).toHaveLength(2)
  // What it wrote stays for ever: not much more than a person would.
  expect(scene.plan.envelopes.length - before).toBeLessThan(25)
  ada.put('5')
  await scene.settle()
  scene.turn(round)
  await scene.settle()
  await scene.settle()
  expect(scene.outcome(round).votes).toMatchObject([
    { name: 'Ada (guest)', face: '5' },
    { name: 'Mallory (guest)', is: 'missing' },
  ])
})

test('a guest that guesses ids learns nothing of what is not shown, and writes nothing on it', async () => {
  const scene = guestScene()
  scene.drive('backlog', scene.item)
  const mallory = await scene.intruder()
  mallory.say({ is: 'ask', name: 'Mallory', role: 'developer' })
  await scene.settle()
  scene.guests.admit(scene.find('Mallory').id)
  await scene.settle()
  const before = canonicalJson(scene.plan.plan.doc)
  const from = mallory.news.length
  const guesses = [scene.other, 'items', '__proto__', 'constructor', `../${scene.other}`, scene.item.slice(1)]
  for (const [i, item] of guesses.entries()) {
    mallory.say({ is: i % 2 === 0 ? 'comment' : 'question', ref: `r${String(i)}`, item, text: 'Is it there?' })
    await scene.settle(6_000)
  }
  expect(canonicalJson(scene.plan.plan.doc)).toBe(before)
  const answers = mallory.news.slice(from).filter((news) => news.is === 'done')
  // The same words, whether there is such an item or not.
  expect(new Set(answers.map((news) => news.is === 'done' && `${String(news.taken)} ${news.message}`)).size).toBe(1)
  expect(answers).toHaveLength(guesses.length)
  scene.plan.must(editItem, { id: scene.other, field: 'title', value: 'Layoffs in spring' })
  await scene.settle()
  expect(JSON.stringify(mallory.news)).not.toMatch(/Layoffs|Secret/)
})
