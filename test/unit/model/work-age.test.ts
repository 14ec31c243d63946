import { expect, test } from 'vitest'
import { inOrderOfWork, moveColumn, type BoardColumn } from '../../../src/model/board.ts'
import { ageInDays, ageLimit, isAgeing } from '../../../src/model/work-age.ts'

const sprint = { start: '2027-03-01', end: '2027-03-12' }

test('age counts calendar days since work was started, the first and today among them', () => {
  expect(ageInDays(100, 100)).toBe(1)
  expect(ageInDays(100, 106)).toBe(7)
  expect(ageInDays(101, 100)).toBe(1)
})

test('ageing items stand out against what 85 % of the team’s own took, and without history after half the sprint', () => {
  expect(ageLimit(4, sprint)).toEqual({ days: 4, from: 'history' })
  expect(ageLimit(null, sprint)).toEqual({ days: 6, from: 'half-sprint' })
  expect(ageLimit(null, { start: null, end: '2027-03-12' })).toBeNull()
  expect(isAgeing(4, ageLimit(4, sprint))).toBe(false)
  expect(isAgeing(5, ageLimit(4, sprint))).toBe(true)
  expect(isAgeing(50, null)).toBe(false)
})

const column = (id: string, stage: BoardColumn['stage']) => ({ id, name: id, stage, limit: null })
const columns = [column('a', 'open'), column('b', 'doing'), column('c', 'doing'), column('d', 'done')]
const ids = (list: readonly BoardColumn[]) => list.map(({ id }) => id).join('')

test('a column moves among those of its stage, and no further', () => {
  expect(ids(moveColumn(columns, 'b', 1))).toBe('acbd')
  expect(ids(moveColumn(columns, 'c', -1))).toBe('acbd')
  expect(ids(moveColumn(columns, 'c', 1))).toBe('abcd')
  expect(ids(moveColumn(columns, 'a', -1))).toBe('abcd')
  expect(ids(moveColumn(columns, 'x', 1))).toBe('abcd')
})

test('columns stand in the order of the work when a stage changes', () => {
  expect(ids(inOrderOfWork([column('a', 'done'), column('b', 'doing'), column('c', 'open')]))).toBe('cba')
})
