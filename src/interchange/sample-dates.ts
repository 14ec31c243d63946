const WEEK = 7 * 24 * 3600 * 1000
/** Numbers of the file that are moments and not counts: from 2001 on, in milliseconds. */
const FIRST_MOMENT = 1e12

/**
 * The sample plan as if it had been written this week: every moment and every day moves on by the same whole weeks, so that
 * weekdays stay, its sprint runs today and nothing in it is to come that has happened. A plan that is younger than a week stays
 * as it is.
 */
export function sampleOfToday(json: unknown, now: number): unknown {
  const weeks = Math.floor((now - newestMoment(json)) / WEEK)
  return weeks <= 0 ? json : movedOn(json, weeks * WEEK)
}

function newestMoment(json: unknown): number {
  if (isMoment(json)) return json
  if (typeof json !== 'object' || json === null) return 0
  return Object.values(json).reduce<number>((newest, value) => Math.max(newest, newestMoment(value)), 0)
}

function movedOn(json: unknown, by: number): unknown {
  if (isMoment(json)) return json + by
  if (typeof json === 'string') return /^\d{4}-\d{2}-\d{2}$/.test(json) ? dayMovedOn(json, by) : json
  if (Array.isArray(json)) return json.map((value) => movedOn(value, by))
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, movedOn(value, by)]))
}

function isMoment(value: unknown): value is number {
  return typeof value === 'number' && value >= FIRST_MOMENT
}

/** A day has no time zone: its noon in UTC moved by whole days is that many days on. */
function dayMovedOn(day: string, by: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + by).toISOString().slice(0, 10)
}
