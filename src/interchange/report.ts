import type { ImportConflict, ImportProblem, ImportReport } from '../model/import-report.ts'
import type { ImportedPlan } from './imported-plan.ts'

export type Count = 'created' | 'updated' | 'unchanged' | 'skipped' | 'missing'

/** Gathers what an import would do, for the person who decides whether to do it. */
export interface ReportMaker {
  count(what: Count, by?: number): void
  conflict(conflict: ImportConflict): void
  note(words: string): void
  readonly problems: ImportProblem[]
  finish(): ImportReport
}

export function createReport(imported: ImportedPlan): ReportMaker {
  const counts: Record<Count, number> = { created: 0, updated: 0, unchanged: 0, skipped: 0, missing: 0 }
  const conflicts: ImportConflict[] = []
  const problems = [...imported.problems]
  const notes = [...imported.notes]
  const named = (keep: (field: string) => boolean) => [
    ...new Set(imported.columns.filter((c) => keep(c.field)).map((c) => c.name)),
  ]
  const kept = new Set(named((field) => field !== ''))
  const whole = imported.whole
  return {
    problems,
    count: (what, by = 1) => {
      counts[what] += by
    },
    conflict: (conflict) => {
      conflicts.push(conflict)
    },
    note: (words) => {
      notes.push(words)
    },
    finish: () => ({
      format: imported.format,
      plan: '',
      change: '',
      dryRun: true,
      rows: imported.rows,
      ...counts,
      epics: whole ? whole.epics.length : imported.epics.length,
      tasks: (whole ? whole.items : imported.items).reduce((sum, item) => sum + item.tasks.length, 0),
      conflicts,
      columns: imported.columns,
      columnsAsText: named((field) => field === 'text'),
      // A name that repeats counts as kept if one of its columns is.
      columnsNotKept: named((field) => field === '').filter((name) => !kept.has(name)),
      problems: problems.sort((a, b) => a.row - b.row),
      notes,
      ...(imported.types !== undefined && imported.types.length > 0 ? { types: imported.types } : {}),
    }),
  }
}

/** A value as the list of conflicts shows it. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value.length > 300 ? `${value.slice(0, 299)}…` : value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const json = JSON.stringify(value)
  return json.length > 300 ? `${json.slice(0, 299)}…` : json
}
