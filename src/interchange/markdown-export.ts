import type { Plan } from '../doc/plan.ts'
import { sizeWords } from '../model/attachment.ts'
import { isLive } from '../model/deletion.ts'
import { HORIZONS } from '../model/goal.ts'
import type { Item } from '../model/item.ts'
import { minuteOf } from './csv-cells.ts'
import { placeWhy, scoresReader } from './told-of-items.ts'
import { byRank, readPlan, type PlanReading } from './plan-reading.ts'

/** The plan as an outline to read, print or paste: vision, goals with their numbers, then the backlog in order. Live records only. */
export function planToMarkdown(plan: Plan): string {
  const reading = readPlan(plan)
  const scoresOf = scoresReader(plan)
  const items = reading.items.filter(isLive)
  const open = items.filter((item) => item.stage !== 'done' && item.stage !== 'dropped')
  const finished = items.filter((item) => item.stage === 'done' || item.stage === 'dropped')
  const parts = [
    `# ${line(plan.facts.name)}`,
    ...section('Vision', plan.rootText('vision').toString()),
    ...section('Strategy', plan.rootText('strategy').toString()),
    ...goals(plan),
    '## Backlog',
    ...(open.length === 0
      ? ['No open items.']
      : open.flatMap((item, i) => itemInWords(plan, reading, item, i + 1, scoresOf(item)))),
    ...(finished.length === 0
      ? []
      : ['## Finished', finished.map((item) => `- ${item.key} ${line(item.title)} (${item.stage})`).join('\n')]),
  ]
  return `${parts.join('\n\n')}\n`
}

function section(title: string, text: string): string[] {
  return text.trim() === '' ? [] : [`## ${title}`, nested(text, 2)]
}

function goals(plan: Plan): string[] {
  const live = [...plan.rows('goals').values()].filter(isLive).sort(byRank)
  if (live.length === 0) return []
  return [
    '## Goals',
    ...HORIZONS.flatMap((horizon) => {
      const here = live.filter((goal) => goal.horizon === horizon)
      if (here.length === 0) return []
      const lines = here.map((goal) => {
        const metric = goal.metric === null ? undefined : plan.row('metrics', goal.metric)
        const unit = metric?.unit ? ` ${metric.unit}` : ''
        const numbers =
          goal.baseline !== null || goal.target !== null
            ? ` ${goal.baseline ?? '?'}${unit} to ${goal.target ?? '?'}${unit}`
            : ''
        const measure = metric ? ` ${line(metric.name)}:${numbers}` : numbers
        return `- **${line(goal.title)}**${measure === '' ? '' : `.${measure}`}${goal.due === null ? '' : ` by ${goal.due}`}${goal.why === '' ? '' : `  \n  ${line(goal.why)}`}`
      })
      return [`### ${horizon[0]?.toUpperCase() ?? ''}${horizon.slice(1)}`, lines.join('\n')]
    }),
  ]
}

function itemInWords(plan: Plan, reading: PlanReading, item: Item, rank: number, scores: string): string[] {
  const goal = item.goal ?? (item.epic === null ? null : (plan.row('epics', item.epic)?.goal ?? null))
  const facts = [
    item.kind,
    item.stage === 'open' ? '' : item.stage,
    item.parked ? 'parked' : '',
    item.estimate === null ? '' : `estimate ${item.estimate}`,
    item.domain === null ? '' : (plan.row('domains', item.domain)?.name ?? ''),
    item.epic === null ? '' : `epic ${plan.row('epics', item.epic)?.title ?? ''}`,
    goal === null ? '' : `for “${plan.row('goals', goal)?.title ?? ''}”`,
    item.labels.join(', '),
  ].filter((fact) => fact !== '')
  const criteria = reading.criteriaOf(item.id).filter(isLive)
  const tasks = reading.tasksOf(item.id).filter(isLive)
  const links = reading.linksOf(item.id).filter(isLive)
  const comments = reading.commentsOf(item.id).filter(isLive)
  const description = plan.textOf('items', item.id, 'description').trim()
  return [
    `### ${rank}. ${line(item.title)} (${item.key})`,
    facts.map(line).join(' · '),
    ...told('Why it stands here', placeWhy(item)),
    ...told('Scores', scores),
    ...told('Parked because', item.parked ? item.parkedWhy : ''),
    ...(item.outcome === '' ? [] : [`*Outcome:* ${line(item.outcome)}`]),
    ...(description === '' ? [] : [nested(description, 3)]),
    ...list(
      'Acceptance criteria',
      criteria.map((c) => `- [${c.met ? 'x' : ' '}] ${line(c.text)}`),
    ),
    ...list(
      'Tasks',
      tasks.map((t) => `- [${t.done ? 'x' : ' '}] ${line(t.text)}`),
    ),
    ...list(
      'Links',
      links.map(
        (l) =>
          `- ${l.type === 'relates' ? 'relates to' : l.type} ${line(l.to === null ? l.outside : otherEnd(plan, l.to))}`,
      ),
    ),
    ...list(
      'Files',
      plan.partsOf('attachments', item.id).map((file) => `- ${line(file.name)} (${sizeWords(file.size)})`),
    ),
    ...list(
      'Comments',
      comments.map((c) => `- ${minuteOf(c.at)} ${line(reading.authorOf(c))}: ${line(c.text)}`),
    ),
  ]
}

function told(what: string, words: string): string[] {
  return words === '' ? [] : [`*${what}:* ${line(words)}`]
}

function otherEnd(plan: Plan, id: string): string {
  const item = plan.row('items', id)
  return item ? `${item.key} ${item.title}` : 'an item that is gone'
}

function list(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`**${title}**`, lines.join('\n')]
}

function line(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim()
}

/** Headings inside a text go below the heading they stand under, so that the outline stays an outline. */
function nested(text: string, under: number): string {
  let fenced = false
  return text
    .trim()
    .split('\n')
    .map((l) => {
      if (/^\s*(```|~~~)/.test(l)) fenced = !fenced
      return fenced ? l : l.replace(/^(#{1,6})(?= )/, (marks) => '#'.repeat(Math.min(6, marks.length + under)))
    })
    .join('\n')
}
