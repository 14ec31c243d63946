/** Which of two numbers in a date such as 4/5/25 is the day. */
export type DateOrder = 'day-first' | 'month-first'

const MONTHS: ReadonlyMap<string, number> = new Map(
  [
    'jan january januar janvier enero',
    'feb february februar février fév febrero',
    'mar march märz mrz mär mars marzo',
    'apr april avril avr abril',
    'may mai mayo',
    'jun june juni juin junio',
    'jul july juli juillet juil julio',
    'aug august août agosto',
    'sep sept september septembre septiembre',
    'oct october okt oktober octobre octubre',
    'nov november novembre noviembre',
    'dec december dez dezember décembre déc diciembre dic',
  ].flatMap((names, i) => names.split(' ').map((name): [string, number] => [name, i + 1])),
)

const TIME = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d{1,3})?)\d*)?\s*([ap]\.?m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?)?$`
const ISO = new RegExp(String.raw`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})` + TIME, 'i')
const DAY_NAME = new RegExp(String.raw`^(\d{1,2})[/\-. ]+(\p{L}+)\.?[/\-. ,]+(\d{2,4})` + TIME, 'iu')
const NAME_DAY = new RegExp(String.raw`^(\p{L}+)\.? (\d{1,2}),? (\d{4})` + TIME, 'iu')
const NUMBERS = new RegExp(String.raw`^(\d{1,2})([/.\-])(\d{1,2})\2(\d{2,4})` + TIME, 'i')

/**
 * Milliseconds since 1970. A time without a zone is taken as UTC: the file does not say more.
 * Null for what is no date. `order` is used only where the text itself leaves it open.
 */
export function parseDate(value: string, order: DateOrder): number | null {
  const text = value.trim()
  let m = ISO.exec(text)
  if (m) return at(Number(m[1]), Number(m[2]), Number(m[3]), m.slice(4))
  m = DAY_NAME.exec(text)
  if (m) return at(fullYear(m[3]), MONTHS.get(m[2]?.toLowerCase() ?? '') ?? 0, Number(m[1]), m.slice(4))
  m = NAME_DAY.exec(text)
  if (m) return at(Number(m[3]), MONTHS.get(m[1]?.toLowerCase() ?? '') ?? 0, Number(m[2]), m.slice(4))
  m = NUMBERS.exec(text)
  if (!m) return null
  const [a, b] = [Number(m[1]), Number(m[3])]
  const dayFirst = m[2] === '.' || a > 12 || (order === 'day-first' && b <= 12)
  return at(fullYear(m[4]), dayFirst ? b : a, dayFirst ? a : b, m.slice(5))
}

/** What a whole column says: an order, `none` if no date in it needs one, `open` if each could be read both ways. */
export function orderOf(values: Iterable<string>): DateOrder | 'none' | 'open' | 'mixed' {
  let day = false
  let month = false
  let open = false
  for (const value of values) {
    const m = NUMBERS.exec(value.trim())
    if (!m || m[2] === '.') continue
    const [a, b] = [Number(m[1]), Number(m[3])]
    if (a > 12 && b <= 12) day = true
    else if (b > 12 && a <= 12) month = true
    else if (a !== b) open = true
  }
  if (day && month) return 'mixed'
  if (day) return 'day-first'
  if (month) return 'month-first'
  return open ? 'open' : 'none'
}

/** YYYY-MM-DD of a moment, in UTC. */
export function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

function fullYear(digits: string | undefined): number {
  const year = Number(digits)
  return digits?.length === 2 ? (year < 70 ? 2000 + year : 1900 + year) : year
}

function at(year: number, month: number, day: number, [h, min, s, half, zone]: (string | undefined)[]): number | null {
  let hour = Number(h ?? 0)
  if (half !== undefined) hour = (hour % 12) + (/^p/i.test(half) ? 12 : 0)
  const ms =
    Date.UTC(year, month - 1, day, hour, Number(min ?? 0)) + Math.round(Number((s ?? '0').replace(',', '.')) * 1000)
  const date = new Date(ms)
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (!real || hour > 23 || Number(min ?? 0) > 59) return null
  return ms - minutesOf(zone) * 60_000
}

function minutesOf(zone: string | undefined): number {
  const m = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '')
  return m ? (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3])) : 0
}
