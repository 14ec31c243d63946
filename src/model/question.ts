import * as v from 'valibot'
import type { Comment } from './item-parts.ts'
import { moment, ref, text } from './fields.ts'
import { DeletionSchema, type Deletion } from './deletion.ts'

/** An open question on an item, and its answer once there is one. Somebody is named who must answer, or a role is. */
export interface Question {
  readonly id: string
  readonly item: string
  readonly text: string
  /** The person who must answer; null leaves it to the role. */
  readonly asks: string | null
  /** The role that must answer (`po`, `developer` ...); '' where a person is named, or anybody may. */
  readonly role: string
  /** Who asked, and the name as it stood then: a guest has no person. */
  readonly by: string | null
  readonly byName: string
  readonly at: number
  /** The comment that it was made of; that comment is then no open question any more. */
  readonly comment: string | null
  readonly answer: string
  readonly answeredBy: string | null
  /** Null while it is open. */
  readonly answeredAt: number | null
  readonly deleted: Deletion | null
}
export const QuestionSchema = v.object({
  item: v.string(),
  text: v.string(),
  asks: ref,
  role: text,
  by: ref,
  byName: text,
  at: v.number(),
  comment: ref,
  answer: text,
  answeredBy: ref,
  answeredAt: moment,
  deleted: DeletionSchema,
})

export function isOpenQuestion(question: Question): boolean {
  return question.deleted === null && question.answeredAt === null
}

/** Comments that ask and that nobody made a question of: open as they stand, for whoever orders the backlog to answer. */
export function askingComments(comments: readonly Comment[], questions: readonly Question[]): readonly Comment[] {
  return comments.filter(
    (comment) =>
      comment.deleted === null &&
      comment.asks === true &&
      !questions.some((question) => question.deleted === null && question.comment === comment.id),
  )
}

/** How many questions of one item wait for an answer: its own, and comments that ask. */
export function openQuestions(questions: readonly Question[], comments: readonly Comment[]): number {
  return questions.filter(isOpenQuestion).length + askingComments(comments, questions).length
}
