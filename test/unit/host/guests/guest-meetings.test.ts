import { expect, test } from 'vitest'
import { beginLookBack, endLookBack } from '../../../../src/commands/look-back.ts'
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
  expect(room.shown?.meeting).toEqual({ id: session, kind: 'retrospective', title: 'Retrospective of Sprint 7' })
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
