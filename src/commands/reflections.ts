import { createId } from '../model/id.ts'
import { REFLECTION_KINDS, type ReflectionKind } from '../model/reflection.ts'
import { fail, ok } from '../model/result.ts'
import { authorName } from './author-name.ts'
import type { Command } from './command.ts'
import { anybody, ownOrEdits } from './policy.ts'
import {
  badValue,
  checkNewId,
  checkRefs,
  create,
  edit,
  editMember,
  liveRow,
  remove,
  type BadId,
  type BadValue,
  type Missing,
} from './record-edits.ts'
import { wrongState, type WrongState } from './sprints.ts'

const MAX_WORDS = 2000

export interface AddReflection {
  readonly id?: string | undefined
  readonly session: string
  readonly kind: ReflectionKind
  readonly words: string
}

/** A note of the retrospective. Everybody who is in it may, guests too. Answers its id. */
export const addReflection: Command<AddReflection, Missing | BadValue | BadId, string> = {
  name: 'reflection.add',
  allowed: anybody,
  run(ctx, { id: wanted, session: within, kind, words }) {
    const session = liveRow(ctx, 'sessions', within)
    if (!session.ok) return session
    if (!REFLECTION_KINDS.includes(kind))
      return badValue('kind', 'A note says what went well, what should change, what puzzles, or what you will try.')
    const text = words.trim()
    if (text === '' || text.length > MAX_WORDS)
      return badValue('words', 'A note needs some words, at most 2,000 characters.')
    const badId = checkNewId(ctx, 'reflections', wanted)
    if (badId !== null) return fail(badId)
    const id = wanted ?? createId(ctx.random)
    const by = { by: ctx.author.person, byName: authorName(ctx), at: ctx.now }
    create(ctx, 'reflections', id, { session: within, sprint: session.value.sprint, kind, words: text, ...by }, text)
    return ok(id)
  },
}

export interface EditReflection {
  readonly id: string
  readonly words?: string | undefined
  readonly kind?: ReflectionKind | undefined
  /** The item that was made of it. */
  readonly item?: string | null | undefined
  /** Of an action that is no item: it was done, or not after all. */
  readonly done?: boolean | undefined
}
export const editReflection: Command<EditReflection, Missing | BadValue> = {
  name: 'reflection.edit',
  allowed: (ctx, { id }) => ownOrEdits(ctx, ctx.plan.row('reflections', id)?.by ?? null, NOT_YOURS),
  run(ctx, { id, words, kind, item, done }) {
    const row = liveRow(ctx, 'reflections', id)
    if (!row.ok) return row
    const text = words?.trim()
    if (text !== undefined && (text === '' || text.length > MAX_WORDS))
      return badValue('words', 'A note needs some words, at most 2,000 characters.')
    const missing = checkRefs(ctx, { items: item })
    if (missing !== null) return fail(missing)
    if (text !== undefined) edit(ctx, 'reflections', row.value, 'words', text)
    if (kind !== undefined) edit(ctx, 'reflections', row.value, 'kind', kind)
    if (item !== undefined) edit(ctx, 'reflections', row.value, 'item', item)
    if (done !== undefined && done !== (row.value.doneAt !== null))
      edit(ctx, 'reflections', row.value, 'doneAt', done ? ctx.now : null)
    return ok(undefined)
  },
}

export interface VoteReflection {
  readonly id: string
  readonly on: boolean
}

/** "Let us talk about this one." A vote a person and note. */
export const voteReflection: Command<VoteReflection, Missing | WrongState> = {
  name: 'reflection.vote',
  allowed: anybody,
  run(ctx, { id, on }) {
    const row = liveRow(ctx, 'reflections', id)
    if (!row.ok) return row
    const { person, guest } = ctx.author
    const voter = guest === undefined ? person : `guest/${guest}`
    if (voter === null) return wrongState('Say first who you are.')
    editMember(ctx, 'reflections', id, 'votes', voter, on)
    return ok(undefined)
  },
}

export interface OneReflection {
  readonly id: string
}
export const deleteReflection: Command<OneReflection, Missing> = {
  name: 'reflection.delete',
  allowed: (ctx, { id }) => ownOrEdits(ctx, ctx.plan.row('reflections', id)?.by ?? null, NOT_YOURS),
  run(ctx, { id }) {
    const row = liveRow(ctx, 'reflections', id)
    if (!row.ok) return row
    remove(ctx, 'reflections', id)
    return ok(undefined)
  },
}

const NOT_YOURS = 'Who wrote a note, Product Owners and Developers change it. You can write your own.'
