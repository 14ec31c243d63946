import { expect, test } from 'vitest'
import { createTeam } from '../../../../src/commands/people.ts'
import { beginPlanning, endPlanning, goToPhase } from '../../../../src/commands/planning.ts'
import { pullItem } from '../../../../src/commands/pull-item.ts'
import { createSprint } from '../../../../src/commands/sprints.ts'
import { editItem } from '../../../../src/commands/edit-item.ts'
import { addCriterion } from '../../../../src/commands/criteria.ts'
import { deleteItems } from '../../../../src/commands/delete-item.ts'
import { settleRound, startRound } from '../../../../src/commands/rounds.ts'
import { startScoring } from '../../../../src/commands/scoring-rounds.ts'
import { setMember } from '../../../../src/doc/write.ts'
import { guestScene } from './guest-scene.ts'

test('a guest asks under a name, is let in by a person, and sees what the driver shows', async () => {
  const scene = guestScene()
  scene.drive('backlog', scene.item)
  const { room } = await scene.phone('  Ada \u202e Lovelace ')
  expect(room.phase).toBe('waiting')
  expect(room.shown).toBeNull()
  expect(scene.guests.state()).toMatchObject([{ name: 'Ada Lovelace', state: 'asks', hand: false }])
  expect(scene.guests.presence()).toEqual([])

  scene.guests.admit(scene.find('Ada Lovelace').id)
  await scene.settle()
  expect(room).toMatchObject({ phase: 'in', name: 'Ada Lovelace', plan: 'Clinic' })
  expect(room.shown).toMatchObject({
    screen: 'backlog',
    driver: 'Anna',
    item: {
      title: 'Hold a berth',
      description: 'For a night.',
      estimate: null,
      criteria: [{ text: 'The berth is shown as taken', met: false }],
    },
  })
  expect(scene.guests.presence()).toMatchObject([
    {
      person: null,
      name: 'Ada Lovelace (guest)',
      role: 'developer',
      screen: 'backlog',
      item: scene.item,
      drives: false,
    },
  ])
})

test('the phone follows the driver and every edit of the item, and shows nothing while nobody drives', async () => {
  const scene = guestScene()
  const { room } = await scene.admitted('Ada')
  expect(room.shown).toMatchObject({ screen: '', item: null })
  scene.drive('refine', scene.item)
  await scene.settle()
  scene.plan.must(editItem, { id: scene.item, field: 'estimate', value: 8 })
  await scene.settle()
  expect(room.shown?.item).toMatchObject({ id: scene.item, estimate: 8 })
  scene.plan.must(addCriterion, { item: scene.item, text: 'It ends at midnight' })
  scene.plan.must(addCriterion, { item: scene.other, text: 'Nobody knows' })
  await scene.settle()
  expect(room.shown?.item?.criteria.map(({ text }) => text)).toEqual([
    'The berth is shown as taken',
    'It ends at midnight',
  ])
  scene.plan.must(deleteItems, { ids: [scene.item], why: 'Not needed.' })
  await scene.settle()
  expect(room.shown).toMatchObject({ screen: 'refine', item: null })
  scene.drive(null)
  await scene.settle()
  expect(room.shown).toMatchObject({ screen: '', item: null, goal: null })
})

