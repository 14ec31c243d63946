import { expect, test } from 'vitest'
import { createItem } from '../../../src/commands/create-item.ts'
import { deleteItems } from '../../../src/commands/delete-item.ts'
import { createFormula } from '../../../src/commands/formulas.ts'
import { moveItem } from '../../../src/commands/move-item.ts'
import { scoreItem, scoreItems } from '../../../src/commands/scores.ts'
import { RICE } from '../../../src/model/scoring/rice.ts'
import { VALUE_EFFORT } from '../../../src/model/scoring/value-effort.ts'
import { methodsOf } from '../../../src/model/scoring/plan-methods.ts'
import type { Method } from '../../../src/model/scoring/method.ts'
import { createScoreBoard, orderGaps, type ScoreBoard } from '../../../src/state/score-board.ts'
import { inMemoryPlan } from '../../support/in-memory-plan.ts'

function planOf(...titles: string[]) {
  const at = inMemoryPlan()
  const ids = titles.map((title) => at.must(createItem, { title, at: 'bottom' }) as string)
  const watch = (method: Method): ScoreBoard & { readonly others: string[] } => {
    const board = createScoreBoard(at.plan, method)
    const others: string[] = []
    at.plan.onChange((changed) => others.push(...board.take(changed)))
    return Object.assign(board, { others })
  }
  return { at, ids, watch }
}

test('an edit calculates its own row and the board equals a fresh one', () => {
  const { at, ids, watch } = planOf('A', 'B', 'C', 'D')
  const board = watch(VALUE_EFFORT)
  const [a = '', b = '', c = '', d = ''] = ids
  at.must(scoreItems, {
    method: 'value-effort',
    scores: [
      { item: a, factors: { value: 2, effort: 4 } },
      { item: b, factors: { value: 8, effort: 2 } },
      { item: c, factors: { value: 4, effort: 1 } },
    ],
  })
  expect(board.byScore()).toEqual([b, c, a])
  board.others.length = 0
  at.must(scoreItem, { item: a, method: 'value-effort', factors: { value: 40 } })
  expect(board.others).toEqual([a])
  at.must(deleteItems, { ids: [c], why: '' })
  at.must(moveItem, { id: d, after: null })
  expect(board.byScore()).toEqual([a, b])
  expect(board.byScore()).toEqual(createScoreBoard(at.plan, VALUE_EFFORT).byScore())
})

test('two orders, one gap: the biggest differences come first, counted among the items that have a score', () => {
  const { at, ids, watch } = planOf('A', 'B', 'no score', 'C', 'D')
  const board = watch(RICE)
  const [a = '', b = '', , c = '', d = ''] = ids
  const rice = (item: string, reach: number) => ({ item, factors: { reach, impact: 1, confidence: 100, effort: 1 } })
  at.must(scoreItems, { method: 'rice', scores: [rice(a, 10), rice(b, 30), rice(c, 20), rice(d, 40)] })
  expect(orderGaps(at.plan, board.byScore())).toEqual([
    { id: a, owner: 1, score: 4, gap: 3 },
    { id: d, owner: 4, score: 1, gap: -3 },
    { id: b, owner: 2, score: 2, gap: 0 },
    { id: c, owner: 3, score: 3, gap: 0 },
  ])
})

test('equal scores stand as the Product Owner has them, and a move tells', () => {
  const { at, ids, watch } = planOf('A', 'B')
  const board = watch(VALUE_EFFORT)
  const [a = '', b = ''] = ids
  at.must(scoreItems, {
    method: 'value-effort',
    scores: [a, b].map((item) => ({ item, factors: { value: 1, effort: 1 } })),
  })
  expect(board.byScore()).toEqual([a, b])
  at.must(moveItem, { id: b, after: null })
  expect(board.byScore()).toEqual([b, a])
})

test('a formula’s row wakes when what it names changed', () => {
  const { at, ids, watch } = planOf('A')
  const factors = [{ name: 'love', asks: '', rubric: [] }]
  const pull = at.must(createFormula, { name: 'Pull', text: 'love * 2', factors })
  at.must(createFormula, { name: 'Blend', text: 'Pull + value', factors: [] })
  const blend = methodsOf(at.plan.rows('formulas').values()).find(({ name }) => name === 'Blend')!
  const board = watch(blend)
  expect(board.rowOf(ids[0]!)?.outcome).toEqual({ is: 'missing', factors: ['love', 'value'] })
  at.must(scoreItem, { item: ids[0]!, method: `formula:${pull}`, factors: { love: 3 } })
  at.must(scoreItem, { item: ids[0]!, method: 'value-effort', factors: { value: 4 } })
  expect(board.rowOf(ids[0]!)?.outcome).toEqual({ is: 'score', value: 10 })
})
