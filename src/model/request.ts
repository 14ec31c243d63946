import * as v from 'valibot'
import { DeletionSchema, type Deletion } from './deletion.ts'
import { amount, day, moment, ref, text } from './fields.ts'

export const REQUEST_ANSWERS = ['yes', 'not-now', 'no'] as const
export type RequestAnswer = (typeof REQUEST_ANSWERS)[number]

/** Something that a stakeholder asks for. It lands in the inbox and never straight in a sprint; every answer has a reason. */
export interface Request {
  readonly id: string
  readonly title: string
  readonly words: string
  /** Who asks for it, as people call them: stakeholders are seldom in the plan's directory. */
  readonly from: string
  /** Who wrote it down. */
  readonly by: string | null
  readonly at: number
  /** The sprint in which it was asked for as more, or whose review it was made in. */
  readonly sprint: string | null
  /** The meeting in which it was made. */
  readonly session: string | null
  readonly answer: RequestAnswer | (string & {}) | null
  readonly why: string
  /** Capacity that the sprint had at hand when it was answered; null where no sprint was asked for. */
  readonly free: number | null
  readonly answeredBy: string | null
  readonly answeredAt: number | null
  /** When to look at it again. */
  readonly againOn: string | null
  /** The item that came of it, or that it was about. */
  readonly item: string | null
  readonly deleted: Deletion | null
}
export const RequestSchema = v.object({
  title: v.string(),
  words: text,
  from: text,
  by: ref,
  at: v.number(),
  sprint: ref,
  session: ref,
  answer: ref,
  why: text,
  free: amount,
  answeredBy: ref,
  answeredAt: moment,
  againOn: day,
  item: ref,
  deleted: DeletionSchema,
})

export function isUnanswered(request: Request): boolean {
  return request.deleted === null && request.answer === null
}

/** Said no to, for now or at all. */
export function isDeclined(request: Request): boolean {
  return request.deleted === null && (request.answer === 'no' || request.answer === 'not-now')
}
