import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createItem } from '../../../../src/commands/create-item.ts'
import { cancelRound, settleRound, startRound, turnRound } from '../../../../src/commands/rounds.ts'
import type { HostLink } from '../../../../src/contract/calls.ts'
import type { Plan } from '../../../../src/doc/plan.ts'
import type { Author } from '../../../../src/model/envelope.ts'
import { outcomeOf } from '../../../../src/model/round-outcome.ts'
import { roomOfHosts, until, type RoomHost } from '../../../support/room-of-hosts.ts'

const room = roomOfHosts()
afterEach(() => room.end())

const DECK = ['1', '5', 'Zebra']
const by = (role: string): Author => ({ person: null, role, forTeam: null })

/** Two laptops in one room, a window at each, and a round that both of them see. */
async function twoLaptops() {
  const [laura, omar] = await Promise.all([room.start('Laura'), room.start('Omar')])
  const { id: plan } = await laura.link.call('plans.create', { name: 'Clinic' })
  await room.join(laura, omar, plan)
  const [mine, theirs] = await Promise.all([laura.window(plan), omar.window(plan)])
  const { value: item } = mine.run(createItem, { title: 'Pay by card' })
  const { value } = mine.run(startRound, { kind: 'estimate', items: [item], deck: DECK })
  const [round = ''] = value
  await until(() => theirs.plan.row('rounds', round))
  return { plan, item, round, laura, omar, mine, theirs }
}

const put = (link: HostLink, plan: string, round: string, face: string | null, reason = '') =>
  link.call('rounds.put', { plan, round, face, reason, author: by('developer') })

const outcome = (plan: Plan, round: string) => outcomeOf(plan.row('rounds', round)!, plan.rows('cards').values())
const faces = (plan: Plan, round: string): Record<string, string> =>
  Object.fromEntries(outcome(plan, round).votes.map(({ name, is, face }) => [name, face === '' ? is : face]))

async function filesOf(host: RoomHost): Promise<{ name: string; bytes: Buffer }[]> {
  const entries = await readdir(host.host.folder, { recursive: true, withFileTypes: true })
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => ({
        name,
        // One that is being replaced may be gone by now.
        bytes: await readFile(join(parentPath, name)).catch(() => Buffer.alloc(0)),
      })),
  )
}

const places = (files: { name: string; bytes: Buffer }[], words: string): string[] =>
  files.filter(({ bytes }) => bytes.includes(words)).map(({ name }) => name)

/** What the host of a voter keeps to itself. */
async function saltsOf(host: RoomHost): Promise<string[]> {
  const note = (await filesOf(host)).filter(({ name }) => name.includes('cards-'))
  return note.flatMap(({ bytes }) =>
    [...bytes.toString().matchAll(/"salt":\s*"([0-9a-f]{32})"/g)].map(([, salt]) => salt ?? ''),
  )
}

test('early peeking: no byte of a card is in any record, window message or file of another machine before the turn', async () => {
  const { plan, round, laura, omar, mine, theirs } = await twoLaptops()
  const told: string[] = []
  for (const one of [laura, omar]) one.link.on('plan.records', (news) => told.push(latin(news)))
  const zebras = (files: { bytes: Buffer }[]) =>
    files.reduce((sum, { bytes }) => sum + bytes.toString('latin1').split('Zebra').length - 1, 0)
  const before = zebras(await filesOf(omar))
  await put(laura.link, plan, round, '1', 'a first thought')
  await put(laura.link, plan, round, 'Zebra', 'the bank is slow')
  await put(omar.link, plan, round, '5')
  await until(() => faces(theirs.plan, round)['Laura'] === 'in' && faces(mine.plan, round)['Omar'] === 'in')
  const salts = await saltsOf(laura)
  expect(salts.length).toBeGreaterThanOrEqual(2)
  const [ofLaura, ofOmar] = await Promise.all([filesOf(laura), filesOf(omar)])
  for (const secret of [...salts, 'the bank is slow', 'a first thought']) {
    expect(places(ofOmar, secret)).toEqual([])
    expect(new Set(places(ofLaura, secret).map((name) => name.replace(/-\w+\.json.*/, '')))).toEqual(new Set(['cards']))
    expect(told.join('')).not.toContain(secret)
  }
  expect(zebras(ofOmar)).toBe(before)
  expect((await omar.link.call('rounds.own', { plan })).cards).toEqual([{ round, face: '5', reason: '' }])

  theirs.run(turnRound, { round }, by('scrum-master'))
  await until(() => faces(theirs.plan, round)['Laura'] === 'Zebra' && faces(theirs.plan, round)['Omar'] === '5')
  await until(() => faces(mine.plan, round)['Laura'] === 'Zebra' && faces(mine.plan, round)['Omar'] === '5')
  expect(outcome(mine.plan, round).votes[0]?.reason).toBe('the bank is slow')
  // What was kept is forgotten once it is shown.
  await until(async () => (await saltsOf(omar)).length === 0)
})

