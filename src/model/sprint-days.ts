import type { Impediment } from './impediment.ts'
import type { Item } from './item.ts'
import type { Question } from './question.ts'
import type { Request } from './request.ts'
import type { SprintChange } from './sprint-change.ts'
import type { Pull } from './sprint.ts'
import { calendarOf, dayNumber, dayText, type DayNumber } from './forecast/calendar.ts'

/** In this order they are told where one moment had several. */
const HAPPENINGS = [
  'pulled',
  'started',
  'finished',
  'left',
  'changed',
  'clarified',
  'blocked',
  'unblocked',
  'asked',
  'answered',
  'said-no',
] as const
export type Happening = (typeof HAPPENINGS)[number]

/** Something that happened in a sprint, as its diary tells it. */
export interface DiaryEntry {
  readonly what: Happening
  readonly at: number
  /** The record that says so: several entries may be of one. */
  readonly id: string
  readonly item: string | null
  /** Title then, words of the question, of what was in the way or of what was asked for. */
  readonly title: string
  /** In somebody's own words; '' where nobody said any. */
  readonly words: string
  readonly person: string | null
}

export interface SprintDay {
  /** YYYY-MM-DD */
  readonly day: string
  readonly entries: readonly DiaryEntry[]
  /** Comments that were written on items of the sprint. */
  readonly comments: number
}

/** What a sprint's days are told from. All of its pulls; items, questions and comments of what ever was in it. */
export interface SprintRecords {
  readonly sprint: {
    readonly id: string
    readonly team: string
    readonly start: string | null
    readonly end: string | null
    readonly startedAt: number | null
    readonly finishedAt: number | null
  }
  readonly pulls: readonly Pull[]
  readonly itemOf: (id: string) => Pick<Item, 'title' | 'startedAt'> | undefined
  readonly changes: readonly SprintChange[]
  readonly impediments: readonly Impediment[]
  readonly requests: readonly Request[]
  readonly questions: readonly Question[]
  readonly comments: readonly { readonly item: string; readonly at: number; readonly deleted: unknown }[]
}

/**
 * The sprint's days from its start up to now or its end, each with what happened; days without anything too, but for those of
 * a weekend.
 */
export function sprintDays(records: SprintRecords, now: number, timeZone: string): readonly SprintDay[] {
  const calendar = calendarOf(timeZone)
  const span = daysOf(records, calendar, now)
  if (span === null) return []
  const on = (ms: number): DayNumber => Math.max(span.first, calendar(ms))
  const days = new Map<DayNumber, { entries: DiaryEntry[]; comments: number }>()
  for (let day = span.first; day <= span.last; day++) days.set(day, { entries: [], comments: 0 })
  for (const entry of entriesOf(records)) days.get(on(entry.at))?.entries.push(entry)
  const begin = records.sprint.startedAt ?? 0
  const inside = new Set(records.pulls.map(({ item }) => item))
  for (const { item, at, deleted } of records.comments) {
    const day = at < begin || deleted !== null || !inside.has(item) ? undefined : days.get(calendar(at))
    if (day !== undefined) day.comments++
  }
  return [...days]
    .filter(([day, { entries, comments }]) => entries.length + comments > 0 || !isWeekend(day) || day === span.last)
    .map(([day, { entries, comments }]) => ({ day: dayText(day), entries: entries.sort(byMoment), comments }))
}

/** Where an item stood at the end of a day. */
export interface StoodThen {
  readonly item: string
  readonly stage: 'open' | 'doing' | 'done'
  /** It came into the sprint on that day. */
  readonly isNew: boolean
}

/**
 * The board as it stood at a day's end, told from when items came, were started, and left. Of columns inside a stage nothing is
 * kept; and of an item that was finished, opened again and finished only the last time.
 */
export function boardAt(
  records: Pick<SprintRecords, 'pulls' | 'itemOf'>,
  day: string,
  timeZone: string,
): readonly StoodThen[] {
  const calendar = calendarOf(timeZone)
  const end = dayNumber(day)
  if (end === null) return []
  const by = (ms: number | null): boolean => ms !== null && calendar(ms) <= end
  const found = new Map<string, StoodThen>()
  for (const pull of [...records.pulls].sort((a, b) => a.at - b.at)) {
    if (pull.deleted !== null || !by(pull.at)) continue
    const done = pull.leftHow === 'done' && by(pull.leftAt)
    if (pull.leftHow !== 'done' && by(pull.leftAt)) {
      found.delete(pull.item)
      continue
    }
    const stage = done ? 'done' : by(records.itemOf(pull.item)?.startedAt ?? null) ? 'doing' : 'open'
    found.set(pull.item, { item: pull.item, stage, isNew: calendar(pull.at) === end })
  }
  return [...found.values()]
}

/** What stood on the board the evening before and does not stand there at this day's end: it went out of the sprint. */
export function wentOn(
  records: Pick<SprintRecords, 'pulls' | 'itemOf'>,
  day: string,
  timeZone: string,
): readonly StoodThen[] {
  const today = dayNumber(day)
  if (today === null) return []
  const stay = new Set(boardAt(records, day, timeZone).map(({ item }) => item))
  return boardAt(records, dayText(today - 1), timeZone).filter(({ item }) => !stay.has(item))
}

