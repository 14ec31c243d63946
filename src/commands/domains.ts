import { createId } from '../model/id.ts'
import { fail, ok } from '../model/result.ts'
import type { Command } from './command.ts'
import { setsGoals, type Allowed } from './policy.ts'
import {
  checkNewId,
  checkRefs,
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

export interface CreateDomain {
  readonly id?: string | undefined
  readonly name: string
  readonly owner?: string | null | undefined
}

/** A sub-backlog: a view of the one order, owned by one Product Owner. Answers its id. */
export const createDomain: Command<CreateDomain, Missing | BadValue | BadId, string> = {
  name: 'domain.create',
  allowed,
  run(ctx, args) {
    const name = oneLine(args.name)
    if (name === null) return noTitle('A domain')
    const wrong = checkNewId(ctx, 'domains', args.id) ?? checkRefs(ctx, { people: args.owner })
    if (wrong !== null) return fail(wrong)
    const id = args.id ?? createId(ctx.random)
    create(ctx, 'domains', id, { name, owner: args.owner ?? null }, name)
    return ok(id)
  },
}

export interface EditDomain {
  readonly id: string
  readonly name?: string | undefined
  readonly owner?: string | null | undefined
}
export const editDomain: Command<EditDomain, Missing | BadValue> = {
  name: 'domain.edit',
  allowed,
  run(ctx, args) {
    const domain = liveRow(ctx, 'domains', args.id)
    if (!domain.ok) return domain
    const name = args.name === undefined ? undefined : oneLine(args.name)
    if (name === null) return noTitle('A domain')
    const wrong = checkRefs(ctx, { people: args.owner })
    if (wrong !== null) return fail(wrong)
    if (name !== undefined) edit(ctx, 'domains', domain.value, 'name', name)
    if (args.owner !== undefined) edit(ctx, 'domains', domain.value, 'owner', args.owner)
    return ok(undefined)
  },
}
