/** "22 Feb 2027, 16:52": a moment as the reader's clock shows it. */
export function moment(ms: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(ms)
}

/** "22 Feb 16:52"; the year only where it is not this one. */
export function shortMoment(ms: number, now: number): string {
  const year = new Date(ms).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const }
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...year,
  })
    .format(ms)
    .replace(',', '')
}
