import { expect, test } from 'vitest'
import { addReflection } from '../../../../src/commands/reflections.ts'
import { confirmPulls } from '../../../../src/commands/confirm-pulls.ts'
import { beginPlanning, endPlanning } from '../../../../src/commands/planning.ts'
import { beginLookBack, endLookBack, showPart } from '../../../../src/commands/look-back.ts'
import { createTeam } from '../../../../src/commands/people.ts'
import { pullItem } from '../../../../src/commands/pull-item.ts'
import { createSprint, startSprint } from '../../../../src/commands/sprints.ts'
import { guestScene } from './guest-scene.ts'

async function lookingBack(kind: 'review' | 'retrospective') {
  const scene = guestScene()
  const { plan } = scene
  const team = plan.must(createTeam, { name: 'Keel' })
  const sprint = plan.must(createSprint, { team, name: 'Sprint 7' })
  plan.must(pullItem, { item: scene.item, sprint }, plan.as('developer', team))
  plan.must(startSprint, { id: sprint }, plan.as('developer', team))
  const session = plan.must(beginLookBack, { kind, sprint }, plan.as('scrum-master'))
  scene.drive(kind, session)
  const { room } = await scene.admitted('Gina')
  const end = () => plan.must(endLookBack, { session, here: [] }, plan.as('scrum-master'))
  return { scene, plan, sprint, session, room, end }
}

test('a guest writes a note into the retrospective that the shared screen holds, under its own name', async () => {
  const { scene, plan, session, sprint, room } = await lookingBack('retrospective')
  expect(room.shown?.meeting).toMatchObject({ id: session, kind: 'retrospective', title: 'Retrospective of Sprint 7' })
  const noted = room.note('wish', session, 'A quieter room')
  await scene.settle()
  expect(await noted).toBe(true)
  expect([...plan.plan.rows('reflections').values()]).toMatchObject([
    { session, sprint, kind: 'wish', words: 'A quieter room', by: null, byName: 'Gina (guest)' },
  ])
  expect(room.notice).toBe('Your note is on the board.')
  const asked = room.say('request', session, 'A map')
  await scene.settle()
  expect(await asked).toBe(false)
  expect([...plan.plan.rows('requests').values()]).toEqual([])
})

test('what a guest asks for in the review lands in the inbox, and nowhere once it is over', async () => {
  const { scene, plan, session, sprint, room, end } = await lookingBack('review')
  const asked = room.say('request', session, 'A map of the quay\nWe lose two boats a week')
  await scene.settle()
  expect(await asked).toBe(true)
  expect([...plan.plan.rows('requests').values()]).toMatchObject([
    {
      session,
      sprint,
      title: 'A map of the quay',
      words: 'A map of the quay\nWe lose two boats a week',
      from: 'Gina (guest)',
      answer: null,
    },
  ])
  end()
  const later = room.say('request', session, 'One more')
  await scene.settle()
  expect(await later).toBe(false)
  expect(room.trouble).toBe('That meeting is over. What you typed is still here.')
  expect(room.shown?.meeting).toBeNull()
})

