import * as v from 'valibot'
import { ChecklistEntrySchema } from '../model/checklist.ts'
import { EpicSchema } from '../model/epic.ts'
import { GoalSchema } from '../model/goal.ts'
import { CommentSchema, CriterionSchema, LinkSchema, TaskSchema } from '../model/item-parts.ts'
import { ItemSchema } from '../model/item.ts'
import { MeasurementSchema, MetricSchema } from '../model/metric.ts'
import { DomainSchema, PersonSchema, TeamSchema } from '../model/people.ts'
import { PlanFactsSchema } from '../model/plan.ts'
import { PullSchema, SprintSchema } from '../model/sprint.ts'

/**
 * The `ordinal-json` file: one plan as a person, a script or another Ordinal can read it.
 *
 * Keys are sorted, lines end in LF, nothing in it depends on when or where it was written: the same plan gives the
 * same bytes, and a file that is imported into an empty plan gives the same bytes again. The order of `items` is the
 * backlog, the order of `goals`, `checklists`, criteria and tasks is theirs; there are no rank keys in the file.
 * Deleted records are in it, with `deleted` set. A later version only adds keys.
 */
export const ORDINAL_FORMAT = 'ordinal-plan'
export const ORDINAL_VERSION = 1

const id = v.pipe(v.string(), v.regex(/^[\w.:-]{1,64}$/, 'an id has 1 to 64 letters, digits or . : _ -'))
const nested = { item: v.optional(v.string()), rank: v.optional(v.string()) }

const ItemInFile = v.object({
  ...ItemSchema.entries,
  id,
  key: v.nullish(v.string(), ''),
  kind: v.nullish(v.string(), 'feature'),
  stage: v.nullish(v.string(), 'open'),
  imported: v.nullish(v.record(v.string(), v.string()), {}),
  description: v.nullish(v.string(), ''),
  criteria: v.nullish(v.array(v.object({ ...CriterionSchema.entries, ...nested, id })), []),
  tasks: v.nullish(v.array(v.object({ ...TaskSchema.entries, ...nested, id })), []),
  links: v.nullish(v.array(v.object({ ...LinkSchema.entries, from: v.optional(v.string()), id })), []),
  comments: v.nullish(v.array(v.object({ ...CommentSchema.entries, ...nested, id })), []),
})

const rows = <const E extends v.ObjectEntries>(entries: E) => v.nullish(v.array(v.object({ ...entries, id })), [])

export const OrdinalFileSchema = v.object({
  format: v.literal(ORDINAL_FORMAT),
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  plan: v.object({ ...PlanFactsSchema.entries, vision: v.nullish(v.string(), ''), strategy: v.nullish(v.string(), '') }),
  items: v.array(ItemInFile),
  epics: rows({ ...EpicSchema.entries, description: v.nullish(v.string(), '') }),
  goals: rows({ ...GoalSchema.entries, rank: v.optional(v.string()) }),
  metrics: rows(MetricSchema.entries),
  measurements: rows(MeasurementSchema.entries),
  domains: rows(DomainSchema.entries),
  people: rows(PersonSchema.entries),
  teams: rows(TeamSchema.entries),
  sprints: rows(SprintSchema.entries),
  pulls: rows(PullSchema.entries),
  checklists: rows({ ...ChecklistEntrySchema.entries, rank: v.optional(v.string()) }),
})
export type OrdinalFile = v.InferOutput<typeof OrdinalFileSchema>
export type OrdinalItem = OrdinalFile['items'][number]

/** Tables whose records stand on the top level of the file. */
export const TOP_TABLES = ['epics', 'goals', 'metrics', 'measurements', 'domains', 'people', 'teams', 'sprints', 'pulls', 'checklists'] as const
/** Tables whose records stand inside their item. */
export const NESTED_TABLES = ['criteria', 'tasks', 'links', 'comments'] as const
