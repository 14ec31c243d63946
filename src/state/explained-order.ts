import type { Plan } from '../doc/plan.ts'
import { rowReader } from '../doc/score-rows.ts'
import { goalOf } from '../model/goal-of.ts'
import type { Method } from '../model/scoring/method.ts'

/**
 * The first items of the order as a Markdown table to hand over: rank, item, goal, score and why each stands there. `agree`:
 * those that stand where their score puts them, which is a reason where nobody wrote another.
 */
export function explainedOrder(
  plan: Plan,
  method: Method,
  first: number,
  scoreWords: (value: number) => string,
  agree: ReadonlySet<string>,
): string {
  const read = rowReader(plan, method)
  const rows = plan.open.ids.slice(0, first).flatMap((id, i) => {
    const item = plan.row('items', id)
    if (item === undefined) return []
    const serves = goalOf(item, (epic) => plan.row('epics', epic))
    const { outcome } = method.ranks ? read(item) : { outcome: null }
    const old = item.orderWhyAt === null ? '' : ` (written when it stood at ${item.orderWhyAt})`
    const cells = [
      String(i + 1),
      `${item.title} (${item.key})`,
      serves === null ? '' : (plan.row('goals', serves.goal)?.title ?? ''),
      outcome?.is === 'score' ? scoreWords(outcome.value) : '',
      item.orderWhy === '' ? (agree.has(id) ? 'where its score puts it' : '') : `${item.orderWhy}${old}`,
    ]
    return [`| ${cells.map(cell).join(' | ')} |`]
  })
  return [
    `# ${plan.facts.name}: the first ${rows.length} and why they stand there`,
    '',
    `| Rank | Item | Goal | ${cell(method.name)} | Why it stands there |`,
    '| ---: | --- | --- | ---: | --- |',
    ...rows,
    '',
  ].join('\n')
}

function cell(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|')
    .trim()
}
