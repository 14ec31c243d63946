import type { LineWriter } from '../doc/line-writer.ts'
import type { Plan } from '../doc/plan.ts'
import { createRecord, setField, setMember, setPlanFact, setRank, setRootText, setText } from '../doc/write.ts'
import { writeUnknownParts } from '../doc/unknown-parts.ts'
import type { Author } from '../model/envelope.ts'
import type { ImportReport } from '../model/import-report.ts'
import type { PlanFacts } from '../model/plan.ts'
import { fail, ok, type Result } from '../model/result.ts'
import type { PlannedImport, PlannedWrite } from './planned-import.ts'

export interface ImportSession {
  readonly plan: Plan
  readonly writer: LineWriter
}
export interface ImportWatch {
  /** After each batch: items written so far, of how many. */
  readonly onBatch?: (done: number, total: number) => void
  /** Asked before each batch. */
  readonly cancelled?: () => boolean
}

/**
 * Writes what was planned: one record a batch, all under one change, so that one undo takes the whole import back.
 * Stops between batches when cancelled; whoever stages the records drops them then, nothing half-written counts.
 */
export function applyImport(
  session: ImportSession,
  planned: PlannedImport,
  author: Author,
  change: string,
  watch: ImportWatch = {},
): Result<ImportReport> {
  const total = planned.batches.reduce((sum, batch) => sum + batch.items, 0)
  let done = 0
  for (const batch of planned.batches) {
    if (watch.cancelled?.())
      return fail({ type: 'cancelled', message: 'The import was cancelled. Nothing of it was kept.' })
    session.writer.write({ author, change }, (log) => {
      for (const write of batch.writes) apply(session.plan, write)
      for (const entry of batch.entries) log(entry)
    })
    done += batch.items
    watch.onBatch?.(done, total)
  }
  return ok({ ...planned.report, dryRun: false, change: planned.batches.length === 0 ? '' : change })
}

function apply({ doc }: Plan, write: PlannedWrite): void {
  switch (write.op) {
    case 'create':
      return createRecord(doc, write.table, write.id, withoutDefaults(write.fields), write.texts)
    case 'set':
      return void setField(doc, write.table, write.id, write.field, write.value)
    case 'member':
      return void setMember(doc, write.table, write.id, write.field, write.member, write.on)
    case 'text':
      return void setText(doc, write.table, write.id, write.field, write.value)
    case 'rank':
      return void setRank(doc, write.id, write.key)
    case 'fact':
      return void setPlanFact(doc, write.field as keyof PlanFacts, write.value as never)
    case 'root-text':
      return void setRootText(doc, write.field, write.value)
    case 'unknown':
      return writeUnknownParts(doc, write.parts)
  }
}

/** A missing field reads as its default: not writing it saves a tenth of the document. */
function withoutDefaults(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== false && value !== null && !isEmptyObject(value)),
  )
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
