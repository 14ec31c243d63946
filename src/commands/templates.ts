import { setField, setMember, setText } from '../doc/write.ts'
import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import { templatesInOrder, type Template } from '../model/template.ts'
import { LARGEST_VALUE, valueBytes } from '../model/value-size.ts'
import type { Command, CommandContext } from './command.ts'
import { freshCriteria, tooManyTexts, writeCriteria } from './criteria.ts'
import { checkLabel, liveItems, type TooMany } from './item-values.ts'
import { NEW, rankIn } from './part-order.ts'
import { editsContent } from './policy.ts'
import { badValue, create, edit, liveRow, oneLine, remove, type BadValue, type Missing } from './record-edits.ts'

const MOST_LABELS = 50

type TemplateValues = Pick<Template, 'kind' | 'name' | 'title' | 'description' | 'criteria' | 'labels'>

export type CreateTemplate = Pick<TemplateValues, 'kind' | 'name'> & Partial<TemplateValues>

/** What new items of a kind may begin with. It goes behind the others of its kind. Answers its id. */
export const createTemplate: Command<CreateTemplate, BadValue, string> = {
  name: 'template.create',
  allowed: (ctx) => editsContent(ctx, undefined),
  run(ctx, args) {
    const fields = tidy(args)
    const wrong = whatIsWrong(fields)
    if (wrong !== null) return wrong
    const others = templatesInOrder(ctx.plan.rows('templates').values(), args.kind)
    const ranks = rankIn(others, undefined, null, ctx.random)
    writeRanks(ctx, ranks)
    const id = createId(ctx.random)
    create(ctx, 'templates', id, { ...fields, rank: ranks.get(NEW) ?? '' }, fields.name ?? '')
    return ok(id)
  },
}

export interface EditTemplate {
  readonly id: string
  readonly values: Partial<TemplateValues>
}

/** Items that were made with it stay as they are. */
export const editTemplate: Command<EditTemplate, Missing | BadValue> = {
  name: 'template.edit',
  allowed: (ctx) => editsContent(ctx, undefined),
  run(ctx, { id, values }) {
    const row = liveRow(ctx, 'templates', id)
    if (!row.ok) return row
    const fields = tidy(values)
    const wrong = whatIsWrong(fields)
    if (wrong !== null) return wrong
    for (const [field, value] of Object.entries(fields)) {
      const many = Array.isArray(value)
      const known = row.value[field as keyof TemplateValues]
      if (!many) edit(ctx, 'templates', row.value, field as keyof TemplateValues, value)
      else if (setField(ctx.plan.doc, 'templates', id, field, value))
        ctx.log({ record: `templates/${id}`, field, from: known.length, to: value.length })
    }
    return ok(undefined)
  },
}

export interface MoveTemplate {
  readonly id: string
  /** The template of the same kind behind which it goes; null makes it the one that is taken unasked. */
  readonly after: string | null
}
export const moveTemplate: Command<MoveTemplate, Missing> = {
  name: 'template.move',
  allowed: (ctx) => editsContent(ctx, undefined),
  run(ctx, { id, after }) {
    const row = liveRow(ctx, 'templates', id)
    if (!row.ok) return row
    const list = templatesInOrder(ctx.plan.rows('templates').values(), row.value.kind)
    const from = list.findIndex((one) => one.id === id)
    const to = after === null ? 0 : list.filter((one) => one.id !== id).findIndex((one) => one.id === after) + 1
    if (from === to) return ok(undefined)
    writeRanks(ctx, rankIn(list, after, id, ctx.random))
    ctx.log({ record: `templates/${id}`, field: 'rank', from: from + 1, to: to + 1 })
    return ok(undefined)
  },
}

export interface OneTemplate {
  readonly id: string
}
export const deleteTemplate: Command<OneTemplate, Missing> = {
  name: 'template.delete',
  allowed: (ctx) => editsContent(ctx, undefined),
  run(ctx, { id }) {
    const row = liveRow(ctx, 'templates', id)
    if (!row.ok) return row
    remove(ctx, 'templates', id)
    return ok(undefined)
  },
}

export interface UseTemplate {
  readonly template: string
  readonly items: readonly string[]
}

/**
 * Gives items that are there already what a new one would begin with: criteria and labels join what they have, and the
 * description is taken where there is none. Their kind and their title stay.
 */
export const useTemplate: Command<UseTemplate, Missing | TooMany> = {
  name: 'template.use',
  allowed: (ctx) => editsContent(ctx, undefined),
  run(ctx, { template, items }) {
    const row = liveRow(ctx, 'templates', template)
    if (!row.ok) return row
    const found = liveItems(ctx, items)
    if (!found.ok) return found
    const { name, criteria, description, labels } = row.value
    const tooMany = tooManyTexts(found.value.length, [description, ...criteria, ...labels])
    if (tooMany !== null) return fail(tooMany)
    const { doc } = ctx.plan
    for (const item of found.value) {
      const fresh = freshCriteria(ctx, item, criteria)
      const isBare = description !== '' && ctx.plan.textOf('items', item.id, 'description').trim() === ''
      const others = labels.filter((label) => !item.labels.includes(label))
      if (fresh.length === 0 && others.length === 0 && !isBare) continue
      ctx.log({ record: `items/${item.id}`, field: 'template', from: null, to: name })
      writeCriteria(ctx, item, fresh)
      if (isBare) setText(doc, 'items', item.id, 'description', description)
      for (const label of others) setMember(doc, 'items', item.id, 'labels', label, true)
    }
    return ok(undefined)
  },
}

function writeRanks(ctx: CommandContext, ranks: ReadonlyMap<string, string>): void {
  for (const [id, rank] of ranks) if (id !== NEW) setField(ctx.plan.doc, 'templates', id, 'rank', rank)
}

function tidy(values: Partial<TemplateValues>): Partial<TemplateValues> {
  const { name, title, criteria, labels } = values
  return {
    ...values,
    ...(name === undefined ? {} : { name: oneLine(name, 100) ?? '' }),
    // What a title begins with may end in a blank: "Find out: ".
    ...(title === undefined ? {} : { title: title.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ') }),
    ...(criteria === undefined ? {} : { criteria: criteria.map((one) => one.trim()).filter((one) => one !== '') }),
    ...(labels === undefined ? {} : { labels: [...new Set(labels)].filter((one) => one !== '') }),
  }
}

function whatIsWrong(values: Partial<TemplateValues>): { ok: false; error: BadValue } | null {
  const { kind, name, title = '', description = '', criteria = [], labels = [] } = values
  if (kind !== undefined && (kind === '' || kind.length > 40)) return badValue('kind', 'Choose a kind.')
  if (name === '') return badValue('name', 'A template needs a name of at most 100 characters.')
  if (title.length > 200) return badValue('title', 'What a title begins with has at most 200 characters.')
  if (description.length > 50_000)
    return badValue('description', 'The description of a template has at most 50,000 characters.')
  if (criteria.length > 50 || criteria.some((one) => one.length > 10_000))
    return badValue('criteria', 'A template has at most 50 acceptance criteria of 10,000 characters.')
  if (valueBytes(criteria) > LARGEST_VALUE)
    return badValue(
      'criteria',
      'The acceptance criteria of this template are too long together. Shorten them, or leave some out.',
    )
  if (labels.length > MOST_LABELS) return badValue('labels', `A template has at most ${MOST_LABELS} labels.`)
  const wrong = labels.map(checkLabel).find((one) => one !== null)
  return wrong === undefined || wrong === null ? null : { ok: false, error: wrong }
}
