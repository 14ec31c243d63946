import * as v from 'valibot'
import { names, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

/** What a new item of a kind begins with. The first template of a kind, by rank, is taken without being asked for. */
export interface Template {
  readonly id: string
  readonly kind: string
  /** What people choose it by: "Story with examples". */
  readonly name: string
  /** What the title begins with, "Find out: "; mostly nothing. */
  readonly title: string
  /** Markdown. */
  readonly description: string
  /** Acceptance criteria, one text each, in their order. */
  readonly criteria: readonly string[]
  readonly labels: readonly string[]
  readonly rank: string
  readonly deleted: Deletion | null
}
export const TemplateSchema = v.object({
  kind: v.string(),
  name: v.string(),
  title: text,
  description: text,
  criteria: names,
  labels: names,
  rank: v.nullish(v.string(), ''),
  deleted: DeletionSchema,
})

/** Live templates by kind and rank; of one kind only, if it is named. */
export function templatesInOrder(templates: Iterable<Template>, kind?: string): Template[] {
  return [...templates]
    .filter((one) => one.deleted === null && (kind === undefined || one.kind === kind))
    .sort((a, b) => compare(a.kind, b.kind) || compare(a.rank, b.rank) || compare(a.id, b.id))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
