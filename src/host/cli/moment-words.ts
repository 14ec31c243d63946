import { InvalidArgumentError } from 'commander'

const UNITS: Readonly<Record<string, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
}

/**
 * A moment as people and programs write it: "now", "2 hours ago", "yesterday", a date and time (without a zone it is this
 * machine's), or milliseconds since 1970 as `--json` gives them.
 */
export function toMoment(text: string, now: number = Date.now()): number {
  const words = text.trim().toLowerCase()
  if (words === 'now') return now
  if (words === 'yesterday') return now - 86_400_000
  const ago = /^(\d+|an?) (second|minute|hour|day|week)s? ago$/.exec(words)
  if (ago !== null) {
    const count = Number(ago[1])
    return now - (Number.isNaN(count) ? 1 : count) * (UNITS[ago[2] ?? ''] ?? 0)
  }
  const time = /^\d{11,}(\.\d+)?$/.test(words) ? Number(words) : Date.parse(text)
  if (Number.isFinite(time)) return time
  throw new InvalidArgumentError(
    'A moment is written like "2 hours ago", 2026-11-20, "2026-11-20 14:30" or an ISO time.',
  )
}

/** In this machine's zone, to the second. */
export function momentWords(moment: number): string {
  const date = new Date(moment)
  if (Number.isNaN(date.getTime())) return 'an unknown time'
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}