test('phones vote for notes, one vote each and as many as they like, and see what most want once the room has voted', async () => {
  const { scene, plan, session, room, end } = await lookingBack('retrospective')
  const note = (words: string) => plan.must(addReflection, { session, kind: 'wish', words })
  const quiet = note('A quieter room')
  await scene.settle()
  const map = note('A map of the quay')
  const votes = (id: string) => plan.plan.row('reflections', id)?.votes
  const go = async (part: string) => {
    plan.must(showPart, { session, part }, plan.as('scrum-master'))
    await scene.settle()
  }
  await go('write')
  expect(room.shown?.meeting?.notes).toEqual([])
  room.vote(quiet, true)
  await scene.settle()
  expect([votes(quiet), room.votes, room.trouble]).toEqual([[], [], 'The room is not voting on that note any more.'])

  await go('vote')
  const { room: ben } = await scene.admitted('Ben', 'stakeholder')
  room.vote(quiet, true)
  room.vote(map, true)
  room.vote(map, true)
  ben.vote(map, true)
  ben.vote('no-such-note', true)
  await scene.settle()
  expect([votes(quiet), votes(map)]).toEqual([['guest/Gina'], ['guest/Ben', 'guest/Gina']])
  expect([[...room.votes].sort(), ben.votes]).toEqual([[quiet, map].sort(), [map]])
  expect(room.shown?.meeting?.notes).toMatchObject([
    { id: quiet, votes: null },
    { id: map, votes: null },
  ])
  room.vote(quiet, false)
  await scene.settle()
  expect([votes(quiet), room.votes]).toEqual([[], [map]])

  await go('talk')
  expect(room.shown?.meeting).toMatchObject({
    part: 'talk',
    notes: [
      { id: map, votes: 2, words: 'A map of the quay' },
      { id: quiet, votes: 0 },
    ],
  })
  end()
  ben.vote(quiet, true)
  await scene.settle()
  expect(votes(quiet)).toEqual([])
  expect(scene.faults).toEqual([])
})

test('a vote into a connection that broke counts once it is back', async () => {
  const { scene, plan, session } = await lookingBack('retrospective')
  const note = plan.must(addReflection, { session, kind: 'wish', words: 'A quieter room' })
  plan.must(showPart, { session, part: 'vote' }, plan.as('scrum-master'))
  const { room, cut } = await scene.admitted('Ben')
  cut()
  room.vote(note, true)
  await scene.settle(2_000)
  expect([room.phase, room.votes]).toEqual(['in', [note]])
  expect(plan.plan.row('reflections', note)?.votes).toEqual(['guest/Ben'])
})

test('a Developer confirms on a phone what the team pulls on the shared screen; whoever looks on cannot', async () => {
  const scene = guestScene()
  const { plan } = scene
  const team = plan.must(createTeam, { name: 'Keel' })
  const sprint = plan.must(createSprint, { team, name: 'Sprint 15' })
  const theirs = plan.must(createSprint, { team: plan.must(createTeam, { name: 'Jib' }), name: 'Jib 3' })
  const elsewhere = plan.must(beginPlanning, { sprint: theirs })
  await scene.settle()
  const session = plan.must(beginPlanning, { sprint })
  scene.drive('planning')
  const [{ room: ada }, { room: ben }] = [await scene.admitted('Ada'), await scene.admitted('Ben', 'stakeholder')]
  const confirm = () => ada.shown?.planning?.confirm
  const confirmed = () => plan.plan.row('sprints', sprint)?.confirmed
  // Nobody is asked before there is something to stand for.
  expect(confirm()).toBeNull()
  plan.must(pullItem, { item: scene.item, sprint }, plan.as('developer', team))
  await scene.settle()
  expect(confirm()).toEqual({ session, team: 'Keel', waiting: 1, by: [] })
  ben.confirm(session, true)
  ada.confirm(elsewhere, true)
  await scene.settle()
  expect(ben.trouble).toMatch(/^A Developer of the team confirms/)
  expect(ada.trouble).toBe('The room does not plan that sprint any more.')
  expect([confirmed(), plan.plan.row('sprints', theirs)?.confirmed]).toEqual([[], []])
  ada.confirm(session, true)
  await scene.settle()
  expect(confirm()).toEqual({ session, team: 'Keel', waiting: 0, by: ['Ada (guest)'] })
  expect([ada.trouble, confirmed()]).toEqual(['', [`${session} guest/Ada`]])
  ada.confirm(session, false)
  await scene.settle()
  expect(confirm()).toMatchObject({ waiting: 1, by: [] })
  plan.must(endPlanning, { session, here: [], start: false })
  ada.confirm(session, true)
  await scene.settle()
  expect(confirmed()).toEqual([])
  expect(plan.run(confirmPulls, { sprint, on: true }, plan.as('po')).ok).toBe(false)
})
