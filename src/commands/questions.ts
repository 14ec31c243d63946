import { insertText, setField } from '../doc/write.ts'
import { createId } from '../model/id.ts'
import { ROLES } from '../model/people.ts'
import type { Question } from '../model/question.ts'
import { fail, ok } from '../model/result.ts'
import { authorName } from './author-name.ts'
import type { Command, CommandContext } from './command.ts'
import { NEW, rankIn } from './part-order.ts'
import { anybody, editsContent, ownOrEdits, type Allowed } from './policy.ts'
import {
  badValue,
  checkNewId,
  checkRefs,
  create,
  edit,
  liveRow,
  remove,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'
import { wrongState, type WrongState } from './sprints.ts'

const MAX_TEXT = 10_000

/** Who must answer: a person, or else whoever holds a role; neither leaves it to anybody. */
export interface Asked {
  readonly asks?: string | null | undefined
  readonly role?: string | undefined
}

export interface AskQuestion extends Asked {
  readonly id?: string | undefined
  readonly item: string
  readonly text: string
}

/** Asks something on an item. Everybody may. Answers its id. */
export const askQuestion: Command<AskQuestion, Missing | BadValue | BadId, string> = {
  name: 'question.ask',
  allowed: anybody,
  run(ctx, { id: wanted, item: itemId, text: words, ...who }) {
    const item = liveRow(ctx, 'items', itemId)
    if (!item.ok) return item
    const text = words.trim()
    if (text === '' || text.length > MAX_TEXT)
      return badValue('text', 'A question needs some words, at most 10,000 characters.')
    const wrong = checkNewId(ctx, 'questions', wanted) ?? checkAsked(ctx, who)
    if (wrong !== null) return fail(wrong)
    const id = wanted ?? createId(ctx.random)
    const by = { by: ctx.author.person, byName: authorName(ctx), at: ctx.now }
    create(ctx, 'questions', id, { item: itemId, text, ...askedOf(who), ...by }, text)
    return ok(id)
  },
}

export interface AskFromComment extends Asked {
  readonly comment: string
  /** Given, it is answered at once. */
  readonly answer?: string | undefined
  readonly into?: AnswerGoes | undefined
}

/** Makes a question of what somebody said. It keeps who said it and when; the comment stays. Answers its id. */
export const askFromComment: Command<AskFromComment, Missing | BadValue | WrongState, string> = {
  name: 'question.fromComment',
  allowed: (ctx, { into }) => (into === undefined ? anybody : editsContent)(ctx, undefined),
  run(ctx, { comment: commentId, answer: words, into, ...who }) {
    const comment = liveRow(ctx, 'comments', commentId)
    if (!comment.ok) return comment
    const { item, text, by, byName, at } = comment.value
    const known = ctx.plan.partsOf('questions', item).find((one) => one.comment === commentId)
    if (known !== undefined) return wrongState('A question was made of this comment already.')
    const wrong = checkAsked(ctx, who)
    if (wrong !== null) return fail(wrong)
    const answer = words?.trim() ?? ''
    if (words !== undefined && (answer === '' || answer.length > MAX_TEXT)) return noAnswer()
    const id = createId(ctx.random)
    const answered = words === undefined ? {} : { answer, answeredBy: ctx.author.person, answeredAt: ctx.now }
    const asked = text.slice(0, MAX_TEXT)
    const fields = { item, text: asked, ...askedOf(who), by, byName, at, comment: commentId }
    create(ctx, 'questions', id, { ...fields, ...answered }, asked)
    if (into !== undefined && answer !== '') writeDown(ctx, fields, answer, into)
    return ok(id)
  },
}

export interface EditQuestion extends Asked {
  readonly id: string
  readonly text?: string | undefined
}

/** Words it anew, or names somebody else who must answer. */
export const editQuestion: Command<EditQuestion, Missing | BadValue> = {
  name: 'question.edit',
  allowed: (ctx, { id }) => holdsOrAsked(ctx, id),
  run(ctx, { id, text: words, ...who }) {
    const row = liveRow(ctx, 'questions', id)
    if (!row.ok) return row
    const text = words?.trim()
    if (text !== undefined && (text === '' || text.length > MAX_TEXT))
      return badValue('text', 'A question needs some words, at most 10,000 characters.')
    const wrong = checkAsked(ctx, who)
    if (wrong !== null) return fail(wrong)
    if (text !== undefined) edit(ctx, 'questions', row.value, 'text', text)
    if (who.asks !== undefined || who.role !== undefined) {
      const { asks, role } = askedOf(who)
      edit(ctx, 'questions', row.value, 'asks', asks)
      edit(ctx, 'questions', row.value, 'role', role)
    }
    return ok(undefined)
  },
}

/** Where an answer is written down as well, so that nobody has to look for it among questions later. */
export type AnswerGoes = 'description' | 'criteria'

export interface AnswerQuestion {
  readonly id: string
  readonly text: string
  readonly into?: AnswerGoes | undefined
}

/** Answers an open question; whoever is asked, anybody who knows may. With `into` the item says it from then on, too. */
export const answerQuestion: Command<AnswerQuestion, Missing | BadValue | WrongState> = {
  name: 'question.answer',
  allowed: (ctx, { into }) => (into === undefined ? anybody : editsContent)(ctx, undefined),
  run(ctx, { id, text: words, into }) {
    const row = liveRow(ctx, 'questions', id)
    if (!row.ok) return row
    if (row.value.answeredAt !== null) return wrongState('This question is answered. Ask it again to answer it anew.')
    const text = words.trim()
    if (text === '' || text.length > MAX_TEXT) return noAnswer()
    const item = liveRow(ctx, 'items', row.value.item)
    if (into !== undefined && !item.ok) return item
    setField(ctx.plan.doc, 'questions', id, 'answer', text)
    setField(ctx.plan.doc, 'questions', id, 'answeredBy', ctx.author.person)
    setField(ctx.plan.doc, 'questions', id, 'answeredAt', ctx.now)
    ctx.log({ record: `questions/${id}`, field: 'answer', from: row.value.answer, to: text })
    if (into !== undefined) writeDown(ctx, row.value, text, into)
    return ok(undefined)
  },
}

export interface TakeAnswerOver {
  readonly id: string
  readonly into: AnswerGoes
}

/** Copies an answer into the item's description, or makes an acceptance criterion of it. */
export const takeAnswerOver: Command<TakeAnswerOver, Missing | WrongState> = {
  name: 'question.takeOver',
  allowed: (ctx) => editsContent(ctx, undefined),
  run(ctx, { id, into }) {
    const row = liveRow(ctx, 'questions', id)
    if (!row.ok) return row
    if (row.value.answer === '') return wrongState('This question has no answer yet.')
    const item = liveRow(ctx, 'items', row.value.item)
    if (!item.ok) return item
    writeDown(ctx, row.value, row.value.answer, into)
    return ok(undefined)
  },
}

export interface OneQuestion {
  readonly id: string
}

/** The answer did not settle it: it is open again, and what was said stays to be read. */
export const reopenQuestion: Command<OneQuestion, Missing | WrongState> = {
  name: 'question.reopen',
  allowed: anybody,
  run(ctx, { id }) {
    const row = liveRow(ctx, 'questions', id)
    if (!row.ok) return row
    if (row.value.answeredAt === null) return wrongState('This question is open already.')
    edit(ctx, 'questions', row.value, 'answeredAt', null)
    return ok(undefined)
  },
}

export const deleteQuestion: Command<OneQuestion, Missing> = {
  name: 'question.delete',
  allowed: (ctx, { id }) => holdsOrAsked(ctx, id),
  run(ctx, { id }) {
    const row = liveRow(ctx, 'questions', id)
    if (!row.ok) return row
    remove(ctx, 'questions', id)
    return ok(undefined)
  },
}

/** Who asked it, and those who edit items. */
const holdsOrAsked: Allowed<string> = (ctx, id) =>
  ownOrEdits(
    ctx,
    ctx.plan.row('questions', id)?.by ?? null,
    'Who asked it, Product Owners and Developers change a question. You can answer it, or ask your own.',
  )

function checkAsked(ctx: Pick<CommandContext, 'plan'>, { asks, role }: Asked): Missing | BadValue | null {
  if (role !== undefined && role !== '' && !(ROLES as readonly string[]).includes(role))
    return { type: 'bad-value', field: 'role', message: 'That is not a role of this plan.' }
  return checkRefs(ctx, { people: asks })
}

/** A person who is named answers; the role is for where nobody is. */
function askedOf({ asks = null, role = '' }: Asked): Pick<Question, 'asks' | 'role'> {
  return { asks, role: asks === null ? role : '' }
}

function writeDown(
  ctx: CommandContext,
  { item, text }: Pick<Question, 'item' | 'text'>,
  answer: string,
  into: AnswerGoes,
): void {
  if (into === 'criteria') {
    const ranks = rankIn(ctx.plan.partsOf('criteria', item), undefined, null, ctx.random)
    for (const [other, rank] of ranks) if (other !== NEW) setField(ctx.plan.doc, 'criteria', other, 'rank', rank)
    create(ctx, 'criteria', createId(ctx.random), { item, text: answer, rank: ranks.get(NEW) ?? '' }, answer)
    return
  }
  const before = ctx.plan.textOf('items', item, 'description')
  const gap = before.trim() === '' ? '' : before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n'
  const words = `${gap}**${text.replace(/\s+/g, ' ')}** ${answer}`
  insertText(ctx.plan.doc, 'items', item, 'description', before.length, words)
  ctx.log({
    record: `items/${item}`,
    field: 'description',
    from: before.length,
    to: before.length + words.length,
  })
}

function noAnswer(): { ok: false; error: BadValue } {
  return badValue('text', 'An answer needs some words, at most 10,000 characters.')
}
