import * as v from 'valibot'
import { AttachmentSchema } from '../model/attachment.ts'
import { BoardSchema } from '../model/board.ts'
import { CardSchema } from '../model/card.ts'
import { ChecklistEntrySchema } from '../model/checklist.ts'
import { DecisionSchema } from '../model/decision.ts'
import { EpicSchema } from '../model/epic.ts'
import { OwnFormulaSchema } from '../model/formula.ts'
import { GoalSchema } from '../model/goal.ts'
import { ImpedimentSchema } from '../model/impediment.ts'
import { CommentSchema, CriterionSchema, LinkSchema, TaskSchema } from '../model/item-parts.ts'
import { ItemSchema } from '../model/item.ts'
import { MeasurementSchema, MetricSchema } from '../model/metric.ts'
import { DomainSchema, PersonSchema, TeamSchema } from '../model/people.ts'
import { PlanFactsSchema } from '../model/plan.ts'
import { QuestionSchema } from '../model/question.ts'
import { ReflectionSchema } from '../model/reflection.ts'
import { RequestSchema } from '../model/request.ts'
import { ScoreSchema } from '../model/score.ts'
import { RoundSchema } from '../model/round.ts'
import { DistinctionSchema } from '../model/distinction.ts'
import { SavedViewSchema } from '../model/saved-view.ts'
import { SessionSchema } from '../model/session.ts'
import { SprintChangeSchema } from '../model/sprint-change.ts'
import { PullSchema, SprintSchema } from '../model/sprint.ts'
import { AnswerSchema, SurveySchema } from '../model/survey.ts'
import { TemplateSchema } from '../model/template.ts'

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
/** Parts stand inside their item and lists in their order, so neither is named again. */
const without = <E extends v.ObjectEntries, K extends keyof E & string>(entries: E, ...keys: K[]): Omit<E, K> =>
  Object.fromEntries(Object.entries(entries).filter(([key]) => !keys.includes(key as K))) as Omit<E, K>
/** A set: in order and without repetition, as rows give it. */
const members = v.pipe(
  v.nullish(v.array(v.string()), []),
  v.transform((list) => [...new Set(list)].filter((member) => member !== '').sort()),
)

/** Markdown with LF, as the plan keeps it. */
const markdown = v.pipe(
  v.nullish(v.string(), ''),
  v.transform((text) => text.replace(/\r\n?/g, '\n')),
)
const list = <const E extends v.ObjectEntries>(entries: E) => v.nullish(v.array(v.object(entries)), [])

/** What a newer Ordinal wrote and the writer of the file had no name for: JSON as it stands in the plan. */
const values = v.nullish(v.record(v.string(), v.any()), {})
const UnknownRecord = v.object({ fields: values, texts: v.nullish(v.record(v.string(), v.string()), {}) })
const Unknown = v.object({
  facts: values,
  records: v.nullish(v.record(v.string(), UnknownRecord), {}),
  roots: v.nullish(
    v.record(
      v.string(),
      v.object({
        values,
        records: v.nullish(v.record(v.string(), UnknownRecord), {}),
        text: v.nullish(v.string(), ''),
      }),
    ),
    {},
  ),
})

const ItemInFile = v.object({
  ...ItemSchema.entries,
  id,
  key: v.nullish(v.string(), ''),
  kind: v.nullish(v.string(), 'feature'),
  stage: v.nullish(v.string(), 'open'),
  imported: v.nullish(v.record(v.string(), v.string()), {}),
  labels: members,
  names: members,
  ready: members,
  description: markdown,
  criteria: list({ ...without(CriterionSchema.entries, 'item', 'rank'), id }),
  tasks: list({ ...without(TaskSchema.entries, 'item', 'rank'), names: members, id }),
  links: list({ ...without(LinkSchema.entries, 'from'), id }),
  comments: list({ ...without(CommentSchema.entries, 'item'), id }),
})

export const OrdinalFileSchema = v.object({
  format: v.literal(ORDINAL_FORMAT),
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  plan: v.object({
    ...PlanFactsSchema.entries,
    vision: v.nullish(v.string(), ''),
    strategy: v.nullish(v.string(), ''),
  }),
  items: v.array(ItemInFile),
  epics: list({ ...EpicSchema.entries, id, description: markdown }),
  goals: list({ ...without(GoalSchema.entries, 'rank'), id }),
  metrics: list({ ...MetricSchema.entries, id }),
  measurements: list({ ...MeasurementSchema.entries, id }),
  domains: list({ ...DomainSchema.entries, id }),
  people: list({ ...PersonSchema.entries, roles: members, teams: members, id }),
  teams: list({ ...TeamSchema.entries, id }),
  sprints: list({ ...SprintSchema.entries, id }),
  pulls: list({ ...PullSchema.entries, id }),
  checklists: list({ ...without(ChecklistEntrySchema.entries, 'rank'), id }),
  decisions: list({ ...DecisionSchema.entries, id }),
  views: list({ ...without(SavedViewSchema.entries, 'rank'), id }),
  distinctions: list({ ...DistinctionSchema.entries, id }),
  scores: list({ ...ScoreSchema.entries, id }),
  formulas: list({ ...without(OwnFormulaSchema.entries, 'rank'), id }),
  surveys: list({ ...SurveySchema.entries, id }),
  answers: list({ ...AnswerSchema.entries, id }),
  rounds: list({ ...RoundSchema.entries, turned: members, id }),
  cards: list({ ...CardSchema.entries, id }),
  questions: list({ ...QuestionSchema.entries, id }),
  templates: list({ ...without(TemplateSchema.entries, 'rank'), id }),
  sessions: list({ ...SessionSchema.entries, leads: members, agenda: members, present: members, notes: markdown, id }),
  attachments: list({ ...AttachmentSchema.entries, id }),
  boards: list({ ...BoardSchema.entries, id }),
  impediments: list({ ...ImpedimentSchema.entries, id }),
  sprintChanges: list({ ...SprintChangeSchema.entries, id }),
  requests: list({ ...RequestSchema.entries, id }),
  reflections: list({ ...ReflectionSchema.entries, votes: members, id }),
  /** Bytes of attached files in base64, by hash: those that the device had when it wrote the file, as far as they fit. */
  files: v.nullish(v.record(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), v.string()), {}),
  /** Only where there is something: then the file says all that the plan holds. */
  unknown: v.nullish(Unknown, null),
})
export type OrdinalFile = v.InferOutput<typeof OrdinalFileSchema>
export type OrdinalItem = OrdinalFile['items'][number]

/** Tables whose records stand on the top level of the file. */
export const TOP_TABLES = [
  'epics',
  'goals',
  'metrics',
  'measurements',
  'domains',
  'people',
  'teams',
  'sprints',
  'pulls',
  'checklists',
  'decisions',
  'views',
  'distinctions',
  'scores',
  'formulas',
  'surveys',
  'answers',
  'rounds',
  'cards',
  'questions',
  'templates',
  'sessions',
  'attachments',
  'boards',
  'impediments',
  'sprintChanges',
  'requests',
  'reflections',
] as const
/** Tables whose records stand inside their item. */
export const NESTED_TABLES = ['criteria', 'tasks', 'links', 'comments'] as const
