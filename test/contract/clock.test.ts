import { setTimeout as wait } from 'node:timers/promises'
import { describe } from 'vitest'
import { clock } from '../../src/host/ports/clock.ts'
import { createManualClock } from '../../src/host/ports/manual-clock.ts'
import { acceptsClock } from './clock-suite.ts'

describe('the machine’s clock', () => {
  acceptsClock(() => ({ clock, pass: (milliseconds) => wait(milliseconds) }))
})

describe('the clock of tests', () => {
  acceptsClock(() => {
    const manual = createManualClock()
    return { clock: manual, pass: (milliseconds) => manual.advance(milliseconds) }
  })
})
