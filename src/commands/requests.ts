import { createId } from '../model/id.ts'
import { REQUEST_ANSWERS, type Request, type RequestAnswer } from '../model/request.ts'
import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { isDay } from './goals.ts'
import { answersRequests, anybody, refusesMore } from './policy.ts'
import {
  badValue,
  checkNewId,
  checkRefs,
  create,
  edit,
  liveRow,
  noTitle,
  oneLine,
  remove,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'
import { freeIn } from './sprint-changes.ts'
import { wrongState, type WrongState } from './sprints.ts'

const MAX_WORDS = 10_000
const NO_REASON = 'An answer needs its reason, in at most 2,000 characters: yes, not now and no alike.'

export interface MakeRequest {
  readonly id?: string | undefined
  readonly title: string
  readonly words?: string | undefined
  /** Who asks, as people call them. */
  readonly from?: string | undefined
  readonly sprint?: string | null | undefined
  readonly session?: string | null | undefined
}

/** Somebody asks for something. It lands in the inbox and never straight in a sprint. Answers its id. */
export const makeRequest: Command<MakeRequest, Missing | BadValue | BadId, string> = {
  name: 'request.make',
  allowed: anybody,
  run(ctx, { id: wanted, title, words = '', from, sprint = null, session = null }) {
    const line = oneLine(title, 300)
    if (line === null) return noTitle('A request')
    if (words.length > MAX_WORDS) return badValue('words', 'A request has at most 10,000 characters.')
    const wrong = checkNewId(ctx, 'requests', wanted) ?? checkRefs(ctx, { sprints: sprint, sessions: session })
    if (wrong !== null) return fail(wrong)
    const id = wanted ?? createId(ctx.random)
    const { author } = ctx
    const asks = oneLine(from ?? '', 200) ?? (author.guest === undefined ? '' : `${author.guest} (guest)`)
    const fields = { title: line, words: words.trim(), from: asks, by: author.person, at: ctx.now, sprint, session }
    create(ctx, 'requests', id, fields, line)
    return ok(id)
  },
}

export interface AnswerRequest {
  readonly id: string
  readonly answer: RequestAnswer
  readonly why: string
  /** YYYY-MM-DD: when to look at it again. */
  readonly againOn?: string | null | undefined
  /** The item that came of it. */
  readonly item?: string | null | undefined
}

/** Yes, not now or no, always with the reason. Answered again, the later answer counts; History has the earlier one. */
export const answerRequest: Command<AnswerRequest, Missing | BadValue> = {
  name: 'request.answer',
  allowed: (ctx) => answersRequests(ctx, undefined),
  run(ctx, { id, answer, why, againOn, item }) {
    const row = liveRow(ctx, 'requests', id)
    if (!row.ok) return row
    if (!REQUEST_ANSWERS.includes(answer)) return badValue('answer', 'A request is answered yes, not now or no.')
    const reason = why.trim()
    if (reason === '' || reason.length > 2000) return badValue('why', NO_REASON)
    if (againOn != null && !isDay(againOn)) return badValue('againOn', 'A day is written as 2026-03-31.')
    const missing = checkRefs(ctx, { items: item })
    if (missing !== null) return fail(missing)
    const values = { answer, why: reason, answeredBy: ctx.author.person, answeredAt: ctx.now, againOn, item }
    for (const [field, value] of Object.entries(values))
      if (value !== undefined) edit(ctx, 'requests', row.value, field as keyof Request & string, value)
    return ok(undefined)
  },
}

export interface RefuseMore {
  readonly sprint: string
  readonly title: string
  readonly from?: string | undefined
  readonly why: string
  readonly answer?: 'no' | 'not-now' | undefined
  readonly item?: string | null | undefined
}

/**
 * Somebody asks for more in a sprint, and hears no: kept with the reason and with the capacity that was at hand. Answers the
 * request's id.
 */
export const refuseMore: Command<RefuseMore, Missing | BadValue | WrongState, string> = {
  name: 'sprint.refuse',
  allowed: (ctx) => refusesMore(ctx, undefined),
  run(ctx, { sprint: into, title, from = '', why, answer = 'no', item = null }) {
    const sprint = liveRow(ctx, 'sprints', into)
    if (!sprint.ok) return sprint
    if (sprint.value.state === 'finished') return wrongState('This sprint is over, so nothing more can come into it.')
    const line = oneLine(title, 300)
    if (line === null) return noTitle('A request')
    const reason = why.trim()
    if (reason === '' || reason.length > 2000) return badValue('why', NO_REASON)
    const missing = checkRefs(ctx, { items: item })
    if (missing !== null) return fail(missing)
    const id = createId(ctx.random)
    const asked = {
      title: line,
      from: oneLine(from, 200) ?? '',
      by: ctx.author.person,
      at: ctx.now,
      sprint: into,
      item,
    }
    const said = {
      answer,
      why: reason,
      answeredBy: ctx.author.person,
      answeredAt: ctx.now,
      free: freeIn(ctx, sprint.value),
    }
    create(ctx, 'requests', id, { ...asked, ...said }, line)
    return ok(id)
  },
}

export interface OneRequest {
  readonly id: string
}
export const deleteRequest: Command<OneRequest, Missing> = {
  name: 'request.delete',
  allowed: (ctx) => answersRequests(ctx, undefined),
  run(ctx, { id }) {
    const row = liveRow(ctx, 'requests', id)
    if (!row.ok) return row
    remove(ctx, 'requests', id)
    return ok(undefined)
  },
}
