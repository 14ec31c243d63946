import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { isDay } from './goals.ts'
import { setsGoals, type Allowed } from './policy.ts'
import {
  badValue,
  checkNewId,
  create,
  edit,
  liveRow,
  noTitle,
  oneLine,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'

const allowed: Allowed<unknown> = setsGoals

export interface CreateMetric {
  readonly id?: string | undefined
  readonly name: string
  readonly unit?: string | undefined
}

/** A number followed over time, shared by all Product Owners. Answers its id. */
export const createMetric: Command<CreateMetric, BadValue | BadId, string> = {
  name: 'metric.create',
  allowed,
  run(ctx, args) {
    const name = oneLine(args.name)
    if (name === null) return noTitle('A metric')
    const badId = checkNewId(ctx, 'metrics', args.id)
    if (badId !== null) return fail(badId)
    const id = args.id ?? createId(ctx.random)
    create(ctx, 'metrics', id, { name, unit: args.unit ?? '' }, name)
    return ok(id)
  },
}

export interface EditMetric {
  readonly id: string
  readonly name?: string | undefined
  readonly unit?: string | undefined
}
export const editMetric: Command<EditMetric, Missing | BadValue> = {
  name: 'metric.edit',
  allowed,
  run(ctx, args) {
    const metric = liveRow(ctx, 'metrics', args.id)
    if (!metric.ok) return metric
    const name = args.name === undefined ? undefined : oneLine(args.name)
    if (name === null) return noTitle('A metric')
    if (name !== undefined) edit(ctx, 'metrics', metric.value, 'name', name)
    if (args.unit !== undefined) edit(ctx, 'metrics', metric.value, 'unit', args.unit)
    return ok(undefined)
  },
}

export interface AddMeasurement {
  readonly id?: string | undefined
  readonly metric: string
  /** YYYY-MM-DD */
  readonly day: string
  readonly value: number
  readonly note?: string | undefined
}

/** One measured value. Answers its id. */
export const addMeasurement: Command<AddMeasurement, Missing | BadValue | BadId, string> = {
  name: 'measurement.add',
  allowed,
  run(ctx, args) {
    const metric = liveRow(ctx, 'metrics', args.metric)
    if (!metric.ok) return metric
    if (!isDay(args.day)) return badValue('day', 'A day is written as 2026-03-31.')
    if (!Number.isFinite(args.value)) return badValue('value', 'That takes a number.')
    const badId = checkNewId(ctx, 'measurements', args.id)
    if (badId !== null) return fail(badId)
    const id = args.id ?? createId(ctx.random)
    create(
      ctx,
      'measurements',
      id,
      { metric: args.metric, day: args.day, value: args.value, note: args.note ?? '', by: ctx.author.person },
      `${metric.value.name}: ${args.value}${metric.value.unit === '' ? '' : ` ${metric.value.unit}`}`,
    )
    return ok(id)
  },
}
