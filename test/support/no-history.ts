import type { HistorySource } from '../../src/state/history-source.ts'

/** A plan without a host has no past to look at: every question says so. */
export function noHistory(): HistorySource {
  const nobody = (): Promise<never> => Promise.reject(new Error('Nobody is here who knows the past.'))
  return {
    extent: nobody,
    timeline: nobody,
    at: nobody,
    item: nobody,
    compare: nobody,
    bringBack: nobody,
    takeBack: nobody,
  }
}
