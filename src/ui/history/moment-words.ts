const worded = (ms: number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', options).format(ms)

/** "Tue 3 May 2026, 14:02", by the reader's clock. */
export function fullMoment(ms: number): string {
  return `${worded(ms, { weekday: 'short' })} ${worded(ms, { day: 'numeric', month: 'short', year: 'numeric' })}, ${clock(ms)}`
}

/** "14:02", or "14:02:36" */
export function clock(ms: number, seconds = false): string {
  return worded(ms, { hour: '2-digit', minute: '2-digit', ...(seconds ? { second: '2-digit' } : {}) })
}

/** "Today", "Yesterday", "Tuesday 3 May"; the year only where it is not this one. */
export function dayWords(ms: number, now: number): string {
  const day = (at: number): string => new Date(at).toDateString()
  const yesterday = new Date(now)
  yesterday.setDate(yesterday.getDate() - 1)
  if (day(ms) === day(now)) return 'Today'
  if (day(ms) === yesterday.toDateString()) return 'Yesterday'
  const year = new Date(ms).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const }
  return worded(ms, { weekday: 'long', day: 'numeric', month: 'long', ...year }).replace(',', '')
}

/** "3 May 2026": for the ends of a plan's life. */
export function dateWords(ms: number): string {
  return worded(ms, { day: 'numeric', month: 'short', year: 'numeric' })
}

/** What a field for day and time holds: "2026-05-03T14:02", by the reader's clock. */
export function fieldValue(ms: number): string {
  const at = new Date(ms)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}
