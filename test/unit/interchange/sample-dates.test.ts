import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sampleOfToday } from '../../../src/interchange/sample-dates.ts'
import { emptyPlan, importInto } from '../../support/import-into.ts'

const text = readFileSync(new URL('../../../resources/sample-plan.json', import.meta.url), 'utf8')
const sample = JSON.parse(text) as unknown
const WEEK = 7 * 24 * 3600 * 1000

test.for(['2026-11-22T08:00:00Z', '2027-03-02T17:00:00Z', '2031-12-31T23:59:00Z'])(
  'opened at %s the sample has a sprint that runs, and nothing that happened is to come',
  (moment) => {
    const now = Date.parse(moment)
    const { plan } = ((into) => (importInto(into, JSON.stringify(sampleOfToday(sample, now))), into))(emptyPlan())
    const today = moment.slice(0, 10)
    const running = [...plan.rows('sprints').values()].filter(({ state }) => state === 'running')
    expect(running).toHaveLength(1)
    expect(running.every(({ start, end }) => (start ?? '') <= today && today <= (end ?? ''))).toBe(true)
    const finished = [...plan.rows('items').values()].map(({ finishedAt }) => finishedAt ?? 0)
    expect(Math.max(...finished)).toBeLessThan(now)
    expect(Math.max(...finished)).toBeGreaterThan(now - 2 * WEEK)
    expect(plan.unreadable.size).toBe(0)
  },
)

test('a sample that was written this week is taken as it is, and one that moves on keeps its weekdays', () => {
  const at = Date.parse('2026-11-20T15:00:00Z')
  const small = { at, day: '2026-11-30', estimate: 5, name: '2026-11-30 is a day', list: [{ due: '2026-12-31' }] }
  expect(sampleOfToday(small, at + WEEK - 1)).toBe(small)
  expect(sampleOfToday(small, at + 2 * WEEK)).toEqual({
    at: at + 2 * WEEK,
    day: '2026-12-14',
    estimate: 5,
    name: '2026-11-30 is a day',
    list: [{ due: '2027-01-14' }],
  })
})
