import type { Plan } from '../doc/plan.ts'
import { planToCsv } from './csv-export.ts'
import { planToMarkdown } from './markdown-export.ts'
import { planToOrdinalJson } from './ordinal-export.ts'

export const EXPORT_FORMATS = ['ordinal-json', 'csv', 'markdown'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** The plan as text in one of three formats; `files` go into the one that can hold them. Lines end in LF; the same plan gives the same text. */
export function exportPlan(plan: Plan, format: ExportFormat, files?: Readonly<Record<string, string>>): string {
  switch (format) {
    case 'ordinal-json':
      return planToOrdinalJson(plan, files)
    case 'csv':
      return planToCsv(plan)
    case 'markdown':
      return planToMarkdown(plan)
  }
}