test('while a sprint is planned on the shared screen the phone shows the phase, the Sprint Goal and what is pulled', async () => {
  const scene = guestScene()
  const { room } = await scene.admitted('Ada')
  const { plan, item } = scene
  const team = plan.must(createTeam, { name: 'Keel' })
  const sprint = plan.must(createSprint, { team, name: 'Sprint 15', goal: 'A berth can be held', capacity: 8 })
  const session = plan.must(beginPlanning, { sprint })
  scene.drive('planning')
  await scene.settle()
  expect(room.shown?.planning).toEqual({
    phases: ['Why', 'What', 'How', 'Confidence', 'Close'],
    at: 0,
    fits: '0 of 8 points pulled, 8 free.',
    pulled: [],
    confirm: null,
  })
  expect(room.shown?.goal).toEqual({ sprint: 'Sprint 15', words: 'A berth can be held' })
  plan.must(editItem, { id: item, field: 'estimate', value: 5 })
  plan.must(pullItem, { item, sprint }, plan.as('developer', team))
  plan.must(goToPhase, { session, phase: 'what' })
  await scene.settle()
  expect(room.shown?.planning).toMatchObject({ at: 1, fits: '5 of 8 points pulled, 3 free.' })
  expect(room.shown?.planning?.pulled.map(({ title }) => title)).toEqual(['Hold a berth'])
  plan.must(endPlanning, { session, here: [], start: false })
  await scene.settle()
  expect(room.shown?.planning).toBeNull()
})

test('nothing of the plan reaches a guest before a person let it in, and nothing that the room does not show after', async () => {
  const scene = guestScene()
  scene.drive('backlog', scene.item)
  const stranger = await scene.intruder()
  stranger.say({ is: 'ask', name: 'Mallory', role: 'developer' })
  scene.ask()
  await scene.settle()
  expect(stranger.news).toEqual([{ is: 'waiting' }])
  scene.guests.admit(scene.find('Mallory').id)
  await scene.settle()
  const heard = JSON.stringify(stranger.news)
  expect(heard).toContain('Hold a berth')
  expect(heard).not.toContain('Secret plans')
})

test('a comment and a question stand on the item under the guest’s name, and no person’s', async () => {
  const scene = guestScene()
  scene.drive('backlog', scene.item)
  const { room } = await scene.admitted('Anna')
  const said = room.say('comment', scene.item, 'Think of the tide.')
  await scene.settle()
  expect(await said).toBe(true)
  const asked = room.say('question', scene.item, 'Who pays?')
  await scene.settle()
  expect(await asked).toBe(true)
  expect(scene.plan.plan.partsOf('comments', scene.item)).toMatchObject([
    { text: 'Think of the tide.', by: null, byName: 'Anna (guest)' },
    { text: 'Who pays?', by: null, byName: 'Anna (guest)', asks: true },
  ])
  expect(scene.plan.envelopes.at(-1)?.author).toEqual({ person: null, role: 'guest', forTeam: null, guest: 'Anna' })
  expect([room.notice, room.came]).toEqual(Array(2).fill('Your question is on the item.'))
  // Once the room is elsewhere, it is told of no more.
  scene.drive('refine', null)
  await scene.settle()
  expect(room.came).toBe('')
})

test('a comment is taken on an item that the room showed before, and on no other', async () => {
  const scene = guestScene()
  scene.drive('backlog', scene.item)
  const { room } = await scene.admitted('Ada')
  scene.drive('backlog', null)
  await scene.settle()
  const before = room.say('comment', scene.item, 'One more thing.')
  await scene.settle()
  expect(await before).toBe(true)
  const hidden = room.say('comment', scene.other, 'What is this?')
  await scene.settle()
  expect(await hidden).toBe(false)
  expect(room.trouble).toBe('The room does not show that item. What you typed is still here.')
  expect(scene.plan.plan.partsOf('comments', scene.other)).toEqual([])
})

