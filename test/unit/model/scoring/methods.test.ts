import { expect, test } from 'vitest'
import { CD3 } from '../../../../src/model/scoring/cd3.ts'
import { ICE } from '../../../../src/model/scoring/ice.ts'
import { STANDARD_METHODS } from '../../../../src/model/scoring/methods.ts'
import { moscowShares } from '../../../../src/model/scoring/moscow.ts'
import { OPPORTUNITY } from '../../../../src/model/scoring/opportunity.ts'
import type { Factors } from '../../../../src/model/scoring/outcome.ts'
import { RICE } from '../../../../src/model/scoring/rice.ts'
import { stepOf, whyNotTaken } from '../../../../src/model/scoring/scale.ts'
import { quarterOf, VALUE_EFFORT } from '../../../../src/model/scoring/value-effort.ts'
import { columnsWithoutOne, WSJF } from '../../../../src/model/scoring/wsjf.ts'

const scoreOf = (method: { score(factors: Factors): unknown }, factors: Factors) =>
  (method.score(factors) as { value?: number }).value

test('WSJF gives the scores of the worked table in Leffingwell, Agile Software Requirements, chapter 13', () => {
  const wsjf = (userBusinessValue: number, timeCriticality: number, riskReduction: number, jobSize: number) =>
    scoreOf(WSJF, { userBusinessValue, timeCriticality, riskReduction, jobSize })
  expect(wsjf(4, 9, 8, 4)).toBeCloseTo(5.3, 1)
  expect(wsjf(8, 4, 3, 6)).toBeCloseTo(2.5, 1)
  expect(wsjf(6, 6, 6, 5)).toBeCloseTo(3.6, 1)
})

test('CD3 orders Reinertsen’s three projects so that waiting costs 7 instead of 160', () => {
  const projects = [
    { costOfDelay: 10, duration: 1 },
    { costOfDelay: 3, duration: 3 },
    { costOfDelay: 1, duration: 10 },
  ]
  expect(projects.map((project) => scoreOf(CD3, project))).toEqual([10, 1, 0.1])
  const waiting = (order: typeof projects) => {
    let time = 0
    let cost = 0
    for (const { costOfDelay, duration } of order) {
      cost += time * costOfDelay
      time += duration
    }
    return cost
  }
  const byScore = [...projects].sort((a, b) => (scoreOf(CD3, b) ?? 0) - (scoreOf(CD3, a) ?? 0))
  expect(waiting(byScore)).toBe(7)
  expect(waiting([...byScore].reverse())).toBe(160)
})

test('RICE takes the words of McBride’s article as numbers: 500 people a month for a quarter, high, 80 %, two person-months', () => {
  expect(scoreOf(RICE, { reach: 500 * 3, impact: 2, confidence: 80, effort: 2 })).toBe(1200)
  expect(scoreOf(RICE, { reach: 2000, impact: 0.25, confidence: 50, effort: 0.5 })).toBe(500)
})

test('ICE multiplies, and value is divided by effort', () => {
  expect(scoreOf(ICE, { impact: 8, confidence: 5, ease: 3 })).toBe(120)
  expect(scoreOf(VALUE_EFFORT, { value: 13, effort: 5 })).toBe(2.6)
})

test('an opportunity is what Ulwick found at Cordis: importance 9.5, satisfaction 3.2, opportunity 15.8', () => {
  expect(scoreOf(OPPORTUNITY, { importance: 9.5, satisfaction: 3.2 })).toBeCloseTo(15.8, 10)
  expect(scoreOf(OPPORTUNITY, { importance: 4, satisfaction: 9 })).toBe(4)
})

test('a score of 0 effort gets a clear sentence, and what is missing is named', () => {
  expect(VALUE_EFFORT.score({ value: 5, effort: 0 })).toEqual({
    is: 'trouble',
    message: 'There is no score: it would divide by effort, which is 0.',
  })
  expect(WSJF.score({ jobSize: 3, timeCriticality: 1 })).toEqual({
    is: 'missing',
    factors: ['userBusinessValue', 'riskReduction'],
  })
})

test('each factor takes its scale and says what it takes', () => {
  const factor = (method: typeof WSJF, name: string) => method.factors.find((one) => one.name === name)!
  expect(whyNotTaken(factor(WSJF, 'jobSize'), 13)).toBeNull()
  expect(whyNotTaken(factor(WSJF, 'jobSize'), 4)).toBe('Job size is one of 1, 2, 3, 5, 8, 13 or 20.')
  expect(whyNotTaken(factor(RICE, 'confidence'), 75)).toBe('Confidence is one of 50, 80 or 100 %.')
  expect(whyNotTaken(factor(RICE, 'effort'), 0.25)).toBe('Effort is at least 0.5 person-months.')
  expect(whyNotTaken(factor(RICE, 'impact'), 0.25)).toBeNull()
  expect(whyNotTaken(factor(ICE, 'ease'), 11)).toBe('Ease is at most 10.')
  expect(whyNotTaken(factor(ICE, 'ease'), 'many')).toBe('Ease takes a number.')
  expect(whyNotTaken(factor(CD3, 'duration'), 0)).toBe('Duration is more than 0 weeks, since the score divides by it.')
})

test('every step of every factor has words, and between two steps the lower one’s hold', () => {
  for (const method of STANDARD_METHODS)
    for (const factor of method.factors) {
      expect(factor.rubric.length, `${method.id} ${factor.name}`).toBeGreaterThanOrEqual(3)
      const { scale } = factor
      if (scale.is !== 'range') expect(factor.rubric.map((step) => step.value)).toEqual([...scale.values])
      else expect(factor.rubric[0]?.value).toBe(scale.least)
    }
  expect(stepOf(ICE.factors[0]!.rubric, 4)?.words).toBe('A little, for a few.')
})

test('WSJF: a column without a 1 is named', () => {
  const rows = [
    { userBusinessValue: 1, jobSize: 2 },
    { userBusinessValue: 5, jobSize: 3 },
  ]
  expect(columnsWithoutOne(rows).map(({ words }) => words)).toEqual(['Job size'])
  expect(columnsWithoutOne([...rows, { jobSize: 1 }])).toEqual([])
})

test('MoSCoW is checked against the effort: 60, 20 and 20 of a hundred', () => {
  const good = moscowShares([
    { group: 'must', effort: 60 },
    { group: 'should', effort: 20 },
    { group: 'could', effort: 20 },
    { group: 'wont', effort: 500 },
    { group: 'wont', effort: null },
  ])
  expect(good.warnings).toEqual([])
  expect(good.withoutEffort).toBe(0)
  expect(good.groups.map(({ share }) => share)).toEqual([0.6, 0.2, 0.2, 0])
  const heavy = moscowShares([
    { group: 'must', effort: 75 },
    { group: 'should', effort: 20 },
    { group: 'could', effort: 5 },
    { group: 'could', effort: null },
  ])
  expect(heavy.warnings).toEqual([
    'Must is 75 % of the effort. At most 60 % leaves room when something takes longer.',
    'Could is 5 % of the effort; about 20 % is usual.',
  ])
  expect(heavy.withoutEffort).toBe(1)
  expect(moscowShares([]).warnings).toEqual([])
})

test('the four quarters of value and effort', () => {
  const middle = { value: 5, effort: 5 }
  expect(quarterOf(8, 2, middle)).toBe('quick-win')
  expect(quarterOf(8, 8, middle)).toBe('big-bet')
  expect(quarterOf(2, 2, middle)).toBe('fill-in')
  expect(quarterOf(2, 8, middle)).toBe('money-pit')
})
