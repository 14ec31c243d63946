import { describe, expect, test } from 'vitest'
import { makeActionItem } from '../../../src/commands/action-item.ts'
import { createItem } from '../../../src/commands/create-item.ts'
import { createGoal } from '../../../src/commands/goals.ts'
import { beginLookBack, endLookBack, keepLookBack, showPart } from '../../../src/commands/look-back.ts'
import { addMeasurement, createMetric } from '../../../src/commands/metrics.ts'
import { createPerson, createTeam } from '../../../src/commands/people.ts'
import { pullItem, setStage } from '../../../src/commands/pull-item.ts'
import { addReflection, editReflection, voteReflection } from '../../../src/commands/reflections.ts'
import { makeRequest, refuseMore } from '../../../src/commands/requests.ts'
import { noteSession } from '../../../src/commands/session-end.ts'
import { setTimer } from '../../../src/commands/session-steps.ts'
import { createSprint, finishSprint, sayReached, startSprint } from '../../../src/commands/sprints.ts'
import { editItem } from '../../../src/commands/edit-item.ts'
import { summaryToMarkdown } from '../../../src/model/session-words.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

function teamAtWork(names = ['Hold a berth', 'Pay by card']) {
  const at = inMemoryPlan({ role: 'po' })
  const team = at.must(createTeam, { name: 'Keel' })
  const dan = at.must(createPerson, { name: 'Dan', roles: ['developer'], teams: [team] })
  const developer = { person: dan, role: 'developer', forTeam: null }
  const metric = at.must(createMetric, { name: 'No-shows', unit: '%' })
  const goal = at.must(createGoal, { title: 'Fewer no-shows', metric, baseline: 20, target: 5 })
  const items = names.map((title) => at.must(createItem, { title, fields: { goal } }))
  for (const item of items) at.must(editItem, { id: item, field: 'estimate', value: 3 })
  const sprint = at.must(createSprint, { team, name: 'Sprint 7', goal: 'Berths hold', capacity: 8 })
  for (const item of items) at.must(pullItem, { item, sprint }, developer)
  at.must(startSprint, { id: sprint })
  const sections = (id: string) =>
    Object.fromEntries(
      (at.plan.row('sessions', id)?.summary?.sections ?? []).map(({ name, lines }) => [
        name,
        lines.map(({ words, more }) => (more === '' ? words : `${words} | ${more}`)),
      ]),
    )
  return { at, team, dan, developer, metric, items, sprint, sections }
}

