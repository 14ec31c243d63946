import { isSame, createRecord, setField, setMember } from '../doc/write.ts'
import type { Deletion } from '../model/deletion.ts'
import type { PlanFacts } from '../model/plan.ts'
import { setPlanFact } from '../doc/write.ts'
import { fail, type Failure, type Result } from '../model/result.ts'
import type { Rows, TableName } from '../model/tables.ts'
import type { CommandContext } from './command.ts'

/** The record is not there, or was deleted. */
export interface Missing extends Failure {
  readonly type: 'missing'
  readonly record: string
}
/** A value that the field cannot take. */
export interface BadValue extends Failure {
  readonly type: 'bad-value'
  readonly field: string
}

const NOUNS: Readonly<Record<TableName, string>> = {
  items: 'item',
  criteria: 'acceptance criterion',
  tasks: 'task',
  links: 'link',
  comments: 'comment',
  epics: 'epic',
  goals: 'goal',
  metrics: 'metric',
  measurements: 'measured value',
  domains: 'domain',
  people: 'person',
  teams: 'team',
  sprints: 'sprint',
  pulls: 'stay in a sprint',
  checklists: 'entry of the checklist',
  decisions: 'decision',
  views: 'view',
  distinctions: 'difference between items',
  scores: 'score',
  formulas: 'formula',
  surveys: 'survey',
  answers: 'answer',
  rounds: 'round',
  cards: 'card',
  questions: 'question',
  templates: 'template',
  sessions: 'session',
  attachments: 'file',
  boards: 'board',
  impediments: 'impediment',
  sprintChanges: 'change card',
  requests: 'request',
  reflections: 'note of the retrospective',
}

export function nounOf(table: TableName): string {
  return NOUNS[table]
}

/** The live record, or why it cannot be worked on. */
export function liveRow<T extends TableName>(
  ctx: Pick<CommandContext, 'plan'>,
  table: T,
  id: string,
): Result<Rows[T], Missing> {
  const row = ctx.plan.row(table, id)
  const noun = NOUNS[table]
  if (row === undefined)
    return fail({ type: 'missing', record: `${table}/${id}`, message: `There is no such ${noun} in this plan.` })
  if (row.deleted !== null)
    return fail({ type: 'missing', record: `${table}/${id}`, message: `This ${noun} was deleted. Restore it first.` })
  return { ok: true, value: row }
}

/** References to records that have to be there; null and undefined are no reference. */
export function checkRefs(
  ctx: Pick<CommandContext, 'plan'>,
  refs: Readonly<Partial<Record<TableName, string | null | undefined>>>,
): Missing | null {
  for (const [table, id] of Object.entries(refs) as [TableName, string | null | undefined][]) {
    if (id === null || id === undefined) continue
    const row = liveRow(ctx, table, id)
    if (!row.ok) return row.error
  }
  return null
}

export function badValue(field: string, message: string): { ok: false; error: BadValue } {
  return fail({ type: 'bad-value', field, message })
}

/** Sets one field and logs it, if the value is another. */
export function edit<T extends TableName>(
  ctx: CommandContext,
  table: T,
  row: Rows[T],
  field: keyof Rows[T] & string,
  value: unknown,
  why?: string,
): void {
  const from: unknown = row[field]
  if (isSame(from ?? null, value ?? null)) return
  if (setField(ctx.plan.doc, table, row.id, field, value))
    ctx.log({ record: `${table}/${row.id}`, field, from, to: value, why })
}

/** Puts one member into a set or takes it out, and logs it, if that is different. */
export function editMember<T extends TableName>(
  ctx: CommandContext,
  table: T,
  id: string,
  field: string,
  member: string,
  on: boolean,
): void {
  if (setMember(ctx.plan.doc, table, id, field, member, on)) {
    ctx.log({ record: `${table}/${id}`, field, from: on ? null : member, to: on ? member : null })
  }
}

export function editFact<F extends keyof PlanFacts>(ctx: CommandContext, field: F, value: PlanFacts[F]): void {
  const from = ctx.plan.facts[field]
  if (setPlanFact(ctx.plan.doc, field, value)) ctx.log({ record: 'plan', field, from, to: value })
}

/** Makes a record and logs it under the words that people know it by. */
export function create<T extends TableName>(
  ctx: CommandContext,
  table: T,
  id: string,
  fields: Partial<Omit<Rows[T], 'id'>>,
  words: string,
  texts?: Readonly<Record<string, string>>,
): void {
  createRecord(ctx.plan.doc, table, id, fields, texts)
  ctx.log({ record: `${table}/${id}`, field: '', from: null, to: words })
}

/** Nothing is removed: the record says who took it away, when and why, and of a merged item which one it went into. */
export function remove(ctx: CommandContext, table: TableName, id: string, why = '', into?: string): void {
  const by: Deletion = { by: ctx.author.person, at: ctx.now, why: why.slice(0, 500) }
  const deleted: Deletion = into === undefined ? by : { ...by, into }
  if (setField(ctx.plan.doc, table, id, 'deleted', deleted))
    ctx.log({ record: `${table}/${id}`, field: 'deleted', from: false, to: true, why })
}

export function restore(ctx: CommandContext, table: TableName, id: string): void {
  if (setField(ctx.plan.doc, table, id, 'deleted', null))
    ctx.log({ record: `${table}/${id}`, field: 'deleted', from: true, to: false })
}

export interface BadId extends Failure {
  readonly type: 'bad-id'
}
const GOOD_ID = /^[A-Za-z0-9_-]{1,64}$/

/** An id that the caller brings has to be new. */
export function checkNewId(ctx: Pick<CommandContext, 'plan'>, table: TableName, id: string | undefined): BadId | null {
  if (id === undefined) return null
  if (!GOOD_ID.test(id)) return { type: 'bad-id', message: 'An id has 1 to 64 letters, digits, - or _.' }
  if (!ctx.plan.doc.getMap(table).has(id)) return null
  return { type: 'bad-id', message: `There is a ${NOUNS[table]} with this id already.` }
}

/** A title, a name: one line with something in it. Null if there is nothing. */
export function oneLine(text: string, limit = 1000): string | null {
  const line = text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim()
  return line === '' || line.length > limit ? null : line
}

export function noTitle(noun: string): { ok: false; error: BadValue } {
  return badValue('title', `${noun} needs some words, at most 1,000 characters on one line.`)
}
