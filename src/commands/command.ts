import type { LineWriter } from '../doc/line-writer.ts'
import type { Plan } from '../doc/plan.ts'
import type { Author, Entry } from '../model/envelope.ts'
import type { Random } from '../model/id.ts'
import { fail, ok, type Failure, type Result } from '../model/result.ts'
import { bytesOf, LARGEST_VALUE } from '../model/value-size.ts'

/** What a command may look at. Rows show the plan as it was when the command began, also after its first write. */
export interface CommandContext {
  readonly plan: Plan
  readonly author: Author
  /** Milliseconds since 1970. */
  readonly now: number
  readonly random: Random
  /** One line of the log: what was done to one field of one record. `why` is '' unless a person gave a reason. */
  log(line: { record: string; field: string; from: unknown; to: unknown; why?: string | undefined }): void
}

/** The command's author may not do this; `message` tells the reason in the field's words. */
export interface Refusal extends Failure {
  readonly type: 'not-yours' | 'role-not-held' | 'no-role'
}

/** One intent of a person: one transaction, one change, one step of undo. */
export interface Command<Args, F extends Failure = Failure, Value = void> {
  /** Stands in the log, for ever: `item.move`. */
  readonly name: string
  /** It takes texts that people write together, which may be longer than other values. */
  readonly takesTexts?: true
  /** Null if this author may do it. */
  allowed(ctx: Pick<CommandContext, 'plan' | 'author'>, args: Args): Refusal | null
  /** Checks everything first and then writes: a failure has written nothing. */
  run(ctx: CommandContext, args: Args): Result<Value, F>
}

/** What commands run on: a plan, and the one writer of its document. */
export interface Session {
  readonly plan: Plan
  readonly writer: LineWriter
  readonly now: () => number
  readonly random: Random
  /** A fresh id for a change. */
  readonly newChange: () => string
}

/** `change` is '' where nothing was different, so that nothing was written. */
export interface Done<Value> {
  readonly change: string
  readonly value: Value
  readonly entries: readonly Entry[]
}

/** Runs one intent. Nothing is written where it is refused or fails. */
export function runCommand<Args, F extends Failure, Value>(
  session: Session,
  author: Author,
  command: Command<Args, F, Value>,
  args: Args,
  options: { readonly change?: string } = {},
): Result<Done<Value>, F | Refusal | LineResting | TooLong> {
  const { plan, writer } = session
  const tooLong = whatIsTooLong(args, command.takesTexts === true)
  if (tooLong !== null) return fail(tooLong)
  const refusal = command.allowed({ plan, author }, args)
  if (refusal !== null) return fail(refusal)
  if (writer.broken) return fail(LINE_RESTING)
  const change = options.change ?? session.newChange()
  const entries: Entry[] = []
  writer.flush()
  const before = writer.lease.seq
  const result = writer.write({ author, change }, (log) =>
    command.run(
      {
        plan,
        author,
        now: session.now(),
        random: session.random,
        log: ({ record, field, from, to, why }) => {
          const entry: Entry = { name: command.name, record, field, from: from ?? null, to: to ?? null, why: why ?? '' }
          entries.push(entry)
          log(entry)
        },
      },
      args,
    ),
  )
  if (!result.ok) return result
  return ok({ change: writer.lease.seq > before ? change : '', value: result.value, entries })
}

/** For a moment after Yjs changed the document's id, until the host has given a fresh line. */
export interface LineResting extends Failure {
  readonly type: 'line-resting'
}
const LINE_RESTING: LineResting = {
  type: 'line-resting',
  message: 'This window is being given a new place to write. Try again in a moment.',
}

/** A single text that is larger than any record can hold. What was typed is still where it was typed. */
export interface TooLong extends Failure {
  readonly type: 'too-long'
}
/** Characters of a text that people write together, given at once. */
export const LONGEST_TEXT = 500_000

function whatIsTooLong(args: unknown, isText: boolean): TooLong | null {
  if (typeof args === 'string') {
    // Most are far too short to be measured.
    if (args.length * 3 <= LARGEST_VALUE) return null
    if (isText ? args.length <= LONGEST_TEXT : bytesOf(args) < LARGEST_VALUE) return null
    const most = isText ? `${LONGEST_TEXT / 1000},000` : 'about 80,000'
    return {
      type: 'too-long',
      message: `That is longer than ${most} characters, more than can be kept in one place. Nothing was changed; shorten it, or attach it as a file.`,
    }
  }
  if (typeof args !== 'object' || args === null) return null
  for (const value of Object.values(args)) {
    const wrong = whatIsTooLong(value, isText)
    if (wrong !== null) return wrong
  }
  return null
}
