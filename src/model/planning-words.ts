import type { PlanningSummary } from './planning.ts'
import { unitWord } from './team-unit.ts'

/** "24 of 26 points pulled, 2 free." What is taken only if there is room is not counted. */
export function pulledWords({ total, capacity, unit }: Pick<PlanningSummary, 'total' | 'capacity' | 'unit'>): string {
  if (capacity === null) return `${number(total)} ${unitWord(unit, total)} pulled; no capacity was said.`
  const free = Math.round((capacity - total) * 10) / 10
  const rest = free < 0 ? `${number(-free)} more than fits` : free === 0 ? 'none free' : `${number(free)} free`
  return `${number(total)} of ${number(capacity)} ${unitWord(unit, capacity)} pulled, ${rest}.`
}

/** Who stands for what was pulled on a shared screen; '' where nothing was. */
export function confirmedWords({ confirmed, unconfirmed }: Pick<PlanningSummary, 'confirmed' | 'unconfirmed'>): string {
  if (unconfirmed > 0)
    return `${unconfirmed === 1 ? '1 item' : `${String(unconfirmed)} items`} pulled on the shared screen ${unconfirmed === 1 ? 'waits' : 'wait'} for a Developer of the team to confirm.`
  return confirmed.length === 0 ? '' : `Pulled on the shared screen, confirmed by ${confirmed.join(', ')}.`
}

/** "Fist of five: 3, 4, 4, 5, 5." Without names. */
export function confidenceWords(spread: PlanningSummary['confidence']): string {
  if (spread.length === 0) return 'Nobody was asked how sure they are.'
  const faces = spread.flatMap(({ face, count }) => Array<string>(count).fill(face))
  return `Fist of five: ${faces.join(', ')}.`
}

/** The summary as Markdown, to send or to paste. `when`: the day and the times, in words. */
export function planningToMarkdown(
  summary: PlanningSummary,
  { plan, when }: { readonly plan: string; readonly when: string },
): string {
  const section = (name: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`## ${name}`, lines.join('\n')]
  const { pulled, passed, open } = summary
  const line = (one: PlanningSummary['pulled'][number]): string =>
    `- **${plain(one.key)}** ${plain(one.title)}${one.estimate === null ? '' : ` (${number(one.estimate)})`}`
  return `${[
    `# ${plain(summary.sprint)}, ${plain(summary.team)}`,
    `${plain(plan)}, planned ${when}`,
    summary.goal === '' ? 'No Sprint Goal was written.' : `**Sprint Goal:** ${plain(summary.goal)}`,
    ...(summary.serves === '' ? [] : [`It serves: ${plain(summary.serves)}`]),
    pulledWords(summary),
    ...(confirmedWords(summary) === '' ? [] : [plain(confirmedWords(summary))]),
    ...section('Pulled', pulled.filter(({ ifRoom }) => !ifRoom).map(line)),
    ...section('If there is room', pulled.filter(({ ifRoom }) => ifRoom).map(line)),
    ...section(
      'Pulled past higher items',
      passed.map(
        ({ key, title, why, over }) =>
          `- **${plain(key)}** ${plain(title)}: ${plain(why)}${over.length === 0 ? '' : ` (past ${over.map(plain).join('; ')})`}`,
      ),
    ),
    ...section('Confidence', [
      `${confidenceWords(summary.confidence)}${summary.said.length === 0 ? '' : '\n'}`,
      ...summary.said.map(({ face, words }) => `- ${plain(face)}: ${plain(words)}`),
    ]),
    ...section(
      'Agreed',
      summary.notes.map((words) => `- ${plain(words)}`),
    ),
    ...section(
      'Open questions',
      open.map(({ key, text }) => `- ${plain(text)} (${plain(key)})`),
    ),
    ...(summary.present.length === 0 ? [] : [`There: ${summary.present.map(plain).join(', ')}`]),
  ].join('\n\n')}\n`
}

/** People's own words stay words: no heading, list or link is made of them. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/([\\`*_[\]<>#|])/g, '\\$1')
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100)
}
