import { expect, test } from 'vitest'
import { planSession } from '../../../src/commands/sessions.ts'
import { startSession } from '../../../src/commands/session-steps.ts'
import type { Presence } from '../../../src/contract/host-info.ts'
import { addTime, startTimer, timeLeft } from '../../../src/state/session-timer.ts'
import { inMemoryState, type InMemoryState } from '../../support/in-memory-state.ts'

const MINUTE = 60_000
const AHEAD = 5 * MINUTE

/** Two laptops on one plan; the clock of Ben's is five minutes ahead, and each host has measured that. */
function twoLaptops() {
  let now = Date.UTC(2026, 2, 5, 9)
  const told: ((here: readonly Presence[]) => void)[] = []
  const laptop = (client: number, device: string, ahead: number, from?: InMemoryState) =>
    inMemoryState({
      client,
      role: 'scrum-master',
      now: () => now + ahead,
      device,
      ...(from === undefined ? {} : { from }),
      host: {
        onPresence(handler) {
          told.push(handler)
          return () => undefined
        },
      },
    })
  const ada = laptop(1, 'dev-ada', 0)
  const session = ada.must(planSession, { title: 'Thursday', items: [] })
  ada.must(startSession, { session })
  const ben = laptop(2, 'dev-ben', AHEAD, ada)
  const sees = (device: string, ahead: number): Presence[] => [
    { id: `${device}/w`, device, ahead, person: null, name: device, role: 'developer', screen: 'session', item: null },
  ]
  const link = (): void => {
    told[0]?.(sees('dev-ben', AHEAD))
    told[1]?.(sees('dev-ada', -AHEAD))
  }
  const leave = (): void => told.forEach((tell) => tell([]))
  const left = (): (number | null)[] =>
    [ada, ben].map((at) => timeLeft(at.state, at.state.row('sessions', session)!, at.now()))
  const meet = (): void => {
    ada.hear(ben)
    ben.hear(ada)
  }
  return {
    ada,
    ben,
    link,
    leave,
    left,
    meet,
    pass: (ms: number) => (now += ms),
    row: () => ada.state.row('sessions', session)!,
  }
}

test('a timer on two laptops whose clocks are five minutes apart shows the same remaining time', () => {
  const { ada, ben, link, leave, left, meet, pass, row } = twoLaptops()
  link()
  startTimer(ada.state, row(), 300)
  meet()
  expect(left()).toEqual([300, 300])
  pass(MINUTE)
  expect(left()).toEqual([240, 240])
  // More time, by the other clock.
  addTime(ben.state, row(), 60, ben.now())
  meet()
  expect(left()).toEqual([300, 300])
  expect(row().timer?.seconds).toBe(360)
  leave()
  pass(4 * MINUTE)
  expect(left()).toEqual([60, 60])
  pass(2 * MINUTE)
  expect(left()).toEqual([0, 0])
  startTimer(ben.state, row(), null)
  meet()
  expect(left()).toEqual([null, null])
})