test('cards of phones are counted while they are put, known to nobody, and named once all turn', async () => {
  const scene = guestScene()
  const { room: ada, kept } = await scene.admitted('Ada')
  const { room: ben } = await scene.admitted('Ben')
  const round = scene.ask()
  await scene.settle()
  ada.put('5', 'like the last one')
  await scene.settle()
  expect(ben.round).toMatchObject({ title: 'Hold a berth', put: 1, commit: '', votes: null })
  expect([ada.own, ben.own]).toEqual(['5', null])
  ben.put('3')
  ben.put('13')
  await scene.settle()
  const written = Buffer.from(scene.plan.envelopes.map((one) => Buffer.from(one.update).toString('latin1')).join(''))
  const card = kept.cards.withCommit(ada.round?.commit ?? '')
  expect(card?.face).toBe('5')
  for (const secret of [card?.salt ?? 'none', 'like the last one']) expect(written.includes(secret)).toBe(false)
  scene.turn(round)
  ada.put('1')
  await scene.settle()
  await scene.settle()
  const votes = [
    { name: 'Ada (guest)', is: 'valid', face: '5' },
    { name: 'Ben (guest)', is: 'valid', face: '13' },
  ]
  expect(ada.round).toMatchObject({ votes })
  expect(ada.own).toBe('5')
  expect(scene.outcome(round)).toMatchObject({ votes: [{ face: '5', reason: 'like the last one' }, { face: '13' }] })
  scene.plan.must(settleRound, { round, result: '8' }, scene.plan.as('developer'))
  await scene.settle()
  expect(ada.round).toBeNull()
})

test('a phone that was away when the cards turned shows its card by itself when it is back', async () => {
  const scene = guestScene()
  const { room, cut } = await scene.admitted('Ada')
  const round = scene.ask()
  await scene.settle()
  room.put('8')
  await scene.settle()
  cut()
  await scene.settle(1)
  scene.turn(round)
  await scene.settle(50)
  expect(scene.outcome(round).votes).toMatchObject([{ is: 'missing' }])
  await scene.settle(1_000)
  await scene.settle()
  expect(scene.outcome(round).votes).toMatchObject([{ is: 'valid', face: '8' }])
})

test('cards of a round that is turned are shown also where the room asks something else by now', async () => {
  const scene = guestScene()
  const { room } = await scene.admitted('Ada')
  scene.drive('backlog', scene.item)
  const round = scene.ask()
  await scene.settle()
  room.put('8')
  await scene.settle()
  const crew = scene.plan.as('scrum-master')
  scene.drive('backlog', scene.other)
  const [next = ''] = scene.plan.must(startRound, { kind: 'estimate', items: [scene.other], deck: ['1', '2'] }, crew)
  scene.guests.look()
  await scene.settle()
  expect(room.round).toMatchObject({ id: next, title: 'Secret plans' })
  scene.turn(round)
  scene.guests.look()
  await scene.settle()
  await scene.settle()
  expect(scene.outcome(round).votes).toMatchObject([{ is: 'valid', face: '8' }])
})

test('of several rounds phones are asked in that of the item which the room looks at, else in the first of the backlog', async () => {
  const scene = guestScene()
  const { room } = await scene.admitted('Ada')
  const items = [scene.other, scene.item]
  const rounds = scene.plan.must(
    startRound,
    { kind: 'estimate', items, deck: ['1', '2'] },
    scene.plan.as('scrum-master'),
  )
  for (const [shown, asked] of [
    [null, rounds[1]],
    [scene.other, rounds[0]],
    [scene.item, rounds[1]],
  ] as const) {
    scene.drive('backlog', shown)
    await scene.settle()
    expect(room.round?.id).toBe(asked)
  }
})

test('a host that asks for a card before the turn, or lists another commitment, is told nothing by a phone', async () => {
  const scene = guestScene()
  const { room } = await scene.admitted('Ada')
  const round = scene.ask()
  await scene.settle()
  room.put('8')
  await scene.settle()
  scene.plan.writer.write({ author: scene.plan.author, change: 'forged' }, () => {
    setMember(scene.plan.plan.doc, 'rounds', round, 'turned', `${scene.find('Ada').id} ${'a'.repeat(64)}`, true)
  })
  await scene.settle()
  await scene.settle()
  expect([...scene.plan.plan.rows('cards').values()]).toMatchObject([{ face: '', salt: '' }])
})

test('a hand is seen by the room, and the room can take it down', async () => {
  const scene = guestScene()
  const { room } = await scene.admitted('Ada')
  room.setHand(true)
  await scene.settle()
  expect(scene.find('Ada').hand).toBe(true)
  expect(scene.guests.presence()).toMatchObject([{ hand: true }])
  scene.guests.lowerHand(scene.find('Ada').id)
  await scene.settle()
  expect(room.hand).toBe(false)
  expect(room.notice).toBe('Your hand is down.')
})

