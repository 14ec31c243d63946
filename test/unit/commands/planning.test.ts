import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { setIfRoom } from '../../../src/commands/if-room.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { createTeam, setTeam } from '../../../src/commands/people.ts'
import { beginPlanning, endPlanning, goToPhase, setPhases } from '../../../src/commands/planning.ts'
import { pullItem } from '../../../src/commands/pull-item.ts'
import { askQuestion } from '../../../src/commands/questions.ts'
import { startRound, turnRound } from '../../../src/commands/rounds.ts'
import { planSession } from '../../../src/commands/sessions.ts'
import { setTimer, startSession } from '../../../src/commands/session-steps.ts'
import { createSprint, finishSprint, startSprint } from '../../../src/commands/sprints.ts'
import { FIST } from '../../../src/model/decks.ts'
import { phaseBeside, phaseNow, phasesOf, PLANNING_PHASES } from '../../../src/model/planning.ts'
import { sessionToMarkdown } from '../../../src/model/session-markdown.ts'
import { planningToMarkdown } from '../../../src/model/planning-words.ts'
import { voterInMemory } from '../../support/cards-in-memory.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

function scene() {
  const at = inMemoryPlan({ role: 'developer' })
  const po = at.as('po')
  const titles = ['Hold a berth', 'Tell the skipper', 'Pay by link']
  const items = titles.map((title) => at.must(createItem, { title }, po)) as [string, string, string]
  for (const id of items) at.must(editItem, { id, field: 'estimate', value: 3 }, po)
  const team = at.must(createTeam, { name: 'Keel' })
  at.must(setTeam, { person: 'anna', team, on: true })
  const sprint = at.must(createSprint, { team, name: 'Sprint 15', goal: 'A berth can be held', capacity: 8 })
  const row = (session: string) => at.plan.row('sessions', session)!
  return { at, po, items, team, sprint, row }
}

test('a planning begins for a sprint in its first phase, with the Sprint Goal to write on together', () => {
  const { at, sprint, row } = scene()
  const session = at.must(beginPlanning, { sprint })
  expect(row(session)).toMatchObject({ kind: 'planning', sprint, phase: 'why', title: 'Planning of Sprint 15' })
  expect(phasesOf(row(session))).toEqual(PLANNING_PHASES)
  expect(at.plan.textOf('sessions', session, 'goal')).toBe('A berth can be held')
  expect(row(session).present).toEqual(['people/anna'])
})

test('one team plans once at a time; another team, or a refinement, goes on beside it', () => {
  const { at, po, items, sprint } = scene()
  at.must(beginPlanning, { sprint })
  expect(at.run(beginPlanning, { sprint })).toMatchObject({ error: { type: 'wrong-state' } })
  const other = at.must(createTeam, { name: 'Jib' })
  const theirs = at.must(createSprint, { team: other, name: 'Jib 3' })
  at.must(beginPlanning, { sprint: theirs })
  const refinement = at.must(planSession, { title: 'Thursday', items }, po)
  at.must(startSession, { session: refinement }, po)
})

test('a sprint that runs is not planned anew', () => {
  const { at, sprint } = scene()
  at.must(startSprint, { id: sprint })
  expect(at.run(beginPlanning, { sprint })).toMatchObject({ error: { type: 'wrong-state' } })
})

test('phases can be skipped and reordered', () => {
  const { at, sprint, row } = scene()
  const session = at.must(beginPlanning, { sprint })
  expect(phaseBeside(row(session), 1)).toBe('what')
  at.must(setTimer, { session, seconds: 60, clock: 'here' })
  at.must(goToPhase, { session, phase: 'what' })
  expect(phaseNow(row(session))).toBe('what')
  expect(row(session).timer).toBeNull()
  at.must(setPhases, { session, phases: ['confidence', 'why', 'close'] })
  expect(phaseNow(row(session))).toBe('confidence')
  expect(phaseBeside(row(session), -1)).toBeNull()
  expect(phaseBeside(row(session), 1)).toBe('why')
  expect(at.run(goToPhase, { session, phase: 'how' })).toMatchObject({ error: { type: 'bad-value' } })
  for (const phases of [[], ['why', 'why'], ['lunch']])
    expect(at.run(setPhases, { session, phases: phases as never })).toMatchObject({ error: { type: 'bad-value' } })
})

