import { expect, test } from 'vitest'
import type { ChecklistEntry } from '../../../src/model/checklist.ts'
import { goalOf } from '../../../src/model/goal-of.ts'
import { missingWords, readinessOf } from '../../../src/model/readiness.ts'

const BARE = { estimate: null, ready: [] }
const NOTHING = { hasWhy: false, criteria: 0, openQuestions: 0, blockedFromBelow: false }
const entry = (over: Partial<ChecklistEntry>): ChecklistEntry => ({
  id: 'x',
  list: 'ready',
  text: 'X',
  computed: '',
  rank: 'a0',
  off: false,
  deleted: null,
  ...over,
})
const missing = (readiness: ReturnType<typeof readinessOf>) =>
  readiness.checks.filter((check) => !check.met).map((check) => check.text)

test('without a Definition of Ready of its own, a plan asks for why, criteria, estimate, size, answers and order', () => {
  expect(missing(readinessOf(BARE, NOTHING, []))).toEqual([
    'It says why',
    'It has acceptance criteria',
    'It is estimated',
  ])
  const ready = readinessOf(
    { estimate: 20, ready: [] },
    { hasWhy: true, criteria: 1, openQuestions: 0, blockedFromBelow: false },
    [],
  )
  expect(ready).toMatchObject({ ready: true, met: 6, total: 6 })
})

test('an item over the size limit is too big, and one that waits for a lower one says so', () => {
  const facts = { hasWhy: true, criteria: 1, openQuestions: 0, blockedFromBelow: true }
  expect(missing(readinessOf({ estimate: 21, ready: [] }, facts, []))).toEqual([
    'It is small enough for one sprint',
    'Nothing that blocks it stands below it',
  ])
  expect(
    missing(readinessOf({ estimate: 21, ready: [] }, { ...facts, blockedFromBelow: false, sizeLimit: 40 }, [])),
  ).toEqual([])
})

test('a plan’s own list counts alone, in its order; what people tick is theirs', () => {
  const own = [
    entry({ id: 'b', text: 'Seen by a user', rank: 'a2' }),
    entry({ id: 'a', text: 'Estimated', computed: 'estimate', rank: 'a1' }),
    entry({ id: 'c', text: 'Off', off: true }),
    entry({ id: 'd', text: 'Gone', deleted: { by: null, at: 1, why: '' } }),
    entry({ id: 'e', text: 'Done', list: 'done' }),
  ]
  expect(readinessOf({ estimate: 3, ready: ['b'] }, NOTHING, own).checks).toEqual([
    { entry: 'a', text: 'Estimated', lacks: 'not yet: Estimated', met: true, computed: true },
    { entry: 'b', text: 'Seen by a user', lacks: 'not yet: Seen by a user', met: true, computed: false },
  ])
})

test('a check of a later version is ticked by people here', () => {
  expect(readinessOf({ estimate: null, ready: ['x'] }, NOTHING, [entry({ computed: 'telepathy' })])).toMatchObject({
    ready: true,
    checks: [{ computed: false }],
  })
})

test('an item serves its own goal, or else its epic’s, unless that epic is deleted', () => {
  const epics = new Map([
    ['e', { id: 'e', goal: 'of-epic', deleted: null }],
    ['gone', { id: 'gone', goal: 'x', deleted: { by: null, at: 1, why: '' } }],
  ])
  const of = (item: { goal: string | null; epic: string | null }) => goalOf(item, (id) => epics.get(id))
  expect(of({ goal: 'own', epic: 'e' })).toEqual({ goal: 'own', inherited: null })
  expect(of({ goal: null, epic: 'e' })).toEqual({ goal: 'of-epic', inherited: 'e' })
  expect(of({ goal: null, epic: 'gone' })).toBeNull()
  expect(of({ goal: null, epic: null })).toBeNull()
})

test('a plan that has turned off its whole list asks for nothing', () => {
  expect(readinessOf(BARE, NOTHING, [entry({ off: true })])).toEqual({ ready: true, met: 0, total: 0, checks: [] })
})

test('what is missing is said in words: ours for what the default asks, the plan’s own for its own', () => {
  expect(missingWords(readinessOf(BARE, { ...NOTHING, openQuestions: 2 }, []))).toEqual([
    'no why',
    'no criteria',
    'no estimate',
    'open question',
  ])
  const own = [entry({ computed: 'why', text: 'Somebody can say why' })]
  expect(missingWords(readinessOf(BARE, NOTHING, own))).toEqual(['not yet: Somebody can say why'])
})
