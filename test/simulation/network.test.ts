import { describe } from 'vitest'
import { testSchedules } from './test-schedules.ts'
import { WORLDS } from './worlds.ts'

/** `npm run simulate -- --world network --schedules 100000` plays more. */
describe('evenings on a bad network all end with one plan on all hosts', () => {
  testSchedules(WORLDS.network, 'evenings', { count: 1_000, parts: 20 })
})
