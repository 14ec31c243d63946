import { expect, test } from 'vitest'
import { STANDARD_METHODS } from '../../../src/model/scoring/methods.ts'
import { sizeFromEstimate } from '../../../src/model/scoring/size-from-estimate.ts'

test('a job size is suggested from the estimate on the relative scale, and none where there is no estimate', () => {
  const method = (id: string) => STANDARD_METHODS.find((one) => one.id === id)!
  expect([0.5, 1, 4, 6, 40].map((estimate) => sizeFromEstimate(method('wsjf'), estimate))).toEqual([1, 1, 5, 5, 20])
  expect(sizeFromEstimate(method('value-effort'), 4)).toBe(4)
  expect(sizeFromEstimate(method('wsjf'), null)).toBeNull()
  expect(sizeFromEstimate(method('rice'), 4)).toBeNull()
})
