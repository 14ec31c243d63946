import { expect, test } from 'vitest'
import { capacityFrom, focusFactor, personDays } from '../../../src/model/capacity.ts'

test('Kniberg’s example: 50 working days at hand and a focus factor of 45 % come to 22.5', () => {
  // Team of 5 for two weeks, no days off; the last sprint had a focus factor of 45 %.
  expect(capacityFrom({ days: 10, people: 5, daysOff: 0, focus: 0.45 })).toBe(22.5)
})

test('the focus factor of a sprint is what was finished for each working day it had', () => {
  expect(focusFactor(18, { days: 10, people: 4, daysOff: 0 })).toBe(0.45)
  expect(focusFactor(18, { days: 10, people: 0, daysOff: 0 })).toBeNull()
})

test('more days off than days is a sprint without capacity, not one below nothing', () => {
  expect(personDays({ days: 2, people: 2, daysOff: 9 })).toBe(0)
  expect(capacityFrom({ days: 2, people: 2, daysOff: 9, focus: 1 })).toBe(0)
})
