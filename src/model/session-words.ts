import type { Session } from './session.ts'
import { countsOf, minutesOf, type SessionSummary, type SummaryItem } from './session-summary.ts'

/** The summary in one sentence or two, for the head of it. */
export function summaryHead(summary: SessionSummary): string {
  if (summary.head !== undefined) return summary.head
  const { shown, refined, split, estimated, ready, asked, answered } = countsOf(summary)
  const did = [
    refined > 0 ? `${counted(refined, 'item')} refined` : '',
    split > 0 ? `${split} split` : '',
    estimated > 0 ? `${estimated} estimated` : '',
    asked > 0 ? `${counted(asked, 'question')} asked` : '',
    answered > 0 ? `${answered} answered` : '',
  ].filter((words) => words !== '')
  const looked = `${counted(shown, 'item')} looked at in ${durationWords(minutesOf(summary))}`
  const end = ready > 0 ? ` ${ready === 1 ? 'One is' : `${ready} are`} ready.` : ''
  return `${[looked, ...did].join(', ')}.${end}`
}

/** "5 to 8", "8, had none", "none any more". */
export function estimateWords({ estimated, estimateFrom, estimateTo }: SummaryItem): string {
  if (!estimated) return ''
  if (estimateFrom === null) return `estimated ${estimateTo ?? ''}`
  return estimateTo === null ? `estimate ${estimateFrom} taken away` : `estimate ${estimateFrom} to ${estimateTo}`
}

/** Lines of what was agreed, without the signs that people put before them. */
export function noteLines(notes: string): readonly string[] {
  return notes
    .split('\n')
    .map((line) => line.replace(/^\s*[-*•]\s*/, '').trim())
    .filter((line) => line !== '')
}

/** How many items are not listed; empty where all are. */
export function moreWords({ more }: Pick<SessionSummary, 'more'>): string {
  return more === 0 ? '' : `And ${counted(more, 'item')} more, changed in the same time.`
}

/** What became of one item, without its questions. */
export function itemFacts(item: SummaryItem): readonly string[] {
  const facts = item.facts.filter((fact) => !/^(estimate|split) /.test(fact))
  return [
    ...facts,
    estimateWords(item),
    item.parts.length > 0 ? `split off: ${item.parts.map((part) => `“${part}”`).join(', ')}` : '',
  ].filter((words) => words !== '')
}

/** Behind “missing” it need not say again that it is not there: no “missing: no criteria”. */
export function missingAs(words: string): string {
  return words.replace(/^(not yet: |no )/, '')
}

export function standWords({ ready, lacks }: SummaryItem): string {
  return ready ? 'ready' : lacks.length === 0 ? '' : `still missing: ${lacks.map(missingAs).join(', ')}`
}

/** How long an item was looked at; empty for less than half a minute. */
export function lookedWords({ seconds }: Pick<SummaryItem, 'seconds'>): string {
  const minutes = Math.round(seconds / 60)
  return minutes === 0 ? '' : durationWords(minutes)
}

export function durationWords(minutes: number): string {
  if (minutes < 60) return counted(minutes, 'minute')
  const rest = minutes % 60
  const hours = counted(Math.floor(minutes / 60), 'hour')
  return rest === 0 ? hours : `${hours} ${rest} min`
}

/** Seconds as a clock shows them: 4:05, 1:02:00. */
export function clockWords(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  const two = (value: number): string => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

export interface SummaryPage {
  readonly title: string
  readonly plan: string
  /** The day and the times, in words. */
  readonly when: string
}

const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** "Thursday 5 March 2026, 09:10 to 10:05" */
export function heldWords({ startedAt, endedAt }: Pick<Session, 'startedAt' | 'endedAt'>): string {
  if (startedAt === null) return ''
  const day = `${DAY.format(startedAt)} ${new Date(startedAt).getFullYear()}, ${TIME.format(startedAt)}`
  return endedAt === null ? day : `${day} to ${TIME.format(endedAt)}`
}

/** The summary as Markdown, to send or to paste. */
export function summaryToMarkdown({ title, plan, when }: SummaryPage, summary: SessionSummary): string {
  const open = summary.items.flatMap((item) => item.open.map((question) => `- ${escaped(question)} (${item.key})`))
  const section = (name: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`## ${name}`, lines.join('\n')]
  return `${[
    `# ${escaped(title)}`,
    `${escaped(plan)}, ${when}`,
    summaryHead(summary),
    ...(summary.present.length === 0 ? [] : [`There: ${summary.present.map(escaped).join(', ')}`]),
    ...section(
      'Agreed',
      [...summary.notes, ...summary.decisions].map((line) => `- ${escaped(line)}`),
    ),
    ...(summary.sections ?? []).flatMap(({ name, lines }) =>
      section(
        name,
        lines.map(({ words, more }) => `- ${escaped(words)}${more === '' ? '' : `  \n  ${escaped(more)}`}`),
      ),
    ),
    ...section(
      'Items',
      summary.items.map((item) => {
        const stand = [lookedWords(item), standWords(item)].filter((words) => words !== '').join(', ')
        const lines = [
          `- **${item.key} ${escaped(item.title)}**${stand === '' ? '' : ` (${stand})`}`,
          ...itemFacts(item).map((fact) => `  - ${escaped(fact)}`),
          ...item.answered.map((words) => `  - answered: ${escaped(words)}`),
        ]
        return lines.join('\n')
      }),
    ),
    ...(moreWords(summary) === '' ? [] : [moreWords(summary)]),
    ...section(
      'On the agenda, not reached',
      (summary.unreached ?? []).map((title) => `- ${escaped(title)}`),
    ),
    ...section('Open questions', open),
  ].join('\n\n')}\n`
}

/** People's own words stay words: no heading, list or link is made of them. */
function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/([\\`*_[\]<>#|])/g, '\\$1')
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}
