import * as v from 'valibot'
import { moment, names, ref, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'
import { byTime } from './score.ts'

/** People are asked how they feel about items: with each, and without it. */
export interface Survey {
  readonly id: string
  readonly kind: 'kano' | (string & {})
  readonly items: readonly string[]
  /** What people read above the questions. */
  readonly words: string
  readonly by: string | null
  readonly at: number
  readonly closedAt: number | null
  readonly deleted: Deletion | null
}
export const SurveySchema = v.object({
  kind: v.string(),
  items: names,
  words: text,
  by: ref,
  at: v.number(),
  closedAt: moment,
  deleted: DeletionSchema,
})

/** What one person answered about one item. Answered again, the newer counts. */
export interface Answer {
  readonly id: string
  readonly survey: string
  readonly item: string
  /** Who answered: `people/<id>`, `guest/<id>`, or `name/<name>` for somebody who is asked at a window. */
  readonly respondent: string
  /** Their name as it is shown. */
  readonly name: string
  readonly with: string
  readonly without: string
  readonly at: number
  readonly deleted: Deletion | null
}
export const AnswerSchema = v.object({
  survey: v.string(),
  item: v.string(),
  respondent: v.string(),
  name: text,
  with: v.string(),
  without: v.string(),
  at: v.number(),
  deleted: DeletionSchema,
})

/** Under what a guest answers: no name, since nobody needs to know who felt how. */
export const GUEST_ANSWERS = 'A guest'

/** The answers that count: of each person and item the newest. */
export function countingAnswers(answers: Iterable<Answer>): readonly Answer[] {
  const newest = new Map<string, Answer>()
  for (const answer of answers) {
    if (answer.deleted !== null) continue
    const key = JSON.stringify([answer.survey, answer.item, answer.respondent])
    const before = newest.get(key)
    if (before === undefined || byTime(before, answer) < 0) newest.set(key, answer)
  }
  return [...newest.values()]
}

/** What somebody is told who answers again; '' for a first answer. */
export function answeredAgain(
  before: Pick<Answer, 'with' | 'without'> | undefined,
  now: Pick<Answer, 'with' | 'without'>,
): string {
  if (before === undefined) return ''
  return before.with === now.with && before.without === now.without
    ? 'You gave this answer before. It counts once.'
    : 'You answered this before. The newer answer counts; the older one is kept.'
}

/** The newest survey that takes answers; what was begun at the same moment by id, the same on every device. */
export function openSurvey(surveys: Iterable<Survey>): Survey | null {
  let newest: Survey | null = null
  for (const survey of surveys) {
    if (survey.deleted !== null || survey.closedAt !== null || survey.kind !== 'kano') continue
    if (newest === null || byTime(newest, survey) < 0) newest = survey
  }
  return newest
}