test('what was passed over stands with the pull, with the reason', () => {
  const { at, items, sprint } = scene()
  at.must(pullItem, { item: items[0], sprint })
  at.must(pullItem, { item: items[2], sprint, why: 'Jib lands it first' })
  const [stay] = at.plan.partsOf('pulls', items[2])
  expect(stay).toMatchObject({ why: 'Jib lands it first', past: [items[1]] })
  expect(at.plan.partsOf('pulls', items[0])[0]).toMatchObject({ past: [] })
})

test('an item is taken if there is room, or for sure again, as long as the sprint has not started', () => {
  const { at, po, items, sprint } = scene()
  at.must(pullItem, { item: items[0], sprint, ifRoom: true })
  const stay = () => at.plan.partsOf('pulls', items[0])[0]
  at.must(setIfRoom, { item: items[0], on: false })
  expect(stay()?.ifRoom).toBe(false)
  expect(at.run(setIfRoom, { item: items[0], on: true }, po)).toMatchObject({ error: { type: 'not-yours' } })
  expect(at.run(setIfRoom, { item: items[1], on: true })).toMatchObject({ error: { type: 'wrong-state' } })
  at.must(startSprint, { id: sprint })
  expect(at.run(setIfRoom, { item: items[0], on: true })).toMatchObject({ error: { type: 'wrong-state' } })
})

test('the summary writes itself from what the plan says when the planning ends', () => {
  const { at, po, items, sprint, row } = scene()
  const session = at.must(beginPlanning, { sprint })
  at.must(pullItem, { item: items[0], sprint })
  at.must(pullItem, { item: items[2], sprint, why: 'Jib lands it first', ifRoom: true })
  at.must(askQuestion, { item: items[0], text: 'For how long?' })
  const [round = ''] = at.must(startRound, {
    kind: 'confidence',
    items: [],
    question: 'How sure?',
    deck: FIST,
    session,
  })
  const [ben, cleo] = [voterInMemory(at, 'Ben'), voterInMemory(at, 'Cleo')]
  ben.put(round, '4')
  cleo.put(round, '2', 'Nobody knows the bank')
  at.must(turnRound, { round })
  ben.show(round)
  cleo.show(round)
  const before = at.envelopes.length
  at.must(endPlanning, { session, here: ['name/Ben', 'people/anna'], start: true })
  expect(at.envelopes.length - before).toBe(1)
  expect(at.plan.row('sprints', sprint)).toMatchObject({ state: 'running', goal: 'A berth can be held' })
  const { planned } = row(session)
  expect(planned).toMatchObject({
    sprint: 'Sprint 15',
    team: 'Keel',
    goal: 'A berth can be held',
    capacity: 8,
    total: 3,
    confidence: [
      { face: '2', count: 1 },
      { face: '4', count: 1 },
    ],
    said: [{ face: '2', words: 'Nobody knows the bank' }],
    present: [expect.any(String), 'Ben'],
  })
  const key = (id: string) => at.plan.row('items', id)?.key ?? ''
  const text = planningToMarkdown(planned!, { plan: 'Harbour', when: 'on Monday' })
  expect(sessionToMarkdown({ ...row(session), planned: null }, 'Harbour')).toBeNull()
  expect(sessionToMarkdown(row(session), 'Harbour')).toContain(
    '# Sprint 15, Keel\n\nHarbour, planned Monday 5 January 2026',
  )
  expect(text).toContain('# Sprint 15, Keel\n\nHarbour, planned on Monday\n\n**Sprint Goal:** A berth can be held')
  expect(text).toContain('3 of 8 points pulled, 5 free.')
  expect(text).toContain(`## Pulled\n\n- **${key(items[0])}** Hold a berth (3)`)
  expect(text).toContain(`- **${key(items[2])}** Pay by link: Jib lands it first (past Tell the skipper)`)
  expect(text).toContain('## Confidence\n\nFist of five: 2, 4.\n\n- 2: Nobody knows the bank')
  expect(text).not.toContain('Cleo')
  expect(text).toContain(`## Open questions\n\n- For how long? (${key(items[0])})`)
  expect(at.run(endPlanning, { session, here: [], start: false }, po)).toMatchObject({ error: { type: 'wrong-state' } })
})

