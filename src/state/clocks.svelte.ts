import type { Presence } from '../contract/host-info.ts'

/**
 * Moments that somebody wrote by the clock of their own machine, as the clock of this one reads them: so that a timer says the
 * same on all. How far another clock is ahead the hosts measure over their link (sync/session).
 */
export interface Clocks {
  /** This device; '' where its host has not said. */
  readonly own: string
  /** The moment by this clock. The clock of a device that this one was not linked with yet counts as telling the same. */
  here(moment: number, device: string): number
}

export function createClocks(own: () => string): Clocks & { told(here: readonly Presence[]): void } {
  /** Device -> milliseconds. Who left the room is remembered: what they started runs on. */
  let ahead = $state.raw<ReadonlyMap<string, number>>(new Map())
  return {
    get own() {
      return own()
    },
    here: (moment, device) => moment - (ahead.get(device) ?? 0),
    told(here) {
      const news = here.flatMap((one) =>
        one.device === undefined || one.ahead === undefined ? [] : [[one.device, one.ahead] as const],
      )
      if (news.some(([device, by]) => ahead.get(device) !== by)) ahead = new Map([...ahead, ...news])
    },
  }
}
