import { writeAnew } from '../doc/write.ts'
import type { Failure } from '../model/result.ts'
import { fail, ok } from '../model/result.ts'
import {
  markName,
  partName,
  readMark,
  readPart,
  SEEN,
  seenBy,
  type Seen,
  type SeenMark,
  type SeenPart,
} from '../model/seen.ts'
import type { Command, CommandContext, Refusal } from './command.ts'

/** Nobody in particular cannot have seen anything: a mark is a person's. */
export interface NobodyLooks extends Failure {
  readonly type: 'nobody-looks'
}

export interface SeeAll {
  /** Line -> the last record that the list told of. */
  readonly upTo: Readonly<Record<string, number>>
  /** How many changes those are, for the words. */
  readonly changes: number
}

export interface SeeOne {
  /** What they were done to: `items/<id>` and the like. */
  readonly about: string
  readonly changes: readonly string[]
  /** What people call it. */
  readonly name: string
}

/** Beyond this many changes that were seen one by one, all that is listed can be marked at once. */
const MOST_APART = 5_000

/** The person's first look at the plan. What is there is no news; what others do from here on is. */
export const beginSeeing: Command<Pick<SeeAll, 'upTo'>, NobodyLooks | NothingListed> = {
  name: 'seen.begin',
  allowed: anyone,
  run(ctx, { upTo }) {
    const { person } = ctx.author
    if (person === null) return fail(NOBODY)
    if (!isListed(upTo)) return fail(NOTHING_LISTED)
    if (seenHere(ctx, person) !== null) return ok(undefined)
    write(ctx, { person, begun: ctx.now, looked: null, lines: upTo, round: '', apart: {} }, '')
    return ok(undefined)
  },
}

/** Everything that the list told of was seen. Lines that the person had seen further stay as they are. */
export const seeAll: Command<SeeAll, NobodyLooks | NothingListed> = {
  name: 'seen.all',
  allowed: anyone,
  run(ctx, { upTo, changes }) {
    const { person } = ctx.author
    if (person === null) return fail(NOBODY)
    if (!isListed(upTo)) return fail(NOTHING_LISTED)
    const seen = seenHere(ctx, person)
    const mine = ownMark(ctx, person)
    const lines = { ...mine?.lines }
    for (const [line, at] of Object.entries(upTo)) if (at > (seen?.lines[line] ?? 0)) lines[line] = at
    const begun = mine?.begun ?? seen?.begun ?? ctx.now
    // What was marked one by one does not count any more, and its keys are free.
    const round = `${line(ctx)}.${ctx.now}`
    write(ctx, { person, begun, looked: ctx.now, lines, round, apart: {} }, changes)
    return ok(undefined)
  },
}

/** What was done to one thing was seen; the rest of the list stays. */
export const seeOne: Command<SeeOne, NobodyLooks | NothingListed | TooMany> = {
  name: 'seen.one',
  allowed: anyone,
  run(ctx, { about, changes, name }) {
    const { person } = ctx.author
    if (person === null) return fail(NOBODY)
    if (!Array.isArray(changes)) return fail(NOTHING_LISTED)
    const known = new Set(seenHere(ctx, person)?.apart[about] ?? [])
    const fresh = changes.filter((change) => !known.has(change))
    if (fresh.length === 0) return ok(undefined)
    const mine = ownMark(ctx, person)
    const round = mine?.round ?? ''
    const parts = partsOfRound(ctx, person, round)
    const before = [...Object.values(mine?.apart ?? {}), ...parts.map((part) => part.changes)]
    if (before.reduce((sum, { length }) => sum + length, fresh.length) > MOST_APART) return fail(TOO_MANY)
    const key = partName(person, line(ctx), parts.length)
    const part: SeenPart = { person, line: line(ctx), round, at: ctx.now, about, changes: fresh }
    writeAnew(ctx.plan.doc, `${SEEN}/${key}`, part)
    ctx.log({ record: SEEN, field: key, from: null, to: name })
    return ok(undefined)
  },
}

/** In the order of their keys; the first key that has none of this round is free. */
function partsOfRound({ plan: { doc } }: CommandContext, person: string, round: string): SeenPart[] {
  const marks = doc.getMap(SEEN)
  const parts: SeenPart[] = []
  for (;;) {
    const part = readPart(marks.get(partName(person, doc.clientID, parts.length)))
    if (part?.round !== round) return parts
    parts.push(part)
  }
}

function line({ plan }: CommandContext): number {
  return plan.doc.clientID
}

export interface NothingListed extends Failure {
  readonly type: 'nothing-listed'
}
const NOTHING_LISTED: NothingListed = {
  type: 'nothing-listed',
  message: 'Nothing is listed that could be marked as seen.',
}
/** A plan has at least the line that founded it. */
const isListed = (upTo: SeeAll['upTo'] | undefined): boolean => Object.keys(upTo ?? {}).length > 0

interface TooMany extends Failure {
  readonly type: 'too-many'
}
const TOO_MANY: TooMany = {
  type: 'too-many',
  message: 'So much was marked one by one that no more can be remembered. Mark all of it as seen.',
}
const NOBODY: NobodyLooks = {
  type: 'nobody-looks',
  message: 'Say who you are first, so that what you have seen can be remembered for you.',
}

/** What one has looked at is nobody's role. */
function anyone(): Refusal | null {
  return null
}

function seenHere({ plan }: CommandContext, person: string): Seen | null {
  return seenBy(person, plan.doc.getMap(SEEN).values())
}

function ownMark({ plan: { doc } }: CommandContext, person: string): SeenMark | null {
  return readMark(doc.getMap(SEEN).get(markName(person, doc.clientID)))
}

function write(ctx: CommandContext, mark: SeenMark, what: unknown): void {
  const name = markName(mark.person, ctx.plan.doc.clientID)
  writeAnew(ctx.plan.doc, `${SEEN}/${name}`, mark)
  ctx.log({ record: SEEN, field: name, from: null, to: what })
}
