/**
 * Calendar days as whole numbers, counted from 1 January 1970, so that spans are plain differences and no clock change of a
 * daylight-saving zone makes a day longer or shorter.
 */
export type DayNumber = number

const MS_OF_A_DAY = 86_400_000
/** Offsets of time zones are whole quarters of an hour since 1972, so a calendar day never changes inside one. */
const QUARTER = 900_000

/** `YYYY-MM-DD` as a number; null for what is no day. */
export function dayNumber(day: string): DayNumber | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null
  const ms = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(ms) ? null : ms / MS_OF_A_DAY
}

export function dayText(day: DayNumber): string {
  return new Date(day * MS_OF_A_DAY).toISOString().slice(0, 10)
}

/**
 * The calendar day of a moment in the plan's time zone; an unknown zone counts as UTC. Answers are remembered, since asking
 * for ten thousand items' days anew takes longer than everything that is drawn from them.
 */
export function calendarOf(timeZone: string): (ms: number) => DayNumber {
  const format = dayFormat(timeZone)
  const known = new Map<number, DayNumber>()
  return (ms) => {
    const quarter = Math.floor(ms / QUARTER)
    const found = known.get(quarter)
    if (found !== undefined) return found
    const day = dayNumber(format.format(ms)) ?? Math.floor(ms / MS_OF_A_DAY)
    known.set(quarter, day)
    return day
  }
}

/** Making one takes longer than a hundred answers of it. */
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const options = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const
  try {
    return new Intl.DateTimeFormat('en-CA', options)
  } catch {
    return new Intl.DateTimeFormat('en-CA', { ...options, timeZone: 'UTC' })
  }
}
