import { describe } from 'vitest'
import { EVENING } from './play-honest.ts'
import { testSchedules } from './test-schedules.ts'
import { WORLDS } from './worlds.ts'

/** `npm run simulate -- --world honest --schedules 800` plays a million. */
const OPERATIONS = 50_000

describe(`${OPERATIONS.toLocaleString('en')} operations of honest hosts, and not one record refused`, () => {
  testSchedules(WORLDS.honest, 'evenings', { count: OPERATIONS / EVENING, parts: 8 })
})