test('a phone that lost its connection comes back by itself, with its name, its hand and its vote', async () => {
  const scene = guestScene()
  const { room, cut } = await scene.admitted('Ada')
  scene.ask()
  await scene.settle()
  room.put('8')
  room.setHand(true)
  await scene.settle()
  cut()
  await scene.settle(1)
  expect(room.phase).toBe('asleep')
  expect(scene.find('Ada').state).toBe('away')
  await scene.settle(1_000)
  expect(room).toMatchObject({ phase: 'in', hand: true, own: '8' })
  expect(scene.guests.state()).toMatchObject([{ name: 'Ada', state: 'here', hand: true }])
})

test('a page that is loaded again comes in by the session that the phone kept; a second tab takes its place', async () => {
  const scene = guestScene()
  const { room, kept } = await scene.admitted('Ada')
  const { room: again } = await scene.phone('', kept)
  expect(again.phase).toBe('in')
  expect(room).toMatchObject({ phase: 'over', why: 'elsewhere' })
  expect(scene.guests.state()).toHaveLength(1)
})

test('what was said while the connection broke is written once', async () => {
  const scene = guestScene()
  scene.drive('backlog', scene.item)
  const { room, cut } = await scene.admitted('Ada')
  const said = room.say('comment', scene.item, 'Think of the tide.')
  // It arrives; the answer does not.
  await Promise.resolve()
  cut()
  await scene.settle(2_000)
  expect(await said).toBe(true)
  expect(scene.plan.plan.partsOf('comments', scene.item)).toHaveLength(1)
})

test('who is turned away hears so and is not asked about again; who left may ask again', async () => {
  const scene = guestScene()
  const { room, kept } = await scene.phone('Mallory')
  expect(scene.guests.turnAway(scene.find('Mallory').id)).toBe(true)
  await scene.settle()
  expect(room).toMatchObject({ phase: 'over', why: 'away' })
  await scene.phone('', kept)
  expect(scene.guests.state()).toEqual([])

  const { room: ada } = await scene.admitted('Ada')
  ada.leave()
  await scene.settle()
  expect(ada.why).toBe('left')
  expect(scene.guests.state()).toEqual([])
})

test('closing says goodbye to all, and the link is dead from then on, also after opening again', async () => {
  const scene = guestScene()
  scene.drive('backlog', scene.item)
  const { room, kept } = await scene.admitted('Ada')
  scene.drive('backlog', null)
  const old = scene.keys()
  scene.guests.close()
  await scene.settle()
  expect(room).toMatchObject({ phase: 'over', why: 'closed' })
  expect(kept.name()).toBe('')
  expect(scene.guests.keys()).toEqual([])
  expect(scene.guests.link({ address: '10.0.0.2', port: 1 })).toBe('')
  scene.guests.open()
  expect(scene.keys().secret).not.toEqual(old.secret)
  expect(scene.guests.state()).toEqual([])

  const { room: later } = await scene.admitted('Ada')
  const said = later.say('comment', scene.item, 'I remember this one.')
  await scene.settle()
  expect(await said).toBe(false)
})

