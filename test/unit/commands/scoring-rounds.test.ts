import { expect, test } from 'vitest'
import { changeWords } from '../../../src/commands/change-words.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { namesIn } from '../../../src/commands/name-of.ts'
import { repeatRound, settleRound, turnRound, explainCard } from '../../../src/commands/rounds.ts'
import { startScoring } from '../../../src/commands/scoring-rounds.ts'
import { outcomeOf } from '../../../src/model/round-outcome.ts'
import { askedFirst } from '../../../src/model/round.ts'
import { factorsAfter } from '../../../src/model/score.ts'
import { voterInMemory } from '../../support/cards-in-memory.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

function scoring(...factors: string[]) {
  const plan = inMemoryPlan({ role: 'scrum-master' })
  const item = plan.must(createItem, { title: 'Pay by card' }, plan.as('po'))
  const args = { items: [item], method: 'wsjf', ...(factors.length === 0 ? {} : { factors }) }
  const rounds = plan.must(startScoring, args)
  const [round = ''] = rounds
  const [ben, cleo, otto] = [
    voterInMemory(plan, 'Ben'),
    voterInMemory(plan, 'Cleo', 'po'),
    voterInMemory(plan, 'Otto', 'stakeholder'),
  ]
  const row = (id: string) => plan.plan.row('rounds', id)!
  return {
    plan,
    item,
    rounds,
    round,
    people: { ben, cleo, otto },
    row,
    outcome: () => outcomeOf(row(round), plan.plan.rows('cards').values()),
    scores: () => plan.plan.partsOf('scores', item),
    vote(ben_: string, cleo_: string, otto_: string) {
      ben.put(round, ben_)
      cleo.put(round, cleo_)
      otto.put(round, otto_)
      plan.must(turnRound, { round })
      for (const one of [ben, cleo, otto]) one.show(round)
    },
  }
}

test('everybody scores in secret, the cards show how far apart they are, and a Product Owner sets a dated score', () => {
  const at = scoring('jobSize')
  expect(at.row(at.round)).toMatchObject({ kind: 'score', method: 'wsjf', factor: 'jobSize', question: 'Pay by card' })
  at.vote('8', '2', '8')
  expect(at.outcome()).toMatchObject({
    suggestion: '8',
    outliers: { lowest: { face: '2', names: ['Cleo'] }, highest: { face: '8' }, apart: 3 },
  })
  expect(at.scores()).toEqual([])
  expect(at.plan.run(settleRound, { round: at.round, result: '8' })).toMatchObject({
    ok: false,
    error: { type: 'not-yours' },
  })
  const before = at.plan.envelopes.length
  at.plan.must(settleRound, { round: at.round, result: '5' }, at.plan.as('po'))
  expect(at.plan.envelopes).toHaveLength(before + 1)
  expect(at.scores()).toMatchObject([{ method: 'wsjf', factors: { jobSize: 5 }, why: 'Scored in a round: 2, 8 ×2.' }])
  expect(at.row(at.round).settled).toMatchObject({ result: '5', spread: [{ face: '2' }, { face: '8', count: 2 }] })
  expect(changeWords(at.plan.envelopes.at(-1)?.entries ?? [], namesIn(at.plan.plan))).toBe(
    'Scored “Pay by card” after a round: WSJF: job size 5',
  )
})

test('all factors of a method are asked one after another, a re-vote before the next', () => {
  const at = scoring()
  const asked = () =>
    [...at.plan.plan.rows('rounds').values()]
      .filter((round) => round.settled === null)
      .sort(askedFirst)
      .map(({ factor }) => factor)
  expect(asked()).toEqual(['userBusinessValue', 'timeCriticality', 'riskReduction', 'jobSize'])
  at.vote('3', '13', '5')
  at.plan.must(repeatRound, { round: at.round })
  expect(asked()[0]).toBe('userBusinessValue')
  const [again] = [...at.plan.plan.rows('rounds').values()].filter(({ before }) => before === at.round)
  at.plan.must(turnRound, { round: again?.id ?? '' })
  at.plan.must(settleRound, { round: again?.id ?? '', result: '8' }, at.plan.as('po'))
  expect(asked()).toEqual(['timeCriticality', 'riskReduction', 'jobSize'])
  expect(factorsAfter(at.scores())).toEqual({ userBusinessValue: 8 })
  // Also of a factor that was taken before its turn.
  const last = at.rounds[3] ?? ''
  at.plan.must(turnRound, { round: last })
  at.plan.must(repeatRound, { round: last })
  expect(asked()).toEqual(['jobSize', 'timeCriticality', 'riskReduction'])
})

test('a value that the factor cannot take is refused in its own words, and the round stays open', () => {
  const at = scoring('jobSize')
  at.vote('8', '8', '8')
  for (const [result, message] of [
    ['7', 'Job size is one of 1, 2, 3, 5, 8, 13 or 20. The round stays open.'],
    ['?', 'Job size takes a number. The round stays open.'],
  ] as const)
    expect(at.plan.run(settleRound, { round: at.round, result }, at.plan.as('po'))).toMatchObject({
      error: { message },
    })
  expect(at.row(at.round).settled).toBeNull()
  at.plan.must(settleRound, { round: at.round, result: '' }, at.plan.as('po'))
  expect(at.scores()).toEqual([])
})

test('one factor of an item is scored in one round at a time, by a method that the plan has, and not by a stakeholder’s word', () => {
  const at = scoring('jobSize')
  const start = (more: object, role = 'scrum-master') =>
    at.plan.run(startScoring, { items: [at.item], method: 'wsjf', ...more }, at.plan.as(role))
  expect(start({})).toMatchObject({ error: { message: expect.stringContaining('There is a round on') as string } })
  expect(start({ factors: ['timeCriticality'] }).ok).toBe(true)
  expect(start({ method: 'ice' }).ok).toBe(true)
  expect(start({ method: 'gone' })).toMatchObject({ error: { type: 'bad-value', field: 'method' } })
  expect(start({ method: 'ice', factors: ['fun'] })).toMatchObject({ error: { field: 'factors' } })
  expect(start({ method: 'rice' }, 'stakeholder')).toMatchObject({ ok: false })
})

test('the lowest and the highest say why, once their card lies open, and only then', () => {
  const at = scoring('jobSize')
  const say = (voter: string, said: string) => at.plan.run(explainCard, { round: at.round, voter, said })
  at.people.ben.put(at.round, '13')
  expect(say('Ben', 'the bank is slow')).toMatchObject({ error: { type: 'wrong-phase' } })
  at.vote('13', '2', '5')
  expect(say('Ben', 'The bank is slow.').ok).toBe(true)
  expect(say('Nobody', 'I too')).toMatchObject({ error: { type: 'bad-value' } })
  expect(say('Cleo', 'x'.repeat(201))).toMatchObject({ error: { field: 'said' } })
  expect(at.outcome().votes.map(({ name, said }) => [name, said])).toEqual([
    ['Ben', 'The bank is slow.'],
    ['Cleo', ''],
    ['Otto', ''],
  ])
  const entries = at.plan.envelopes.flatMap((one) => one.entries)
  expect(JSON.stringify(entries)).not.toContain('The bank is slow.')
})
