import { calendarOf, dayText } from '../model/forecast/calendar.ts'

/** Calendar days are `YYYY-MM-DD` and have no time zone of their own; all arithmetic on them is done in UTC. */
const DAY = 86_400_000

const asDate = (day: string): Date => new Date(`${day}T00:00:00Z`)
const formatted = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options })
// Made once: a format takes longer to make than to use a hundred times, and screens show hundreds of days.
const LONG = formatted({ day: 'numeric', month: 'long', year: 'numeric' })
const SHORT = formatted({ day: 'numeric', month: 'short' })
const DAY_AND_MONTH = formatted({ day: 'numeric', month: 'long' })
const WEEKDAY = formatted({ weekday: 'short' })
const DAY_ALONE = formatted({ day: 'numeric' })
const worded = (day: string, format: Intl.DateTimeFormat): string => format.format(asDate(day))

/** The calendar day of a moment in a time zone. An unknown zone counts as UTC. For many moments of one zone: `calendarOf`. */
export function dayOf(ms: number, timeZone: string): string {
  return dayText(calendarOf(timeZone)(ms))
}

export function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) !== null
  } catch {
    return false
  }
}

export function addDays(day: string, count: number): string {
  return new Date(asDate(day).getTime() + count * DAY).toISOString().slice(0, 10)
}

/** Whole days from one day to another; negative if `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((asDate(to).getTime() - asDate(from).getTime()) / DAY)
}

/** Monday to Friday, both ends included. */
export function workingDays(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to && days.length < 400; day = addDays(day, 1)) {
    const weekday = asDate(day).getUTCDay()
    if (weekday !== 0 && weekday !== 6) days.push(day)
  }
  return days
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * A day that somebody typed: `2026-12-11`, or "11 Dec" and "11 December 2026" as days are shown. Without a year the next such
 * day from today on. Undefined for what is no day, such as the 31st of June.
 */
export function dayTyped(text: string, today: string): string | undefined {
  const [, day = '', word = '', year = ''] = /^(\d{1,2})\.? ([a-z]{3,9})\.?(?: (\d{4}))?$/i.exec(text.trim()) ?? []
  const month = MONTHS.findIndex((start) => word.toLowerCase().startsWith(start)) + 1
  if (month === 0) return isDay(text.trim()) ? text.trim() : undefined
  const inYear = (of: string): string => `${of}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`
  const thisYear = today.slice(0, 4)
  const found = [year || thisYear, ...(year === '' ? [String(Number(thisYear) + 1)] : [])].map(inYear)
  return found.find((one) => isDay(one) && (year !== '' || one >= today))
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = asDate(text)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text
}

/** "30 September 2027" */
export const longDay = (day: string): string => worded(day, LONG)
/** "30 Sep" */
export const shortDay = (day: string): string => worded(day, SHORT)
/** "Mon 15" */
export const weekdayAndDay = (day: string): string => `${worded(day, WEEKDAY)} ${worded(day, DAY_ALONE)}`

/** "1 to 12 March", "28 February to 12 March"; the year only where it is not this one. */
export function daySpan(start: string | null, end: string | null, today: string): string {
  const year = (day: string): string => (day.slice(0, 4) === today.slice(0, 4) ? '' : ` ${day.slice(0, 4)}`)
  const full = (day: string): string => worded(day, DAY_AND_MONTH) + year(day)
  if (start === null) return end === null ? '' : `until ${full(end)}`
  if (end === null) return `from ${full(start)}`
  if (start.slice(0, 7) === end.slice(0, 7)) return `${worded(start, DAY_ALONE)} to ${full(end)}`
  return `${start.slice(0, 4) === end.slice(0, 4) ? worded(start, DAY_AND_MONTH) : full(start)} to ${full(end)}`
}

/** "just now", "12 minutes ago", "yesterday", "3 November 2026": how long ago something was. */
export function ago(ms: number, now: number, timeZone = 'UTC'): string {
  const minutes = Math.floor((now - ms) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`
  const calendar = calendarOf(timeZone)
  const days = calendar(now) - calendar(ms)
  if (days <= 0) return minutes < 120 ? 'an hour ago' : `${Math.floor(minutes / 60)} hours ago`
  if (days === 1) return 'yesterday'
  if (days < 7) return `${days} days ago`
  return longDay(dayText(calendar(ms)))
}