test('who counts: a guest that helps to build has a card; a Product Owner and who looks on see the round without', async () => {
  const scene = guestScene()
  const { room: ada } = await scene.admitted('Ada', 'developer')
  const { room: olga } = await scene.admitted('Olga', 'po')
  const { room: otto } = await scene.admitted('Otto', 'stakeholder')
  expect(scene.guests.state()).toMatchObject([{ role: 'developer' }, { role: 'po' }, { role: 'stakeholder' }])
  const round = scene.ask()
  await scene.settle()
  for (const room of [ada, olga, otto]) room.put('5')
  await scene.settle()
  expect([ada, olga, otto].map(({ own }) => own)).toEqual(['5', null, null])
  expect(otto.round).toMatchObject({ put: 1 })
  scene.turn(round)
  await scene.settle()
  await scene.settle()
  expect(scene.outcome(round).votes).toMatchObject([{ name: 'Ada (guest)', is: 'valid', face: '5' }])
  expect(otto.round?.votes).toMatchObject([{ name: 'Ada (guest)', face: '5' }])
  // A question is for everybody.
  const [asked = ''] = scene.plan.must(
    startRound,
    { kind: 'question', items: [scene.other], question: 'Ship it?', deck: ['yes', 'no'] },
    scene.plan.as('scrum-master'),
  )
  scene.plan.must(settleRound, { round, result: '5' }, scene.plan.as('developer'))
  await scene.settle()
  expect(otto.round?.id).toBe(asked)
  otto.put('yes')
  await scene.settle()
  expect(scene.outcome(asked).votes).toMatchObject([{ name: 'Otto (guest)', is: 'in' }])
})

test('what a guest is can be changed on the phone and by the room; a card that no longer counts is taken back', async () => {
  const scene = guestScene()
  const { room: ada } = await scene.admitted('Ada', 'developer')
  const round = scene.ask()
  await scene.settle()
  ada.put('5')
  await scene.settle()
  ada.setRole('stakeholder')
  await scene.settle()
  expect(ada).toMatchObject({ role: 'stakeholder', own: null })
  expect(scene.guests.presence()).toMatchObject([{ role: 'stakeholder' }])
  expect(scene.outcome(round).votes).toEqual([])
  scene.guests.setRole(scene.find('Ada').id, 'developer')
  await scene.settle()
  expect(ada.role).toBe('developer')
  ada.put('8')
  await scene.settle()
  expect(scene.outcome(round).votes).toMatchObject([{ name: 'Ada (guest)', is: 'in' }])
  // It is the same after the host was restarted, whatever the phone said when it came.
  scene.guests.setRole(scene.find('Ada').id, 'po')
  await scene.settle()
  await scene.restart({ after: 1_000 })
  await scene.settle(20_000)
  expect([ada.phase, ada.role, scene.find('Ada').role]).toEqual(['in', 'po', 'po'])
  expect(scene.faults).toEqual([])
})

test('a scoring round on phones: the factor’s question, what each card means, and why the highest chose it', async () => {
  const scene = guestScene()
  const { room: ada } = await scene.admitted('Ada', 'developer')
  const { room: otto } = await scene.admitted('Otto', 'stakeholder')
  const rounds = scene.plan.must(startScoring, { items: [scene.item], method: 'wsjf' }, scene.plan.as('scrum-master'))
  await scene.settle()
  expect(ada.round).toMatchObject({
    id: rounds[0],
    question: 'User and business value',
    asks: 'How much do users prefer it, and what does it do for the business?',
    deck: ['1', '2', '3', '5', '8', '13', '20', '?'],
  })
  expect(ada.round?.steps[5]).toBe('It changes what most users can do, or what we earn in a year.')
  ada.put('13')
  otto.put('2')
  await scene.settle()
  ada.explain('Too early.')
  scene.turn(rounds[0] as string)
  await scene.settle()
  await scene.settle()
  expect(ada.round).toMatchObject({ far: { lowest: '2', highest: '13' }, said: '' })
  ada.explain('  Everybody asks for it. ')
  await scene.settle()
  expect(ada.round?.said).toBe('Everybody asks for it.')
  expect(otto.round?.votes).toMatchObject([{ name: 'Ada (guest)', said: 'Everybody asks for it.' }, { said: '' }])
  scene.plan.must(settleRound, { round: rounds[0] as string, result: '8' })
  await scene.settle()
  expect(ada.round).toMatchObject({ id: rounds[1], question: 'Time criticality', votes: null })
  expect(scene.faults).toEqual([])
})
