import type { Plan } from '../doc/plan.ts'
import { MAX_ENTRIES, type Entry } from '../model/envelope.ts'
import type { Random } from '../model/id.ts'
import type { ImportReport } from '../model/import-report.ts'
import { cutIntoBatches } from './batches.ts'
import type { ImportedPlan } from './imported-plan.ts'
import type { PlannedBatch, PlannedImport } from './planned-import.ts'
import { planRows } from './plan-rows.ts'
import { planWhole } from './plan-whole.ts'
import { createReport } from './report.ts'

export interface PlanningChoices {
  readonly random: Random
  /** Milliseconds since 1970. */
  readonly now: number
  /** The person who imports, as far as the plan knows them. */
  readonly person: string | null
}

/**
 * The dry run: compares a file with the plan and says what an import would do. Writes nothing. What was imported before
 * from the same source is updated three ways, everything else is new; see three-way.ts. The batches fit this state of
 * the plan only: plan again if the plan has changed since.
 */
export function planImport(plan: Plan, imported: ImportedPlan, choices: PlanningChoices): PlannedImport {
  const report = createReport(imported)
  if (imported.needsMapping) return { report: report.finish(), batches: [] }
  const units = imported.whole
    ? planWhole(plan, imported.whole, choices, report)
    : planRows(plan, imported, choices, report)
  const finished = report.finish()
  return { report: finished, batches: withHeadline(cutIntoBatches(units), finished) }
}

/**
 * The log says of an import how many items it wrote. Where a record would name more single items than a record may,
 * the number alone stands for them.
 */
function withHeadline(batches: readonly PlannedBatch[], report: ImportReport): PlannedBatch[] {
  const headline: Entry = {
    name: 'import',
    record: '',
    field: '',
    from: report.format,
    to: report.created + report.updated,
    why: '',
  }
  return batches.map((batch, i) => ({
    ...batch,
    entries: [...(i === 0 ? [headline] : []), ...(batch.entries.length < MAX_ENTRIES ? batch.entries : [])],
  }))
}
