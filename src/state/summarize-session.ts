import type { NameOf } from '../commands/change-words.ts'
import type { ChangeLine } from '../contract/plan-messages.ts'
import type { Decision } from '../model/decision.ts'
import type { Entry } from '../model/envelope.ts'
import type { Item } from '../model/item.ts'
import { isOpenQuestion, type Question } from '../model/question.ts'
import { missingWords, type Readiness } from '../model/readiness.ts'
import type { SessionSummary, SummaryItem } from '../model/session-summary.ts'
import { noteLines } from '../model/session-words.ts'
import { agendaOf, type Session } from '../model/session.ts'
import { newsOf } from './since-words.ts'

/** What a summary is drawn from besides the log. */
export interface SummaryFacts {
  item(id: string): Item | undefined
  /** Of an item or one of its parts (`criteria/<id>`) the item; null for anything else. */
  itemOf(record: string): string | null
  readiness(id: string): Readiness
  questionsOf(id: string): readonly Question[]
  decisions(): Iterable<Decision>
  /** What was agreed, a line each. */
  readonly notes: string
  readonly nameOf: NameOf
}

/**
 * The summary of a session, out of the records of its time: by the clock of whoever wrote them, whoever that was, so that
 * edits that come in later from somebody offline belong to it too. `lines`: changes of that time at least, in any order.
 */
export function summarizeSession(
  session: Session,
  lines: readonly ChangeLine[],
  facts: SummaryFacts,
  { until, at }: { readonly until: number; readonly at: number },
): SessionSummary {
  const from = session.startedAt ?? until
  const within = lines.filter(({ time }) => time >= from && time <= until).sort((a, b) => b.time - a.time)
  const shown = shownSeconds(session.id, within, until)
  const byItem = changesByItem(within, facts)
  const cut = within.map((line) => [line.change, partsOf(line)] as const)
  const cutOff = new Set(cut.flatMap(([, parts]) => parts.map(([id]) => id)))
  const parts = new Map(cut.map(([change, made]) => [change, made.map(([, title]) => title)]))
  const ids = [...new Set([...shown.keys(), ...[...byItem.keys()].filter((id) => !cutOff.has(id))])]
  return {
    from,
    until,
    at,
    present: presentIn(session, within, facts.nameOf),
    items: ids.flatMap((id) => itemIn(id, shown.get(id) ?? 0, byItem.get(id) ?? [], facts, parts, [from, until]) ?? []),
    more: 0,
    ...unreachedIn(session, shown, facts),
    decisions: [...facts.decisions()]
      .filter((one) => one.deleted === null && isWithin(one.decidedAt, from, until))
      .map((one) => `${one.question}: ${one.outcome}`),
    notes: [...noteLines(facts.notes)],
    changes: changesWithin(within, from, until),
  }
}

/** How many changes of the plan's content were made in a session's time; steps of the session itself are none. */
export function changesWithin(lines: readonly ChangeLine[], from: number, until: number): number {
  return lines.filter(({ time, entries }) => time >= from && time <= until && entries.some(isContent)).length
}

/** Votes, marks and the steps of sessions say nothing about what became of the plan; what was agreed in one does. */
function isContent({ record, name, field }: Entry): boolean {
  if (name === 'change.undo') return false
  if (record.startsWith('sessions/') && field === 'notes') return true
  return !/^(sessions|seen|cards|rounds)\//.test(record) && !/^(session|seen|card)\./.test(name)
}

/** Item -> seconds that it was shown, in the order in which items were first shown. `lines`: newest first. */
export function shownSeconds(
  session: string,
  lines: readonly Pick<ChangeLine, 'time' | 'entries'>[],
  until: number,
): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>()
  const record = `sessions/${session}`
  const steps = [...lines].reverse().flatMap(({ time, entries }) =>
    entries
      .filter((entry) => entry.record === record && entry.field === 'current')
      // Ending it shows nothing more.
      .map(({ name, to }) => ({ time, item: name === 'session.end' ? null : to })),
  )
  steps.forEach(({ time, item }, i) => {
    if (typeof item !== 'string') return
    const next = steps[i + 1]?.time ?? until
    seconds.set(item, (seconds.get(item) ?? 0) + Math.max(1, Math.round((next - time) / 1000)))
  })
  return seconds
}