describe('a review', () => {
  test('opens with outcomes, then the goal, items, what went back, and what was said no to; its summary writes itself', () => {
    const { at, developer, metric, items, sprint, sections } = teamAtWork()
    const [first = '', second = ''] = items
    at.must(setStage, { item: first, stage: 'done' }, developer)
    at.must(refuseMore, { sprint, title: 'Larger type', from: 'Sales', why: '2 free, and it needs 8' }, developer)
    const today = new Date(at.now()).toISOString().slice(0, 10)
    at.must(addMeasurement, { metric, day: today, value: 8 })
    const review = at.must(beginLookBack, { kind: 'review', sprint })
    expect(at.plan.row('sessions', review)).toMatchObject({ kind: 'review', sprint, phase: 'outcomes', endedAt: null })
    at.must(sayReached, { id: sprint, reached: 'partly', why: 'Nobody can pay' })
    at.must(makeRequest, { title: 'A map of the quay', from: 'Harbour office', sprint, session: review })
    at.must(noteSession, { session: review, line: 'Show it to the office again' })
    at.must(finishSprint, { id: sprint, unfinished: [{ item: second, to: null }] })
    at.must(endLookBack, { session: review, here: ['name/Gina'] })
    const { summary } = at.plan.row('sessions', review)!
    expect(summary?.head).toBe(
      'Sprint 7 of Keel, the Sprint Goal was partly reached, 1 outcome moved, 1 item done (3 points), 1 not done.',
    )
    expect(summary?.present).toContain('Gina')
    const key = (item: string) => at.plan.row('items', item)?.key
    expect(sections(review)).toEqual({
      Outcomes: ['No-shows: 20 % to 8 % on 5 January 2026 | Fewer no-shows, closer to the target of 5 %'],
      'Sprint Goal': ['Berths hold | partly reached: Nobody can pay'],
      Done: [`${key(first)} Hold a berth | 3 points`],
      'Not done': [`${key(second)} Pay by card | back to the backlog`],
      'Said no to': ['Larger type, asked by Sales | 2 free, and it needs 8'],
      'Asked for': ['A map of the quay | Harbour office'],
    })
    const markdown = summaryToMarkdown({ title: 'Review', plan: 'Harbour', when: 'today' }, summary!)
    expect(markdown.indexOf('## Outcomes')).toBeLessThan(markdown.indexOf('## Done'))
    expect(markdown).toContain('- Show it to the office again')
  })
  test('says “outcome not measured yet” of what is done and was never measured since, and that nothing moved', () => {
    const { at, developer, items, sprint, sections } = teamAtWork(['Hold a berth'])
    at.must(setStage, { item: items[0] ?? '', stage: 'done' }, developer)
    const review = at.must(beginLookBack, { kind: 'review', sprint })
    at.must(endLookBack, { session: review, here: [] })
    expect(sections(review)['Outcomes']).toEqual(['No measured value moved in this time.'])
    expect(sections(review)['Done']?.[0]).toContain('3 points, outcome not measured yet')
    expect(sections(review)['Sprint Goal']).toEqual(['Berths hold | nobody said whether it was reached'])
  })
  test('is held of a sprint that was started, by a team one at a time, and gone through part by part', () => {
    const { at, team, sprint } = teamAtWork()
    const later = at.must(createSprint, { team, name: 'Sprint 8' })
    expect(at.run(beginLookBack, { kind: 'review', sprint: later })).toMatchObject({ error: { type: 'wrong-state' } })
    const review = at.must(beginLookBack, { kind: 'review', sprint })
    expect(at.run(beginLookBack, { kind: 'review', sprint })).toMatchObject({ error: { type: 'wrong-state' } })
    at.must(beginLookBack, { kind: 'retrospective', sprint })
    at.must(setTimer, { session: review, seconds: 60, clock: 'one' })
    at.must(showPart, { session: review, part: 'outcomes' })
    expect(at.plan.row('sessions', review)?.timer).not.toBeNull()
    at.must(showPart, { session: review, part: 'done', current: 'x' })
    expect(at.plan.row('sessions', review)).toMatchObject({ phase: 'done', current: 'x', timer: null })
    expect(at.run(showPart, { session: review, part: 'vote' })).toMatchObject({ error: { field: 'part' } })
  })
  test('thousands of long titles fit in its summary, and what is left out is counted', () => {
    const { at, developer, items, sprint } = teamAtWork(['Hold a berth'])
    at.must(setStage, { item: items[0] ?? '', stage: 'done' }, developer)
    const review = at.must(beginLookBack, { kind: 'review', sprint })
    for (let i = 0; i < 900; i++)
      at.must(makeRequest, { title: `${i} ${'ä'.repeat(290)}`, from: 'x'.repeat(190), session: review })
    at.must(endLookBack, { session: review, here: [] })
    const asked = at.plan.row('sessions', review)?.summary?.sections?.find(({ name }) => name === 'Asked for')
    expect(asked?.lines.at(-1)?.words).toMatch(/^and \d+ more$/)
  })
})

describe('a retrospective', () => {
  test('begins with what was to be tried last time, and keeps notes by votes and what is tried next', () => {
    const { at, developer, sprint, sections } = teamAtWork()
    const first = at.must(beginLookBack, { kind: 'retrospective', sprint })
    const add = (session: string, kind: 'glad' | 'wish' | 'action', words: string) =>
      at.must(addReflection, { session, kind, words }, developer)
    const small = add(first, 'action', 'Smaller items')
    const said = add(first, 'action', 'No meetings on Friday')
    const item = at.must(makeActionItem, { id: small })
    expect(at.plan.open.ids.at(-1)).toBe(item)
    expect(at.run(makeActionItem, { id: small })).toMatchObject({ error: { type: 'wrong-state' } })
    at.must(endLookBack, { session: first, here: [] })
    at.must(setStage, { item, stage: 'done' }, developer)
    at.must(editReflection, { id: said, done: true }, developer)
    at.must(editReflection, { id: said, done: false }, developer)
    const second = at.must(beginLookBack, { kind: 'retrospective', sprint })
    add(second, 'glad', 'We paired')
    const wanted = add(second, 'glad', 'The quay works')
    at.must(voteReflection, { id: wanted, on: true }, developer)
    at.must(voteReflection, { id: wanted, on: true })
    add(second, 'action', 'Pair more')
    at.must(endLookBack, { session: second, here: [] })
    expect(at.plan.row('sessions', second)?.summary?.head).toBe(
      'Sprint 7 of Keel, 2 notes written, 1 thing to try, 1 of 2 from last time done.',
    )
    expect(sections(second)).toEqual({
      'We will try': ['Pair more'],
      'Tried since last time': ['Smaller items | done', 'No meetings on Friday | not done yet'],
      'Glad of': ['The quay works | 2 votes', 'We paired'],
    })
  })
  test('a note that came in later is told of once the summary is written again', () => {
    const { at, developer, sprint, sections } = teamAtWork()
    const retro = at.must(beginLookBack, { kind: 'retrospective', sprint })
    at.must(endLookBack, { session: retro, here: [] })
    at.must(addReflection, { session: retro, kind: 'wish', words: 'Quieter room' }, developer)
    expect(sections(retro)).toEqual({})
    at.must(keepLookBack, { session: retro })
    expect(sections(retro)).toEqual({ 'Wish for': ['Quieter room'] })
  })
})
