import { expect, test } from 'vitest'
import type { Clock } from '../../src/host/ports/clock.ts'

/** What every clock must do. `pass` lets that many milliseconds go by. */
export function acceptsClock(setUp: () => { clock: Clock; pass: (milliseconds: number) => Promise<void> }): void {
  test('calls run in the order in which they fall due, and not before', async () => {
    const { clock, pass } = setUp()
    const ran: string[] = []
    clock.after(120, () => ran.push('late'))
    clock.after(20, () => ran.push('early'))
    expect(ran).toEqual([])
    await pass(60)
    expect(ran).toEqual(['early'])
    await pass(200)
    expect(ran).toEqual(['early', 'late'])
  })

  test('a call that was called off never runs', async () => {
    const { clock, pass } = setUp()
    let ran = false
    const callOff = clock.after(20, () => (ran = true))
    callOff()
    await pass(60)
    expect(ran).toBe(false)
  })

  test('the time goes on', async () => {
    const { clock, pass } = setUp()
    const before = clock.now()
    await pass(30)
    expect(clock.now()).toBeGreaterThanOrEqual(before + 29)
  })
}
