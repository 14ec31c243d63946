import type { Plan } from '../doc/plan.ts'
import type { Random } from '../model/id.ts'
import { cutIntoBatches } from './batches.ts'
import type { ImportedPlan } from './imported-plan.ts'
import type { PlannedImport } from './planned-import.ts'
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
  const units = imported.whole ? planWhole(plan, imported.whole, choices, report) : planRows(plan, imported, choices, report)
  return { report: report.finish(), batches: cutIntoBatches(units) }
}