/** Of each item the changes of it, newest first, each with the entries about it alone. */
function changesByItem(lines: readonly ChangeLine[], facts: SummaryFacts): ReadonlyMap<string, ChangeLine[]> {
  const byItem = new Map<string, ChangeLine[]>()
  for (const line of lines) {
    const mine = new Map<string, Entry[]>()
    for (const entry of line.entries) {
      if (!isContent(entry)) continue
      const item = facts.itemOf(entry.record)
      if (item !== null) mine.set(item, [...(mine.get(item) ?? []), entry])
    }
    for (const [item, entries] of mine) byItem.set(item, [...(byItem.get(item) ?? []), { ...line, entries }])
  }
  return byItem
}

/** Items that a split made, with their titles. */
function partsOf({ entries }: ChangeLine): (readonly [id: string, title: string])[] {
  if (!entries.some(({ field }) => field === 'split')) return []
  return entries
    .filter(({ record, field }) => record.startsWith('items/') && field === '')
    .map(({ record, to }) => [record.slice('items/'.length), String(to)] as const)
}

function itemIn(
  id: string,
  seconds: number,
  lines: readonly ChangeLine[],
  facts: SummaryFacts,
  parts: ReadonlyMap<string, readonly string[]>,
  [from, until]: readonly [from: number, until: number],
): SummaryItem | null {
  const item = facts.item(id)
  if (item === undefined) return null
  const about = `items/${id}`
  const whole = lines.map((line) => ({
    ...line,
    at: line.at ?? line.time,
    until: line.time,
    others: 0,
    records: 1,
    items: [],
  }))
  const estimates = [...lines]
    .reverse()
    .flatMap(({ entries }) => entries.filter(({ record, field }) => record === about && field === 'estimate'))
  const estimateFrom = numberOf(estimates.length === 0 ? item.estimate : estimates[0]?.from)
  const estimateTo = numberOf(estimates.length === 0 ? item.estimate : estimates.at(-1)?.to)
  const readiness = facts.readiness(id)
  const questions = facts.questionsOf(id).filter((one) => one.deleted === null)
  return {
    item: id,
    key: item.key,
    title: item.title,
    seconds,
    facts:
      lines.length === 0 ? [] : [...newsOf({ about, lines: whole }, facts.nameOf).facts].filter((fact) => fact !== ''),
    estimateFrom,
    estimateTo,
    estimated: estimateFrom !== estimateTo,
    parts: lines.flatMap(({ change, entries }) =>
      entries.some(({ field }) => field === 'split') ? (parts.get(change) ?? []) : [],
    ),
    asked: questions.filter((one) => isWithin(one.at, from, until)).map((one) => one.text),
    answered: questions
      .filter((one) => isWithin(one.answeredAt, from, until))
      .map((one) => (one.answer === '' ? one.text : `${one.text} ${one.answer}`)),
    open: questions.filter(isOpenQuestion).map((one) => one.text),
    ready: readiness.ready,
    lacks: [...missingWords(readiness)],
  }
}

/** What was on the agenda to the end and nobody came to. */
function unreachedIn(
  session: Session,
  shown: ReadonlyMap<string, number>,
  facts: SummaryFacts,
): Pick<SessionSummary, 'unreached'> {
  const unreached = agendaOf(session)
    .filter(({ item }) => !shown.has(item))
    .flatMap(({ item }) => facts.item(item) ?? [])
    .filter(({ deleted }) => deleted === null)
    .map(({ title }) => title)
  return unreached.length === 0 ? {} : { unreached }
}

/** Who said so, and whoever did a step of the session. */
function presentIn(session: Session, lines: readonly ChangeLine[], nameOf: NameOf): string[] {
  const record = `sessions/${session.id}`
  const stepped = lines
    .filter(({ entries }) => entries.some((entry) => entry.record === record))
    .flatMap(({ author }) => author.person ?? [])
  const members = [...session.present, ...stepped.map((person) => `people/${person}`)]
  const names = members.map((who) => (who.startsWith('name/') ? who.slice('name/'.length) : nameOf(who)))
  return [...new Set(names)].filter((name) => name !== '').sort()
}

function isWithin(moment: number | null, from: number, until: number): boolean {
  return moment !== null && moment >= from && moment <= until
}
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)
