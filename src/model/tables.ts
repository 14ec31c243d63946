import type { GenericSchema } from 'valibot'
import { AttachmentSchema, type Attachment } from './attachment.ts'
import { BoardSchema, type Board } from './board.ts'
import { CardSchema, type Card } from './card.ts'
import { ChecklistEntrySchema, type ChecklistEntry } from './checklist.ts'
import { DecisionSchema, type Decision } from './decision.ts'
import { ImpedimentSchema, type Impediment } from './impediment.ts'
import { EpicSchema, type Epic } from './epic.ts'
import { OwnFormulaSchema, type OwnFormula } from './formula.ts'
import { GoalSchema, type Goal } from './goal.ts'
import {
  CommentSchema,
  CriterionSchema,
  LinkSchema,
  TASK_SETS,
  TaskSchema,
  type Comment,
  type Criterion,
  type Link,
  type Task,
} from './item-parts.ts'
import { ITEM_SETS, ItemSchema, type Item } from './item.ts'
import { DistinctionSchema, type Distinction } from './distinction.ts'
import { SavedViewSchema, type SavedView } from './saved-view.ts'
import { MeasurementSchema, MetricSchema, type Measurement, type Metric } from './metric.ts'
import { DomainSchema, PERSON_SETS, PersonSchema, TeamSchema, type Domain, type Person, type Team } from './people.ts'
import { QuestionSchema, type Question } from './question.ts'
import { REFLECTION_SETS, ReflectionSchema, type Reflection } from './reflection.ts'
import { RequestSchema, type Request } from './request.ts'
import { ScoreSchema, type Score } from './score.ts'
import { ROUND_SETS, RoundSchema, type Round } from './round.ts'
import { SESSION_SETS, SessionSchema, type Session } from './session.ts'
import { SprintChangeSchema, type SprintChange } from './sprint-change.ts'
import { PullSchema, SPRINT_SETS, SprintSchema, type Pull, type Sprint } from './sprint.ts'
import { AnswerSchema, SurveySchema, type Answer, type Survey } from './survey.ts'
import { TemplateSchema, type Template } from './template.ts'

/** The kinds of record a plan holds, by the name of their root map. */
export interface Rows {
  items: Item
  criteria: Criterion
  tasks: Task
  links: Link
  comments: Comment
  epics: Epic
  goals: Goal
  metrics: Metric
  measurements: Measurement
  domains: Domain
  people: Person
  teams: Team
  sprints: Sprint
  pulls: Pull
  checklists: ChecklistEntry
  decisions: Decision
  views: SavedView
  distinctions: Distinction
  scores: Score
  formulas: OwnFormula
  surveys: Survey
  answers: Answer
  rounds: Round
  cards: Card
  questions: Question
  templates: Template
  attachments: Attachment
  sessions: Session
  boards: Board
  impediments: Impediment
  sprintChanges: SprintChange
  requests: Request
  reflections: Reflection
}
export type TableName = keyof Rows

export interface TableRule {
  readonly schema: GenericSchema
  /** Fields that are sets, with the prefix of their keys. */
  readonly sets: Readonly<Record<string, string>>
  /** Fields that are texts people write together; made with the record, never later. */
  readonly texts: readonly string[]
}

export const TABLES: { readonly [T in TableName]: TableRule } = {
  items: { schema: ItemSchema, sets: ITEM_SETS, texts: ['description'] },
  criteria: { schema: CriterionSchema, sets: {}, texts: [] },
  tasks: { schema: TaskSchema, sets: TASK_SETS, texts: [] },
  links: { schema: LinkSchema, sets: {}, texts: [] },
  comments: { schema: CommentSchema, sets: {}, texts: [] },
  epics: { schema: EpicSchema, sets: {}, texts: ['description'] },
  goals: { schema: GoalSchema, sets: {}, texts: [] },
  metrics: { schema: MetricSchema, sets: {}, texts: [] },
  measurements: { schema: MeasurementSchema, sets: {}, texts: [] },
  domains: { schema: DomainSchema, sets: {}, texts: [] },
  people: { schema: PersonSchema, sets: PERSON_SETS, texts: [] },
  teams: { schema: TeamSchema, sets: {}, texts: [] },
  sprints: { schema: SprintSchema, sets: SPRINT_SETS, texts: [] },
  pulls: { schema: PullSchema, sets: {}, texts: [] },
  checklists: { schema: ChecklistEntrySchema, sets: {}, texts: [] },
  decisions: { schema: DecisionSchema, sets: {}, texts: [] },
  views: { schema: SavedViewSchema, sets: {}, texts: [] },
  distinctions: { schema: DistinctionSchema, sets: {}, texts: [] },
  scores: { schema: ScoreSchema, sets: {}, texts: [] },
  formulas: { schema: OwnFormulaSchema, sets: {}, texts: [] },
  surveys: { schema: SurveySchema, sets: {}, texts: [] },
  answers: { schema: AnswerSchema, sets: {}, texts: [] },
  rounds: { schema: RoundSchema, sets: ROUND_SETS, texts: [] },
  cards: { schema: CardSchema, sets: {}, texts: [] },
  questions: { schema: QuestionSchema, sets: {}, texts: [] },
  templates: { schema: TemplateSchema, sets: {}, texts: [] },
  attachments: { schema: AttachmentSchema, sets: {}, texts: [] },
  sessions: { schema: SessionSchema, sets: SESSION_SETS, texts: ['notes', 'goal'] },
  boards: { schema: BoardSchema, sets: {}, texts: [] },
  impediments: { schema: ImpedimentSchema, sets: {}, texts: [] },
  sprintChanges: { schema: SprintChangeSchema, sets: {}, texts: [] },
  requests: { schema: RequestSchema, sets: {}, texts: [] },
  reflections: { schema: ReflectionSchema, sets: REFLECTION_SETS, texts: [] },
}
export const TABLE_NAMES = Object.keys(TABLES) as TableName[]
