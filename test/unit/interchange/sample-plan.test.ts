import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { exportPlan } from '../../../src/interchange/export-plan.ts'
import { calendarOf } from '../../../src/model/forecast/calendar.ts'
import { sprintVelocities } from '../../../src/model/forecast/sprint-history.ts'
import { velocityRange } from '../../../src/model/forecast/velocity.ts'
import { ITEM_KINDS, STAGES } from '../../../src/model/item.ts'
import { emptyPlan, importInto } from '../../support/import-into.ts'

const sample = readFileSync(new URL('../../../resources/sample-plan.json', import.meta.url), 'utf8')

test('the sample plan is imported without a problem and exported with the same bytes', () => {
  const into = emptyPlan()
  const report = importInto(into, sample)
  expect(report).toMatchObject({ created: 97, problems: [], conflicts: [] })
  expect(into.plan.unreadable.size).toBe(0)
  expect(exportPlan(into.plan, 'ordinal-json')).toBe(sample)
})

test('the sample plan says that it is one and shows every kind and stage of item', () => {
  const { plan } = ((into) => (importInto(into, sample), into))(emptyPlan())
  expect(plan.facts).toMatchObject({ name: 'Harbour', sample: true })
  const items = [...plan.rows('items').values()]
  expect(new Set(items.map((i) => i.kind))).toEqual(new Set(ITEM_KINDS))
  expect(new Set(items.map((i) => i.stage))).toEqual(new Set(STAGES))
  expect(items.some((i) => i.title.length > 120)).toBe(true)
  expect(items.some((i) => /\p{Script=Arabic}/u.test(i.title))).toBe(true)
  expect(items.some((i) => i.deleted !== null)).toBe(true)
  expect([...plan.rows('goals').values()].map((g) => g.horizon).sort()).toEqual([
    'later',
    'later',
    'next',
    'next',
    'now',
    'now',
  ])
  expect([...plan.rows('sprints').values()].map((s) => s.state).sort()).toEqual([
    ...new Array<string>(6).fill('finished'),
    'planned',
    'running',
  ])
  expect(plan.facts.northStar !== null && plan.row('metrics', plan.facts.northStar)?.name).toBe(
    'Nights booked before arrival',
  )
})

test('every reference in the sample plan points to a record, and what is in a sprint has a pull', () => {
  const { plan } = ((into) => (importInto(into, sample), into))(emptyPlan())
  for (const item of plan.rows('items').values()) {
    for (const [table, id] of [
      ['epics', item.epic],
      ['domains', item.domain],
      ['goals', item.goal],
      ['sprints', item.sprint],
      ['people', item.createdBy],
    ] as const) {
      if (id !== null) expect(plan.row(table, id), `${item.title}: ${table}`).toBeDefined()
    }
    for (const name of item.names) expect(plan.row('people', name)).toBeDefined()
    const pulled = plan.partsOf('pulls', item.id).some((pull) => pull.sprint === item.sprint)
    expect(item.sprint === null || pulled, item.title).toBe(true)
  }
  for (const link of plan.rows('links').values()) expect(plan.row('items', link.to ?? '')).toBeDefined()
  for (const goal of plan.rows('goals').values()) expect(plan.row('metrics', goal.metric ?? '')).toBeDefined()
})

test('the sample plan has finished enough, in enough sprints, to be forecast from', () => {
  const { plan } = ((into) => (importInto(into, sample), into))(emptyPlan())
  const day = calendarOf(plan.facts.timeZone)
  const finished = [...plan.rows('items').values()].flatMap((item) =>
    item.stage === 'done' && item.startedAt !== null && item.finishedAt !== null ? [item] : [],
  )
  expect(new Set(finished.map((item) => day(item.finishedAt ?? 0))).size).toBeGreaterThanOrEqual(20)
  for (const item of finished) expect(item.startedAt, item.title).toBeLessThan(item.finishedAt ?? 0)
  const range = velocityRange(
    sprintVelocities(
      plan.rows('sprints').values(),
      plan.rows('pulls').values(),
      (id) => plan.row('items', id)?.estimate ?? null,
    ),
    [...plan.rows('teams').values()].find(({ name }) => name === 'Keel')?.id ?? '',
  )
  expect(range.ok && range.value.sprints.map(({ points }) => points)).toEqual([17, 17, 24, 16, 21, 21])
})
