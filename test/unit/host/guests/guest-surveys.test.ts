import { expect, test } from 'vitest'
import { changeWords } from '../../../../src/commands/change-words.ts'
import { closeSurvey, startSurvey } from '../../../../src/commands/surveys.ts'
import { kanoResult } from '../../../../src/model/scoring/kano.ts'
import { countingAnswers } from '../../../../src/model/survey.ts'
import { guestScene, type GuestScene } from './guest-scene.ts'

/** A survey on both items that the scene has. */
function ask(scene: GuestScene, items = [scene.item, scene.other]): string {
  const survey = scene.plan.must(startSurvey, { items, words: 'No answer is wrong.' })
  scene.guests.look()
  return survey
}

const counting = (scene: GuestScene) => countingAnswers(scene.plan.plan.rows('answers').values())

test('a survey that is open is on every phone, each shows its own answers alone, and the plan counts them', async () => {
  const scene = guestScene()
  const [{ room: ada }, { room: ben }] = [await scene.admitted('Ada'), await scene.admitted('Ben')]
  expect(ada.survey.asked).toBeNull()
  ask(scene)
  await scene.settle()
  expect(ada.survey.asked).toMatchObject({
    words: 'No answer is wrong.',
    items: [{ title: 'Hold a berth' }, { title: 'Secret plans' }],
    answers: [],
  })
  const sent = ada.survey.answer({ item: scene.item, with: 'like', without: 'dislike' })
  await scene.settle()
  expect(await sent).toBe(true)
  void ben.survey.answer({ item: scene.item, with: 'neutral', without: 'dislike' })
  await scene.settle()
  expect(ada.survey.answerOf(scene.item)).toMatchObject({ with: 'like', without: 'dislike' })
  expect(ben.survey.asked?.answers).toEqual([{ item: scene.item, with: 'neutral', without: 'dislike' }])
  expect(kanoResult(counting(scene))).toMatchObject({ answers: 2, category: 'M', better: 0.5, worse: -1 })
})

test('no record of an answer names whose it is beside what it says', async () => {
  const scene = guestScene()
  const { room } = await scene.admitted('Ada')
  ask(scene)
  await scene.settle()
  void room.survey.answer({ item: scene.item, with: 'like', without: 'dislike' })
  await scene.settle()
  expect(counting(scene)).toMatchObject([
    { name: 'A guest', respondent: expect.stringMatching(/^guest\/[0-9a-f]{32}$/) },
  ])
  expect(changeWords(scene.plan.envelopes.at(-1)?.entries ?? [], () => '')).toBe('A guest answered a survey')
})

test('a survey answered twice: the phone says what counts, and the newer answer does', async () => {
  const scene = guestScene()
  const { room } = await scene.admitted('Ada')
  ask(scene)
  await scene.settle()
  const say = async (withIt: 'like' | 'neutral') => {
    void room.survey.answer({ item: scene.item, with: withIt, without: 'dislike' })
    await scene.settle()
  }
  await say('like')
  expect(room.survey.again).toBe('')
  await say('neutral')
  expect(room.survey.again).toBe('You answered this before. The newer answer counts; the older one is kept.')
  await say('neutral')
  expect(room.survey.again).toBe('You gave this answer before. It counts once.')
  expect(counting(scene)).toMatchObject([{ with: 'neutral' }])
  expect(scene.plan.plan.rows('answers').size).toBe(2)
})

test('an answer on its way when the connection breaks counts once, and what was answered is there again', async () => {
  const scene = guestScene()
  const { room, kept, cut } = await scene.admitted('Ada')
  ask(scene)
  await scene.settle()
  const sent = room.survey.answer({ item: scene.item, with: 'like', without: 'neutral' })
  cut()
  await scene.settle(2_000)
  expect(await sent).toBe(true)
  expect(room.phase).toBe('in')
  expect(counting(scene)).toHaveLength(1)
  // The page was loaded anew: the plan still knows what this phone said.
  const again = await scene.phone('Ada', kept)
  expect(again.room.survey.asked?.answers).toEqual([{ item: scene.item, with: 'like', without: 'neutral' }])
})

test('a survey that is closed takes nothing more, and the phone says that what was answered counts', async () => {
  const scene = guestScene()
  const { room } = await scene.admitted('Ada')
  const mallory = await scene.intruder()
  mallory.say({ is: 'ask', name: 'Mallory', role: 'developer' })
  await scene.settle()
  scene.guests.admit(scene.find('Mallory').id)
  const survey = ask(scene, [scene.item])
  await scene.settle()
  void room.survey.answer({ item: scene.item, with: 'like', without: 'neutral' })
  await scene.settle()
  scene.plan.must(closeSurvey, { id: survey })
  await scene.settle()
  expect(room.survey).toMatchObject({ isOpen: false, asked: { answers: [{ item: scene.item }] } })
  expect(room.notice).toBe('The survey is closed. What you answered counts.')
  const late = { is: 'answer', survey, item: scene.item, with: 'like', without: 'like' }
  mallory.say({ ...late, ref: 'r1' })
  // An item that the survey does not ask about.
  const other = ask(scene, [scene.item])
  mallory.say({ ...late, ref: 'r2', survey: other, item: scene.other })
  await scene.settle()
  expect(mallory.news.filter(({ is }) => is === 'done')).toEqual([
    { is: 'done', ref: 'r1', taken: false, message: 'This survey is closed. What you answered before counts.' },
    { is: 'done', ref: 'r2', taken: false, message: 'This survey does not ask about that item.' },
  ])
  expect(scene.plan.plan.rows('answers').size).toBe(1)
  expect(scene.faults).toEqual([])
})

test('who answers without end is told to wait, and the plan is not filled', async () => {
  const scene = guestScene()
  const mallory = await scene.intruder()
  mallory.say({ is: 'ask', name: 'Mallory', role: 'developer' })
  await scene.settle()
  scene.guests.admit(scene.find('Mallory').id)
  const survey = ask(scene, [scene.item])
  for (let i = 0; i < 90; i++) {
    const without = i % 2 === 0 ? 'like' : 'dislike'
    mallory.say({ is: 'answer', ref: `r${i}`, survey, item: scene.item, with: 'like', without })
    await scene.settle(250)
  }
  expect(scene.plan.plan.rows('answers').size).toBeLessThan(70)
  expect(mallory.news.at(-1)).toMatchObject({ is: 'done', taken: false })
})