function daysOf(
  { sprint }: SprintRecords,
  calendar: (ms: number) => DayNumber,
  now: number,
): { readonly first: DayNumber; readonly last: DayNumber } | null {
  const first = sprint.startedAt === null ? dayNumber(sprint.start ?? '') : calendar(sprint.startedAt)
  if (first === null) return null
  const end = sprint.finishedAt ?? now
  const last = Math.min(calendar(end), first + 366)
  return last < first ? null : { first, last }
}

function entriesOf(records: SprintRecords): DiaryEntry[] {
  const { sprint, pulls, itemOf, changes, impediments, requests, questions } = records
  const begin = sprint.startedAt ?? 0
  const end = sprint.finishedAt ?? Infinity
  const during = (at: number | null): at is number => at !== null && at >= begin && at <= end
  const titleOf = (item: string | null): string => (item === null ? '' : (itemOf(item)?.title ?? ''))
  const found: DiaryEntry[] = []
  const told = new Set<string>()
  const inside = new Set<string>()
  for (const pull of pulls) {
    // What was returned before the sprint began was never part of it.
    if (pull.deleted !== null || (pull.leftAt !== null && pull.leftAt < begin && pull.leftHow !== 'done')) continue
    const { id, item, by: person } = pull
    inside.add(item)
    const base = { id, item, title: titleOf(item) }
    // What comes or goes while the sprint runs is told by its change card.
    if (pull.at <= begin) found.push({ ...base, what: 'pulled', at: pull.at, words: pull.why, person })
    if (pull.leftHow === 'done' && pull.leftAt !== null)
      found.push({ ...base, what: 'finished', at: pull.leftAt, words: pull.leftWhy, person: null })
    else if (pull.leftAt !== null && pull.leftAt >= end)
      found.push({ ...base, what: 'left', at: pull.leftAt, words: pull.leftWhy, person: null })
    const started = itemOf(item)?.startedAt ?? null
    const until = pull.leftAt ?? Infinity
    if (started !== null && started >= pull.at && started <= until && !told.has(item)) {
      told.add(item)
      found.push({ ...base, what: 'started', at: started, words: '', person: null })
    }
  }
  for (const card of changes) {
    if (card.sprint !== sprint.id || card.deleted !== null) continue
    const item = (card.ins[0] ?? card.outs[0])?.item ?? null
    const base = { id: card.id, item, at: card.at, words: card.why, person: card.by }
    if (card.kind === 'clarified') found.push({ ...base, what: 'clarified', title: card.ins[0]?.title ?? '' })
    else found.push({ ...base, what: 'changed', title: changeTitle(card) })
  }
  for (const one of impediments) {
    const mine = one.sprint === sprint.id || (one.item !== null && inside.has(one.item)) || one.item === null
    if (one.deleted !== null || one.team !== sprint.team || !mine) continue
    const base = { id: one.id, item: one.item, title: one.words }
    if (during(one.at)) found.push({ ...base, what: 'blocked', at: one.at, words: '', person: one.by })
    if (during(one.resolvedAt))
      found.push({ ...base, what: 'unblocked', at: one.resolvedAt, words: one.how, person: one.resolvedBy })
  }
  for (const request of requests)
    if (request.sprint === sprint.id && request.deleted === null && request.free !== null && request.answer !== 'yes')
      found.push({
        what: 'said-no',
        id: request.id,
        item: request.item,
        at: request.answeredAt ?? request.at,
        title: request.title,
        words: request.why,
        person: request.answeredBy,
      })
  for (const question of questions) {
    if (question.deleted !== null || !inside.has(question.item)) continue
    const { id, item, text, answer } = question
    if (during(question.at))
      found.push({ what: 'asked', id, item, at: question.at, title: text, words: '', person: question.by })
    if (during(question.answeredAt))
      found.push({
        what: 'answered',
        id,
        item,
        at: question.answeredAt,
        title: text,
        words: answer,
        person: question.answeredBy,
      })
  }
  return found
}

function byMoment(a: DiaryEntry, b: DiaryEntry): number {
  return (
    a.at - b.at || HAPPENINGS.indexOf(a.what) - HAPPENINGS.indexOf(b.what) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  )
}

/** Day 0, the first of January 1970, was a Thursday. */
function isWeekend(day: DayNumber): boolean {
  return [0, 6].includes((day + 4) % 7)
}

const quoted = (list: SprintChange['ins']): string => list.map(({ title }) => `“${title}”`).join(', ')

function changeTitle({ kind, ins, outs }: SprintChange): string {
  if (kind === 'add') return `${quoted(ins)} came in`
  if (kind === 'remove') return `${quoted(outs)} went out`
  if (kind === 'swap') return `${quoted(ins)} came in, ${quoted(outs)} went out`
  if (kind === 'split') return `${quoted(ins)} was split; ${quoted(outs)} left`
  return `${quoted(ins)} got another place`
}