test('a voter who was away when the cards turned shows theirs by itself on return, also after a restart', async () => {
  const { plan, item, round, laura, omar, mine } = await twoLaptops()
  await put(omar.link, plan, round, '5')
  await put(laura.link, plan, round, '1')
  await until(() => faces(mine.plan, round)['Omar'] === 'in')
  await omar.stop()
  mine.run(turnRound, { round }, by('scrum-master'))
  await until(() => faces(mine.plan, round)['Laura'] === '1')
  expect(faces(mine.plan, round)).toEqual({ Laura: '1', Omar: 'missing' })
  const back = await omar.restart()
  await back.window(plan)
  await back.link.call('room.open', { plan, port: null })
  await until(() => faces(mine.plan, round)['Omar'] === '5')

  const { value } = mine.run(startRound, { kind: 'question', items: [], question: 'Once more?', deck: DECK })
  const [second = ''] = value
  await until(async () => (await put(back.link, plan, second, 'Zebra').catch(() => null)) !== null)
  await until(() => faces(mine.plan, second)['Omar'] === 'in')
  await back.stop()
  mine.run(turnRound, { round: second }, by('scrum-master'))
  mine.run(settleRound, { round: second, result: 'let it be' }, by('scrum-master'))
  const again = await back.restart()
  const theirs = await again.window(plan)
  await again.link.call('room.open', { plan, port: null })
  await until(() => theirs.plan.row('rounds', second)?.settled)
  // A lost peer: it is no vote, and its card is never shown.
  expect([...mine.plan.rows('cards').values()].find((card) => card.round === second)?.face).toBe('')
  expect(mine.plan.row('items', item)?.estimate).toBeNull()
})

test('a round that was called off and is opened again by undo has its cards again, and they turn', async () => {
  const { plan, round, omar, mine, theirs } = await twoLaptops()
  await put(omar.link, plan, round, '5', 'as last time')
  await until(() => faces(mine.plan, round)['Omar'] === 'in')
  const { change } = theirs.run(cancelRound, { round }, by('developer'))
  await until(() => mine.plan.row('rounds', round)?.deleted)
  await omar.link.call('plan.undo', { plan, change, author: by('developer') })
  await until(() => mine.plan.row('rounds', round)?.deleted === null)
  expect((await omar.link.call('rounds.own', { plan })).cards).toEqual([{ round, face: '5', reason: 'as last time' }])
  mine.run(turnRound, { round }, by('scrum-master'))
  await until(() => faces(mine.plan, round)['Omar'] === '5')
})

test('what is refused leaves nothing behind, and an own card is known again after a restart', async () => {
  const { plan, round, laura } = await twoLaptops()
  await expect(put(laura.link, plan, round, 'Horse')).rejects.toThrow('This round has no such card.')
  await expect(laura.link.call('rounds.put', { plan, round, face: '5', reason: '', author: by('po') })).rejects.toThrow(
    'you answer questions',
  )
  expect(await saltsOf(laura)).toEqual([])
  const { voter } = await put(laura.link, plan, round, '5', 'like the last one')
  const back = await laura.restart()
  expect(await back.link.call('rounds.own', { plan })).toEqual({
    voter,
    cards: [{ round, face: '5', reason: 'like the last one' }],
  })
  expect((await put(back.link, plan, round, null)).cards).toEqual([])
})

function latin(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    one instanceof Uint8Array ? Buffer.from(one).toString('latin1') : one,
  )
}
