import type { PlanSummary } from '../../contract/host-info.ts'
import type { ImportReport } from '../../contract/import-report.ts'

const MOST_LISTED = 20

export function plansTable(plans: readonly PlanSummary[]): string {
  if (plans.length === 0) return 'No plans yet. "ordinal new NAME" makes one, "ordinal sample" a sample.'
  return plans
    .map((plan) =>
      [
        plan.id,
        plan.name,
        plan.damaged ?? `${plan.items} items`,
        plan.lastChange === null ? '-' : new Date(plan.lastChange).toISOString(),
        plan.archived ? 'archived' : '',
      ]
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function importWords(report: ImportReport): string {
  const lines = [
    `${report.dryRun ? 'Would create' : 'Created'} ${report.created}, ${report.dryRun ? 'update' : 'updated'} ${report.updated}, unchanged ${report.unchanged}, skipped ${report.skipped} (deleted here), missing from the file ${report.missing}. ${report.epics} epics, ${report.tasks} tasks.`,
    ...report.notes,
    ...list('Kept only as text', report.columnsAsText),
    ...list('Columns not kept', report.columnsNotKept),
    ...many(
      report.conflicts,
      'Changed here and in the file; ours stays',
      (one) => `  ${one.key} ${one.field}: ours "${one.ours}", theirs "${one.theirs}"`,
    ),
    ...many(
      report.problems,
      'Rows with a problem',
      (one) => `  row ${one.row}, ${one.column}: "${short(one.value)}" - ${one.why}`,
    ),
  ]
  if (!report.dryRun)
    lines.push(`Change ${report.change}. "ordinal undo --plan ${report.plan} ${report.change}" takes it back.`)
  return lines.join('\n')
}

function list(title: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${title}: ${names.join(', ')}.`]
}

function many<T>(all: readonly T[], title: string, say: (one: T) => string): string[] {
  if (all.length === 0) return []
  const more = all.length > MOST_LISTED ? [`  and ${all.length - MOST_LISTED} more (--json lists all)`] : []
  return [`${title}: ${all.length}`, ...all.slice(0, MOST_LISTED).map(say), ...more]
}

function short(text: string): string {
  return text.length > 60 ? text.slice(0, 57) + '...' : text
}
