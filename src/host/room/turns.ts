import type { Clock } from '../ports/clock.ts'

/** Runs a piece of work of some milliseconds in a turn of its own, after those that were asked for before. */
export type Turn = (act: () => void) => void

/** One piece a turn of the loop: where fifty come at once, whatever else is due gets its time between two of them. */
export function createTurns(clock: Clock): Turn {
  const waiting: (() => void)[] = []
  let isOn = false
  const next = (): void => {
    const act = waiting.shift()
    isOn = act !== undefined
    if (act === undefined) return
    clock.after(0, next)
    act()
  }
  return (act) => {
    waiting.push(act)
    if (isOn) return
    isOn = true
    clock.after(0, next)
  }
}