test('a sprint that cannot start leaves the planning on, with nothing written', () => {
  const { at, team, sprint, row } = scene()
  const running = at.must(createSprint, { team, name: 'Sprint 14' })
  at.must(startSprint, { id: running })
  const session = at.must(beginPlanning, { sprint })
  const before = at.envelopes.length
  expect(at.run(endPlanning, { session, here: ['name/Ben'], start: true })).toMatchObject({
    error: { type: 'wrong-state' },
  })
  expect(at.envelopes.length).toBe(before)
  expect(row(session).endedAt).toBeNull()
  at.must(endPlanning, { session, here: [], start: false })
  expect(at.plan.row('sprints', sprint)?.state).toBe('planned')
})

test('each step of a planning is named in words', () => {
  const { at, sprint } = scene()
  const session = at.must(beginPlanning, { sprint })
  const words = (args: Parameters<typeof at.run>) => {
    const done = at.run(...args)
    if (!done.ok) throw new Error(done.error.message)
    return changeWords(done.value.entries, namesIn(at.plan))
  }
  expect(words([goToPhase as never, { session, phase: 'how' } as never])).toBe('Went to How in “Planning of Sprint 15”')
  expect(words([setPhases as never, { session, phases: ['why', 'close'] } as never])).toBe(
    'Changed the phases of “Planning of Sprint 15”',
  )
  expect(words([endPlanning as never, { session, here: [], start: true } as never])).toBe(
    'Ended “Planning of Sprint 15” and started the sprint',
  )
})

test('a planning that is over asks nobody any more: turned cards stay as they lie, an open round is called off', () => {
  const { at, sprint } = scene()
  const session = at.must(beginPlanning, { sprint })
  const ask = (question: string): string =>
    at.must(startRound, { kind: 'confidence', items: [], question, deck: FIST, session })[0] as string
  const [turned, open, other] = [
    ask('How sure?'),
    ask('How sure now?'),
    at.must(startRound, { kind: 'question', items: [], question: 'Tea?', deck: FIST })[0] as string,
  ]
  at.must(turnRound, { round: turned })
  at.must(endPlanning, { session, here: [], start: false })
  expect(at.plan.row('rounds', turned)).toMatchObject({ deleted: null, settled: { result: '' } })
  expect(at.plan.row('rounds', open)?.deleted).not.toBeNull()
  expect(at.plan.row('rounds', other)).toMatchObject({ deleted: null, settled: null })
})

test('only what was pulled past others is told as such: what came from the sprint before has its reason, and passed nobody', () => {
  const { at, items, team, sprint, row } = scene()
  const before = at.must(createSprint, { team, name: 'Sprint 14' })
  at.must(pullItem, { item: items[1], sprint: before, why: 'It goes first' })
  at.must(startSprint, { id: before })
  at.must(finishSprint, { id: before, unfinished: [{ item: items[1], to: sprint }] })
  const session = at.must(beginPlanning, { sprint })
  at.must(endPlanning, { session, here: [], start: false })
  expect(row(session).planned).toMatchObject({ pulled: [{ title: 'Tell the skipper' }], passed: [] })
})
