import { setRootText } from '../doc/write.ts'
import { LARGEST_FILES, sizeWords } from '../model/attachment.ts'
import { ROOT_TEXTS, type RootText } from '../doc/plan-changes.ts'
import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { setsGoals } from './policy.ts'
import { badValue, checkRefs, editFact, noTitle, oneLine, type BadValue, type Missing } from './record-edits.ts'

export interface RenamePlan {
  readonly name: string
}
export const renamePlan: Command<RenamePlan, BadValue> = {
  name: 'plan.rename',
  allowed: (ctx) => setsGoals(ctx, undefined),
  run(ctx, args) {
    const name = oneLine(args.name, 200)
    if (name === null) return noTitle('A plan')
    editFact(ctx, 'name', name)
    return ok(undefined)
  },
}

/** Facts that people set; the others are the app's. */
export interface PlanFactValues {
  northStar: string | null
  timeZone: string
  fiscalYearStart: number
  sizeLimit: number | null
  staleAfter: number | null
  largestFile: number | null
}
export type EditPlanFact = {
  [F in keyof PlanFactValues]: { readonly field: F; readonly value: PlanFactValues[F] }
}[keyof PlanFactValues]

export const editPlanFact: Command<EditPlanFact, BadValue | Missing> = {
  name: 'plan.fact',
  allowed: (ctx) => setsGoals(ctx, undefined),
  run(ctx, { field, value }) {
    if (field === 'northStar') {
      const missing = checkRefs(ctx, { metrics: value })
      if (missing !== null) return fail(missing)
    } else if (field === 'timeZone') {
      if (!isTimeZone(value)) return badValue('timeZone', 'A time zone is named like Europe/Berlin.')
    } else if (field === 'sizeLimit') {
      if (value !== null && !(Number.isFinite(value) && value > 0 && value <= 1_000_000))
        return badValue('sizeLimit', 'The size limit is a number above 0, or nothing for the usual one.')
    } else if (field === 'staleAfter') {
      if (value !== null && !(Number.isInteger(value) && value > 0 && value <= 10_000))
        return badValue('staleAfter', 'That takes whole days, or nothing for the usual time.')
    } else if (field === 'largestFile') {
      if (value !== null && !(LARGEST_FILES as readonly number[]).includes(value))
        return badValue(
          'largestFile',
          `The largest file is ${LARGEST_FILES.map(sizeWords).join(', ')}, or nothing for the usual.`,
        )
    } else if (field !== 'fiscalYearStart') {
      return badValue(field, 'That is not a fact that people set.')
    } else if (!(Number.isInteger(value) && value >= 1 && value <= 12))
      return badValue('fiscalYearStart', 'The fiscal year starts in a month from 1 to 12.')
    editFact(ctx, field, value)
    return ok(undefined)
  },
}

export interface EditRootText {
  readonly field: RootText
  readonly value: string
}

/** Vision or strategy, as a whole; an open editor types into the text by itself. */
export const editRootText: Command<EditRootText, BadValue> = {
  name: 'plan.text',
  takesTexts: true,
  allowed: (ctx) => setsGoals(ctx, undefined),
  run(ctx, { field, value }) {
    if (!ROOT_TEXTS.includes(field)) return badValue(field, 'A plan has a vision and a strategy.')
    const from = ctx.plan.rootText(field).length
    if (setRootText(ctx.plan.doc, field, value)) ctx.log({ record: 'plan', field, from, to: value.length })
    return ok(undefined)
  },
}

/** The platform knows which zones there are. */
function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
