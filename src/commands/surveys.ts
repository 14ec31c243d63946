import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import { isKanoAnswer } from '../model/scoring/kano.ts'
import { answeredAgain, countingAnswers } from '../model/survey.ts'
import type { Command } from './command.ts'
import { liveItems, type TooMany } from './item-values.ts'
import { anybody, asksPeople } from './policy.ts'
import {
  badValue,
  checkNewId,
  create,
  edit,
  liveRow,
  oneLine,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'
import { wrongState, type WrongState } from './sprints.ts'

export interface StartSurvey {
  readonly id?: string | undefined
  readonly items: readonly string[]
  /** What people read above the questions. */
  readonly words?: string | undefined
}

/** Nobody answers two questions each on more than this. */
const MOST_ITEMS = 40

/** Asks people how they feel about items, by Kano's two questions. Answers its id. */
export const startSurvey: Command<StartSurvey, Missing | TooMany | BadValue | BadId, string> = {
  name: 'survey.start',
  allowed: (ctx) => asksPeople(ctx, undefined),
  run(ctx, { id: wanted, items, words = '' }) {
    const rows = liveItems(ctx, items)
    if (!rows.ok) return rows
    if (rows.value.length === 0) return badValue('items', 'Choose the items that people are asked about.')
    if (rows.value.length > MOST_ITEMS)
      return badValue('items', `A survey asks about at most ${MOST_ITEMS} items; more, and people stop thinking.`)
    if (words.length > 1_000) return badValue('words', 'The words above the questions have at most 1,000 characters.')
    const badId = checkNewId(ctx, 'surveys', wanted)
    if (badId !== null) return fail(badId)
    const id = wanted ?? createId(ctx.random)
    create(
      ctx,
      'surveys',
      id,
      {
        kind: 'kano',
        items: rows.value.map((item) => item.id),
        words: words.trim(),
        by: ctx.author.person,
        at: ctx.now,
      },
      `${rows.value.length}`,
    )
    return ok(id)
  },
}

export interface AnswerSurvey {
  readonly survey: string
  readonly item: string
  /** `people/<id>`, `guest/<id>`, or `name/<name>` for somebody who is asked at a window. */
  readonly respondent: string
  readonly name: string
  readonly with: string
  readonly without: string
}
export interface Answered {
  readonly id: string
  /** '' for a first answer; else the sentence that says that the newer one counts. */
  readonly again: string
}

/** What one person feels about one item. Whoever answers again is told so, and the newer answer counts. */
export const answerSurvey: Command<AnswerSurvey, Missing | BadValue | WrongState, Answered> = {
  name: 'survey.answer',
  allowed: anybody,
  run(ctx, args) {
    const survey = liveRow(ctx, 'surveys', args.survey)
    if (!survey.ok) return survey
    if (survey.value.closedAt !== null) return wrongState('This survey is closed. What was answered before counts.')
    if (!survey.value.items.includes(args.item)) return badValue('item', 'This survey does not ask about that item.')
    if (!isKanoAnswer(args.with) || !isKanoAnswer(args.without))
      return badValue('with', 'Choose one of the five answers to each of the two questions.')
    const name = oneLine(args.name, 80)
    if (name === null || !/^(people|guest|name)\/.{1,100}$/u.test(args.respondent))
      return badValue('name', 'Say who answers, with a name of at most 80 characters.')
    const before = countingAnswers(ctx.plan.rows('answers').values()).find(
      (one) => one.survey === args.survey && one.item === args.item && one.respondent === args.respondent,
    )
    const again = answeredAgain(before, args)
    if (before !== undefined && before.with === args.with && before.without === args.without)
      return ok({ id: before.id, again })
    const id = createId(ctx.random)
    create(
      ctx,
      'answers',
      id,
      {
        survey: args.survey,
        item: args.item,
        respondent: args.respondent,
        name,
        with: args.with,
        without: args.without,
        at: Math.max(ctx.now, (before?.at ?? 0) + 1),
      },
      name,
    )
    return ok({ id, again })
  },
}

/** Takes no more answers. */
export const closeSurvey: Command<{ readonly id: string }, Missing | WrongState> = {
  name: 'survey.close',
  allowed: (ctx) => asksPeople(ctx, undefined),
  run(ctx, { id }) {
    const survey = liveRow(ctx, 'surveys', id)
    if (!survey.ok) return survey
    if (survey.value.closedAt !== null) return wrongState('This survey is closed already.')
    edit(ctx, 'surveys', survey.value, 'closedAt', ctx.now)
    return ok(undefined)
  },
}
